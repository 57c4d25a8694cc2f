import { TunnelError, type ErrorCode } from '../../domain/errors';
import { plainText } from '../../domain/plain-text';
import { poll } from '../../http/poll';
import { fillCredentials, withLogin } from '../stream-address';
import type { AgentSession } from './agent-api';
import type { Eyes } from './eyes';
import type { Reason } from './layers';
import { streamTrouble, withoutSecrets } from './stream-trouble';

/** `closed`: the agent has no stream of its camera, and why. `unknown`: nobody says. */
export type Connection = { readonly is: 'open'; readonly way: string } | { readonly is: 'closed'; readonly error: TunnelError } | { readonly is: 'unknown'; readonly why: Reason };

/** What waiting does not mend: the camera was reached, and said no. */
const FINAL: ReadonlySet<ErrorCode> = new Set<ErrorCode>(['agents-stream-login', 'agents-stream-missing']);

/** Waits until the agent has its camera's stream open. Throws `AgentSilent` where its API stops answering. */
export async function waitForCamera(eyes: Eyes): Promise<Connection> {
  const { api, readLog, spec, deadlines, signal } = eyes;
  const found = await poll(async (): Promise<Connection | undefined> => {
    if (api !== null && (await api.session.dashboard(signal)).cameraOnline) return { is: 'open', way: api.way };
    const log = (await readLog?.()) ?? null;
    if (api === null && log?.opened === true) return { is: 'open', way: 'log' };
    return log?.trouble != null && FINAL.has(log.trouble.code) ? { is: 'closed', error: log.trouble } : undefined;
  }, { deadlineMs: deadlines.connected, pauseMs: 500, maxPauseMs: 3_000, signal });
  if (found !== undefined) return found;
  const offline = (said: string | null): TunnelError =>
    new TunnelError('agents-camera-offline', { name: spec.name, seconds: deadlines.connected / 1000 }, said === null ? {} : { detail: said });
  const log = (await readLog?.()) ?? null;
  if (log !== null && log.said !== null) return { is: 'closed', error: log.trouble ?? offline(log.said) };
  if (api === null) return { is: 'unknown', why: { why: 'log-silent' } };
  const said = await whatItSays(eyes, api.session);
  return { is: 'closed', error: said === null ? offline(null) : (streamTrouble(said, spec) ?? offline(plainText(withoutSecrets(said), 300))) };
}

/** Lets the agent open its own stream once more, and hears what its library says; null: it went well now, or it will not say. */
async function whatItSays({ spec, secrets, signal }: Eyes, session: AgentSession): Promise<string | null> {
  const told = (await session.stream(signal))?.rtsp ?? null;
  if (told !== null) return session.verifyStream(told, signal);
  const login = spec.login === null ? null : { username: spec.login.username, password: (await secrets.reveal(spec.login.password)).reveal() };
  return session.verifyStream(secrets.learned(withLogin(fillCredentials(spec.main, login), login)), signal);
}
