import { createHmac, timingSafeEqual } from 'node:crypto';

/**
 * HS256 session tokens, as Netmaker and gin-jwt issue them: the server keeps none of them, so a simulator that starts again
 * still knows the tokens of before. `era` makes all older ones invalid at once.
 */
export interface Claims {
  readonly subject: string;
  /** `half`: the password was right, the one-time code is still wanted. */
  readonly kind: 'user' | 'host' | 'half';
  readonly era: number;
  /** Milliseconds since 1970. */
  readonly expires: number;
}

export function issueToken(key: string, claims: Claims): string {
  // `exp` for whoever reads tokens as RFC 7519 has them: whole seconds.
  const body = `${encode({ alg: 'HS256', typ: 'JWT' })}.${encode({ ...claims, exp: Math.floor(claims.expires / 1000) })}`;
  return `${body}.${sign(key, body)}`;
}

export function readToken(key: string, token: string, now: number): Claims | null {
  const [head, payload, signature] = token.split('.');
  if (head === undefined || payload === undefined || signature === undefined) return null;
  const expected = Buffer.from(sign(key, `${head}.${payload}`));
  const seen = Buffer.from(signature);
  if (expected.length !== seen.length || !timingSafeEqual(expected, seen)) return null;
  try {
    const claims = JSON.parse(Buffer.from(payload, 'base64url').toString('utf8')) as Claims;
    return claims.expires > now ? claims : null;
  } catch {
    return null;
  }
}

const encode = (value: unknown): string => Buffer.from(JSON.stringify(value)).toString('base64url');
const sign = (key: string, body: string): string => createHmac('sha256', key).update(body).digest('base64url');
