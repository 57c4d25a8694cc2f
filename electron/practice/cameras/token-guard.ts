import { createHash } from 'node:crypto';
import type { Account } from './character';
import { elementText } from './soap-request';

/** Milliseconds that `Created` may be off the camera's clock (WSS UsernameToken Profile 1.0, line 180 and on: five minutes). */
const FRESH = 5 * 60_000;

export type TokenVerdict = 'right' | 'wrong' | 'old' | 'replayed' | 'missing';

/** Checks WS-UsernameToken with PasswordDigest by the camera's own clock, and, where it is strict, that no nonce is used twice. */
export class TokenGuard {
  readonly #account: Account;
  readonly #cameraTime: () => number;
  readonly #nonceOnce: boolean;
  /** Nonces in use and when they were seen, camera time. */
  readonly #seen = new Map<string, number>();

  /** `cameraTime`: milliseconds since 1970 as this camera believes. */
  constructor(account: Account, cameraTime: () => number, options: { readonly nonceOnce: boolean } = { nonceOnce: true }) {
    this.#account = account;
    this.#nonceOnce = options.nonceOnce;
    this.#cameraTime = cameraTime;
  }

  check(envelope: string): TokenVerdict {
    if (elementText(envelope, 'UsernameToken') === null && !/<(?:[\w.-]+:)?UsernameToken\b/.test(envelope)) return 'missing';
    const username = elementText(envelope, 'Username');
    const digest = elementText(envelope, 'Password');
    const nonce = elementText(envelope, 'Nonce');
    const created = elementText(envelope, 'Created');
    if (username !== this.#account.username || digest === null || nonce === null || created === null) return 'wrong';
    const expected = createHash('sha1').update(Buffer.from(nonce, 'base64')).update(created, 'utf8').update(this.#account.password, 'utf8').digest('base64');
    if (digest !== expected) return 'wrong';
    const now = this.#cameraTime();
    // NaN for what is no date: not fresh.
    if (!(Math.abs(Date.parse(created) - now) <= FRESH)) return 'old';
    if (!this.#nonceOnce) return 'right';
    for (const [known, at] of this.#seen) if (now - at > 2 * FRESH) this.#seen.delete(known);
    if (this.#seen.has(nonce)) return 'replayed';
    this.#seen.set(nonce, now);
    return 'right';
  }
}
