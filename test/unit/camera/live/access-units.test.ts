import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import { AccessUnits, MAX_ACCESS_UNIT, type AccessUnit } from '../../../../electron/camera/live/access-units';
import { codecString } from '../../../../electron/camera/live/codec-string';
import { FirstKeyFrame } from '../../../../electron/camera/live/key-frame';
import { ParameterSets } from '../../../../electron/camera/live/parameter-sets';
import { readRtp, type RtpPacket } from '../../../../electron/camera/rtsp/rtp';
import type { VideoTrack } from '../../../../electron/camera/rtsp/sdp';
import { splitClip, type Clip } from '../../../../electron/practice/cameras/clip';
import { RtpStream } from '../../../../electron/practice/cameras/rtp';

const ASSETS = path.join(import.meta.dirname, '../../../../assets/practice');
let h264: Clip;
let h265: Clip;

beforeAll(async () => {
  const clip = async (name: string, codec: 'H264' | 'H265'): Promise<Clip> => splitClip(await readFile(path.join(ASSETS, name)), { codec, width: 1280, height: 720, fps: 15 }) as Clip;
  [h264, h265] = [await clip('main.h264', 'H264'), await clip('main.h265', 'H265')];
});

function track(codec: VideoTrack['codec'], part: Partial<VideoTrack> = {}): VideoTrack {
  return { codec, codecName: codec, payloadType: 96, clockRate: 90_000, control: null, parameterSets: [], claimedSize: null, ...part };
}

/** The first frames of a film as packets. */
function packets(clip: Clip, frames: number): RtpPacket[] {
  const stream = new RtpStream(clip);
  return clip.frames.slice(0, frames).flatMap((frame, index) => stream.packets(frame, index)).map((bytes) => readRtp(bytes) as RtpPacket);
}

function received(of: VideoTrack, sent: readonly RtpPacket[]): AccessUnit[] {
  const units = AccessUnits.of(of);
  return sent.flatMap((packet) => units?.push(packet) ?? []);
}

/** NAL unit types in Annex B with four-byte start codes. */
function types(codec: 'H264' | 'H265', unit: AccessUnit | undefined): number[] {
  const bytes = Buffer.from(unit?.annexB ?? []);
  const found: number[] = [];
  for (let at = bytes.indexOf('00000001', 0, 'hex'); at >= 0; at = bytes.indexOf('00000001', at + 4, 'hex')) {
    const first = bytes[at + 4] ?? 0;
    found.push(codec === 'H264' ? first & 0x1f : (first >> 1) & 0x3f);
  }
  return found;
}

describe('the pictures of a stream', () => {
  it('come whole, begin with a key frame, and name their codec as a browser wants it', () => {
    const [avc, hevc] = [received(track('H264'), packets(h264, 20)), received(track('H265'), packets(h265, 20))];
    expect([avc.length, avc[0]?.key, avc[1]?.key]).toEqual([20, true, false]);
    expect([hevc.length, hevc[0]?.key, hevc[1]?.key]).toEqual([20, true, false]);
    const sps = h264.parameterSets[0] ?? new Uint8Array();
    expect(avc[0]).toMatchObject({ codec: `avc1.${Buffer.from(sps.subarray(1, 4)).toString('hex').toUpperCase()}`, width: 1280, height: 720 });
    expect(hevc[0]).toMatchObject({ codec: expect.stringMatching(/^hev1\.1\.6\.L\d+(\.[0-9A-F]{1,2}){0,6}$/) as string, width: 1280, height: 720 });
    expect(types('H264', avc[0]).slice(0, 3)).toEqual([7, 8, 5]);
    expect(types('H265', hevc[0]).slice(0, 3)).toEqual([32, 33, 34]);
  });

  it('hold the bytes that were sent', () => {
    const [first] = received(track('H264'), packets(h264, 1));
    const slices = (h264.frames[0]?.units ?? []).filter((unit) => ((unit[0] ?? 0) & 0x1f) === 5);
    expect(slices).not.toEqual([]);
    for (const slice of slices) expect(Buffer.from(first?.annexB ?? []).includes(Buffer.from(slice))).toBe(true);
  });

  it('are dated by the media clock, over its wrap', () => {
    const sent = packets(h264, 4);
    const wrapped = sent.map((packet) => ({ ...packet, timestamp: (2 ** 32 - 6000 + (packet.timestamp - (sent[0]?.timestamp ?? 0))) >>> 0 }));
    expect(received(track('H264'), wrapped).map((unit) => unit.timestampMicros)).toEqual([0, 66_667, 133_333, 200_000]);
  });

  it('come from cameras that set no marker', () => {
    const unmarked = packets(h264, 4).map((packet) => ({ ...packet, marker: false }));
    // The last one may still go on.
    expect(received(track('H264'), unmarked)).toHaveLength(3);
  });

  it('are left out from a lost packet to the next key frame', () => {
    const all = packets(h264, h264.frames.length);
    const second = h264.frames.findIndex((frame, index) => index > 0 && frame.key);
    const lost = all.findIndex((packet) => packet.timestamp !== all[0]?.timestamp) + 1;
    const got = received(track('H264'), [...all.slice(0, lost), ...all.slice(lost + 1)]);
    const dates = got.map((unit) => unit.timestampMicros);
    const complete = received(track('H264'), all).map((unit) => unit.timestampMicros);
    expect(second).toBeGreaterThan(2);
    expect(dates.filter((date) => date > (complete[0] ?? 0) && date < (complete[second] ?? 0)).length).toBeLessThanOrEqual(1);
    expect(got.find((unit) => unit.timestampMicros === complete[second])?.key).toBe(true);
    expect(got.at(-1)?.timestampMicros).toBe(complete.at(-1));
  });

  it('begin with a key frame of which nothing is missing', () => {
    const one = packets(h264, 1);
    expect(one.length).toBeGreaterThan(4);
    for (const lost of [one.length - 2, Math.floor(one.length / 2)]) expect(received(track('H264'), [...one.slice(0, lost), ...one.slice(lost + 1)])).toEqual([]);
  });

  it('take their parameter sets from the description where the stream has none', () => {
    const bare: Clip = { ...h264, frames: h264.frames.map((frame) => ({ ...frame, units: frame.units.filter((unit) => ![7, 8].includes((unit[0] ?? 0) & 0x1f)) })) };
    expect(received(track('H264'), packets(bare, 3))).toEqual([]);
    expect(types('H264', received(track('H264', { parameterSets: h264.parameterSets }), packets(bare, 3))[0]).slice(0, 3)).toEqual([7, 8, 5]);
  });

  it('leave out what is no picture', () => {
    const noisy: Clip = { ...h264, frames: h264.frames.slice(0, 2).map((frame) => ({ ...frame, units: [Uint8Array.of(9, 0xf0), Uint8Array.of(6, 1, 2, 3), ...frame.units, Uint8Array.of(12, 0xff)] })) };
    const found = received(track('H264'), packets(noisy, 2)).flatMap((unit) => types('H264', unit));
    expect(found.filter((type) => [6, 9, 12].includes(type))).toEqual([]);
    expect(found).toContain(5);
  });

  it('have an end: a camera that never ends one gets none', () => {
    const [header] = packets(h264, 1);
    const slice = (sequence: number, marker: boolean): RtpPacket => ({ ...(header as RtpPacket), sequence: sequence & 0xffff, marker, payload: Buffer.concat([Buffer.of(0x65), Buffer.alloc(60_000, 0x55)]) });
    const sets = track('H264', { parameterSets: h264.parameterSets });
    const endless = received(sets, Array.from({ length: Math.ceil(MAX_ACCESS_UNIT / 60_000) + 2 }, (_, number) => slice(number, false)).concat(slice(72, true), { ...slice(73, true), timestamp: (header?.timestamp ?? 0) + 6000, payload: Buffer.of(0x41, 0x9a) }));
    expect(endless).toEqual([]);
    expect(received(sets, [slice(0, true)])).toHaveLength(1);
    // Just below the cap, and above it with what must stand in front.
    const next = { ...slice(70, true), timestamp: (header?.timestamp ?? 0) + 6000, payload: Buffer.of(0x41, 0x9a) };
    const nearly = [...Array.from({ length: 69 }, (_, number) => slice(number, false)), { ...slice(69, true), payload: Buffer.concat([Buffer.of(0x65), Buffer.alloc(54_229, 0x55)]) }];
    expect(received(sets, [...nearly, next])).toEqual([]);
    expect(received(sets, [...nearly.slice(1), next])).toHaveLength(2);
  });

  it('are no such thing for MJPEG', () => {
    expect(AccessUnits.of(track('MJPEG'))).toBeNull();
    expect(new FirstKeyFrame(track('MJPEG')).found).toBeNull();
  });
});

describe('the first key frame', () => {
  it('is kept, and nothing after it', () => {
    const keeper = new FirstKeyFrame(track('H264'));
    const all = packets(h264, h264.frames.length);
    keeper.add(all[0] as RtpPacket);
    expect(keeper.found).toBeNull();
    for (const packet of all) keeper.add(packet);
    expect(keeper.found).toMatchObject({ key: true, timestampMicros: 0 });
  });
});

describe('parameter sets', () => {
  // From recorded session descriptions of an H.264 High and an H.265 Main camera.
  const SPS = Buffer.from('Z2QAKKzRAHgCJ+XARAAAAwAEAAADAPA8YMRY', 'base64');
  const HEVC_SPS = Buffer.from('QgEBAWAAAAMAsAAAAwAAAwB7oAPAgBDljb5Jyuf/', 'base64');

  it('name the codec', () => {
    expect(codecString('H264', SPS)).toBe('avc1.640028');
    expect(codecString('H265', HEVC_SPS)).toBe('hev1.1.6.L123.B0');
  });

  it('that are cut or something else name none', () => {
    expect(codecString('H264', SPS.subarray(0, 3))).toBeNull();
    expect(codecString('H264', Buffer.of(0x68, 0xee, 0x3c, 0x80))).toBeNull();
    expect(codecString('H265', HEVC_SPS.subarray(0, 12))).toBeNull();
    expect(codecString('H265', SPS)).toBeNull();
  });

  it('of one kind are replaced by the next ones that come, and bounded', () => {
    const sets = new ParameterSets('H264', [SPS, Buffer.of(0x68, 1)]);
    sets.keep(Buffer.of(0x41));
    for (let number = 0; number < 20; number++) sets.keep(Buffer.of(0x68, number));
    expect(sets.units).toHaveLength(1 + 8);
    sets.keep(Buffer.of(0x41));
    sets.keep(Buffer.of(0x68, 99));
    expect(sets.units.slice(1)).toEqual([Buffer.of(0x68, 99)]);
    expect(sets.facts?.codec).toBe('avc1.640028');
  });
});
