import { TunnelError } from '../domain/errors';
import { disagreement, type Offer } from './algorithms';

/** How ssh2 marks its errors; `level` says who failed. */
interface SshError extends Error {
  level?: string;
  code?: string | number;
}

export interface Address {
  readonly host: string;
  readonly port: number;
}

/** What went wrong before the login was complete. The only place that reads ssh2's words. */
export function explainLoginFailure(error: unknown, address: Address, username: string): TunnelError {
  if (error instanceof TunnelError) return error;
  const { level, message } = error instanceof Error ? (error as SshError) : { level: undefined, message: String(error) };
  const detail = { detail: message };
  if (level === 'client-authentication') return new TunnelError('box-login-refused', { host: address.host, user: username }, detail);
  // OpenSSH hangs up with a disconnect message when MaxAuthTries is used up, before it names the methods that are left.
  if (/too many authentication failures/i.test(message)) return new TunnelError('box-login-refused', { host: address.host, user: username }, detail);
  // An agent that did not sign: its person said no, or the key is gone.
  if (level === 'agent') return new TunnelError('box-login-refused', { host: address.host, user: username }, detail);
  return new TunnelError('box-unreachable', { host: address.host, port: address.port }, detail);
}

/** The two know no common way to encrypt. */
export function isDisagreement(error: unknown): error is Error {
  return error instanceof Error && /handshake failed: no matching/i.test(error.message);
}

/** `offer`: what the server says that it can do; null where it could not be asked. */
export function explainDisagreement(error: Error, { host }: Address, offer: Offer | null, allowLegacy: boolean): TunnelError {
  const detail = { detail: error.message };
  const found = offer === null ? null : disagreement(offer);
  if (found !== null && !allowLegacy && found.old.length > 0 && found.none.length === 0) return new TunnelError('box-only-legacy', { host, algorithms: found.old.join(', ') }, detail);
  const names = { kex: 'key exchange', hostKeys: 'host key', ciphers: 'cipher', macs: 'MAC' };
  const reason = offer === null || found === null || found.none.length === 0 ? error.message : found.none.map((part) => `${names[part]}: ${offer[part].join(', ')}`).join('; ');
  return new TunnelError('box-no-common-algorithm', { host, reason: reason.slice(0, 300) }, detail);
}

export function connectionLost(address: Address, reason: string): TunnelError {
  return new TunnelError('box-connection-lost', { host: address.host }, { detail: reason });
}
