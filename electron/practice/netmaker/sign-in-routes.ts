import { z } from 'zod';
import { issueToken, readToken } from '../http/session-token';
import { since, type Model } from './model';
import { envelope, refusal, unauthorized } from './replies';
import type { Route } from './router';

const Login = z.object({ username: z.string(), password: z.string() });
const Code = z.object({ totp: z.string() });

/** Who the master key is; nobody finds it among the users. */
export const MASTER = 'masteradministrator';
/** Between password and one-time code. */
const HALF_MS = 5 * 60_000;

/** Sign-in with a password, and with a one-time code where the user has a second factor (controllers/user.go). */
export function signInRoutes(model: Model): Route[] {
  const token = (subject: string, kind: 'user' | 'half', lifetimeMs: number): string => {
    const { signingKey, era } = model.state.read();
    return issueToken(signingKey, { subject, kind, era, expires: model.now() + lifetimeMs });
  };
  return [
    {
      method: 'POST', path: '/api/users/adm/authenticate', for: 'anybody',
      handle: (call) => {
        const login = Login.safeParse(call.body);
        if (!login.success) return refusal(500, "W1R3: It's not you it's me.");
        const user = model.state.read().users.find((candidate) => candidate.username === login.data.username);
        if (user === undefined) return refusal(401, 'no result found');
        if (user.sso) return refusal(400, 'user is registered via SSO');
        if (user.password !== login.data.password) return refusal(400, 'incorrect credentials');
        if (user.totp) return envelope('W1R3: TOTP required', { user_name: user.username, pre_auth_token: token(user.username, 'half', HALF_MS) });
        return envelope(`W1R3: Device ${user.username} Authorized`, { UserName: user.username, AuthToken: token(user.username, 'user', model.sessionMs) });
      },
    },
    ...(since(model, '1.0.0')
      ? [{
          method: 'POST', path: '/api/users/:/auth/verify-totp', for: 'anybody' as const,
          handle: ((call, [username = '']) => {
            const { signingKey, era, users } = model.state.read();
            const half = call.bearer === null ? null : readToken(signingKey, call.bearer, model.now());
            if (half?.kind !== 'half' || half.era !== era || half.subject !== username) return unauthorized;
            const body = Code.safeParse(call.body);
            if (!body.success) return refusal(400, 'invalid request body');
            if (users.find((user) => user.username === username)?.code !== body.data.totp) return refusal(401, 'invalid otp');
            return envelope(`W1R3: User ${username} Authorized`, { UserName: username, AuthToken: token(username, 'user', model.sessionMs) });
          }) satisfies Route['handle'],
        }]
      : []),
  ];
}
