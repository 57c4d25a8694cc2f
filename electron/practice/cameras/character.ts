import type { ClipName, Scene } from './media';

/**
 * How a simulated device differs from the next one: all data, so that a new kind of camera is a new object and no new code.
 * `character()` fills in what is usual; the characters of recorded devices are in `characters/`.
 */
export interface DeviceCharacter {
  readonly name: string;
  readonly place: string;
  readonly scene: Scene;
  /** `other`: no camera at all, but something that a camera site has as well. */
  readonly kind: 'camera' | 'recorder' | 'doorbell' | 'encoder' | 'other';
  readonly manufacturer: string;
  readonly model: string;
  readonly firmware: string;
  readonly serial: string;
  /** false: fresh from the box. It has no password yet and speaks nothing but its maker's discovery and a page to set one. */
  readonly activated: boolean;
  /** TCP ports by nature; null: it has none. `mute`: open, accept, say nothing (makers' own protocols). */
  readonly ports: { readonly web: number | null; readonly onvif: number | null; readonly rtsp: number | null; readonly mute: readonly number[] };
  /** Web pages and ONVIF by TLS with a certificate of its own making. */
  readonly secure: boolean;
  /** How ONVIF wants its login. */
  readonly login: OnvifLogin;
  /** What the snapshot asks for; empty: nothing. */
  readonly httpLogin: readonly HttpLogin[];
  /** What RTSP asks for, in the order of its WWW-Authenticate headers; empty: nothing. */
  readonly rtspLogin: readonly HttpLogin[];
  /** `path-first` answers 404 to an unknown path without a login (Hikvision, GStreamer), `auth-first` 401 to everything (Dahua, Reolink). `any-path`: every path is the main stream. */
  readonly rtspOrder: 'path-first' | 'auth-first' | 'any-path';
  /** RTP as the device is able to send it; anything else is answered 461. */
  readonly transports: readonly ('tcp' | 'udp')[];
  /** What it says where the described stream is. `without-scheme`: Anjvision. `loopback`: H264DVR. `without-query`: Hikvision. */
  readonly contentBase: 'own' | 'absent' | 'without-scheme' | 'without-query' | 'loopback' | 'old-address';
  /** `a=control` of the video track. `absolute-old-address`: H3C. `before-query`: Hikvision. `star`: the track is the stream itself. */
  readonly control: 'relative' | 'absolute' | 'absolute-old-address' | 'before-query' | 'star';
  /** Name of the video track, `trackID=1`. */
  readonly track: string;
  /** Parameter sets only in the stream, none in the SDP. */
  readonly parameterSets: 'described' | 'in-band';
  /** The media services it offers. Media 1 knows no H.265 and calls it H264, as real ones do. */
  readonly media: 'media1' | 'media2' | 'both';
  /** Path of the ONVIF device service. */
  readonly onvifPath: string;
  /** Where it says that its services are, in discovery and GetServices. Empty: where they are. */
  readonly claims: { readonly host?: string; readonly port?: number; readonly scheme?: 'http' | 'https'; readonly rtspHost?: string };
  /** Camera clock minus ours. */
  readonly clockSkewSeconds: number;
  /** RTSP sessions at a time; one more is answered 453. */
  readonly sessionLimit: number;
  /** Wrong logins (ONVIF, HTTP and RTSP counted together, as Sony does) until nobody gets in for a while. */
  readonly lockout: LockoutRule;
  /** `{mac}` is replaced by the device's own, 12 lower-case digits; `{MAC}` by upper-case ones. */
  readonly realm: { readonly http: string; readonly rtsp: string };
  readonly servers: { readonly http: string; readonly rtsp: string };
  /** Title of its web page. */
  readonly title: string;
  readonly discovery: DiscoveryManners;
  /** Main first. */
  readonly streams: readonly [StreamCharacter, ...StreamCharacter[]];
  readonly pace: Pace;
  /** What is wrong with its ONVIF answers, by operation; `*`: all of them. */
  readonly flaws: Readonly<Record<string, AnswerFlaw>>;
  readonly quirks: readonly Quirk[];
}

/** `either`: a challenge, but a token is taken as well (Hikvision's "Digest&ws-username token"). */
export type OnvifLogin = 'http-digest' | 'http-digest-sha256' | 'http-basic' | 'ws-usernametoken' | 'either' | 'none';
export type HttpLogin = 'digest-md5' | 'digest-sha256' | 'basic';

export interface LockoutRule {
  readonly failures: number;
  readonly seconds: number;
  /** How it tells that it is locked. `user-check`: Hikvision's XML in the body of 401. `fault`: words in the SOAP fault. */
  readonly tells: 'nothing' | 'user-check' | 'fault';
}

export interface StreamCharacter {
  /** ONVIF profile token. */
  readonly token: string;
  readonly name: string;
  /** RTSP path, with the query where the camera uses one. `{user}` and `{pass}`: it wants the login there (Xiongmai). */
  readonly path: string;
  readonly clip: ClipName;
  /** Video input that it shows, from 1; absent: the only one. */
  readonly channel?: number;
}

export interface DiscoveryManners {
  /** Which WS-Discovery probes it answers. */
  readonly probes: 'all' | 'unicast' | 'multicast' | 'none';
  readonly types: readonly string[];
  /** After `onvif://www.onvif.org/`, or whole; null: the usual ones, from its name, model and place. */
  readonly scopes: readonly string[] | null;
  /** WS-Addressing endpoint; null: a uuid that ends in its MAC. One that is given is the same on all devices of the firmware. */
  readonly endpoint: string | null;
  /** Its maker's own discovery. `sadp` answers to the multicast group (most Hikvision), `sadp-to-asker` to who asked. */
  readonly tongues: readonly ('sadp' | 'sadp-to-asker' | 'dhip')[];
}

export interface Pace {
  /** Milliseconds before each answer, HTTP and RTSP. */
  readonly answerAfter: number;
  /** Bytes of an HTTP answer per tenth of a second; null: all at once. */
  readonly drip: number | null;
}

/**
 * Ways of answering wrong. `short-length`: Content-Length smaller than the body. `long-length`: larger, then closed. `entities`: a
 * DOCTYPE with entities of entities. `huge`: 3 MiB of blanks inside the XML. `hundred-megabytes`: so many zeros. `endless`: never
 * ends. `elsewhere`: a redirect to another host. `script`: a web page with a script in it.
 */
export type AnswerFlaw =
  | 'truncated' | 'wrong-type' | 'short-length' | 'long-length' | 'chunked' | 'entities' | 'huge' | 'hundred-megabytes' | 'endless' | 'elsewhere' | 'script' | 'byte-order-mark' | 'trailing-zeros' | 'empty';

/**
 * `uri-blanks`: blanks and a line break around every URI (seen in recorded answers). `uri-old-address`: the address the camera had
 * before it was moved. `mac-scope`: the MAC in a discovery scope (Hikvision). `no-snapshot`: it has none. `closed-services`: wants
 * a login even for GetServices and GetCapabilities. `hangs-up`: closes the RTSP connection after 401. `no-transport-channels`: its
 * SETUP answer names no interleaved channels. `no-session-timeout`. `cseq-blank`: a blank behind CSeq (Longse). `dhcp`: its address
 * is from DHCP. `no-get-services`: older than ONVIF 2.1. `options-refused`: 501 to OPTIONS. `no-time`: GetSystemDateAndTime wants a login.
 * `no-users`: knows no GetUsers and SetUser. `plain-user`: its user may not use them. `strict-passwords`: takes none that is shorter than
 * 12 signs. `keeps-password`: says yes to SetUser and keeps the old one.
 * `nonce-once`: refuses a token whose nonce it has seen, as WS-Security says; most do not look (libonvif uses one for a second).
 */
export type Quirk =
  | 'uri-blanks' | 'uri-old-address' | 'mac-scope' | 'no-snapshot' | 'closed-services' | 'hangs-up' | 'no-transport-channels' | 'no-session-timeout' | 'cseq-blank' | 'dhcp' | 'no-get-services' | 'options-refused' | 'no-time' | 'nonce-once' | 'no-users' | 'plain-user' | 'strict-passwords' | 'keeps-password';

export interface Account {
  readonly username: string;
  readonly password: string;
}

/** What must be said of every device; the rest is usual unless said. */
type Said = Pick<DeviceCharacter, 'name' | 'manufacturer' | 'model' | 'firmware' | 'serial' | 'streams'>;
type Nested = 'ports' | 'lockout' | 'realm' | 'servers' | 'discovery' | 'pace';

export type Differences = Said & Partial<Omit<DeviceCharacter, keyof Said | Nested>> & { readonly [Part in Nested]?: Partial<DeviceCharacter[Part]> };

/** A device that is usual in everything that is not said: port 80 and 554, Digest, path first, media 1, five wrong logins lock for half an hour. */
export function character(said: Differences): DeviceCharacter {
  return {
    place: 'Site',
    scene: 'gate',
    kind: 'camera',
    activated: true,
    secure: false,
    login: 'http-digest',
    httpLogin: ['digest-md5'],
    rtspLogin: ['digest-md5'],
    rtspOrder: 'path-first',
    transports: ['tcp', 'udp'],
    contentBase: 'own',
    control: 'relative',
    track: 'trackID=1',
    parameterSets: 'described',
    media: 'media1',
    onvifPath: '/onvif/device_service',
    claims: {},
    clockSkewSeconds: 0,
    sessionLimit: 6,
    title: `${said.manufacturer} ${said.model}`,
    flaws: {},
    quirks: [],
    ...said,
    ports: { web: 80, onvif: 80, rtsp: 554, mute: [], ...said.ports },
    lockout: { failures: 5, seconds: 1800, tells: 'nothing', ...said.lockout },
    realm: { http: said.model, rtsp: said.model, ...said.realm },
    servers: { http: 'gSOAP/2.8', rtsp: 'Rtsp Server/2.0', ...said.servers },
    discovery: { probes: 'all', types: ['dn:NetworkVideoTransmitter', 'tds:Device'], scopes: null, endpoint: null, tongues: [], ...said.discovery },
    pace: { answerAfter: 0, drip: null, ...said.pace },
  };
}

/** Video inputs of a device: 1 for a camera, more for a recorder or an encoder. */
export function channelsOf(device: DeviceCharacter): number {
  return new Set(device.streams.map((stream) => stream.channel ?? 1)).size;
}

/** Locally administered, so that it can never be somebody's real one. */
export function macOf(number: number): string {
  return `02:50:52:41:43:${number.toString(16).padStart(2, '0')}`;
}

/** WS-Addressing endpoint: `urn:uuid:` with the MAC as the last 12 digits, as gSOAP devices do. Stable over restarts. */
export function endpointOf(mac: string): string {
  return `urn:uuid:50524143-5449-4345-8000-${mac.toLowerCase().replaceAll(':', '')}`;
}
