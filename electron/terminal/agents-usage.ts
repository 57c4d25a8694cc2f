import { readLanguage, readOwnCommand, wrongUsage } from './own-command';

export const AGENTS_COMMANDS = ['list', 'remove', 'rename', 'replace', 'rotate'] as const;

/** What is to be done with the agents of a site. `camera`: its name, or its address. */
export type AgentsAction =
  | { readonly action: 'list' }
  | { readonly action: 'remove'; readonly which: 'all' | 'orphans' | readonly string[] }
  | { readonly action: 'rename'; readonly camera: string; readonly name: string }
  /** `device`: address or MAC of the new one. */
  | { readonly action: 'replace'; readonly camera: string; readonly device: string }
  | { readonly action: 'rotate'; readonly camera: string; readonly passwordFile: string; /** Is it changed on the camera by us? Else somebody did. */ readonly onCamera: boolean };

export interface AgentsOptions {
  readonly command: 'agents';
  readonly action: AgentsAction;
  readonly site: string | null;
  readonly practice: boolean;
  readonly data: string | null;
  readonly json: boolean;
  readonly language: 'en' | 'nl' | null;
}

export const AGENTS_USAGE = `kerberos-tunnel agents: the agents of a site, for as long as it runs

Usage: npm run cli -- agents [ACTION] (--site FILE | --practice) [options]

Actions
  list                      what the site has, as the places where its agents run show it (also
                            without an action): in use, no longer needed, forgotten (orphans)
  remove NAME ... | --all | --orphans
                            remove these agents (by the agent's name or the camera's), all of the
                            site's, or those that were made for it and that this computer knows
                            nothing of; the rest of the tunnel stays. Their cameras are left out
                            from then on ("include": false in the site file)
  rename CAMERA NAME        call the camera otherwise; its agent keeps its name and its recordings
  replace CAMERA DEVICE     another device (its address or MAC) took the camera's place; name and
                            agent stay. Searches the network again where the device is not known
  rotate CAMERA --password-file FILE
                            the password was changed on the camera: logs in once with the new one
                            in FILE, and when that works tells the site file and the agent, and
                            proves it. FILE must stay: the site file only says where it is
         ... --on-camera    the password is changed on the camera first, by ONVIF, with the login
                            that works now. FILE holds the new one, and is another file than that
                            of the old one, which must stay too: undo sets it back. ONVIF sends a
                            new password readable, except to a camera that speaks TLS

  CAMERA is its name or its address. rename and replace change the site file; connect then
  brings the agent up to date.

Options
  --site FILE               site file; its journal is beside it
  --practice                the practice site
  --data DIR                where the practice site keeps its state
  --language en|nl          language of the text
  --json                    one JSON document on standard output; messages on standard error
  --help                    this text

Exit codes
  0  done                   4  a person is needed (unknown host key, missing password)
  1  failed; list: a place could not be asked, or an agent of the site does not run
  2  wrong usage            5  something could not be removed
  3  done for some of them  70 a mistake of ours
                            130 stopped
`;

const OPTIONS = {
  site: { type: 'string' },
  practice: { type: 'boolean', default: false },
  data: { type: 'string' },
  language: { type: 'string' },
  json: { type: 'boolean', default: false },
  help: { type: 'boolean', default: false },
  all: { type: 'boolean', default: false },
  orphans: { type: 'boolean', default: false },
  'password-file': { type: 'string' },
  'on-camera': { type: 'boolean', default: false },
} as const;

/** Null when another command was given. @throws TunnelError `input-invalid`. */
export function readAgentsOptions(argv: readonly string[]): AgentsOptions | 'agents-help' | null {
  const parsed = readOwnCommand('agents', argv, OPTIONS);
  if (parsed === null) return null;
  const { values, positionals } = parsed;
  if (values.help) return 'agents-help';
  const language = readLanguage(values.language);
  if (values.practice === (values.site !== undefined)) throw wrongUsage('give either --site FILE or --practice');
  const [, action = 'list', ...rest] = positionals;
  if (action !== 'remove' && (values.all || values.orphans)) throw wrongUsage('--all and --orphans go with remove');
  if (action !== 'rotate' && values['password-file'] !== undefined) throw wrongUsage('--password-file goes with rotate');
  if (action !== 'rotate' && values['on-camera']) throw wrongUsage('--on-camera goes with rotate');
  const read = readAction(action, rest, { all: values.all, orphans: values.orphans, passwordFile: values['password-file'], onCamera: values['on-camera'] });
  return { command: 'agents', action: read, site: values.site ?? null, practice: values.practice, data: values.data ?? null, json: values.json, language };
}

function readAction(action: string, rest: readonly string[], values: { readonly all: boolean; readonly orphans: boolean; readonly passwordFile: string | undefined; readonly onCamera: boolean }): AgentsAction {
  const [camera, second, third] = rest;
  switch (action) {
    case 'list':
      if (camera !== undefined) throw wrongUsage('agents list takes nothing more');
      return { action };
    case 'remove':
      if ([values.all, values.orphans, rest.length > 0].filter(Boolean).length !== 1) throw wrongUsage('agents remove takes names, or --all, or --orphans');
      return { action, which: values.all ? 'all' : values.orphans ? 'orphans' : rest };
    case 'rename':
      if (camera === undefined || second === undefined || third !== undefined) throw wrongUsage('agents rename takes the camera and its new name, in quotes where they have spaces');
      return { action, camera, name: second };
    case 'replace':
      if (camera === undefined || second === undefined || third !== undefined) throw wrongUsage('agents replace takes the camera, and the address or MAC of the new device');
      return { action, camera, device: second };
    case 'rotate':
      if (camera === undefined || second !== undefined || values.passwordFile === undefined) throw wrongUsage('agents rotate takes the camera, and --password-file FILE');
      return { action, camera, passwordFile: values.passwordFile, onCamera: values.onCamera };
    default:
      throw wrongUsage(`agents knows ${AGENTS_COMMANDS.join(', ')}, not "${action}"`);
  }
}
