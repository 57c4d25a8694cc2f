import { ROOT_SCRIPT, WIRE_SCRIPT } from '../../box/scripts';
import { commandWords } from './command-words';

/** How the practice box's sudo behaves. */
export type SudoHabit = 'password' | 'no-password' | 'refused' | 'absent';

export interface Account {
  readonly username: string;
  readonly password: string;
  readonly sudo: SudoHabit;
}

/** What is left when the shell's wrapping is taken off; null: nothing that the product sends. */
export function unwrapShell(line: string): string[] | null {
  const words = commandWords(line);
  const [exec, sh, dashC, script, zero, ...argv] = words ?? [];
  return exec === 'exec' && sh === 'sh' && dashC === '-c' && script === WIRE_SCRIPT && zero === 'sh' && argv.length > 0 ? argv : null;
}

export type Unwrapped =
  | { readonly kind: 'run'; readonly argv: readonly string[]; readonly root: boolean; readonly stdin: Buffer; readonly stderr: string }
  | { readonly kind: 'refused'; readonly code: number; readonly stderr: string };

/** sudo as it takes its password from standard input: exactly one line for each attempt, three attempts. */
export function unwrapSudo(argv: readonly string[], stdin: Buffer, account: Account): Unwrapped {
  const alreadyRoot = account.username === 'root';
  if (argv[0] === 'doas') return { kind: 'refused', code: 127, stderr: 'sh: 1: exec: doas: not found\n' };
  if (argv[0] !== 'sudo') return { kind: 'run', argv, root: alreadyRoot, stdin, stderr: '' };
  if (account.sudo === 'absent') return { kind: 'refused', code: 127, stderr: 'sh: 1: exec: sudo: not found\n' };
  const end = argv.indexOf('--');
  const options = argv.slice(1, end);
  const inside = argv.slice(end + 1);
  let rest = stdin;
  let stderr = '';
  if (account.sudo !== 'no-password' && !alreadyRoot) {
    if (!options.includes('-S')) return { kind: 'refused', code: 1, stderr: 'sudo: a password is required\n' };
    const prompt = options[options.indexOf('-p') + 1] ?? '[sudo] password: ';
    let accepted = false;
    for (let attempt = 1; attempt <= 3 && !accepted; attempt++) {
      stderr += prompt;
      const [line, after] = firstLine(rest);
      if (line === null) return { kind: 'refused', code: 1, stderr: `${stderr}sudo: no password was provided\n${attempt === 1 ? 'sudo: a password is required' : `sudo: ${attempt - 1} incorrect password attempt`}\n` };
      rest = after;
      accepted = line === account.password;
      if (!accepted) stderr += 'Sorry, try again.\n';
    }
    if (!accepted) return { kind: 'refused', code: 1, stderr: `${stderr}sudo: 3 incorrect password attempts\n` };
    if (account.sudo === 'refused') return { kind: 'refused', code: 1, stderr: `${stderr}${account.username} is not in the sudoers file.\n` };
  }
  const [sh, dashC, script, , ...command] = inside;
  if (sh !== 'sh' || dashC !== '-c' || script !== ROOT_SCRIPT) return { kind: 'run', argv: inside, root: true, stdin: rest, stderr };
  for (let [line, after] = firstLine(rest); line !== null; [line, after] = firstLine(rest)) {
    rest = after;
    if (line === 'kt:stdin') break;
  }
  return { kind: 'run', argv: command, root: true, stdin: rest, stderr: `${stderr}kt:root\n` };
}

function firstLine(input: Buffer): [string | null, Buffer] {
  const end = input.indexOf(0x0a);
  return end < 0 ? [null, Buffer.alloc(0)] : [input.subarray(0, end).toString('utf8'), input.subarray(end + 1)];
}
