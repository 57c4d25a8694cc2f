import { NodeSSH, type Config } from 'node-ssh';
import ssh2, { type Client, type ParsedKey } from 'ssh2';
import type { HostKey } from '../domain/box';
import { TunnelError, cancelled } from '../domain/errors';
import type { Secret } from '../domain/secret';
import { MOST_KEYS, ownAgent, type AgentKeys } from './agent-keys';
import { algorithmsFor } from './algorithms';
import { describeHostKey } from './host-key';
import { readOffer } from './offer';
import { explainDisagreement, explainLoginFailure, isDisagreement, type Address } from './ssh-error';

/** TCP, version and key exchange; an unreachable box says nothing at all. */
export const REACH_MS = 15_000;
/** The login itself: a box with a read-only root takes 25 s for each (logind fails and PAM waits for it). */
export const LOGIN_MS = 30_000;

export type Credentials = { readonly kind: 'password'; readonly password: Secret } | { readonly kind: 'key'; readonly privateKey: Secret; readonly passphrase: Secret | null } | { readonly kind: 'agent' };

/** The key exchange proves that the box holds the key; then we hang up, before any name or password was sent. */
export async function readHostKey(address: Address, allowLegacy: boolean, signal: AbortSignal): Promise<HostKey> {
  const client = new ssh2.Client();
  let seen: HostKey | null = null;
  try {
    await settle(client, signal, (ready) => {
      client.connect({
        ...transport(address),
        username: '-',
        algorithms: algorithmsFor(null, allowLegacy),
        hostVerifier: (blob: Buffer) => {
          seen = describeHostKey(blob);
          ready();
          return false;
        },
      });
    });
  } catch (error) {
    throw await explained(error, address, '', allowLegacy, signal);
  } finally {
    client.destroy();
  }
  if (seen === null) throw new TunnelError('box-unreachable', { host: address.host, port: address.port });
  return seen;
}

export interface LoggedIn {
  readonly client: Client;
  /** What the server calls itself: `OpenSSH_9.2p1 Debian-2`, `dropbear_2022.83`; empty when it cannot be known. */
  readonly server: string;
}

/** Logs in; the connection that is returned has somebody listening to its errors for ever (ssh2 would end the program else). */
export async function logIn(box: Address & { username: string; allowLegacy: boolean }, credentials: Credentials, pin: HostKey, signal: AbortSignal): Promise<LoggedIn> {
  const { username, allowLegacy } = box;
  const address = { host: box.host, port: box.port };
  const secrets = loginSecrets(credentials);
  const ssh = new NodeSSH();
  let changed: HostKey | null = null;
  let client: Client | null = null;
  try {
    const config: Config = {
      ...transport(address),
      ...secrets,
      username,
      algorithms: algorithmsFor(pin, allowLegacy),
      hostVerifier: (blob: Buffer) => {
        const seen = describeHostKey(blob);
        if (seen.fingerprint !== pin.fingerprint) changed = seen;
        return changed === null;
      },
      tryKeyboard: credentials.kind === 'password',
      onKeyboardInteractive: (_name, _instructions, _language, prompts, finish) => {
        finish(prompts.map(() => secrets.password ?? ''));
      },
      authHandler: methodsFor(credentials.kind),
      // A cut cable says nothing: three unanswered questions, 5 s apart, and a fourth interval to notice.
      keepaliveInterval: 5000,
      keepaliveCountMax: 3,
    } as Config;
    const connecting = ssh.connect(config);
    client = ssh.connection;
    client?.on('error', () => undefined);
    client?.on('connect', () => client?.setNoDelay(true));
    // Awaited inside settle(), which also hears ssh2's own events and the clock.
    connecting.catch(() => undefined);
    if (client === null) await connecting;
    else await settle(client, signal, (ready, fail) => { connecting.then(ready, fail); });
  } catch (error) {
    client?.destroy();
    if (changed !== null) throw new TunnelError('box-host-key-changed', { host: address.host, seen: (changed as HostKey).fingerprint, pinned: pin.fingerprint });
    const explanation = await explained(error, address, username, allowLegacy, signal);
    throw secrets.agent !== undefined && explanation.code === 'box-login-refused' ? agentFailure(secrets.agent, explanation) : explanation;
  } finally {
    secrets.agent?.close();
  }
  if (client === null) throw new TunnelError('bug', {}, { detail: 'node-ssh has no connection' });
  return { client, server: softwareOf(client) };
}

async function explained(error: unknown, address: Address, username: string, allowLegacy: boolean, signal: AbortSignal): Promise<TunnelError> {
  if (!isDisagreement(error)) return explainLoginFailure(error, address, username);
  return explainDisagreement(error, address, await readOffer(address, signal), allowLegacy);
}

/** Its keys were refused; or there were none. */
function agentFailure(agent: AgentKeys, refused: TunnelError): TunnelError {
  if (agent.problem !== null) return new TunnelError('box-agent-absent', {}, { detail: agent.problem });
  if (agent.held === 0) return new TunnelError('box-agent-empty', {});
  return new TunnelError('box-agent-refused', { ...refused.params, held: agent.held, tried: Math.min(agent.held, MOST_KEYS) }, refused.detail === undefined ? {} : { detail: refused.detail });
}

/** ssh2 keeps it for its own workarounds, under a name that may change. */
function softwareOf(client: Client): string {
  const { _remoteVer: software } = client as Client & { _remoteVer?: unknown };
  return typeof software === 'string' ? software : '';
}

function transport(address: Address): { host: string; port: number; readyTimeout: number } {
  return { host: address.host, port: address.port, readyTimeout: 0 };
}

/** Until `start` says ready; fails with ssh2's error, with the signal, or when a phase takes too long. */
async function settle(client: Client, signal: AbortSignal, start: (ready: () => void, fail: (error: unknown) => void) => void): Promise<void> {
  if (signal.aborted) throw cancelled();
  await new Promise<void>((resolve, reject) => {
    const over = (finish: () => void) => (): void => {
      clearTimeout(reach);
      clearTimeout(login);
      signal.removeEventListener('abort', abort);
      finish();
    };
    const fail = (error: unknown): void => { over(() => { reject(error instanceof Error ? error : new Error(String(error))); })(); };
    const abort = over(() => { reject(cancelled()); });
    let login: NodeJS.Timeout | undefined;
    const reach = setTimeout(() => { fail(new Error(`no SSH server answered within ${REACH_MS / 1000} s`)); }, REACH_MS);
    client.on('handshake', () => {
      clearTimeout(reach);
      login = setTimeout(() => { fail(new TunnelError('deadline', { subject: 'ssh', seconds: LOGIN_MS / 1000 })); }, LOGIN_MS);
    });
    client.on('error', fail);
    client.on('close', () => { fail(new Error('the connection was closed')); });
    signal.addEventListener('abort', abort, { once: true });
    try {
      start(over(resolve), fail);
    } catch (error) {
      fail(error);
    }
  });
}

/**
 * Which method to try next. `none` first, to hear what the box takes. A refused password is not tried a second time in another
 * wrapping: fail2ban and faillock count. A box that wants both (partial success) gets both.
 */
function methodsFor(kind: Credentials['kind']): (left: string[] | null, partial: boolean | null, next: (method: string | false) => void) => void {
  const wanted = kind === 'password' ? ['password', 'keyboard-interactive'] : ['publickey'];
  let attempts = 0;
  const tried = new Set<string>();
  return (left, partial, next) => {
    if (left === null) return void next('none');
    const method = attempts > 0 && partial !== true ? undefined : wanted.find((candidate) => left.includes(candidate) && !tried.has(candidate));
    if (method === undefined) return void next(false);
    attempts++;
    tried.add(method);
    // ssh2's word for `publickey` with a key that somebody else holds.
    next(kind === 'agent' ? 'agent' : method);
  };
}

function loginSecrets(credentials: Credentials): { password?: string; privateKey?: string; passphrase?: string; agent?: AgentKeys } {
  switch (credentials.kind) {
    case 'password':
      return { password: credentials.password.reveal() };
    case 'key':
      return usableKey(credentials);
    case 'agent': {
      const agent = ownAgent();
      if (agent === null) throw new TunnelError('box-agent-absent', {});
      return { agent };
    }
  }
}

function usableKey(credentials: { privateKey: Secret; passphrase: Secret | null }): { privateKey: string; passphrase?: string } {
  const privateKey = credentials.privateKey.reveal();
  const passphrase = credentials.passphrase?.reveal();
  const parsed = ssh2.utils.parseKey(privateKey, passphrase);
  if (parsed instanceof Error) throw new TunnelError('box-key-unusable', { reason: keyProblem(parsed.message) }, { detail: parsed.message });
  const key = (Array.isArray(parsed) ? parsed[0] : parsed) as ParsedKey | undefined;
  if (key === undefined || !key.isPrivateKey()) throw new TunnelError('box-key-unusable', { reason: 'it is a public key' });
  return passphrase === undefined ? { privateKey } : { privateKey, passphrase };
}

function keyProblem(message: string): string {
  if (/no passphrase/i.test(message)) return 'it needs a passphrase';
  if (/passphrase|integrity|bad decrypt|malformed/i.test(message)) return 'the passphrase is wrong or the file is damaged';
  return 'its format is not known';
}
