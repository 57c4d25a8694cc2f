import { describe, expect, it } from 'vitest';
import { firstAnswers, firstRtp, readFrames, traffic } from '../../bench/capture';

const LAPTOP = '192.168.77.3';
const CAMERA = '192.168.77.20';

/** A capture as tcpdump writes it, of these frames at these milliseconds. */
function pcap(...frames: readonly (readonly [number, Buffer])[]): Buffer {
  const head = Buffer.alloc(24);
  head.writeUInt32LE(0xa1b2c3d4, 0);
  return Buffer.concat([head, ...frames.flatMap(([at, frame]) => {
    const record = Buffer.alloc(16);
    record.writeUInt32LE(Math.floor(at / 1000), 0);
    record.writeUInt32LE((at % 1000) * 1000, 4);
    record.writeUInt32LE(frame.length, 8);
    record.writeUInt32LE(frame.length, 12);
    return [record, frame];
  })]);
}

function address(text: string): Buffer {
  return Buffer.from(text.split('.').map(Number));
}

function arp(from: string, to: string): Buffer {
  const frame = Buffer.alloc(42);
  frame.writeUInt16BE(0x0806, 12);
  address(from).copy(frame, 28);
  address(to).copy(frame, 38);
  return frame;
}

function ip(protocol: number, from: string, fromPort: number, to: string, toPort: number, payload: string): Buffer {
  const above = protocol === 6 ? 20 : 8;
  const frame = Buffer.concat([Buffer.alloc(34 + above), Buffer.from(payload)]);
  frame.writeUInt16BE(0x0800, 12);
  frame[14] = 0x45;
  frame.writeUInt16BE(20 + above + payload.length, 16);
  frame[23] = protocol;
  address(from).copy(frame, 26);
  address(to).copy(frame, 30);
  frame.writeUInt16BE(fromPort, 34);
  frame.writeUInt16BE(toPort, 36);
  if (protocol === 6) frame[46] = 0x50;
  return frame;
}

const tcp = (from: string, fromPort: number, to: string, toPort: number, payload = ''): Buffer => ip(6, from, fromPort, to, toPort, payload);
const udp = (from: string, fromPort: number, to: string, toPort: number): Buffer => ip(17, from, fromPort, to, toPort, 'x');

describe('frames on the wire', () => {
  it('are counted by what they are for', () => {
    const seen = traffic(readFrames(pcap(
      [1000, arp(LAPTOP, CAMERA)],
      [1001, udp(LAPTOP, 40000, '239.255.255.250', 3702)],
      [1002, udp(LAPTOP, 40000, CAMERA, 3702)],
      [1003, tcp(LAPTOP, 50001, CAMERA, 37777)],
      [1004, tcp(CAMERA, 37777, LAPTOP, 50001)],
      [1005, tcp(LAPTOP, 50002, CAMERA, 554)],
      [1006, tcp(CAMERA, 554, LAPTOP, 50002)],
      [1007, tcp(LAPTOP, 50002, CAMERA, 554, 'OPTIONS')],
      [1008, tcp(LAPTOP, 50003, CAMERA, 443)],
      [1009, udp(LAPTOP, 40001, CAMERA, 3702)],
    )), LAPTOP, [554, 37777]);
    // The picture: one of ARP, one of two datagrams to the camera, two of the connection that carried nothing to a port of these.
    expect(seen).toMatchObject({ frames: 10, arp: 1, udp: 3, tcp: 6, picture: 4 });
  });

  it('tell when a device first answered, which looking for it by ARP is not', () => {
    const frames = readFrames(pcap([1000, arp(CAMERA, LAPTOP)], [1001, udp(LAPTOP, 40000, CAMERA, 3702)], [1040, udp(CAMERA, 3702, LAPTOP, 40000)], [1050, udp(CAMERA, 3702, LAPTOP, 40000)]));
    expect([...firstAnswers(frames, LAPTOP)]).toEqual([[CAMERA, 1040]]);
  });

  it('tell when RTP first came inside an RTSP connection', () => {
    const frames = readFrames(pcap([1000, tcp(CAMERA, 554, LAPTOP, 50002, 'RTSP/1.0 200 OK')], [1020, tcp(CAMERA, 554, LAPTOP, 50002, '$\u0000')], [1030, tcp(CAMERA, 554, LAPTOP, 50002, '$\u0000')]));
    expect(firstRtp(frames, CAMERA)).toBe(1020);
    expect(firstRtp(frames.slice(0, 1), CAMERA)).toBeNull();
  });

  it('are not guessed from a file that is no capture', () => {
    expect(() => readFrames(Buffer.from('no capture at all, whatever its name'))).toThrow('not a capture');
  });
});
