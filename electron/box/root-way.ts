import { TunnelError } from '../domain/errors';
import type { Secret } from '../domain/secret';
import { quoteAll } from './quote';
import { ROOT_SCRIPT, WIRE_SCRIPT } from './scripts';

/** How this account becomes root on this box. */
export type RootWay = { readonly kind: 'is-root' } | { readonly kind: 'sudo' } | { readonly kind: 'sudo-password'; readonly password: Secret } | { readonly kind: 'doas' };

const PROMPT = 'kt:password';
const inside = (argv: readonly string[]): string[] => ['sh', '-c', ROOT_SCRIPT, 'sh', ...argv];

/** `-k`: never a cached login, and none left on the box; so sudo behaves the same for every command. */
const SUDO = ['sudo', '-k', '-n', '--'];
const SUDO_PASSWORD = ['sudo', '-k', '-S', '-p', PROMPT, '--'];
const DOAS = ['doas', '-n', '--'];

export interface WireCommand {
  /** For the login shell. */
  readonly line: string;
  readonly input: Uint8Array;
}

export function plainCommand(argv: readonly string[], input: Uint8Array): WireCommand {
  return { line: `exec ${quoteAll(['sh', '-c', WIRE_SCRIPT, 'sh', ...argv])}`, input };
}

export function rootCommand(way: RootWay, argv: readonly string[], input: Uint8Array): WireCommand {
  switch (way.kind) {
    case 'is-root':
      return plainCommand(argv, input);
    case 'sudo':
      return plainCommand([...SUDO, ...inside(argv)], Buffer.concat([Buffer.from('kt:stdin\n'), input]));
    case 'doas':
      return plainCommand([...DOAS, ...inside(argv)], Buffer.concat([Buffer.from('kt:stdin\n'), input]));
    case 'sudo-password':
      return plainCommand([...SUDO_PASSWORD, ...inside(argv)], Buffer.concat([Buffer.from(`${way.password.reveal()}\nkt:stdin\n`), input]));
  }
}

/** Everything before it was said by sudo; null: the command was never begun. */
export function afterRoot(stderr: string): string | null {
  const match = /(?:^|\n|kt:password)kt:root\n/.exec(stderr);
  return match === null ? null : stderr.slice(match.index + match[0].length);
}

type Attempt = (command: WireCommand) => Promise<{ code: number | null; stderr: string }>;

/**
 * Finds the way by trying `true`. The password goes in once and only there, so a wrong one costs one attempt; after it the
 * input ends, and sudo cannot take anything else for a second password.
 */
export async function findRootWay(uid: number, password: Secret | null, user: string, attempt: Attempt): Promise<RootWay> {
  if (uid === 0) return { kind: 'is-root' };
  const argv = [...(password === null ? SUDO : SUDO_PASSWORD), ...inside(['true'])];
  const { code, stderr } = await attempt(plainCommand(argv, Buffer.from(password === null ? 'kt:stdin\n' : `${password.reveal()}\n`)));
  if (code === 0 && afterRoot(stderr) !== null) return password === null || !stderr.includes(PROMPT) ? { kind: 'sudo' } : { kind: 'sudo-password', password };
  const refused = code === 127 ? null : explainSudo(stderr, user, password !== null);
  // A password that was given and is wrong: whoever typed it must hear that.
  if (refused?.code === 'box-sudo-password-wrong' && password !== null) throw refused;
  return findDoas(user, refused, attempt);
}

/** `refused`: what sudo said, which counts where doas does not let us through either; null where there is no sudo. */
async function findDoas(user: string, refused: TunnelError | null, attempt: Attempt): Promise<RootWay> {
  const { code, stderr } = await attempt(plainCommand([...DOAS, ...inside(['true'])], Buffer.from('kt:stdin\n')));
  if (code === 0 && afterRoot(stderr) !== null) return { kind: 'doas' };
  throw refused ?? (code === 127 ? new TunnelError('box-no-root', { user, reason: 'it has neither sudo nor doas' }, { detail: stderr }) : explainDoas(stderr, user));
}

/** OpenDoas: with -n it says `Authentication required` where a rule wants a password, which it reads from a terminal only (RPP_REQUIRE_TTY). */
export function explainDoas(stderr: string, user: string): TunnelError {
  if (/authentication required|a tty is required/i.test(stderr)) return new TunnelError('box-doas-wants-password', { user, reason: 'doas wants a password, at a terminal' }, { detail: stderr });
  return new TunnelError('box-no-root', { user, reason: 'doas refuses it' }, { detail: stderr });
}

/** Codes of an account that cannot become root, whatever is typed here. */
export const NO_ROOT_CODES: readonly string[] = ['box-no-root', 'box-sudo-wants-terminal', 'box-doas-wants-password'];

/** sudo's words in the C locale (plugins/sudoers); sudo-rs says some of them differently. */
export function explainSudo(stderr: string, user: string, hadPassword: boolean): TunnelError {
  const detail = { detail: stderr.replaceAll(PROMPT, '') };
  const refused = (reason: string): TunnelError => new TunnelError('box-no-root', { user, reason }, detail);
  if (/must have a tty/i.test(stderr)) return new TunnelError('box-sudo-wants-terminal', { user, reason: 'sudo there wants a terminal (requiretty)' }, detail);
  if (/not in the sudoers|may not run sudo|not allowed to (execute|run)/i.test(stderr)) return refused('sudo does not allow it');
  if (/no new privileges|effective uid is not 0|must be owned by uid 0|setuid/i.test(stderr)) return refused('sudo does not work there');
  if (/incorrect password|try again|no password was provided|authentication fail|account .*(locked|expired)/i.test(stderr) && hadPassword) return new TunnelError('box-sudo-password-wrong', { user }, detail);
  if (/password is required|interactive authentication is required/i.test(stderr)) return new TunnelError('box-sudo-password-wrong', { user }, { detail: 'sudo asks for a password and none was given' });
  return refused('sudo failed');
}
