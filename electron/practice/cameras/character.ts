import type { ClipName, Scene } from './media';

/** How a simulated camera differs from the next one: all data, so that a new kind of camera is a new object and no new code. */
export interface CameraCharacter {
  /** 1 to 9: also the end of its address (127.77.B.1n) and MAC. */
  readonly number: number;
  readonly name: string;
  readonly place: string;
  readonly scene: Scene;
  readonly manufacturer: string;
  readonly model: string;
  readonly firmware: string;
  readonly serial: string;
  /** How ONVIF wants its login. Snapshot and RTSP always want Digest (MD5), as on real cameras. */
  readonly login: 'http-digest' | 'ws-usernametoken';
  /** `path-first` answers 404 to an unknown path without a login (Hikvision, GStreamer), `auth-first` 401 to everything (Dahua, Reolink). */
  readonly rtspOrder: 'path-first' | 'auth-first';
  /** Offers media 2 beside media 1. Media 1 knows no H.265 and calls it H264, as real ones do. */
  readonly media2: boolean;
  /** Camera clock minus ours. */
  readonly clockSkewSeconds: number;
  /** RTSP sessions at a time; one more is answered 453. */
  readonly sessionLimit: number;
  /** Wrong logins (ONVIF, HTTP and RTSP counted together, as Sony does) until nobody gets in for a while. */
  readonly lockout: { readonly failures: number; readonly seconds: number };
  readonly realm: { readonly http: string; readonly rtsp: string };
  readonly servers: { readonly http: string; readonly rtsp: string };
  /** Main first. */
  readonly streams: readonly [StreamCharacter, ...StreamCharacter[]];
  readonly quirks: readonly Quirk[];
}

export interface StreamCharacter {
  /** ONVIF profile token. */
  readonly token: string;
  readonly name: string;
  /** RTSP path, with the query where the camera uses one. */
  readonly path: string;
  readonly clip: ClipName;
}

/** `uri-blanks`: blanks and a line break around every URI (seen in recorded answers). `uri-old-address`: the address the camera had before it was moved. `mac-scope`: the MAC in a discovery scope (Hikvision). */
export type Quirk = 'uri-blanks' | 'uri-old-address' | 'mac-scope';

export interface Account {
  readonly username: string;
  readonly password: string;
}

/** Locally administered, so that it can never be somebody's real one. */
export function macOf(number: number): string {
  return `02:50:52:41:43:${number.toString(16).padStart(2, '0')}`;
}

/** WS-Addressing endpoint: `urn:uuid:` with the MAC as the last 12 digits, as gSOAP devices do. Stable over restarts. */
export function endpointOf(number: number): string {
  return `urn:uuid:50524143-5449-4345-8000-${macOf(number).replaceAll(':', '')}`;
}
