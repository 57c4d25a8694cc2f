import { agentCanUse, type CameraReading, type KeyFrameRef, type PictureRef, type StreamMeasure, type StreamProfile } from '../domain/camera';
import { errorData, TunnelError } from '../domain/errors';
import type { CameraRequest, Conduct, Log, Login, LoginChannel, Pictures } from '../engine/ports';
import type { Progress } from '../domain/stage';
import { onPort } from './answering-host';
import type { CameraDeadlines } from './deadlines';
import { askLock, speaksIsapi } from './ask-lock';
import { channelsOf } from './channels';
import { findingsOf, KEY_FRAME_TOLERANCE } from './findings';
import { hideCredentials } from './hidden-credentials';
import type { AccessUnit } from './live/access-units';
import { LockedError } from './lock-state';
import type { LoginLedger, LoginSubject } from './login-ledger';
import { asProfile, learnServices, readInformation, readNetwork, readSnapshotUri, readStreams, type NetworkReading } from './onvif/camera-description';
import { meetOnvif } from './onvif/meet-onvif';
import type { OnvifClient } from './onvif/onvif-client';
import { isWeakPassword } from './password-strength';
import { chooseStreams } from './rank-streams';
import { findStreams } from './rtsp/find-streams';
import { receiveStream, summary } from './rtsp/receive-stream';
import { SharedLogins, tellingLedger, type LoginSource } from './shared-logins';
import { takeSnapshot } from './snapshot';
import { UnreachableError } from './unreachable';

export interface VisitDeps {
  readonly pictures: Pictures;
  readonly log: Log;
  readonly now: () => number;
  readonly ledger: LoginLedger;
  /** Absent: what cameras need. */
  readonly deadlines?: CameraDeadlines;
}

/**
 * One visit to one camera, from "who are you" to received streams: everything is asked one after another, because cameras have
 * little to spare. What was learned before a failure stays in the reading.
 */
export class CameraVisit {
  readonly #deps: VisitDeps;
  readonly #deadlines: { readonly deadlines?: CameraDeadlines };
  readonly #request: CameraRequest;
  readonly #conduct: Conduct;
  readonly #subject: LoginSubject;
  #client: OnvifClient | null = null;
  #mediaService: 'media' | 'media2' = 'media';
  #information: Pick<CameraReading, 'manufacturer' | 'model' | 'firmware' | 'serial'> = { manufacturer: null, model: null, firmware: null, serial: null };
  #mac: string | null;
  #network: Pick<NetworkReading, 'network' | 'https'> = { network: null, https: null };
  #profiles: StreamProfile[] = [];
  #wrongHosts: string[] = [];
  #login: Login | null = null;
  #loginOverRtsp = false;
  #openStream = false;
  #readablePassword = false;
  #streamTls: CameraReading['tls'] = 'none';
  #keyFrameGap = 0;
  #busy: string | null = null;
  #lock: CameraReading['lock'] = null;
  #main: StreamMeasure | null = null;
  #sub: StreamMeasure | null = null;
  #picture: PictureRef | null = null;
  #firstKeyFrame: AccessUnit | null = null;
  #keyFrame: KeyFrameRef | null = null;
  #error: unknown = null;

  constructor(deps: VisitDeps, request: CameraRequest, conduct: Conduct) {
    this.#deadlines = deps.deadlines === undefined ? {} : { deadlines: deps.deadlines };
    // What a camera answers to a login is of use to the others of its group.
    this.#deps = request.turns === undefined ? deps : { ...deps, ledger: tellingLedger(deps.ledger, request.turns) };
    this.#request = request;
    this.#conduct = conduct;
    this.#mac = request.device.mac;
    this.#subject = { deviceId: request.device.id, address: request.device.address };
  }

  /** @throws only `cancelled`. */
  async run(): Promise<CameraReading> {
    this.#report('read-camera', 'running');
    try {
      await this.#describe();
      const [main, sub] = chooseStreams(this.#profiles, this.#request);
      if (main === null) throw new TunnelError('camera-no-profiles', { address: this.#subject.address });
      // The sub stream first: it is the cheaper question, and many cameras give their last session to whoever asks first.
      if (sub !== null) this.#sub = await this.#receive(sub, 0);
      const subError = this.#error;
      this.#error = null;
      this.#main = await this.#receive(main, KEY_FRAME_TOLERANCE + 0.1);
      // The main stream's failure is what matters most.
      this.#error ??= subError;
      await this.#takePicture([main, ...(sub === null ? [] : [sub])]);
      // Decoding video is the window's business: Chromium can, Node cannot.
      if (this.#picture === null && this.#firstKeyFrame !== null) this.#keyFrame = await this.#deps.pictures.saveKeyFrame(this.#firstKeyFrame);
      if (this.#error === null && !agentCanUse(this.#main?.codec ?? 'unknown')) throw new TunnelError('stream-codec-unusable', { address: this.#subject.address, codec: this.#main?.codec ?? 'unknown' });
    } catch (error) {
      this.#fail(error);
    }
    await this.#lookWhetherLocked();
    const reading = this.#reading();
    this.#report('read-camera', reading.outcome === 'failed' ? 'failed' : 'done');
    return reading;
  }

  /** Finds out what the camera is and which streams it has: by ONVIF, else by the paths of its maker. */
  async #describe(): Promise<void> {
    const { device } = this.#request;
    // It answers nothing until it has a password, and some of its ports take connections and say nothing.
    if (device.advice.some(({ advice }) => advice === 'activate')) throw new TunnelError('camera-not-activated', { address: device.address });
    let refusal: unknown;
    try {
      this.#client = await this.#meetOnvif();
    } catch (error) {
      if (device.rtspPort === null || !(error instanceof TunnelError) || error.code === 'cancelled') throw error;
      refusal = error;
    }
    if (this.#client === null) {
      this.#deps.log('info', 'camera without ONVIF, its paths are tried', { address: device.address, why: refusal instanceof TunnelError ? refusal.code : '' });
      return this.#describeByRtsp();
    }
    const client = this.#client;
    const { address } = this.#subject;
    this.#information = (await readInformation(client)) ?? this.#information;
    await learnServices(client);
    const { mac, ...network } = await readNetwork(client, address);
    this.#mac = mac ?? this.#mac;
    this.#network = network;
    const { service, streams } = await readStreams(client, address);
    this.#login = client.login;
    this.#mediaService = service;
    this.#wrongHosts = [...new Set(streams.map((stream) => stream.namedHost).filter((host) => host !== address && host !== ''))];
    this.#profiles = streams.map((stream) => ({ ...asProfile(stream, null), uri: hideCredentials(stream.uri) }));
  }

  #meetOnvif(): Promise<OnvifClient> {
    const { device, allowBasic = false } = this.#request;
    const { ledger, log, now } = this.#deps;
    return meetOnvif(device, { subject: this.#subject, logins: this.#logins('onvif'), allowBasic, ledger, log, now, signal: this.#conduct.signal, ...this.#deadlines });
  }

  async #describeByRtsp(): Promise<void> {
    const { device, allowBasic = false } = this.#request;
    const { ledger, log } = this.#deps;
    const facts = device.evidence.filter((evidence) => evidence.source === 'rtsp').flatMap((evidence) => [evidence.facts['realm'], evidence.facts['server']]);
    const hints = [device.vendor, device.model, ...facts].filter((hint): hint is string => typeof hint === 'string');
    this.#profiles = await findStreams({ port: device.rtspPort ?? 554, subject: this.#subject, logins: this.#logins('rtsp'), allowBasic, ledger, log, signal: this.#conduct.signal, ...this.#deadlines, hints });
  }

  /** Null when it does not play; the first reason why is kept. */
  async #receive(profile: StreamProfile, keyFrameSeconds: number): Promise<StreamMeasure | null> {
    const { seconds, device, allowBasic = false } = this.#request;
    const { ledger, log, now } = this.#deps;
    const ask = async (uri: string): Promise<StreamMeasure> => {
      const received = await receiveStream({ uri, subject: this.#subject, logins: this.#logins('rtsp'), allowBasic, ledger, log, now, seconds, keyFrameSeconds, signal: this.#conduct.signal, ...this.#deadlines });
      if (received.tls !== 'none') this.#streamTls = received.tls;
      this.#keyFrameGap = Math.max(this.#keyFrameGap, received.keyFrameGap);
      if (!received.passwordAsked) this.#openStream = true;
      // Main comes last and is the sharper one.
      this.#firstKeyFrame = received.keyFrame ?? this.#firstKeyFrame;
      if (received.login !== null && this.#login === null) {
        this.#login = received.login;
        this.#loginOverRtsp = true;
      }
      this.#readablePassword ||= received.readablePassword;
      return received.measure;
    };
    this.#report('receive-stream', 'running');
    try {
      let measure: StreamMeasure;
      try {
        measure = await ask(profile.uri);
      } catch (error) {
        // Behind a port map, or after a change of ports, the named port is closed: the one that was found is asked.
        const elsewhere = onPort(profile.uri, device.rtspPort ?? 554);
        if (!(error instanceof UnreachableError) || error.sent || elsewhere === profile.uri || profile.uri.startsWith('rtsps')) throw error;
        measure = await ask(elsewhere);
        this.#profiles = this.#profiles.map((entry) => (entry.token === profile.token ? { ...entry, uri: elsewhere } : entry));
      }
      // What was received is the truth; some descriptions have no codec and no size at all.
      this.#profiles = this.#profiles.map((entry) => (entry.token === profile.token && entry.codec === 'unknown' ? { ...entry, codec: measure.codec, width: measure.width, height: measure.height } : entry));
      log('info', 'stream received', { address: device.address, stream: profile.name, what: summary(measure) });
      this.#report('receive-stream', 'done');
      return measure;
    } catch (error) {
      this.#report('receive-stream', 'failed');
      this.#fail(error);
      return null;
    }
  }

  /** Of the first of these streams that offers one. Its failure is no failure of the camera. */
  async #takePicture(profiles: readonly StreamProfile[]): Promise<void> {
    const client = this.#client;
    if (client === null) return;
    const { address } = this.#subject;
    this.#report('take-picture', 'running');
    for (const profile of profiles) {
      const named = await readSnapshotUri(client, this.#mediaService, profile.token, address).catch((error: unknown) => {
        if (error instanceof TunnelError && error.code === 'cancelled') throw error;
        return null;
      });
      if (named === null) continue;
      const uri = hideCredentials(named);
      this.#profiles = this.#profiles.map((entry) => (entry.token === profile.token ? { ...entry, snapshotUri: uri } : entry));
      if (!(await this.#mayLogInByHttp())) break;
      const jpeg = await takeSnapshot({ uri, subject: this.#subject, login: this.#login, allowBasic: this.#request.allowBasic ?? false, ledger: this.#deps.ledger, signal: this.#conduct.signal, ...this.#deadlines });
      if (jpeg === null) continue;
      this.#picture = await this.#deps.pictures.save(jpeg);
      this.#report('take-picture', 'done');
      return;
    }
    this.#report('take-picture', 'failed');
  }

  /** The login that worked, else all of them, each when it is its turn. */
  #logins(channel: LoginChannel): LoginSource {
    const { turns, logins } = this.#request;
    const proven = this.#login;
    if (turns !== undefined) return new SharedLogins(turns, channel, proven?.credentialId ?? null, this.#conduct.signal);
    return proven === null ? logins : [proven];
  }

  /** Where two cameras of the group refused the right login for their pictures, the others are spared. */
  async #mayLogInByHttp(): Promise<boolean> {
    const { turns } = this.#request;
    const login = this.#login;
    return turns === undefined || login === null || (await turns.next({ channel: 'http', tried: new Set(), only: login.credentialId, signal: this.#conduct.signal, ...this.#deadlines })) !== null;
  }

  /** A refusal may have another reason than the password: the camera is locked, and tells for how long. */
  async #lookWhetherLocked(): Promise<void> {
    const error = this.#error;
    if (!(error instanceof TunnelError) || (error.code !== 'camera-login-refused' && error.code !== 'camera-login-spent')) return;
    const { device } = this.#request;
    const realms = device.evidence.map((evidence) => evidence.facts['realm'] ?? null);
    if (!speaksIsapi([device.vendor, device.model, this.#information.manufacturer, ...realms])) return;
    const web = device.ports.find((port) => port.speaks === 'http')?.port ?? 80;
    const origin = this.#client === null ? `http://${device.address}:${web}` : new URL(this.#client.serviceUrl).origin;
    const lock = await askLock(origin, this.#deps.now(), this.#conduct.signal);
    if (lock === null) return;
    this.#lock = { until: lock.until };
    this.#error = new LockedError(device.address, lock);
  }

  #fail(error: unknown): void {
    if (this.#conduct.signal.aborted || (error instanceof TunnelError && error.code === 'cancelled')) throw new TunnelError('cancelled');
    // The first failure is the cause, later ones follow from it.
    this.#error ??= error;
    if (error instanceof LockedError) this.#lock = { until: error.lock.until };
    if (error instanceof TunnelError && error.code === 'stream-busy') this.#busy ??= String(error.params['status'] ?? '');
    if (!(error instanceof TunnelError)) this.#deps.log('error', 'reading a camera failed in our own code', { address: this.#subject.address, what: error instanceof Error ? error.name : 'unknown' });
  }

  #reading(): CameraReading {
    const { device } = this.#request;
    const skew = this.#client?.skewMs ?? null;
    const clockSkewSeconds = skew === null ? null : Math.round(skew / 1000);
    const measures = [this.#main, this.#sub].filter((measure) => measure !== null);
    const plays = measures.length > 0;
    const login = this.#login ?? this.#client?.login ?? null;
    const served = this.#client?.tls ?? 'none';
    const tls = served === 'none' ? this.#streamTls : served;
    return {
      deviceId: device.id,
      address: device.address,
      outcome: this.#error === null && this.#main !== null ? 'ready' : plays ? 'partly' : 'failed',
      credentialId: login?.credentialId ?? null,
      login: this.#loginMode(plays),
      ...this.#information,
      mac: this.#mac,
      onvif: this.#client?.serviceUrl ?? null,
      clockSkewSeconds,
      profiles: this.#profiles,
      tls,
      network: this.#network.network,
      lock: this.#lock,
      channels: channelsOf(this.#profiles),
      main: this.#main,
      sub: this.#sub,
      picture: this.#picture,
      keyFrame: this.#keyFrame,
      findings: findingsOf({
        clockSkewSeconds, measures, tls, ...this.#network, openStream: this.#openStream, wrongHosts: this.#wrongHosts, keyFrameGap: this.#keyFrameGap, busy: this.#busy,
        weakPassword: login !== null && isWeakPassword(login.username, login.password.reveal()),
        readablePassword: this.#readablePassword || (this.#client?.mode === 'http-basic' && served === 'none'),
        codecs: this.#profiles.map((profile) => profile.codec), sharesAddressWith: this.#request.sharesAddressWith ?? null, firmware: this.#information.firmware, now: this.#deps.now(),
        usableStreams: new Set(this.#profiles.filter((profile) => agentCanUse(profile.codec)).map((profile) => profile.uri)).size,
      }),
      error: this.#error === null ? null : errorData(this.#error),
    };
  }

  #loginMode(plays: boolean): CameraReading['login'] {
    const mode = this.#client?.mode ?? 'open';
    if ((mode === 'http-digest' || mode === 'ws-usernametoken') && this.#client?.login !== null) return mode;
    if (this.#loginOverRtsp) return 'rtsp-only';
    return mode === 'open' && plays ? 'none' : 'unknown';
  }

  #report(task: Progress['task'], state: Progress['state']): void {
    this.#conduct.progress({ task, subject: this.#subject.address, state, done: null, total: null, step: null });
  }
}
