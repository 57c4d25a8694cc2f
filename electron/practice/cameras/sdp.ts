import type { Clip } from './clip';
import { PAYLOAD_TYPE } from './rtp';

/** Where the one video track is set up, relative to the stream (RFC 2326, C.1.1). */
export const TRACK = 'trackID=1';

/** Session description of a clip (RFC 8866), with its parameter sets (RFC 6184, 8.1; RFC 7798, 7.1). */
export function describeClip(clip: Clip, options: { host: string; name: string }): string {
  const sets = clip.parameterSets.map((set) => Buffer.from(set).toString('base64'));
  const [first] = clip.parameterSets;
  const format = clip.codec === 'H264'
    ? `packetization-mode=1;profile-level-id=${Buffer.from(first?.subarray(1, 4) ?? []).toString('hex')};sprop-parameter-sets=${sets.join(',')}`
    : `sprop-vps=${sets[0]};sprop-sps=${sets[1]};sprop-pps=${sets[2]}`;
  return [
    'v=0', `o=- 1 1 IN IP4 ${options.host}`, `s=${options.name}`, 'i=PRACTICE', 't=0 0', 'a=control:*', 'a=range:npt=now-',
    `m=video 0 RTP/AVP ${PAYLOAD_TYPE}`, 'c=IN IP4 0.0.0.0', `b=AS:${clip.kbps}`, `a=rtpmap:${PAYLOAD_TYPE} ${clip.codec}/90000`,
    `a=fmtp:${PAYLOAD_TYPE} ${format}`, `a=framerate:${clip.fps}`, 'a=recvonly', `a=control:${TRACK}`, '',
  ].join('\r\n');
}
