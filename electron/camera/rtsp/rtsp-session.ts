import { TunnelError } from '../../domain/errors';
import { deviceText } from '../device-text';
import type { Log, Login } from '../../engine/ports';
import { CAMERA_DEADLINES, type CameraDeadlines } from '../deadlines';
import { fillCredentials, holdsCredentials } from '../hidden-credentials';
import type { TlsState } from '../http-client';
import { LockedError } from '../lock-state';
import type { LoginAttempt, LoginLedger, LoginSubject } from '../login-ledger';
import { notAdmitted, type LoginSource } from '../shared-logins';
import { UnreachableError } from '../unreachable';
import { Authentication } from './authentication';
import { controlAddress, controlBase } from './control-address';
import { lockOf, refusalOf } from './refusal';
import { RtspConnection, RtspFailure, type RtspResponse } from './rtsp-connection';
import { readSdp, type SessionDescription } from './sdp';
import { grantedTransport, sessionHeader } from './transport-header';
import { openUdpReceiver, type UdpReceiver } from './udp-receiver';

export interface RtspSessionOptions {
  /** `rtsp://host[:port]/path` or `rtsps://…`, without credentials. */
  readonly uri: string;
  readonly subject: LoginSubject;
  /** Tried in order when the camera asks. */
  readonly logins: LoginSource;
  /** May the password be sent readable? Absent: no. */
  readonly allowBasic?: boolean;
  readonly ledger: LoginLedger;
  readonly log: Log;
  readonly signal: AbortSignal;
  readonly deadlines?: CameraDeadlines;
}

/** Milliseconds. */
const TEARDOWN_DEADLINE = 1_000;
/** Milliseconds to see whether a camera hangs up after its 401 (old firmwares do, without saying so). */
const HANG_UP = 150;

/**
 * One RTSP session (RFC 2326) for the video of one address: DESCRIBE, SETUP, PLAY, TEARDOWN. RTP comes inside the connection,
 * or by UDP where the server refuses that (461). Logs in when asked; a login that worked is kept.
 */
export class RtspSession {
  readonly #options: RtspSessionOptions;
  readonly #host: string;
  readonly #port: number;
  readonly #secure: boolean;
  readonly #origin: string;
  #connection: RtspConnection | null = null;
  #udp: UdpReceiver | null = null;
  readonly #authentication = new Authentication();
  #login: Login | null = null;
  #asked = false;
  #tls: TlsState = 'none';
  #methods: string | null = null;
  #base = '';
  #aggregate = '';
  #description: SessionDescription | null = null;
  #session: { id: string; timeoutSeconds: number } | null = null;
  #heartbeat: NodeJS.Timeout | null = null;
  #onRtp: (packet: Buffer) => void = () => undefined;

  constructor(options: RtspSessionOptions) {
    this.#options = options;
    const match = /^(rtsps?):\/\/([^/?#:]+)(?::(\d{1,5}))?/i.exec(options.uri);
    if (match === null) throw new TunnelError('stream-not-found', { address: options.subject.address, status: 'no address' });
    this.#secure = match[1]?.toLowerCase() === 'rtsps';
    this.#host = match[2] ?? '';
    this.#port = Number(match[3] ?? (this.#secure ? 322 : 554));
    this.#origin = match[0];
  }

  /** The login that the camera accepted; null when it did not ask. */
  get login(): Login | null {
    return this.#login;
  }

  /** Did the camera ask for a login before it described the stream? */
  get passwordAsked(): boolean {
    return this.#asked;
  }

  /** The password went over the wire readable, because the camera offers no other way. */
  get readablePassword(): boolean {
    return this.#login !== null && this.#authentication.scheme === 'basic' && !this.#secure;
  }

  /** How the connection was protected; known once something was asked. */
  get tls(): TlsState {
    return this.#tls;
  }

  get transport(): 'tcp' | 'udp' {
    return this.#udp === null ? 'tcp' : 'udp';
  }

  get ended(): boolean {
    return this.#connection?.ended ?? true;
  }

  /** `realm` of the camera's challenge, which names the maker on many. */
  get realm(): string | null {
    return deviceText(this.#authentication.realm, 120);
  }

  /**
   * OPTIONS (once) and DESCRIBE. `uri` may be another path of the same server, for trying several on one connection.
   * @throws TunnelError: login, `stream-not-found`, `stream-refused`, `stream-busy`, unreachable, invalid.
   */
  async describe(uri = this.#options.uri): Promise<SessionDescription> {
    if (this.#methods === null) {
      // What it answers does not matter, not even an error; what it lists tells how to keep the session alive.
      const options = await this.#exchange('OPTIONS', holdsCredentials(uri) ? `${this.#origin}/` : uri, {});
      this.#methods = options.headers.get('public')?.join(',') ?? '';
    }
    const response = await this.#demand('DESCRIBE', uri, { Accept: 'application/sdp' });
    const description = readSdp(response.body.toString('utf8'));
    this.#base = controlBase(
      { requestUri: this.#wire(uri), contentBase: response.headers.get('content-base')?.[0] ?? null, contentLocation: response.headers.get('content-location')?.[0] ?? null },
      this.#origin,
    );
    this.#aggregate = controlAddress(this.#base, description.control, this.#origin);
    this.#description = description;
    return description;
  }

  /** SETUP of the video track and PLAY; RTP packets go to `onRtp`, some before this returns. */
  async play(onRtp: (packet: Buffer) => void): Promise<void> {
    const video = this.#description?.video;
    if (video === null || video === undefined) throw this.#invalid('no video in the description');
    this.#onRtp = onRtp;
    const track = controlAddress(this.#base, video.control, this.#origin);
    const tcp = await this.#request('SETUP', track, { Transport: 'RTP/AVP/TCP;unicast;interleaved=0-1' });
    if (tcp.status === 461) await this.#setupUdp(track);
    else {
      this.#check(tcp);
      const granted = grantedTransport(tcp.headers.get('transport')?.[0], { kind: 'tcp', channel: 0 });
      this.#keepSession(tcp);
      if (granted.kind === 'udp') {
        // It granted UDP without our ports: ask again, properly.
        await this.#setupUdp(track);
      } else if (this.#connection !== null) {
        this.#connection.onInterleaved = (channel, payload) => {
          if (channel === granted.channel) this.#onRtp(payload);
        };
      }
    }
    await this.#demand('PLAY', this.#aggregate, { ...this.#sessionHeader(), Range: 'npt=0.000-' });
    // Half the timeout, so that one lost heartbeat does no harm.
    const method = this.#methods?.includes('GET_PARAMETER') === true ? 'GET_PARAMETER' : 'OPTIONS';
    this.#heartbeat = setInterval(() => this.#connection?.notify(method, this.#aggregate, this.#authentication.sign(method, this.#aggregate, this.#sessionHeader(), this.#login)), ((this.#session?.timeoutSeconds ?? 60) * 1000) / 2);
  }

  /**
   * TEARDOWN and end, always, also when cancelled: a camera has two to ten sessions, and a forgotten one blocks a place for a
   * minute. Waits for the answer unless cancelled. Never throws.
   */
  async close(): Promise<void> {
    if (this.#heartbeat !== null) clearInterval(this.#heartbeat);
    this.#onRtp = () => undefined;
    const connection = this.#connection;
    if (connection !== null && this.#session !== null && !connection.ended) {
      const headers = this.#authentication.sign('TEARDOWN', this.#aggregate, this.#sessionHeader(), this.#login);
      if (this.#options.signal.aborted) connection.notify('TEARDOWN', this.#aggregate, headers);
      else await connection.request('TEARDOWN', this.#aggregate, headers, { deadlineMs: TEARDOWN_DEADLINE, signal: this.#options.signal }).catch(() => undefined);
    }
    this.#session = null;
    connection?.close();
    this.#udp?.close();
    this.#connection = null;
  }

  async #setupUdp(track: string): Promise<void> {
    const connection = this.#connection;
    if (connection === null) throw this.#invalid('connection closed');
    this.#udp = await openUdpReceiver({ localAddress: connection.localAddress, from: this.#host, onRtp: (packet) => this.#onRtp(packet) });
    const port = this.#udp.rtpPort;
    const response = await this.#demand('SETUP', track, { Transport: `RTP/AVP;unicast;client_port=${port}-${port + 1}`, ...this.#sessionHeader() });
    const granted = grantedTransport(response.headers.get('transport')?.[0], { kind: 'udp' });
    this.#keepSession(response);
    if (granted.kind === 'udp' && granted.serverPort !== null) this.#udp.greet(this.#host, granted.serverPort);
  }

  #keepSession(response: RtspResponse): void {
    this.#session = sessionHeader(response.headers.get('session')?.[0]) ?? this.#session;
  }

  #sessionHeader(): Record<string, string> {
    return this.#session === null ? {} : { Session: this.#session.id };
  }

  async #demand(method: string, uri: string, headers: Record<string, string>): Promise<RtspResponse> {
    const response = await this.#request(method, uri, headers);
    this.#check(response);
    return response;
  }

  /** With login: when the camera asks, once more with an answer to its challenge. An address that carries a login (Xiongmai) is a try of one from the start. */
  async #request(method: string, uri: string, headers: Record<string, string>): Promise<RtspResponse> {
    const inAddress = this.#login === null && holdsCredentials(uri);
    if (!inAddress) {
      if (this.#login !== null) this.#options.ledger.goOn(this.#options.subject);
      const first = await this.#exchange(method, uri, headers);
      this.#refuseLocked(first);
      if (first.status !== 401) return first;
      this.#asked = true;
      if (this.#login !== null) return this.#again(method, uri, headers, first, this.#login);
      await this.#learnChallenge(first);
      if (this.#authentication.scheme === null) throw this.#invalid('a login that is not known');
    }
    this.#asked = true;
    const { subject, ledger, logins, log } = this.#options;
    let count = 0;
    for await (const login of logins) {
      count++;
      let attempt: LoginAttempt;
      try {
        attempt = await ledger.attempt(subject, 'rtsp', login, this.#options.signal);
      } catch (error) {
        if (error instanceof TunnelError && error.code === 'camera-login-refused') continue;
        throw error;
      }
      let tried: RtspResponse;
      try {
        tried = await this.#exchange(method, uri, headers, login);
        if (tried.status === 401 && this.#authentication.scheme === null) {
          // It reads no login in the address, or wants it in a header as well: the same one, not another.
          await this.#learnChallenge(tried);
          if (this.#authentication.scheme !== null) tried = await this.#exchange(method, uri, headers, login);
        }
        if (tried.status === 401 && this.#authentication.renew(tried, true)) tried = await this.#exchange(method, uri, headers, login);
      } catch (error) {
        if (error instanceof UnreachableError && !error.sent) await attempt.notSent();
        throw error;
      }
      if (lockOf(tried) !== null) await attempt.undecided();
      this.#refuseLocked(tried);
      if (inAddress && tried.status === 404) {
        // Nothing there: whatever stood in the address was not looked at.
        await attempt.notSent();
        return tried;
      }
      if (tried.status !== 401) {
        // 403: the password is right, the account may not watch.
        this.#login = login;
        await attempt.accepted();
        return tried;
      }
      await attempt.refused();
      await this.#connection?.endsWithin(HANG_UP, this.#options.signal);
      log('info', 'camera refused a login', { address: subject.address, set: login.credentialId, mode: 'rtsp' });
      this.#authentication.renew(tried, false);
    }
    throw notAdmitted(logins, count, subject.address);
  }

  /** @throws LockedError when this refusal says so. */
  #refuseLocked(response: RtspResponse): void {
    const lock = lockOf(response);
    if (lock !== null) throw new LockedError(this.#options.subject.address, lock);
  }

  async #again(method: string, uri: string, headers: Record<string, string>, first: RtspResponse, login: Login): Promise<RtspResponse> {
    const { subject, ledger } = this.#options;
    const attempt = await ledger.attempt(subject, 'rtsp', login, this.#options.signal);
    // Stale is no answer to the password. A new nonce alone may be: some servers never say stale, and refuse a wrong password with one too.
    // Where there is none, it was the password, and nothing more is sent.
    if (this.#authentication.renew(first, true) || (this.#authentication.renew(first, false) && (await attempt.again()))) {
      const tried = await this.#exchange(method, uri, headers);
      if (tried.status !== 401) {
        await attempt.accepted();
        return tried;
      }
    }
    await attempt.refused();
    throw new TunnelError('camera-login-refused', { address: subject.address });
  }

  async #learnChallenge(response: RtspResponse): Promise<void> {
    if (this.#authentication.learn(response) === 'basic' && !this.#secure && this.#options.allowBasic !== true) throw new TunnelError('camera-basic-only', { address: this.#options.subject.address });
    // A login that is written into a closing connection would be counted by us and lost.
    await this.#connection?.endsWithin(HANG_UP, this.#options.signal);
  }

  #wire(uri: string, login: Login | null = this.#login): string {
    return fillCredentials(uri, login);
  }

  /** One request and its answer; before a session exists a connection that the camera closed (after a 401, some do) is opened again. */
  async #exchange(method: string, uri: string, headers: Record<string, string>, login: Login | null = this.#login): Promise<RtspResponse> {
    const { signal, subject, deadlines = CAMERA_DEADLINES } = this.#options;
    const wire = this.#wire(uri, login);
    try {
      if (this.#connection === null || (this.#connection.ended && this.#session === null)) {
        this.#connection = await RtspConnection.open({ host: this.#host, port: this.#port, secure: this.#secure, deadlineMs: deadlines.connect, signal });
        this.#tls = this.#connection.tls;
      }
      return await this.#connection.request(method, wire, this.#authentication.sign(method, wire, headers, login), { deadlineMs: deadlines.answer, signal });
    } catch (error) {
      if (!(error instanceof RtspFailure)) throw error;
      if (error.reason === 'not-rtsp') throw this.#invalid('not RTSP');
      if (error.reason === 'deadline' && error.sent) throw new TunnelError('camera-too-slow', { address: subject.address, seconds: Math.round(deadlines.answer / 1000) });
      if (error.reason === 'closed' && error.sent) throw new TunnelError('camera-hung-up', { address: subject.address });
      throw new UnreachableError(subject.address, this.#port, error.sent, error.message);
    }
  }

  #check(response: RtspResponse): void {
    const refusal = refusalOf(response, this.#options.subject.address);
    if (refusal !== null) throw refusal;
  }

  #invalid(reason: string): TunnelError {
    return new TunnelError('camera-answer-invalid', { address: this.#options.subject.address, reason });
  }
}
