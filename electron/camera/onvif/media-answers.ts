import type { VideoCodec } from '../../domain/camera';
import { deviceText } from '../device-text';
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

/** GetProfiles of media 1 and 2. Profiles without a video encoder (audio, metadata, analytics) are left out. */
export function listedProfiles(body: XmlNode): ListedProfile[] {
  const answer = firstDescendant(body, 'GetProfilesResponse');
  if (answer === null) return [];
  return answer.children.filter((node) => node.name === 'Profiles').slice(0, MAX_PROFILES).flatMap((node): ListedProfile[] => {
    const token = node.attributes.get('token') ?? '';
    // Media 1 holds the encoder directly, media 2 under Configurations.
    const configurations = childAt(node, 'Configurations') ?? node;
    const encoder = childAt(configurations, 'VideoEncoder') ?? childAt(configurations, 'VideoEncoderConfiguration');
    if (token === '' || token.length > 200 || encoder === null) return [];
    const source = childAt(configurations, 'VideoSource') ?? childAt(configurations, 'VideoSourceConfiguration');
    return [{
      // The token goes back to the camera as it came; only what cannot be in XML is taken out.
      token: deviceText(token) ?? token,
      name: deviceText(textAt(node, 'Name'), 80) ?? token,
      codec: codecNamed(textAt(encoder, 'Encoding') ?? ''),
      width: dimension(textAt(encoder, 'Resolution', 'Width')),
      height: dimension(textAt(encoder, 'Resolution', 'Height')),
      source: deviceText(textAt(source, 'SourceToken'), 80),
    }];
  });
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
