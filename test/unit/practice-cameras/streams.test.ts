import { createServer, get } from 'node:https';
import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import { describe, expect, it } from 'vitest';
import { character, type DeviceCharacter } from '../../../electron/practice/cameras/character';
import { CHARACTERS } from '../../../electron/practice/cameras/characters/library';
import { RtpStream } from '../../../electron/practice/cameras/rtp';
import { describeClip } from '../../../electron/practice/cameras/sdp';
import { selfSigned } from '../../../electron/practice/cameras/self-signed';
import { StreamPaths } from '../../../electron/practice/cameras/stream-paths';
import { testCard } from '../../../electron/practice/cameras/test-card';

const account = { username: 'admin', password: 'p w/1' };
const withPath = (path: string, more: Partial<DeviceCharacter> = {}): StreamPaths => {
  const plain = character({ name: 'n', manufacturer: 'm', model: 'm', firmware: 'f', serial: 's', streams: [{ token: 't', name: 'n', path, clip: 'sub.h264' }] });
  return new StreamPaths({ ...plain, ...more }, account);
};

describe('a request for a stream', () => {
  it.each([
    ['/a', 'rtsp://h/a', false], ['/a', 'rtsp://h:554/a/', false], ['/a', 'rtsp://other.host/a/trackID=1', true],
    ['/a?b=1&c=2', 'rtsp://h/a?b=1&c=2', false], ['/a?b=1&c=2', 'rtsp://h/a?b=1&c=2/trackID=1', true], ['/a?b=1', 'rtsp://h/a/trackID=1?b=1', true], ['/a', 'rtsps://h/a', false],
  ])('of %s as %s is understood', (path, uri, track) => {
    expect(withPath(path).of(uri)).toMatchObject({ stream: { path }, track });
  });

  it.each(['rtsp://h/b', 'rtsp://h/a?b=2', 'http://h/a', 'rtsp://h', ''])('%s is none', (uri) => {
    expect(withPath('/a?b=1').of(uri)).toEqual({ stream: null, wrongLogin: false });
  });

  it('with the login in its path is another with another login', () => {
    const paths = withPath('/user={user}_password={pass}_channel=1.sdp?real_stream');
    expect(paths.of('rtsp://h/user=admin_password=p%20w%2F1_channel=1.sdp?real_stream')).toMatchObject({ track: false });
    expect(paths.of('rtsp://h/user=admin_password=no_channel=1.sdp?real_stream')).toEqual({ stream: null, wrongLogin: true });
    expect(paths.of('rtsp://h/user=admin')).toEqual({ stream: null, wrongLogin: false });
  });

  it('is the main stream, whatever it says, where paths do not matter', () => {
    expect(withPath('/a', { rtspOrder: 'any-path' }).of('rtsp://h/whatever')).toMatchObject({ stream: { path: '/a' } });
  });
});

describe('the motion JPEG test card', () => {
  const clip = testCard();

  it('moves, and each frame is a whole JPEG', () => {
    const frames = clip.frames.map((frame) => Buffer.from(frame.units[0] ?? []));
    expect(new Set(frames.map((frame) => frame.toString('hex'))).size).toBe(clip.frames.length);
    for (const frame of frames) expect([frame.subarray(0, 2).toString('hex'), frame.subarray(-2).toString('hex')]).toEqual(['ffd8', 'ffd9']);
  });

  it('travels as RFC 2435 says: its size, its tables in the first packet, all of its scan', () => {
    const [frame] = clip.frames;
    if (frame === undefined) throw new Error('no frame');
    const packets = new RtpStream(clip).packets(frame, 0);
    const bodies = packets.map((packet) => packet.subarray(12));
    expect(bodies[0]?.subarray(4, 8)).toEqual(Buffer.from([1, 255, 640 / 8, 352 / 8]));
    expect(bodies[0]?.readUInt16BE(10)).toBe(128);
    // Offsets go on where the packet before ended.
    let at = 0;
    bodies.forEach((body, index) => {
      expect(body.readUIntBE(1, 3)).toBe(at);
      at += body.length - 8 - (index === 0 ? 132 : 0);
    });
    expect(packets.map((packet) => (packet[1] ?? 0) >> 7)).toEqual(packets.map((_packet, index) => (index === packets.length - 1 ? 1 : 0)));
    expect((packets[0]?.[1] ?? 0) & 0x7f).toBe(26);
  });

  it('is described as JPEG, without parameters', () => {
    const text = describeClip(clip, { host: 'h', name: 'n', control: '*', parameterSets: true });
    expect(text).toContain('m=video 0 RTP/AVP 26\r\n');
    expect(text).not.toContain('fmtp');
  });
});

describe('a certificate of its own making', () => {
  // Its length changes with the signature.
  it('is one that TLS takes, each time', async () => {
    for (let time = 0; time < 20; time++) {
      const server = createServer(selfSigned('Camera'), (_request, response) => response.end('well'));
      server.listen(0, '127.0.0.1');
      await once(server, 'listening');
      const subject = await new Promise<string>((resolve, reject) => {
        get({ host: '127.0.0.1', port: (server.address() as AddressInfo).port, rejectUnauthorized: false, agent: false }, (response) => {
          const { subject } = (response.socket as unknown as { getPeerCertificate(): { subject: { CN: string } } }).getPeerCertificate();
          response.resume().on('end', () => resolve(subject.CN));
        }).on('error', reject);
      });
      expect(subject).toBe('Camera');
      server.close();
    }
  });
});

it('every character is its own: names of characters are their keys, tokens and paths differ within a device', () => {
  for (const [name, { streams }] of Object.entries(CHARACTERS)) {
    expect([name, new Set(streams.map(({ token }) => token)).size, new Set(streams.map(({ path }) => path)).size]).toEqual([name, streams.length, streams.length]);
  }
});
