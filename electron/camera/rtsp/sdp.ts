import type { VideoCodec } from '../../domain/camera';
import { deviceText } from '../device-text';

/** What an agent or a measurement needs of the video track. */
export interface VideoTrack {
  readonly codec: VideoCodec;
  /** The camera's own name of the codec, for the expert. */
  readonly codecName: string;
  readonly payloadType: number;
  /** RTP ticks per second. */
  readonly clockRate: number;
  /** As written; null: the track is controlled by the session's address. */
  readonly control: string | null;
  /** Parameter sets (SPS, PPS, VPS) as NAL units, where the description has them. */
  readonly parameterSets: readonly Uint8Array[];
  /** `a=x-dimensions`, `a=framesize`, ...: what the camera says, not what it sends. */
  readonly claimedSize: { readonly width: number; readonly height: number } | null;
}

export interface SessionDescription {
  readonly video: VideoTrack | null;
  /** Encoding of the first audio that the camera sends, for example `PCMA`; null without sound. */
  readonly audio: string | null;
  /** Session-level `a=control`. */
  readonly control: string | null;
}

interface Media {
  readonly kind: string;
  readonly formats: string[];
  readonly attributes: [name: string, value: string][];
}

const MAX_SDP = 256 * 1024;
const MAX_LINES = 5000;
const MAX_MEDIA = 64;

/** Payload types with a fixed meaning (RFC 3551 6). */
const FIXED_VIDEO: Readonly<Record<number, string>> = { 26: 'JPEG', 31: 'H261', 32: 'MPV', 33: 'MP2T', 34: 'H263' };
const FIXED_AUDIO: Readonly<Record<number, string>> = { 0: 'PCMU', 3: 'GSM', 4: 'G723', 8: 'PCMA', 9: 'G722', 10: 'L16', 11: 'L16', 14: 'MPA', 18: 'G729' };

/**
 * Reads a session description as cameras write it: without `v=`, `o=`, `s=` or `t=`, with extra fields in `o=`, with the `fmtp`
 * of one medium under the next, with media of unknown kinds. Never throws; what is not understood is passed over.
 */
export function readSdp(text: string): SessionDescription {
  const session: [string, string][] = [];
  const media: Media[] = [];
  for (const line of text.slice(0, MAX_SDP).split(/\r\n|\n|\r/, MAX_LINES)) {
    const match = /^([a-z])=(.*)$/.exec(line.trim());
    if (match === null) continue;
    const [, type, value = ''] = match;
    if (type === 'm') {
      if (media.length === MAX_MEDIA) break;
      const [kind = '', , , ...formats] = value.trim().split(/\s+/);
      media.push({ kind: kind.toLowerCase(), formats, attributes: [] });
    } else if (type === 'a') {
      const colon = value.indexOf(':');
      const attribute: [string, string] = colon < 0 ? [value.trim().toLowerCase(), ''] : [value.slice(0, colon).trim().toLowerCase(), value.slice(colon + 1).trim()];
      (media.at(-1)?.attributes ?? session).push(attribute);
    }
  }
  const everywhere = [...session, ...media.flatMap((entry) => entry.attributes)];
  return { video: videoTrack(media, session, everywhere), audio: audioName(media), control: valueOf(session, 'control') };
}

function videoTrack(media: readonly Media[], session: readonly [string, string][], everywhere: readonly [string, string][]): VideoTrack | null {
  const tracks = media.filter((entry) => entry.kind === 'video').map((entry): VideoTrack => {
    const candidates = entry.formats.map(Number).filter((type) => Number.isInteger(type) && type >= 0 && type <= 127);
    // FLIR lists several formats; the first that an agent could use is asked for, else the first.
    const described = candidates.map((type) => ({ type, ...describeFormat(type, entry.attributes, everywhere) }));
    const best = described.find((format) => format.codec === 'H264' || format.codec === 'H265') ?? described[0] ?? { type: 96, codec: 'unknown' as const, name: 'unknown', clockRate: 90_000, fmtp: '' };
    return {
      codec: best.codec,
      codecName: deviceText(best.name, 40) ?? 'unknown',
      payloadType: best.type,
      clockRate: best.clockRate,
      control: valueOf(entry.attributes, 'control'),
      parameterSets: parameterSets(best.fmtp),
      claimedSize: claimedSize(best.type, entry.attributes, session),
    };
  });
  return tracks.find((track) => track.codec !== 'unknown') ?? tracks[0] ?? null;
}

function describeFormat(type: number, own: readonly [string, string][], everywhere: readonly [string, string][]): { codec: VideoCodec; name: string; clockRate: number; fmtp: string } {
  const find = (name: string): string =>
    [...own, ...everywhere].find(([key, value]) => key === name && new RegExp(`^${type}(?:\\s|$)`).test(value))?.[1].replace(/^\d+\s*/, '') ?? '';
  const fmtp = find('fmtp');
  const [mapped = '', clock = ''] = find('rtpmap').split('/');
  // Without an rtpmap the parameter sets give it away.
  const name = mapped.trim() || FIXED_VIDEO[type] || (/sprop-vps|sprop-sps/i.test(fmtp) ? 'H265' : /sprop-parameter-sets/i.test(fmtp) ? 'H264' : 'unknown');
  const clockRate = Number(/^\d{1,7}/.exec(clock.trim())?.[0] ?? 0);
  return { codec: codecOf(name), name, clockRate: clockRate > 0 ? clockRate : 90_000, fmtp };
}

function codecOf(name: string): VideoCodec {
  switch (name.toUpperCase()) {
    case 'H264':
      return 'H264';
    case 'H265':
    case 'HEVC':
      return 'H265';
    case 'JPEG':
      return 'MJPEG';
    case 'MP4V-ES':
      return 'MPEG4';
    default:
      return 'unknown';
  }
}

/** RFC 6184 8.1 (`sprop-parameter-sets`) and RFC 7798 7.1 (`sprop-vps`, `sprop-sps`, `sprop-pps`). */
function parameterSets(fmtp: string): Uint8Array[] {
  return ['sprop-parameter-sets', 'sprop-vps', 'sprop-sps', 'sprop-pps'].flatMap((name) => {
    const value = new RegExp(`(?:^|[;\\s])${name}\\s*=\\s*([^;\\s]*)`, 'i').exec(fmtp)?.[1] ?? '';
    return value.split(',').slice(0, 8).map((set) => Buffer.from(set.slice(0, 8192), 'base64')).filter((set) => set.length > 1);
  });
}

function claimedSize(type: number, own: readonly [string, string][], session: readonly [string, string][]): { width: number; height: number } | null {
  for (const attributes of [own, session]) {
    for (const [name, value] of attributes) {
      const match = name === 'x-dimensions' ? /^(\d{1,5})\s*,\s*(\d{1,5})/.exec(value) : name === 'framesize' && Number(value.split(/\s/)[0]) === type ? /^\d+\s+(\d{1,5})-(\d{1,5})/.exec(value) : null;
      const width = Number(match?.[1] ?? 0);
      const height = Number(match?.[2] ?? 0);
      if (width > 0 && height > 0) return { width, height };
    }
  }
  return null;
}

function audioName(media: readonly Media[]): string | null {
  // `sendonly` and `recvonly` are used with either meaning; a second audio medium is the way back to the camera's speaker.
  const first = media.find((entry) => entry.kind === 'audio');
  if (first === undefined) return null;
  const type = first.formats[0] ?? '';
  const mapped = first.attributes.find(([name, value]) => name === 'rtpmap' && value.startsWith(`${type} `))?.[1].split(/\s+/)[1]?.split('/')[0];
  return deviceText(mapped ?? FIXED_AUDIO[Number(type)] ?? null, 40)?.toUpperCase() ?? 'unknown';
}

function valueOf(attributes: readonly [string, string][], name: string): string | null {
  const value = attributes.find(([key]) => key === name)?.[1];
  return value === undefined || value === '' ? null : value;
}
