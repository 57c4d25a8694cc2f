import type { VideoCodec } from '../../domain/camera';
import { deviceText, withoutUnsafe } from '../device-text';
import { childAt, descendants, firstDescendant, textAt, type XmlNode } from './xml';

/** A profile as listed; its addresses are asked for one by one. */
export interface ListedProfile {
  readonly token: string;
  readonly name: string;
  readonly codec: VideoCodec;
  readonly width: number | null;
  readonly height: number | null;
  /** Which sensor or channel it shows; profiles of one camera share it. */
  readonly source: string | null;
}

/** Recorders list some; beyond this it is no camera that a person would onboard one by one. */
const MAX_PROFILES = 128;

/**
 * GetProfiles of media 1 and 2. Profiles without a video encoder (audio, metadata, analytics) are left out, unless none has one:
 * some answer media 2 with names only, whatever was asked for.
 */
export function listedProfiles(body: XmlNode): ListedProfile[] {
  const answer = firstDescendant(body, 'GetProfilesResponse');
  const all = (answer?.children ?? []).filter((node) => node.name === 'Profiles').slice(0, MAX_PROFILES);
  const withVideo = all.filter((node) => encoderOf(node) !== null);
  return (withVideo.length > 0 ? withVideo : all).flatMap((node): ListedProfile[] => {
    const token = node.attributes.get('token') ?? '';
    // It goes back to the camera as it came, so one that cannot be shown cannot be used.
    if (token === '' || token.length > 200 || withoutUnsafe(token) !== token) return [];
    const configurations = configurationsOf(node);
    const encoder = encoderOf(node);
    const source = childAt(configurations, 'VideoSource') ?? childAt(configurations, 'VideoSourceConfiguration');
    return [{
      token,
      name: deviceText(textAt(node, 'Name'), 80) ?? deviceText(token, 80) ?? token,
      codec: codecNamed(textAt(encoder, 'Encoding') ?? ''),
      width: dimension(textAt(encoder, 'Resolution', 'Width')),
      height: dimension(textAt(encoder, 'Resolution', 'Height')),
      source: deviceText(textAt(source, 'SourceToken'), 80),
    }];
  });
}

/** Media 1 holds the encoder directly, media 2 under Configurations. */
function configurationsOf(profile: XmlNode): XmlNode {
  return childAt(profile, 'Configurations') ?? profile;
}

function encoderOf(profile: XmlNode): XmlNode | null {
  const configurations = configurationsOf(profile);
  return childAt(configurations, 'VideoEncoder') ?? childAt(configurations, 'VideoEncoderConfiguration');
}

/** GetStreamUri and GetSnapshotUri of media 1 (`MediaUri/Uri`) and media 2 (`Uri`); as the camera names it, blanks trimmed. */
export function namedUri(body: XmlNode): string | null {
  for (const node of descendants(body, 'Uri')) if (node.text !== '') return node.text;
  return null;
}

/** Names of ONVIF (media 1: `JPEG`, `H264`; media 2 and the wild: `H265`, `HEVC`, `H264H`, ...). */
export function codecNamed(name: string): VideoCodec {
  const text = name.toUpperCase().replace(/[^A-Z0-9]/g, '');
  if (/^H?264|^AVC/.test(text)) return 'H264';
  if (/^H?265|^HEVC/.test(text)) return 'H265';
  if (/JPE?G/.test(text)) return 'MJPEG';
  if (/^MPEG4|^MP4V/.test(text)) return 'MPEG4';
  return 'unknown';
}

function dimension(text: string | null): number | null {
  const value = Number(text ?? NaN);
  return Number.isInteger(value) && value > 0 && value <= 16_384 ? value : null;
}
