import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { splitClip, type Clip } from '../../../electron/practice/cameras/clip';
import { RtpStream } from '../../../electron/practice/cameras/rtp';

const ASSETS = join(import.meta.dirname, '../../../assets/practice');
const CLIPS = [
  ['main.h264', 'H264', 15, 45],
  ['sub.h264', 'H264', 10, 30],
  ['main.h265', 'H265', 15, 45],
  ['sub.h265', 'H265', 10, 30],
] as const;

function clipOf(name: string, codec: 'H264' | 'H265', fps: number): Clip {
  const clip = splitClip(readFileSync(join(ASSETS, name)), { codec, width: 0, height: 0, fps });
  if (clip === null) throw new Error(`${name} is no clip`);
  return clip;
}

/** Puts the NAL units together again as RFC 6184 and RFC 7798 say, from packets in order. */
function unpack(packets: readonly Buffer[], codec: 'H264' | 'H265'): Buffer[] {
  const units: Buffer[] = [];
  let open = false;
  for (const packet of packets) {
    const payload = packet.subarray(12);
    const type = codec === 'H264' ? (payload[0] ?? 0) & 0x1f : ((payload[0] ?? 0) >> 1) & 0x3f;
    if (type !== (codec === 'H264' ? 28 : 49)) {
      units.push(payload);
      continue;
    }
    const header = payload[codec === 'H264' ? 1 : 2] ?? 0;
    const head = codec === 'H264' ? Buffer.from([((payload[0] ?? 0) & 0xe0) | (header & 0x1f)]) : Buffer.from([((payload[0] ?? 0) & 0x81) | ((header & 0x3f) << 1), payload[1] ?? 0]);
    if ((header & 0x80) !== 0) units.push(head);
    units.push(Buffer.concat([units.pop() ?? Buffer.alloc(0), payload.subarray(codec === 'H264' ? 2 : 3)]));
    open = (header & 0x40) === 0;
  }
  expect(open).toBe(false);
  return units;
}

describe.each(CLIPS)('the practice film %s', (name, codec, fps, frames) => {
  it('is cut into frames with a key frame every second', () => {
    const clip = clipOf(name, codec, fps);
    expect(clip.frames).toHaveLength(frames);
    expect(clip.frames.flatMap((frame, index) => (frame.key ? [index] : []))).toEqual([0, fps, 2 * fps]);
    expect(clip.parameterSets).toHaveLength(codec === 'H264' ? 2 : 3);
  });

  it('has its parameter sets before every key frame, so that a viewer may come at any time', () => {
    const clip = clipOf(name, codec, fps);
    const sets = clip.parameterSets.map((set) => Buffer.from(set).toString('hex'));
    for (const frame of clip.frames.filter(({ key }) => key)) expect(frame.units.map((unit) => Buffer.from(unit).toString('hex'))).toEqual(expect.arrayContaining(sets));
  });

  it('comes out of its RTP packets as it went in', () => {
    const clip = clipOf(name, codec, fps);
    const stream = new RtpStream(clip);
    const digest = (units: readonly Uint8Array[]): string => units.reduce((hash, unit) => hash.update(unit).update('|'), createHash('sha256')).digest('hex');
    for (const [index, frame] of clip.frames.entries()) {
      const packets = stream.packets(frame, index);
      expect(Math.max(...packets.map((packet) => packet.length))).toBeLessThanOrEqual(1352);
      expect(digest(unpack(packets, codec))).toBe(digest(frame.units));
    }
  });

  it('goes on with its sequence numbers and timestamps when it repeats', () => {
    const clip = clipOf(name, codec, fps);
    const stream = new RtpStream(clip);
    let expected = stream.firstSequence;
    for (let index = 0; index < clip.frames.length * 3; index++) {
      const frame = clip.frames[index % clip.frames.length];
      if (frame === undefined) throw new Error('no frame');
      const packets = stream.packets(frame, index);
      for (const [at, packet] of packets.entries()) {
        expect(packet.readUInt16BE(2)).toBe(expected);
        expected = (expected + 1) % 65_536;
        expect(packet.readUInt32BE(4)).toBe((stream.firstTimestamp + (index * 90_000) / fps) % 2 ** 32);
        expect(((packet[1] ?? 0) & 0x80) !== 0).toBe(at === packets.length - 1);
      }
    }
  });
});

describe('a film', () => {
  const format = { codec: 'H264', width: 16, height: 16, fps: 25 } as const;
  const unit = (...bytes: number[]): number[] => [0, 0, 0, 1, ...bytes];

  it('may have several slices in a frame', () => {
    const clip = splitClip(Uint8Array.from([...unit(0x67, 1, 2, 3), ...unit(0x68, 1), ...unit(0x65, 0x80), ...unit(0x65, 0x40), ...unit(0x41, 0x80)]), format);
    expect(clip?.frames.map((frame) => frame.units.length)).toEqual([4, 1]);
  });

  it('has units without what belongs to the start codes', () => {
    const clip = splitClip(Uint8Array.from([...unit(0x67, 1, 2, 3), ...unit(0x68, 1), ...unit(0x65, 0x80, 5)]), format);
    expect(clip?.frames[0]?.units.map((bytes) => [...bytes])).toEqual([[0x67, 1, 2, 3], [0x68, 1], [0x65, 0x80, 5]]);
  });

  it.each([
    ['nothing', []],
    ['no start code', [1, 2, 3, 4, 5, 6]],
    ['no parameter sets', unit(0x65, 0x80)],
    ['no key frame first', [...unit(0x67, 1), ...unit(0x68, 1), ...unit(0x41, 0x80)]],
  ])('is none with %s', (_what, bytes) => {
    expect(splitClip(Uint8Array.from(bytes), format)).toBeNull();
  });
});
