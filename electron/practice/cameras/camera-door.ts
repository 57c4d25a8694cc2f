import type { IncomingMessage } from 'node:http';
import { performance } from 'node:perf_hooks';
import type { Account, CameraCharacter } from './character';
import { DigestGuard, type Verdict } from './digest-guard';
import { Lockout } from './lockout';
import { TokenGuard, type TokenVerdict } from './token-guard';

export interface Admission {
  readonly in: boolean;
  /** For WWW-Authenticate; null where the protocol has none. */
  readonly challenge: string | null;
}

/** Lets in or refuses, for all protocols of one camera: one account, one count of wrong logins. */
export class CameraDoor {
  readonly lockout: Lockout;
  readonly #http: DigestGuard;
  readonly #rtsp: DigestGuard;
  readonly #token: TokenGuard;
  readonly #skew: number;

  constructor(character: CameraCharacter, account: Account) {
    const now = (): number => performance.now();
    this.#skew = character.clockSkewSeconds * 1000;
    this.lockout = new Lockout(character.lockout, now);
    this.#http = new DigestGuard({ realm: character.realm.http, qop: true, account, now });
    this.#rtsp = new DigestGuard({ realm: character.realm.rtsp, qop: false, account, now });
    this.#token = new TokenGuard(account, () => this.cameraTime());
  }

  /** Milliseconds since 1970 as the camera believes. */
  cameraTime(): number {
    return Date.now() + this.#skew;
  }

  byHttp(request: IncomingMessage): Admission {
    return this.#digest(this.#http, request.headers.authorization, request.method ?? '', request.url ?? '');
  }

  byRtsp(authorization: string | undefined, method: string, uri: string): Admission {
    return this.#digest(this.#rtsp, authorization, method, uri);
  }

  byToken(envelope: string): Admission {
    return { in: this.#judge(this.#token.check(envelope)), challenge: null };
  }

  #digest(guard: DigestGuard, authorization: string | undefined, method: string, uri: string): Admission {
    const verdict = guard.check(authorization, method, uri);
    if (this.#judge(verdict)) return { in: true, challenge: null };
    return { in: false, challenge: guard.challenge(verdict === 'stale') };
  }

  /** A request without a login, or with a nonce that ran out, is no wrong login. While locked the right password is refused too, and nothing is counted. */
  #judge(verdict: Verdict | TokenVerdict): boolean {
    if (this.lockout.locked) return false;
    if (verdict === 'right') this.lockout.accepted();
    else if (verdict !== 'missing' && verdict !== 'stale') this.lockout.refused();
    return verdict === 'right';
  }
}
