import type { Clip } from './clip';
import { payloadTypeOf } from './rtp';

export interface DescriptionOptions {
  readonly host: string;
  readonly name: string;
  /** `a=control` of the video track. */
  readonly control: string;
  /** Whether the parameter sets are told here. */
  readonly parameterSets: boolean;
}

/** Session description of a clip (RFC 8866), with its parameter sets (RFC 6184, 8.1; RFC 7798, 7.1). */
export function describeClip(clip: Clip, options: DescriptionOptions): string {
  const type = payloadTypeOf(clip);
  const format = formatOf(clip, options.parameterSets);
  return [
    'v=0', `o=- 1 1 IN IP4 ${options.host}`, `s=${options.name}`, 'i=PRACTICE', 't=0 0', 'a=control:*', 'a=range:npt=now-',
    `m=video 0 RTP/AVP ${type}`, 'c=IN IP4 0.0.0.0', `b=AS:${clip.kbps}`,
    `a=rtpmap:${type} ${clip.codec === 'MJPEG' ? 'JPEG' : clip.codec}/90000`, ...(format === '' ? [] : [`a=fmtp:${type} ${format}`]), `a=framerate:${clip.fps}`, 'a=recvonly', `a=control:${options.control}`, '',
  ].join('\r\n');
}

function formatOf(clip: Clip, parameterSets: boolean): string {
  const sets = clip.parameterSets.map((set) => Buffer.from(set).toString('base64'));
  switch (clip.codec) {
    case 'H264': {
      const profile = Buffer.from(clip.parameterSets[0]?.subarray(1, 4) ?? []).toString('hex');
      return parameterSets ? `packetization-mode=1;profile-level-id=${profile};sprop-parameter-sets=${sets.join(',')}` : 'packetization-mode=1';
    }
    case 'H265': return parameterSets ? `sprop-vps=${sets[0]};sprop-sps=${sets[1]};sprop-pps=${sets[2]}` : '';
    case 'MJPEG': return '';
  }
}
