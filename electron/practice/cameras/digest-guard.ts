import { createHash, createHmac, randomBytes } from 'node:crypto';
import type { Account } from './character';

/** Milliseconds that a nonce is good for. */
const NONCE_LIFE = 5 * 60_000;

export type Verdict = 'right' | 'wrong' | 'stale' | 'missing';

/** The server's side of Digest with MD5 (RFC 2617) or SHA-256 (RFC 7616), written apart from the product's client so that one mistake cannot hide in both. */
export class DigestGuard {
  readonly #realm: string;
  readonly #qop: boolean;
  readonly #algorithm: 'MD5' | 'SHA-256';
  readonly #account: Account;
  readonly #now: () => number;
  readonly #key = randomBytes(16);

  /** `qop`: HTTP servers of cameras ask for qop=auth, RTSP servers do not (facts, 2.4). */
  constructor(options: { realm: string; qop: boolean; account: Account; now: () => number; algorithm?: 'MD5' | 'SHA-256' }) {
    this.#realm = options.realm;
    this.#qop = options.qop;
    this.#algorithm = options.algorithm ?? 'MD5';
    this.#account = options.account;
    this.#now = options.now;
  }

  /** A value for WWW-Authenticate with a fresh nonce. */
  challenge(stale = false): string {
    const issued = Math.floor(this.#now()).toString(16).padStart(12, '0');
    return [
      `Digest realm="${this.#realm}"`, `nonce="${issued}${this.#seal(issued)}"`,
      ...(this.#qop ? ['qop="auth"'] : []), ...(this.#qop || this.#algorithm !== 'MD5' ? [`algorithm=${this.#algorithm}`] : []), ...(stale ? ['stale="TRUE"'] : []),
    ].join(', ');
  }

  /** `uri` as in the request line. Basic, another realm or another uri are a wrong login. */
  check(header: string | undefined, method: string, uri: string): Verdict {
    if (header === undefined || header === '') return 'missing';
    if (!/^digest\s/i.test(header)) return 'wrong';
    const field = (name: string): string => parameter(header, name);
    const { username, password } = this.#account;
    const nonce = field('nonce');
    const issued = nonce.slice(0, 12);
    const ours = nonce === `${issued}${this.#seal(issued)}`;
    const named = field('username') === username && field('realm') === this.#realm && field('uri') === uri;
    const hash = (text: string): string => createHash(this.#algorithm === 'MD5' ? 'md5' : 'sha256').update(text, 'utf8').digest('hex');
    const ha1 = hash(`${username}:${this.#realm}:${password}`);
    const ha2 = hash(`${method}:${uri}`);
    const middle = this.#qop ? `${field('nc')}:${field('cnonce')}:${field('qop')}:` : '';
    if (!named || (this.#qop && field('qop') !== 'auth') || field('response') !== hash(`${ha1}:${nonce}:${middle}${ha2}`)) return 'wrong';
    // The password is right; only the nonce is not (any more) one of ours.
    return ours && this.#now() - parseInt(issued, 16) <= NONCE_LIFE ? 'right' : 'stale';
  }

  /** Nonces carry their own time and seal: nothing has to be remembered. */
  #seal(issued: string): string {
    return createHmac('sha256', this.#key).update(issued).digest('hex').slice(0, 20);
  }
}

/** One parameter of an Authorization header; empty when it is not there. */
export function parameter(header: string, name: string): string {
  const match = new RegExp(`[\\s,]${name}=(?:"((?:[^"\\\\]|\\\\.)*)"|([^\\s,"]*))`, 'i').exec(header);
  return (match?.[1] ?? match?.[2] ?? '').replace(/\\(.)/g, '$1');
}
