import { describe, expect, it } from 'vitest';
import { controlAddress, controlBase } from '../../../electron/camera/rtsp/control-address';
import { h264Depacketizer, h265Depacketizer } from '../../../electron/camera/rtsp/depacketizer';
import { h264Size, h265Size, jpegSize } from '../../../electron/camera/rtsp/picture-size';
import { ReorderBuffer } from '../../../electron/camera/rtsp/reorder-buffer';
import { readRtp, wrappedDistance, type RtpPacket } from '../../../electron/camera/rtsp/rtp';
import { RtspParser, type RtspItem } from '../../../electron/camera/rtsp/rtsp-parser';
import { readSdp, type VideoTrack } from '../../../electron/camera/rtsp/sdp';
import { StreamMeter } from '../../../electron/camera/rtsp/stream-meter';
import { grantedTransport, sessionHeader } from '../../../electron/camera/rtsp/transport-header';
import { MAX_PATHS, pathsFor } from '../../../electron/camera/rtsp/vendor-paths';

const frame = (channel: number, payload: string): Buffer => Buffer.concat([Buffer.from([0x24, channel, 0, payload.length]), Buffer.from(payload)]);
const kinds = (items: readonly RtspItem[]): string[] => items.map((item) => (item.kind === 'interleaved' ? `${item.channel}:${item.payload.toString()}` : item.kind === 'response' ? String(item.status) : item.method));

describe('an RTSP connection', () => {
  const stream = Buffer.concat([
    frame(0, 'one'), Buffer.from('RTSP/1.0 200 OK\r\nCSeq: 3 \r\nContent-Length: 4\r\n\r\n$bod'), frame(1, 'two'), Buffer.from('\r\nOPTIONS * RTSP/1.0\r\nCSeq: 9\r\n\r\n'),
    Buffer.from('RTSP/1.0 401 Unauthorized\nWWW-Authenticate: Digest realm="a",\n  nonce="b"\nWWW-Authenticate: Basic realm="a"\n\n'), frame(0, 'three'),
  ]);
  const expected = ['0:one', '200', '1:two', 'OPTIONS', '401', '0:three'];

  it('is read the same however its bytes are cut', () => {
    for (let size = 1; size <= stream.length; size++) {
      const parser = new RtspParser();
      const items: RtspItem[] = [];
      for (let at = 0; at < stream.length; at += size) items.push(...parser.push(stream.subarray(at, at + size)));
      expect(kinds(items)).toEqual(expected);
    }
  });

  it('keeps repeated and folded headers', () => {
    const response = new RtspParser().push(stream).find((item) => item.kind === 'response' && item.status === 401);
    expect(response?.kind === 'response' ? response.headers.get('www-authenticate') : null).toEqual(['Digest realm="a", nonce="b"', 'Basic realm="a"']);
  });

  it('finds its feet again after bytes that make no sense', () => {
    expect(kinds(new RtspParser().push(Buffer.concat([Buffer.from([1, 2, 3, 0xff]), frame(0, 'x'), Buffer.from('garbage'), Buffer.from('RTSP/1.0 200 OK\r\n\r\n')])))).toEqual(['0:x', '200']);
  });

  it('of nothing but nonsense is given up', () => {
    const parser = new RtspParser();
    for (let i = 0; i < 80; i++) parser.push(Buffer.alloc(4096, 0x01));
    expect(parser.broken).toBe(true);
    expect(parser.push(Buffer.from('RTSP/1.0 200 OK\r\n\r\n'))).toEqual([]);
  });

  it('that announces a body without end is given up', () => {
    const parser = new RtspParser();
    parser.push(Buffer.from('RTSP/1.0 200 OK\r\nContent-Length: 999999999\r\n\r\n'));
    expect(parser.broken).toBe(true);
  });

  it('with headers without end does not fill the memory', () => {
    const parser = new RtspParser();
    for (let i = 0; i < 200; i++) parser.push(Buffer.from(`RTSP/1.0 200 OK\r\nX: ${'y'.repeat(4000)}`));
    expect(parser.broken).toBe(true);
  });
});

describe('the address of a track', () => {
  const origin = 'rtsp://10.0.0.9:8554';
  const base = (contentBase: string | null, contentLocation: string | null = null): string => controlBase({ requestUri: `${origin}/live`, contentBase, contentLocation }, origin);

  it.each([
    [base(null), 'trackID=1', `${origin}/live/trackID=1`],
    [base('rtsp://127.0.0.1:554/camera'), 'trackID=3', `${origin}/camera/trackID=3`],
    [base('192.168.1.10:554/stream0/'), 'track1', `${origin}/stream0/track1`],
    [base('rtsp://cam/a?x=1&proto=Onvif/'), 'trackID=0', `${origin}/a?x=1&proto=Onvif/trackID=0`],
    [base(null, 'rtsp://old/b/'), 'track1', `${origin}/b/track1`],
    [base('rtsp://10.0.0.9/live/'), 'rtsp://192.168.7.7/live/trackID=1?profile=1', `${origin}/live/trackID=1?profile=1`],
    [base('rtsp://10.0.0.9/live/'), '*', `${origin}/live/`],
    [base('rtsp://10.0.0.9/live/'), null, `${origin}/live/`],
    [base('rtsp://10.0.0.9/live/'), '/trackID=1', `${origin}/live/trackID=1`],
    [base('rtsp://10.0.0.9/a\r\nEvil: 1'), 'x', `${origin}/aEvil:1/x`],
    [base(':::'), 'x', `${origin}/x`],
  ])('%s + %s', (from, control, expected) => {
    expect(controlAddress(from, control, origin)).toBe(expected);
  });
});

describe('the answer to SETUP', () => {
  it('grants what it says, and what was asked where it says nothing', () => {
    expect(grantedTransport('RTP/AVP/TCP;unicast;interleaved=4-5;ssrc= d6d6627', { kind: 'tcp', channel: 0 })).toEqual({ kind: 'tcp', channel: 4 });
    expect(grantedTransport('RTP/AVP/TCP;unicast', { kind: 'tcp', channel: 0 })).toEqual({ kind: 'tcp', channel: 0 });
    expect(grantedTransport(undefined, { kind: 'tcp', channel: 2 })).toEqual({ kind: 'tcp', channel: 2 });
    expect(grantedTransport('RTP/AVP;unicast;client_port=1-2;server_port=49152-49153', { kind: 'udp' })).toEqual({ kind: 'udp', serverPort: 49152 });
    expect(grantedTransport('RTP/AVP;unicast;server_port=99999', { kind: 'udp' })).toEqual({ kind: 'udp', serverPort: null });
  });

  it('tells how long the session lives in silence', () => {
    expect(sessionHeader('       708345999;timeout=20')).toEqual({ id: '708345999', timeoutSeconds: 20 });
    expect(sessionHeader('l0TtlUFSR')).toEqual({ id: 'l0TtlUFSR', timeoutSeconds: 60 });
    expect(sessionHeader('x;timeout=0')).toEqual({ id: 'x', timeoutSeconds: 5 });
    expect(sessionHeader(undefined)).toBeNull();
  });
});

const rtp = (changes: Partial<RtpPacket> & { payload: Buffer }): RtpPacket => ({ payloadType: 96, marker: false, sequence: 0, timestamp: 0, ssrc: 1, ...changes });

describe('an RTP packet', () => {
  it('is read without its extension, sources and padding', () => {
    const packet = Buffer.concat([
      Buffer.from([0x80 | 0x20 | 0x10 | 2, 0x80 | 96, 0x12, 0x34, 0, 0, 0, 7, 0, 0, 0, 9]), Buffer.alloc(8), Buffer.from([0xab, 0xcd, 0, 1, 1, 2, 3, 4]), Buffer.from('payload'), Buffer.from([0, 0, 3]),
    ]);
    expect(readRtp(packet)).toMatchObject({ payloadType: 96, marker: true, sequence: 0x1234, timestamp: 7, ssrc: 9, payload: Buffer.from('payload') });
  });

  it('of another version, or cut, is none', () => {
    expect(readRtp(Buffer.alloc(12))).toBeNull();
    expect(readRtp(Buffer.alloc(5, 0x80))).toBeNull();
    expect(readRtp(Buffer.from([0x9f, 96, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0]))).toBeNull();
  });

  it('counts over the wrap of its counters', () => {
    expect(wrappedDistance(65535, 2, 16)).toBe(3);
    expect(wrappedDistance(2, 65535, 16)).toBe(-3);
    expect(wrappedDistance(4294967290, 10, 32)).toBe(16);
  });
});

describe('packets out of order', () => {
  const order = (sequences: readonly number[]): string[] => {
    const buffer = new ReorderBuffer();
    return sequences.flatMap((sequence) => buffer.push(rtp({ sequence, payload: Buffer.from('x') }))).map(({ packet, gap }) => `${gap ? 'gap ' : ''}${packet.sequence}`);
  };

  it('are put in order, over the wrap too, and given once', () => {
    expect(order([65534, 0, 65535, 0, 2, 1])).toEqual(['65534', '65535', '0', '1', '2']);
  });

  it('are not waited for without end: the gap is told', () => {
    const sequences = [0, ...Array.from({ length: 30 }, (_, i) => i + 2)];
    expect(order(sequences)).toEqual(['0', 'gap 2', ...Array.from({ length: 29 }, (_, i) => String(i + 3))]);
  });

  it('of a sender that began anew are taken', () => {
    expect(order([10, 11, 40000, 40001])).toEqual(['10', '11', 'gap 40000', '40001']);
  });
});

describe('NAL units', () => {
  it('of H.264 come single, aggregated and in fragments', () => {
    const depacketizer = h264Depacketizer();
    expect(depacketizer.push(Buffer.from([0x41, 1, 2]), false)).toEqual([Buffer.from([0x41, 1, 2])]);
    expect(depacketizer.push(Buffer.from([24, 0, 2, 0x67, 1, 0, 1, 0x68]), false)).toEqual([Buffer.from([0x67, 1]), Buffer.from([0x68])]);
    expect(depacketizer.push(Buffer.from([0x7c, 0x85, 1]), false)).toEqual([]);
    expect(depacketizer.push(Buffer.from([0x7c, 0x05, 2]), false)).toEqual([]);
    expect(depacketizer.push(Buffer.from([0x7c, 0x45, 3]), false)).toEqual([Buffer.from([0x65, 1, 2, 3])]);
  });

  it('of H.265 come single, aggregated and in fragments', () => {
    const depacketizer = h265Depacketizer();
    expect(depacketizer.push(Buffer.from([0x42, 1, 9]), false)).toEqual([Buffer.from([0x42, 1, 9])]);
    expect(depacketizer.push(Buffer.from([0x60, 1, 0, 3, 0x40, 1, 5, 0, 3, 0x42, 1, 6]), false)).toEqual([Buffer.from([0x40, 1, 5]), Buffer.from([0x42, 1, 6])]);
    expect(depacketizer.push(Buffer.from([0x62, 1, 0x80 | 19, 1]), false)).toEqual([]);
    expect(depacketizer.push(Buffer.from([0x62, 1, 0x40 | 19, 2]), false)).toEqual([Buffer.from([0x26, 1, 1, 2])]);
  });

  it('with a piece missing are not given', () => {
    const depacketizer = h264Depacketizer();
    depacketizer.push(Buffer.from([0x7c, 0x85, 1]), false);
    expect(depacketizer.push(Buffer.from([0x7c, 0x45, 3]), true)).toEqual([]);
    expect(depacketizer.push(Buffer.from([0x7c, 0x45, 3]), false)).toEqual([]);
  });
});

describe('a picture size', () => {
  it('is what is shown, not what is coded in whole blocks', () => {
    // Written by x264 and x265 for 1366x766.
    expect(h264Size(Buffer.from('Z2QAIKzZQFYGHmrARAAAAwAEAAADACg8YMZY', 'base64'))).toEqual({ width: 1366, height: 766 });
    expect(h265Size(Buffer.from('QgEBAWAAAAMAkAAAAwAAAwB4oAKsgDAdVllZpJMrwFoCAAADAAIAAAMAChA=', 'base64'))).toEqual({ width: 1366, height: 766 });
  });

  it('is not read from anything but a whole parameter set', () => {
    const sps = Buffer.from('Z00AH5WoFAFuQA==', 'base64');
    expect(h264Size(sps)).toEqual({ width: 1280, height: 720 });
    expect(h264Size(sps.subarray(0, 5))).toBeNull();
    expect(h264Size(Buffer.from([0x68, 1, 2, 3]))).toBeNull();
  });

  it('of motion JPEG stands in every packet', () => {
    expect(jpegSize(Buffer.from([0, 0, 0, 0, 1, 80, 160, 120, 0]))).toEqual({ width: 1280, height: 960 });
    expect(jpegSize(Buffer.from([0, 0, 0, 0, 1, 80, 0, 0]))).toBeNull();
  });
});

describe('a measured stream', () => {
  const track = (codec: VideoTrack['codec'] = 'H264'): VideoTrack => ({ codec, codecName: codec, payloadType: 96, clockRate: 90_000, control: null, parameterSets: [], claimedSize: null });
  /** `fps` frames a second of two packets with 1000 bytes each; every `gop`th is a key frame. */
  const play = (options: { frames: number; fps?: number; gop?: number; drop?: (sequence: number) => boolean; clock?: (frame: number) => number }): StreamMeter => {
    const { frames, fps = 25, gop = 25, drop = () => false, clock = (frame) => 4294900000 + (frame * 90_000) / fps } = options;
    const meter = new StreamMeter(track());
    for (let number = 0; number < frames; number++) {
      for (const part of [0, 1]) {
        const sequence = 65000 + number * 2 + part;
        const payload = Buffer.alloc(1000);
        payload[0] = part === 1 && number % gop === 0 ? 0x65 : 0x41;
        if (!drop(sequence)) meter.add(rtp({ sequence: sequence & 0xffff, timestamp: Math.round(clock(number)) >>> 0, marker: part === 1, payload }), number * (1000 / fps));
      }
    }
    return meter;
  };

  it('has the fps, bitrate, key frame distance and media time that were sent', () => {
    // 25 frames of 2000 bytes a second: 400 kbit/s. Both counters wrap on the way.
    expect(play({ frames: 501 }).result()).toMatchObject({ fps: 25, kbps: 400, gop: 25, loss: 0, frames: 501, keyFrames: 21, seconds: 20 });
  });

  it('has no key frame distance when only one key frame came', () => {
    expect(play({ frames: 20 }).result()).toMatchObject({ gop: null, keyFrames: 1 });
  });

  it('has the loss that its sequence numbers tell', () => {
    expect(play({ frames: 500, drop: (sequence) => sequence % 20 === 7 }).result().loss).toBeCloseTo(0.05, 3);
  });

  it('does not call a duplicate anything', () => {
    const meter = new StreamMeter(track());
    for (const sequence of [1, 2, 2, 1, 3]) meter.add(rtp({ sequence, timestamp: sequence * 3000, payload: Buffer.from([0x41, 0]) }), sequence * 33);
    expect(meter.result()).toMatchObject({ frames: 3, loss: 0 });
    // Nor a replacement for one that is missing.
    for (const sequence of [5, 5]) meter.add(rtp({ sequence, timestamp: sequence * 3000, payload: Buffer.from([0x41, 0]) }), 200);
    expect(meter.result().loss).toBe(0.2);
  });

  it('whose clock stands still is measured by ours', () => {
    expect(play({ frames: 101, clock: () => 7 }).result()).toMatchObject({ frames: 1, seconds: 0 });
    expect(play({ frames: 101, clock: (frame) => frame }).result().fps).toBeCloseTo(25, 1);
  });

  it('of another payload type is not looked at', () => {
    const meter = new StreamMeter(track());
    meter.add(rtp({ payloadType: 97, payload: Buffer.from([0x65, 1]) }), 0);
    expect(meter.result()).toMatchObject({ frames: 0, keyFrames: 0 });
  });

  it('in motion JPEG has a key frame with every picture', () => {
    const meter = new StreamMeter(track('MJPEG'));
    for (let number = 0; number < 10; number++) meter.add(rtp({ sequence: number, timestamp: number * 9000, marker: true, payload: Buffer.from([0, 0, 0, 0, 1, 80, 80, 60, 1]) }), number * 100);
    expect(meter.result()).toMatchObject({ codec: 'MJPEG', width: 640, height: 480, frames: 10, keyFrames: 10, fps: 10 });
  });
});

describe('a session description', () => {
  it('takes the format that agents can use where several are offered', () => {
    const sdp = readSdp('m=video 0 RTP/AVP 26 96\r\na=rtpmap:96 H265/90000\r\na=control:t\r\nm=audio 0 RTP/AVP 8\r\n');
    expect(sdp).toMatchObject({ video: { codec: 'H265', payloadType: 96, control: 't' }, audio: 'PCMA' });
  });

  it('finds the parameters of one medium under the next', () => {
    expect(readSdp('m=video 0 RTP/AVP 96\na=control:track0\nm=audio 0 RTP/AVP 8\na=rtpmap:96 H264/90000\na=fmtp:96 sprop-parameter-sets=Z00AH5WoFAFuQA==,aO48gA==').video).toMatchObject({ codec: 'H264', parameterSets: [expect.anything(), expect.anything()] });
  });

  it('without video has none', () => {
    expect(readSdp('v=0\nm=audio 0 RTP/AVP 0\n')).toEqual({ video: null, audio: 'PCMU', control: null });
    expect(readSdp('')).toEqual({ video: null, audio: null, control: null });
  });
});

describe('paths to try without ONVIF', () => {
  it("begin with the maker's own and are few", () => {
    expect(pathsFor(['Login to 4K01', 'Dahua'])[0]?.main).toBe('/cam/realmonitor?channel=1&subtype=0');
    expect(pathsFor(['Milesight Technology'])[0]?.main).toBe('/main');
    expect(pathsFor([]).length).toBe(MAX_PATHS);
  });
});
