import { createHash, randomBytes } from 'node:crypto';
import type { Login } from '../engine/ports';

/** HTTP authentication (RFC 7616, RFC 2617, RFC 7617) as cameras speak it, for HTTP and RTSP alike. */
export type Challenge =
  | { readonly scheme: 'digest'; readonly realm: string; readonly nonce: string; readonly opaque: string | null; readonly algorithm: DigestAlgorithm; readonly algorithmNamed: boolean; readonly qop: 'auth' | 'auth-int' | null; readonly stale: boolean }
  | { readonly scheme: 'basic'; readonly realm: string };
export type DigestChallenge = Extract<Challenge, { scheme: 'digest' }>;
export type DigestAlgorithm = 'MD5' | 'MD5-sess' | 'SHA-256' | 'SHA-256-sess';

const ALGORITHMS: readonly DigestAlgorithm[] = ['MD5', 'MD5-sess', 'SHA-256', 'SHA-256-sess'];
const MAX_HEADER = 4096;

/** All challenges of all `WWW-Authenticate` headers; several in one header are split too. What cannot be answered is left out. Never throws. */
export function parseChallenges(headers: readonly string[]): Challenge[] {
  return headers.slice(0, 8).flatMap((header) => splitChallenges(header.slice(0, MAX_HEADER)).flatMap(({ scheme, params }): Challenge[] => {
    const realm = params.get('realm') ?? '';
    if (scheme === 'basic') return [{ scheme, realm }];
    const nonce = params.get('nonce');
    if (scheme !== 'digest' || nonce === undefined) return [];
    const named = params.get('algorithm');
    const algorithm = ALGORITHMS.find((known) => known.toLowerCase() === (named ?? 'MD5').toLowerCase());
    const offers = params.get('qop')?.toLowerCase().split(/[\s,]+/).filter((offer) => offer !== '') ?? [];
    const qop = offers.includes('auth') ? 'auth' : offers.includes('auth-int') ? 'auth-int' : null;
    if (algorithm === undefined || (offers.length > 0 && qop === null)) return [];
    return [{
      scheme, realm, nonce, opaque: params.get('opaque') ?? null, algorithm, algorithmNamed: named !== undefined,
      qop,
      // Hikvision quotes it: stale="FALSE".
      stale: params.get('stale')?.toLowerCase() === 'true',
    }];
  }));
}

/** SHA-256 before MD5 before Basic; null when there is none we can answer. */
export function strongestChallenge(challenges: readonly Challenge[]): Challenge | null {
  const rank = (challenge: Challenge): number => (challenge.scheme === 'basic' ? 0 : challenge.algorithm.startsWith('SHA') ? 2 : 1);
  return challenges.reduce<Challenge | null>((best, next) => (best === null || rank(next) > rank(best) ? next : best), null);
}

export interface DigestRequest {
  readonly method: string;
  /** Exactly as in the request line, with query and without credentials. */
  readonly uri: string;
  /** How often this nonce was used, from 1. */
  readonly count: number;
  readonly cnonce?: string;
  /** What is sent, for servers that want it covered (`auth-int`). Absent: nothing. */
  readonly body?: string;
}

/** The value of the `Authorization` header. Holds the answer to the challenge, never the password itself (except Basic). */
export function authorization(challenge: Challenge, login: Login, request: DigestRequest): string {
  if (challenge.scheme === 'basic') return `Basic ${Buffer.from(`${login.username}:${login.password.reveal()}`, 'utf8').toString('base64')}`;
  const hash = (text: string): string => createHash(challenge.algorithm.startsWith('SHA') ? 'sha256' : 'md5').update(text, 'utf8').digest('hex');
  const cnonce = request.cnonce ?? randomBytes(8).toString('hex');
  const count = request.count.toString(16).padStart(8, '0');
  const simple = hash(`${login.username}:${challenge.realm}:${login.password.reveal()}`);
  const ha1 = challenge.algorithm.endsWith('-sess') ? hash(`${simple}:${challenge.nonce}:${cnonce}`) : simple;
  const ha2 = hash(`${request.method}:${request.uri}${challenge.qop === 'auth-int' ? `:${hash(request.body ?? '')}` : ''}`);
  const response = challenge.qop === null ? hash(`${ha1}:${challenge.nonce}:${ha2}`) : hash(`${ha1}:${challenge.nonce}:${count}:${cnonce}:${challenge.qop}:${ha2}`);
  return `Digest ${[
    `username=${quote(login.username)}`, `realm=${quote(challenge.realm)}`, `nonce=${quote(challenge.nonce)}`, `uri=${quote(request.uri)}`, `response="${response}"`,
    // Old firmwares reject a parameter that they did not send themselves.
    ...(challenge.algorithmNamed ? [`algorithm=${challenge.algorithm}`] : []),
    ...(challenge.opaque === null ? [] : [`opaque=${quote(challenge.opaque)}`]),
    ...(challenge.qop === null ? [] : [`qop=${challenge.qop}`, `nc=${count}`, `cnonce="${cnonce}"`]),
    ...(challenge.qop === null && challenge.algorithm.endsWith('-sess') ? [`cnonce="${cnonce}"`] : []),
  ].join(', ')}`;
}

function quote(text: string): string {
  // A line break here would let a hostile challenge write headers of its own.
  // eslint-disable-next-line no-control-regex -- control characters are what is removed here
  return `"${text.replace(/[\u0000-\u001f\u007f]/g, '').replace(/(["\\])/g, '\\$1')}"`;
}

/** A scheme word begins a challenge, `name=value` pairs follow; commas separate both. */
function splitChallenges(header: string): { scheme: string; params: Map<string, string> }[] {
  const found: { scheme: string; params: Map<string, string> }[] = [];
  const token = /([A-Za-z][\w-]*)(?:\s*=\s*(?:"((?:[^"\\]|\\.)*)"?|([^\s,"]*)))?/y;
  let at = 0;
  for (let steps = 0; at < header.length && steps < 200; steps++) {
    token.lastIndex = at;
    const match = token.exec(header);
    if (match === null) {
      at++;
      continue;
    }
    at = token.lastIndex;
    const [, name = '', quoted, plain] = match;
    const value = quoted?.replace(/\\(.)/g, '$1') ?? plain;
    const current = found.at(-1);
    if (value === undefined) found.push({ scheme: name.toLowerCase(), params: new Map() });
    else if (current !== undefined && !current.params.has(name.toLowerCase())) current.params.set(name.toLowerCase(), value);
  }
  return found;
}
