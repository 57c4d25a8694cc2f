import { z } from 'zod';
import { TunnelError } from '../../domain/errors';
import type { Secret } from '../../domain/secret';
import type { NetmakerSettings } from '../../domain/site';
import type { Secrets } from '../../engine/ports';
import type { HttpAnswer } from '../../http/request';
import { serverMessage, unwrap } from './api/answers';
import type { KeptSession } from './kept-session';

type PasswordLogin = Extract<NetmakerSettings['auth'], { kind: 'password' }>;

/** What signing in needs of the conversation with the server. */
export interface SignInContext {
  readonly secrets: Secrets;
  readonly session: KeptSession;
  readonly post: (path: string, body: unknown, bearer: Secret | undefined) => Promise<HttpAnswer>;
  readonly invalid: (reason: string) => TunnelError;
}

// Capitals, unlike nearly everything else there (models.SuccessfulUserLoginResponse).
const SignedIn = z.object({ AuthToken: z.string().min(1) });
const CodeWanted = z.object({ pre_auth_token: z.string().min(1) });

/**
 * A session token for a user name and password (fact sheet 1.3). Which of the two answers it is, the key tells that is there. With a
 * second factor (1.0 and newer) the kept session is used; without one, `code` is. @throws overlay-login-refused, overlay-sso,
 * overlay-code-wanted, overlay-code-wrong.
 */
export async function signInByPassword(auth: PasswordLogin, code: Secret | null, context: SignInContext): Promise<Secret> {
  if (code === null) {
    const kept = await context.session.load();
    if (kept !== null) return kept;
  }
  const password = await context.secrets.reveal(auth.password);
  const answer = await context.post('/api/users/adm/authenticate', { username: auth.username, password: password.reveal() }, undefined);
  refuse(answer);
  if (answer.body.kind !== 'json') throw context.invalid('it has no place to sign in');
  const response = unwrap(answer.body.value);
  const signedIn = SignedIn.safeParse(response);
  if (signedIn.success) return context.secrets.learned(signedIn.data.AuthToken);
  const wanted = CodeWanted.safeParse(response);
  if (!wanted.success) {
    if (answer.status !== 200) throw new TunnelError('overlay-refused', { action: 'sign in', status: answer.status, message: serverMessage(answer) || 'no reason given' });
    throw context.invalid('no token came with the sign-in');
  }
  if (code === null) throw new TunnelError('overlay-code-wanted', { user: auth.username });
  return confirm(auth.username, code, context.secrets.learned(wanted.data.pre_auth_token), context);
}

/** The second half, within five minutes of the first. */
async function confirm(username: string, code: Secret, half: Secret, context: SignInContext): Promise<Secret> {
  const answer = await context.post(`/api/users/${encodeURIComponent(username)}/auth/verify-totp`, { totp: code.reveal() }, half);
  if (answer.status === 400 || answer.status === 401 || answer.status === 403) throw new TunnelError('overlay-code-wrong', { user: username }, { detail: serverMessage(answer) });
  const signedIn = answer.body.kind === 'json' ? SignedIn.safeParse(unwrap(answer.body.value)) : null;
  if (signedIn?.success === true) {
    const token = context.secrets.learned(signedIn.data.AuthToken);
    await context.session.save(token);
    return token;
  }
  if (answer.status !== 200) throw new TunnelError('overlay-refused', { action: 'check the one-time code', status: answer.status, message: serverMessage(answer) || 'no reason given' });
  throw context.invalid('no token came with the one-time code');
}

function refuse(answer: HttpAnswer): void {
  if (answer.status !== 400 && answer.status !== 401 && answer.status !== 403) return;
  const reason = serverMessage(answer) || `it answered ${answer.status}`;
  // Two ways in which a server says the same: passwords are not for this account (controllers/user.go).
  if (/via SSO|basic auth is disabled/i.test(reason)) throw new TunnelError('overlay-sso', { reason });
  throw new TunnelError('overlay-login-refused', { reason });
}
