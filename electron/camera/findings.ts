import { agentCanUse, type CameraNetwork, type CameraReading, type Finding, type StreamMeasure } from '../domain/camera';
import { firmwareDate } from './firmware-date';

/** Seconds. ONVIF tokens are refused beyond 5 minutes on some cameras; recordings with a wrong time are useless long before. */
const CLOCK_TOLERANCE = 30;
/** A share; over 1 % the picture visibly breaks. */
const LOSS_TOLERANCE = 0.01;
/** kbit/s of one stream; a 4K camera with usual settings stays under it, and 16 of them fill a 100 Mbit/s uplink. */
const BITRATE_TOLERANCE = 6_000;
/** Seconds between key frames: live view and each motion recording start with one. */
export const KEY_FRAME_TOLERANCE = 4;
/** Milliseconds. Makers mend firmware for about four years. */
const FIRMWARE_AGE = 4 * 365.25 * 86_400_000;

export interface Observations {
  readonly clockSkewSeconds: CameraReading['clockSkewSeconds'];
  readonly measures: readonly StreamMeasure[];
  /** Codecs of all its streams as it describes them. */
  readonly codecs: readonly StreamMeasure['codec'][];
  /** A stream was described and played without a login. */
  readonly openStream: boolean;
  /** The password that let us in is easy to guess. */
  readonly weakPassword: boolean;
  /** The login had to be sent readable. */
  readonly readablePassword: boolean;
  readonly usableStreams: number;
  /** Seconds without a key frame, the longest that was seen. */
  readonly keyFrameGap: number;
  /** What it answered when it had no room for a viewer; null: it always had. */
  readonly busy: string | null;
  /** Hosts that the camera named for its streams and that are not where it answers. */
  readonly wrongHosts: readonly string[];
  readonly tls: CameraReading['tls'];
  /** Does it offer to be managed by HTTPS? null: it does not say. */
  readonly https: boolean | null;
  readonly network: CameraNetwork | null;
  /** Another device at its address. */
  readonly sharesAddressWith: string | null;
  readonly firmware: string | null;
  /** Milliseconds since 1970. */
  readonly now: number;
}

/** What a technician should know or repair; none of it stops the work. Gravest first is the reader's business: see `FINDING_SEVERITY`. */
export function findingsOf(seen: Observations): Finding[] {
  const findings: Finding[] = [];
  const add = (finding: Finding['finding'], params: Finding['params'] = {}): void => void findings.push({ finding, params });
  if (seen.clockSkewSeconds !== null && Math.abs(seen.clockSkewSeconds) > CLOCK_TOLERANCE) add('clock-off', { seconds: Math.round(seen.clockSkewSeconds) });
  if (seen.openStream) add('no-password');
  if (seen.weakPassword) add('weak-password');
  if (seen.readablePassword) add('password-readable');
  const unusable = seen.measures.find((measure) => !agentCanUse(measure.codec));
  const codecs = [...seen.codecs, ...seen.measures.map((measure) => measure.codec)];
  if (codecs.length > 0 && codecs.every((codec) => codec === 'MJPEG')) add('mjpeg-only');
  else if (unusable !== undefined) add('codec-unusable', { codec: unusable.codec });
  const worst = Math.max(0, ...seen.measures.map((measure) => measure.loss));
  if (worst > LOSS_TOLERANCE) add('loss', { percent: Number((worst * 100).toFixed(1)) });
  if (seen.usableStreams === 1) add('no-sub-stream');
  const heaviest = Math.max(0, ...seen.measures.map((measure) => measure.kbps));
  if (heaviest > BITRATE_TOLERANCE) add('bitrate-high', { kbps: heaviest });
  const gap = Math.max(seen.keyFrameGap, ...seen.measures.map((measure) => measure.gopSeconds ?? 0));
  if (gap > KEY_FRAME_TOLERANCE) add('gop-long', { seconds: Number(gap.toFixed(1)) });
  if (seen.busy !== null) add('session-limit', { status: seen.busy });
  if (seen.https === false && seen.tls === 'none') add('http-only');
  if (seen.tls === 'self-signed') add('tls-self-signed');
  if (seen.network?.dhcp === true) add('dhcp-address');
  if (seen.sharesAddressWith !== null) add('duplicate-address', { other: seen.sharesAddressWith });
  const built = firmwareDate(seen.firmware, seen.now);
  if (built !== null && seen.now - Date.parse(built) > FIRMWARE_AGE) add('old-firmware', { date: built });
  const wrong = seen.wrongHosts[0];
  if (wrong !== undefined) add('wrong-stream-address', { address: wrong });
  return findings;
}
