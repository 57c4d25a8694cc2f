import { TunnelError } from '../../domain/errors';
import type { Log, Login } from '../../engine/ports';
import { atAnsweringHost, onPort } from '../answering-host';
import { authorization, parseChallenges, strongestChallenge, type Challenge } from '../digest';
import { CAMERA_DEADLINES, type CameraDeadlines } from '../deadlines';
import { exchange, HttpFailure, type HttpAnswer, type TlsState } from '../http-client';
import { LockedError, lockIn, type Lock } from '../lock-state';
import type { LoginLedger, LoginSubject } from '../login-ledger';
import { notAdmitted, type LoginSource } from '../shared-logins';
import { UnreachableError } from '../unreachable';
import { cameraClock } from './clock';
import { envelope, NAMESPACES, readSoap, type OnvifService, type SoapAnswer } from './soap';
import { usernameToken } from './username-token';
import { MAX_XML, type XmlNode } from './xml';

/** How the camera wants to be logged in to. `open`: it did not ask so far. `basic`: only where it offers nothing else. */
export type OnvifLoginMode = 'open' | 'http-digest' | 'http-basic' | 'ws-usernametoken';

export interface OnvifClientOptions {
  /** Device service, already at the host that answers. */
  readonly serviceUrl: string;
  readonly subject: LoginSubject;
  /** Tried in order when the camera asks; the ledger says when to stop. */
  readonly logins: LoginSource;
  /** May the password be sent readable? Absent: no. */
  readonly allowBasic?: boolean;
  readonly ledger: LoginLedger;
  readonly now: () => number;
  readonly log: Log;
  readonly signal: AbortSignal;
  readonly deadlines?: CameraDeadlines;
}

/** The password is right, and this user may not. */
const MAY_NOT: SoapAnswer = { kind: 'fault', loginMissing: true, codes: '', reason: null };

/**
 * One camera's ONVIF services, one request at a time (TP-Link answers 401 to overlapped ones). Which login the camera wants is
 * learned from its first unauthenticated refusal: a challenge means HTTP authentication, a SOAP fault means WS-UsernameToken.
 * Never both, because each wrong one is counted by the camera.
 */
export class OnvifClient {
  readonly #options: OnvifClientOptions;
  readonly #addresses = new Map<OnvifService, string>();
  #mode: OnvifLoginMode = 'open';
  #challenge: Challenge | null = null;
  #nonceCount = 0;
  #login: Login | null = null;
  #skew: number | null = null;
  #tls: TlsState = 'none';
  #queue: Promise<unknown> = Promise.resolve();

  constructor(options: OnvifClientOptions) {
    this.#options = options;
    this.#addresses.set('device', options.serviceUrl);
  }

  get mode(): OnvifLoginMode {
    return this.#mode;
  }

  /** The login that the camera accepted; null when none was needed so far. */
  get login(): Login | null {
    return this.#login;
  }

  /** Camera clock minus ours, milliseconds; null until `meet`, and when the camera tells no time. */
  get skewMs(): number | null {
    return this.#skew;
  }

  /** Where the device service answered, after a redirect on the same host. */
  get serviceUrl(): string {
    return this.#addresses.get('device') ?? this.#options.serviceUrl;
  }

  get tls(): TlsState {
    return this.#tls;
  }

  has(service: OnvifService): boolean {
    return this.#addresses.has(service);
  }

  /** Services as the camera names them; put at the host that answers. `device` stays what we reached. */
  learnServices(named: Partial<Record<OnvifService, string>>): void {
    for (const service of ['media', 'media2'] as const) {
      const address = named[service] === undefined ? null : atAnsweringHost(named[service], this.#options.subject.address, ['http', 'https']);
      if (address !== null) this.#addresses.set(service, address.uri);
    }
  }

  /**
   * First contact: GetSystemDateAndTime without a login (ONVIF Core 8.3.3 says it must be open). Anything in SOAP is an ONVIF
   * device; where it refuses, the HTTP `Date` header stands in for its clock.
   * @returns `soap`: certainly ONVIF. `challenge`: a web server that wants a login before it says anything.
   * @throws TunnelError `camera-unreachable` or `camera-not-onvif`.
   */
  async meet(): Promise<'soap' | 'challenge'> {
    const asked = this.#options.now();
    const answer = await this.#post('device', envelope(`<GetSystemDateAndTime xmlns="${NAMESPACES.device}"/>`), `${NAMESPACES.device}/GetSystemDateAndTime`, {}, (this.#options.deadlines ?? CAMERA_DEADLINES).first);
    const answered = this.#options.now();
    const soap = readSoap(answer.body);
    const challenged = answer.status === 401 && parseChallenges(answer.headers.get('www-authenticate') ?? []).length > 0;
    if (soap === null && !challenged) throw new TunnelError('camera-not-onvif', { address: this.#options.subject.address }, { detail: `HTTP ${answer.status}` });
    const midway = (asked + answered) / 2;
    const clock = soap?.kind === 'body' ? cameraClock(soap.body, midway) : null;
    const header = Date.parse(answer.headers.get('date')?.[0] ?? '');
    if (clock !== null) this.#skew = clock - midway;
    else if (!Number.isNaN(header)) this.#skew = header - midway;
    return soap === null ? 'challenge' : 'soap';
  }

  /**
   * One operation. `body` is the XML inside the SOAP body. Logs in when the camera asks.
   * @returns the SOAP body, or null when the camera does not support the operation (a fault that is not about the login).
   * @throws TunnelError `camera-unreachable`, `camera-login-refused`, `camera-login-spent`,
   * `camera-login-held`, `camera-locked`, `camera-basic-only`, `camera-answer-invalid`, `cancelled`.
   */
  async call(service: OnvifService, operation: string, body: string): Promise<XmlNode | null> {
    const answer = await this.ask(service, operation, body);
    return answer.kind === 'body' ? answer.body : null;
  }

  /** The same, for an operation whose fault tells why not. */
  ask(service: OnvifService, operation: string, body: string): Promise<SoapAnswer> {
    const run = (): Promise<SoapAnswer> => this.#call(service, operation, body);
    const next = this.#queue.then(run, run);
    this.#queue = next.catch(() => undefined);
    return next;
  }

  async #call(service: OnvifService, operation: string, body: string): Promise<SoapAnswer> {
    const action = `${NAMESPACES[service]}/${operation}`;
    if (this.#login !== null) this.#options.ledger.goOn(this.#options.subject);
    const first = await this.#send(service, body, action, this.#login);
    const { subject, logins, ledger } = this.#options;
    // A locked camera refuses the right password too, and counts it.
    if (first.lock !== null) throw new LockedError(subject.address, first.lock);
    if (!first.refused) return this.#understood(first.soap, first.answer);
    if (this.#login !== null) return this.#again(service, body, action, first, this.#login);

    this.#learnMode(first.answer, first.soap);
    let count = 0;
    for await (const login of logins) {
      count++;
      let attempt;
      try {
        attempt = await ledger.attempt(subject, 'onvif', login, this.#options.signal);
      } catch (error) {
        // This very login is known to be wrong; the next one may be right.
        if (error instanceof TunnelError && error.code === 'camera-login-refused') continue;
        throw error;
      }
      let tried;
      try {
        tried = await this.#send(service, body, action, login);
        // A stale nonce says nothing about the password (RFC 7616 3.3): once more with the new one.
        if (tried.refused && this.#renewed(tried.answer, true)) tried = await this.#send(service, body, action, login);
      } catch (error) {
        if (error instanceof UnreachableError && !error.sent) await attempt.notSent();
        throw error;
      }
      if (tried.lock !== null) {
        await attempt.undecided();
        throw new LockedError(subject.address, tried.lock);
      }
      if (!tried.refused) {
        this.#login = login;
        await attempt.accepted();
        return this.#understood(tried.soap, tried.answer);
      }
      await attempt.refused();
      this.#options.log('info', 'camera refused a login', { address: subject.address, set: login.credentialId, mode: this.#mode });
      // The refusal brought a new nonce for the next login.
      this.#renewed(tried.answer, false);
    }
    throw notAdmitted(logins, count, subject.address);
  }

  /**
   * A proven login that is refused. With WS-UsernameToken that means: this user may not do this (GetNetworkInterfaces, for users
   * below operator), as if the operation did not exist. With digest the nonce is used up; refused again with a new one, the
   * camera changed its mind.
   */
  async #again(service: OnvifService, body: string, action: string, { answer, soap }: { answer: HttpAnswer; soap: SoapAnswer | null }, login: Login): Promise<SoapAnswer> {
    const { subject, ledger } = this.#options;
    if (this.#mode === 'ws-usernametoken') return soap ?? MAY_NOT;
    const attempt = await ledger.attempt(subject, 'onvif', login, this.#options.signal);
    // Stale is no answer to the password. A new nonce alone may be: some cameras never say stale, and refuse a wrong password with one too.
    // Where there is none, it was the password, and nothing more is sent.
    if (this.#renewed(answer, true) || (this.#renewed(answer, false) && (await attempt.again()))) {
      const tried = await this.#send(service, body, action, login);
      if (!tried.refused) {
        await attempt.accepted();
        return this.#understood(tried.soap, tried.answer);
      }
    }
    await attempt.refused();
    throw new TunnelError('camera-login-refused', { address: subject.address });
  }

  #learnMode(answer: HttpAnswer, soap: SoapAnswer | null): void {
    const challenge = answer.status === 401 ? strongestChallenge(parseChallenges(answer.headers.get('www-authenticate') ?? [])) : null;
    if (challenge?.scheme === 'digest') this.#mode = 'http-digest';
    else if (challenge?.scheme === 'basic' && soap === null) {
      // Behind TLS nobody reads along.
      if (this.#options.allowBasic !== true && this.#tls === 'none') throw new TunnelError('camera-basic-only', { address: this.#options.subject.address });
      this.#mode = 'http-basic';
    }
    else this.#mode = 'ws-usernametoken';
    this.#challenge = this.#mode === 'ws-usernametoken' ? null : challenge;
    this.#nonceCount = 0;
  }

  /** Takes over a new nonce, if there is one. `onlyStale`: only where the camera says that the old one was the problem. */
  #renewed(answer: HttpAnswer, onlyStale: boolean): boolean {
    if (this.#mode !== 'http-digest') return false;
    const challenge = strongestChallenge(parseChallenges(answer.headers.get('www-authenticate') ?? []));
    if (challenge?.scheme !== 'digest' || this.#challenge?.scheme !== 'digest' || challenge.nonce === this.#challenge.nonce) return false;
    if (onlyStale && !challenge.stale) return false;
    this.#challenge = challenge;
    this.#nonceCount = 0;
    return true;
  }

  #understood(soap: SoapAnswer | null, answer: HttpAnswer): SoapAnswer {
    const { address } = this.#options.subject;
    // The password is right, the user may not.
    if (answer.status === 403) return soap?.kind === 'fault' ? soap : MAY_NOT;
    if (soap === null) throw new TunnelError('camera-answer-invalid', { address, reason: answer.status === 200 ? 'not SOAP' : `HTTP ${answer.status}` });
    return soap;
  }

  async #send(service: OnvifService, body: string, action: string, login: Login | null): Promise<{ answer: HttpAnswer; soap: SoapAnswer | null; refused: boolean; lock: Lock | null }> {
    const { now } = this.#options;
    const security = login !== null && this.#mode === 'ws-usernametoken' ? usernameToken(login, now() + (this.#skew ?? 0)) : '';
    const xml = envelope(body, security);
    const headers = (url: string): Record<string, string> => {
      if (login === null || this.#challenge === null) return {};
      const target = new URL(url);
      return { authorization: authorization(this.#challenge, login, { method: 'POST', uri: `${target.pathname}${target.search}`, count: ++this.#nonceCount, body: xml }) };
    };
    const answer = await this.#post(service, xml, action, headers, (this.#options.deadlines ?? CAMERA_DEADLINES).call);
    const soap = readSoap(answer.body);
    const refused = answer.status === 401 || (soap?.kind === 'fault' && soap.loginMissing);
    return { answer, soap, refused, lock: refused || soap?.kind === 'fault' || answer.status === 403 ? lockIn(answer.body, now()) : null };
  }

  /** A service whose own port is closed (port maps, wrong XAddr) is asked on the port of the device service, and stays there. */
  async #post(service: OnvifService, xml: string, action: string, headers: ((url: string) => Record<string, string>) | Record<string, string>, deadlineMs: number): Promise<HttpAnswer> {
    const { signal } = this.#options;
    const { serviceUrl } = this;
    const url = this.#addresses.get(service) ?? serviceUrl;
    const ask = async (at: string): Promise<HttpAnswer> => {
      const answer = await exchange({
        method: 'POST', url: at, body: xml, maxBytes: MAX_XML, deadlineMs, signal, refuseElsewhere: true,
        headers: { 'content-type': `application/soap+xml; charset=utf-8; action="${action}"`, ...(typeof headers === 'function' ? headers(at) : headers) },
      });
      // A redirect on the same host (to HTTPS, mostly) holds for what follows: with a login in hand none is followed.
      if (answer.url !== at) this.#addresses.set(service, answer.url);
      if (service === 'device') this.#tls = answer.tls;
      return answer;
    };
    try {
      try {
        return await ask(url);
      } catch (error) {
        const { protocol, port } = new URL(serviceUrl);
        const elsewhere = onPort(url, port === '' ? (protocol === 'https:' ? 443 : 80) : Number(port));
        if (!(error instanceof HttpFailure) || error.reason !== 'no-connection' || service === 'device' || elsewhere === url || new URL(url).protocol !== protocol) throw error;
        const answer = await ask(elsewhere);
        this.#addresses.set(service, elsewhere);
        return answer;
      }
    } catch (error) {
      throw this.#failure(error, url, deadlineMs);
    }
  }

  #failure(error: unknown, url: string, deadlineMs: number): unknown {
    if (!(error instanceof HttpFailure)) return error;
    const { address } = this.#options.subject;
    const { protocol, port } = new URL(url);
    const portNumber = port === '' ? (protocol === 'https:' ? 443 : 80) : Number(port);
    switch (error.reason) {
      case 'too-large':
        return new TunnelError('camera-answer-endless', { address, kilobytes: MAX_XML / 1024 });
      case 'redirected':
        return new TunnelError('camera-redirects', { address, host: error.message });
      case 'deadline':
        if (error.sent) return new TunnelError('camera-too-slow', { address, seconds: Math.round(deadlineMs / 1000) });
        break;
      case 'no-connection':
        break;
      case 'broken':
        if (error.message === 'ECONNRESET' || error.message === 'connection closed') return new TunnelError('camera-hung-up', { address });
        if (error.sent) return new TunnelError('camera-answer-invalid', { address, reason: error.message });
    }
    return new UnreachableError(address, portNumber, error.sent, error.message);
  }
}
