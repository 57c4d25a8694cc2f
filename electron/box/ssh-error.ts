import { TunnelError } from '../domain/errors';

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
  if (/handshake failed: no matching/i.test(message) || /unsupported algorithm/i.test(message)) {
    return new TunnelError('box-no-common-algorithm', { host: address.host, reason: message.slice(0, 200) }, detail);
  }
  return new TunnelError('box-unreachable', { host: address.host, port: address.port }, detail);
}

export function connectionLost(address: Address, reason: string): TunnelError {
  return new TunnelError('box-connection-lost', { host: address.host }, { detail: reason });
}
