import type { Login } from '../../engine/ports';
import { authorization, parseChallenges, strongestChallenge, type Challenge } from '../digest';
import type { RtspResponse } from './rtsp-connection';

/** How one server wants to be logged in to (RFC 2326 14, RFC 7616): its latest challenge, and what is made of it for a request. */
export class Authentication {
  #challenge: Challenge | null = null;
  #nonceCount = 0;

  get scheme(): Challenge['scheme'] | null {
    return this.#challenge?.scheme ?? null;
  }

  get realm(): string | null {
    return this.#challenge?.realm ?? null;
  }

  /** Takes over what the server asks for; null where it is nothing that is known. */
  learn(response: RtspResponse): Challenge['scheme'] | null {
    this.#take(challengeOf(response));
    return this.scheme;
  }

  /** Takes over a new nonce, if there is one. `onlyStale`: only where the server says that the old one was the problem. */
  renew(response: RtspResponse, onlyStale: boolean): boolean {
    const challenge = challengeOf(response);
    if (challenge?.scheme !== 'digest' || this.#challenge?.scheme !== 'digest' || challenge.nonce === this.#challenge.nonce) return false;
    if (onlyStale && !challenge.stale) return false;
    this.#take(challenge);
    return true;
  }

  sign(method: string, uri: string, headers: Record<string, string>, login: Login | null): Record<string, string> {
    if (login === null || this.#challenge === null) return headers;
    return { ...headers, Authorization: authorization(this.#challenge, login, { method, uri, count: ++this.#nonceCount }) };
  }

  #take(challenge: Challenge | null): void {
    this.#challenge = challenge;
    this.#nonceCount = 0;
  }
}

function challengeOf(response: RtspResponse): Challenge | null {
  return strongestChallenge(parseChallenges(response.headers.get('www-authenticate') ?? []));
}
