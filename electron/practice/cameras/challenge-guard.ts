import type { Account, HttpLogin } from './character';
import { DigestGuard, parameter, type Verdict } from './digest-guard';

/** The server's side of HTTP authentication with one or several schemes, as HTTP and RTSP servers of cameras offer them. */
export class ChallengeGuard {
  readonly #schemes: readonly { readonly login: HttpLogin; readonly digest: DigestGuard | null }[];
  readonly #realm: string;
  readonly #account: Account;

  constructor(options: { schemes: readonly HttpLogin[]; realm: string; qop: boolean; account: Account; now: () => number }) {
    this.#realm = options.realm;
    this.#account = options.account;
    this.#schemes = options.schemes.map((login) => ({
      login,
      digest: login === 'basic' ? null : new DigestGuard({ ...options, algorithm: login === 'digest-md5' ? 'MD5' : 'SHA-256' }),
    }));
  }

  /** Values for WWW-Authenticate, one header each. */
  challenges(stale = false): string[] {
    return this.#schemes.map(({ digest }) => digest?.challenge(stale) ?? `Basic realm="${this.#realm}"`);
  }

  /** Without any scheme everybody is right. A scheme that was not offered is a wrong login. */
  check(header: string | undefined, method: string, uri: string): Verdict {
    if (this.#schemes.length === 0) return 'right';
    if (header === undefined || header === '') return 'missing';
    const offered = (login: HttpLogin): DigestGuard | null | undefined => this.#schemes.find((scheme) => scheme.login === login)?.digest;
    if (/^basic\s/i.test(header)) {
      const { username, password } = this.#account;
      const right = Buffer.from(header.slice(6).trim(), 'base64').toString('utf8') === `${username}:${password}`;
      return offered('basic') !== undefined && right ? 'right' : 'wrong';
    }
    const secure = /^sha-256$/i.test(parameter(header, 'algorithm'));
    return (offered(secure ? 'digest-sha256' : 'digest-md5') ?? null)?.check(header, method, uri) ?? 'wrong';
  }
}
