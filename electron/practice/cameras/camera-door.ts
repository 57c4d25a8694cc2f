import type { IncomingMessage } from 'node:http';
import { performance } from 'node:perf_hooks';
import { ChallengeGuard } from './challenge-guard';
import type { Account, DeviceCharacter, HttpLogin, OnvifLogin } from './character';
import type { Verdict } from './digest-guard';
import { Lockout } from './lockout';
import { TokenGuard, type TokenVerdict } from './token-guard';

export interface Admission {
  readonly in: boolean;
  /** For WWW-Authenticate, one header each; empty where the protocol has none. */
  readonly challenges: readonly string[];
}

/** Lets in or refuses, for all protocols of one device: one account, one count of wrong logins. */
export class CameraDoor {
  readonly lockout: Lockout;
  readonly #onvif: ChallengeGuard;
  readonly #http: ChallengeGuard;
  readonly #rtsp: ChallengeGuard;
  readonly #token: TokenGuard;
  readonly #login: OnvifLogin;
  readonly #skew: number;

  /** `mac`: fills the realms that name it. */
  constructor(character: DeviceCharacter, account: Account, mac: string) {
    const now = (): number => performance.now();
    const guard = (schemes: readonly HttpLogin[], realm: string, qop: boolean): ChallengeGuard => new ChallengeGuard({ schemes, realm: withMac(realm, mac), qop, account, now });
    this.#skew = character.clockSkewSeconds * 1000;
    this.#login = character.login;
    this.lockout = new Lockout(character.lockout, now);
    // HTTP servers of cameras ask for qop=auth, RTSP servers do not (facts, 2.4).
    this.#onvif = guard(onvifSchemes(character.login), character.realm.http, true);
    this.#http = guard(character.httpLogin, character.realm.http, true);
    this.#rtsp = guard(character.rtspLogin, character.realm.rtsp, false);
    this.#token = new TokenGuard(account, () => this.cameraTime(), { nonceOnce: character.quirks.includes('nonce-once') });
  }

  /** Milliseconds since 1970 as the camera believes. */
  cameraTime(): number {
    return Date.now() + this.#skew;
  }

  byOnvif(request: IncomingMessage, envelope: string): Admission {
    switch (this.#login) {
      case 'none': return OPEN;
      case 'ws-usernametoken': return { in: this.#judge(this.#token.check(envelope)), challenges: [] };
      case 'either': {
        const verdict = this.#token.check(envelope);
        return verdict === 'missing' ? this.#challenge(this.#onvif, request.headers.authorization, request.method ?? '', request.url ?? '') : { in: this.#judge(verdict), challenges: this.#onvif.challenges() };
      }
      default: return this.#challenge(this.#onvif, request.headers.authorization, request.method ?? '', request.url ?? '');
    }
  }

  byHttp(request: IncomingMessage): Admission {
    return this.#challenge(this.#http, request.headers.authorization, request.method ?? '', request.url ?? '');
  }

  byRtsp(authorization: string | undefined, method: string, uri: string): Admission {
    return this.#challenge(this.#rtsp, authorization, method, uri);
  }

  /** A login that stands in the path. */
  byPath(right: boolean): boolean {
    return this.#judge(right ? 'right' : 'wrong');
  }

  #challenge(guard: ChallengeGuard, authorization: string | undefined, method: string, uri: string): Admission {
    const verdict = guard.check(authorization, method, uri);
    if (this.#judge(verdict)) return OPEN;
    return { in: false, challenges: guard.challenges(verdict === 'stale') };
  }

  /** A request without a login, or with a nonce that ran out, is no wrong login. While locked the right password is refused too, and nothing is counted. */
  #judge(verdict: Verdict | TokenVerdict): boolean {
    if (this.lockout.locked) return false;
    if (verdict === 'right') this.lockout.accepted();
    else if (verdict !== 'missing' && verdict !== 'stale') this.lockout.refused();
    return verdict === 'right';
  }
}

const OPEN: Admission = { in: true, challenges: [] };

function onvifSchemes(login: OnvifLogin): readonly HttpLogin[] {
  switch (login) {
    case 'http-digest':
    case 'either': return ['digest-md5'];
    case 'http-digest-sha256': return ['digest-sha256'];
    case 'http-basic': return ['basic'];
    case 'ws-usernametoken':
    case 'none': return [];
  }
}

function withMac(realm: string, mac: string): string {
  const digits = mac.replaceAll(':', '');
  return realm.replaceAll('{mac}', digits.toLowerCase()).replaceAll('{MAC}', digits.toUpperCase());
}
