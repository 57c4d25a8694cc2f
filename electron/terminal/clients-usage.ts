import { ARCHITECTURES, USUAL_ARCHITECTURES, clientArchitectureOf, clientVersion, type ClientArchitecture } from '../domain/vpn-client';
import { readLanguage, readOwnCommand, wrongUsage } from './own-command';

export const CLIENTS_COMMANDS = ['list', 'fetch', 'add', 'trust', 'remove', 'check'] as const;

/** What is to be done with the VPN clients of this computer. Versions are whole (`v1.5.1`). */
export type ClientsAction =
  | { readonly action: 'list' | 'check' }
  | { readonly action: 'fetch'; readonly version: string; readonly architectures: readonly ClientArchitecture[] }
  | { readonly action: 'add'; readonly file: string; readonly version: string; readonly architecture: ClientArchitecture; readonly sha256: string | null }
  | { readonly action: 'trust'; readonly version: string; readonly architecture: ClientArchitecture; readonly sha256: string }
  | { readonly action: 'remove'; readonly version: string; readonly architecture: ClientArchitecture | null };

/** `clients ...`: of this computer, so it needs no site. */
export interface ClientsOptions {
  readonly command: 'clients';
  readonly action: ClientsAction;
  readonly data: string | null;
  readonly json: boolean;
  readonly language: 'en' | 'nl' | null;
}

export const CLIENTS_USAGE = `kerberos-tunnel clients: the VPN clients that this computer keeps for sites without internet

Usage: npm run cli -- clients [ACTION] [options]

Actions
  list                      what is held (also without an action)
  fetch VERSION [ARCH ...]  fetch from its maker, compare with the published checksum and keep;
                            without ARCH: ${USUAL_ARCHITECTURES.join(', ')}
  add FILE --version VERSION --architecture ARCH [--sha256 HEX]
                            keep a file that somebody gave you
  trust VERSION ARCH HEX    say that this checksum is right, where nobody published one
  remove VERSION [ARCH]     remove one, or all of a version
  check                     read everything that is held and compare it with its checksum

ARCH is one of ${ARCHITECTURES.slice(0, 5).join(', ')},
  ${ARCHITECTURES.slice(5).join(', ')}

Options
  --data DIR                where they are kept, instead of the usual place
  --language en|nl          language of the text
  --json                    one JSON document on standard output; messages on standard error
  --help                    this text

Exit codes
  0  done                   4  a checksum waits for a person (clients trust)
  1  failed, or damaged     70 a mistake of ours
  2  wrong usage            130 stopped
  3  done for some of them
`;

const OPTIONS = {
  data: { type: 'string' },
  language: { type: 'string' },
  json: { type: 'boolean', default: false },
  help: { type: 'boolean', default: false },
  version: { type: 'string' },
  architecture: { type: 'string' },
  sha256: { type: 'string' },
} as const;

/** Null when another command was given. @throws TunnelError `input-invalid`. */
export function readClientsOptions(argv: readonly string[]): ClientsOptions | 'clients-help' | null {
  const parsed = readOwnCommand('clients', argv, OPTIONS);
  if (parsed === null) return null;
  const { values, positionals } = parsed;
  if (values.help) return 'clients-help';
  const language = readLanguage(values.language);
  const [, action = 'list', ...rest] = positionals;
  if (action !== 'add' && [values.version, values.architecture, values.sha256].some((value) => value !== undefined)) throw wrongUsage('--version, --architecture and --sha256 go with add');
  return { command: 'clients', action: readAction(action, rest, values), data: values.data ?? null, json: values.json, language };
}

function readAction(action: string, rest: readonly string[], values: { readonly version?: string | undefined; readonly architecture?: string | undefined; readonly sha256?: string | undefined }): ClientsAction {
  const [first, second, third, ...more] = rest;
  switch (action) {
    case 'list':
    case 'check':
      if (rest.length > 0) throw wrongUsage(`clients ${action} takes nothing more`);
      return { action };
    case 'fetch':
      return { action, version: version(first), architectures: rest.length < 2 ? USUAL_ARCHITECTURES : rest.slice(1).map(architecture) };
    case 'add':
      if (first === undefined || rest.length > 1) throw wrongUsage('clients add takes one file');
      return { action, file: first, version: version(values.version), architecture: architecture(values.architecture), sha256: values.sha256 === undefined ? null : checksum(values.sha256) };
    case 'trust':
      if (more.length > 0) throw wrongUsage('clients trust takes a version, a processor and a checksum');
      return { action, version: version(first), architecture: architecture(second), sha256: checksum(third) };
    case 'remove':
      if (third !== undefined) throw wrongUsage('clients remove takes a version and at most one processor');
      return { action, version: version(first), architecture: second === undefined ? null : architecture(second) };
    default:
      throw wrongUsage(`clients knows ${CLIENTS_COMMANDS.join(', ')}, not "${action}"`);
  }
}

function version(text: string | undefined): string {
  const known = clientVersion(text ?? '');
  if (known === null) throw wrongUsage(text === undefined ? 'the version is missing, such as v1.5.1' : `"${text}" is no version, such as v1.5.1`);
  return known;
}

function architecture(text: string | undefined): ClientArchitecture {
  const known = clientArchitectureOf(text ?? '');
  if (known === null) throw wrongUsage(`the processor is one of ${ARCHITECTURES.join(', ')}`);
  return known;
}

function checksum(text: string | undefined): string {
  const hex = (text ?? '').toLowerCase();
  if (!/^[0-9a-f]{64}$/.test(hex)) throw wrongUsage('a SHA-256 has 64 hexadecimal digits');
  return hex;
}
