/** Options of the commands that take a value; all others are switches. As `docker COMMAND --help` lists them. */
const WITH_VALUE: Readonly<Record<string, readonly string[]>> = {
  version: ['--format'],
  info: ['--format'],
  ps: ['--filter', '--format'],
  inspect: ['--type', '--format'],
  'volume create': ['--label'],
  'volume inspect': ['--format'],
  'volume rm': [],
  'volume ls': ['--format'],
  'image inspect': ['--format'],
  'image rm': [],
  'image ls': ['--format'],
  pull: [],
  run: ['--name', '--restart', '--env-file', '--publish', '--volume', '--label', '--memory', '--log-driver', '--log-opt'],
  stop: ['-t'],
  start: [],
  rm: [],
  logs: ['--tail'],
  exec: [],
};
const SWITCHES: Readonly<Record<string, readonly string[]>> = { ps: ['-a', '-q', '-aq'], pull: ['--quiet'], run: ['-d'], rm: ['-f'], exec: ['-i'], 'volume ls': ['-q'], 'image ls': ['-q'] };

export interface Asked {
  readonly command: string;
  /** Values by option, in their order. */
  readonly options: ReadonlyMap<string, readonly string[]>;
  readonly words: readonly string[];
}

/** null: an option or a command that Docker's own command line does not know, or that nobody here asks for. */
export function readArguments(argv: readonly string[]): Asked | null {
  const command = ['volume', 'image'].includes(argv[0] ?? '') ? argv.slice(0, 2).join(' ') : (argv[0] ?? '');
  const values = WITH_VALUE[command];
  if (values === undefined) return null;
  const options = new Map<string, string[]>();
  const rest = argv.slice(command.split(' ').length);
  for (let at = 0; at < rest.length; at++) {
    const word = rest[at] ?? '';
    // Behind the first word that is no option everything is the container's own.
    if (!word.startsWith('-')) return { command, options, words: rest.slice(at) };
    const [name = '', inline] = word.startsWith('--') && word.includes('=') ? [word.slice(0, word.indexOf('=')), word.slice(word.indexOf('=') + 1)] : [word];
    if (values.includes(name)) options.set(name, [...(options.get(name) ?? []), inline ?? rest[++at] ?? '']);
    else if (SWITCHES[command]?.includes(name) === true) options.set(name, ['']);
    else return null;
  }
  return { command, options, words: [] };
}
