import { createHash } from 'node:crypto';
import net, { type AddressInfo } from 'node:net';
import { afterEach, describe, expect, it } from 'vitest';
import { receiveStream } from '../../../electron/camera/rtsp/receive-stream';
import { findStreams } from '../../../electron/camera/rtsp/find-streams';
import type { LoginLedger } from '../../../electron/camera/login-ledger';
import { h264Seconds, H264_SDP, scriptedRtsp, type Reply, type RtspRequestSeen, type ScriptedRtsp } from '../../fixtures/cameras/scripted-rtsp';
import { login, memoryLedger, quiet } from '../../fixtures/cameras/ledger';

const OK: Reply = { status: '200 OK' };
const subject = { deviceId: 'cam', address: '127.0.0.1' };
let server: ScriptedRtsp | null = null;
afterEach(async () => {
  await server?.close();
  server = null;
});

/** A camera that does everything right; `odd` changes what it answers, `undefined` leaves it. */
const camera = async (odd: (request: RtspRequestSeen, count: number) => Reply | null | undefined = () => undefined): Promise<ScriptedRtsp> => {
  server = await scriptedRtsp((request, count) => {
    const changed = odd(request, count);
    if (changed !== undefined) return changed;
    switch (request.method) {
      case 'DESCRIBE':
        return { status: '200 OK', headers: ['Content-Type: application/sdp'], body: H264_SDP };
      case 'SETUP':
        return { status: '200 OK', headers: ['Session: 12345;timeout=60', 'Transport: RTP/AVP/TCP;unicast;interleaved=0-1'] };
      case 'PLAY':
        return { ...OK, headers: ['Session: 12345'], then: h264Seconds(2) };
      default:
        return OK;
    }
  });
  return server;
};
const receive = (options: { path?: string; password?: string; ledger?: LoginLedger; signal?: AbortSignal; logins?: ReturnType<typeof login>[] } = {}) =>
  receiveStream({
    uri: `rtsp://127.0.0.1:${server?.port}${options.path ?? '/live'}`, subject, logins: options.logins ?? [login('admin', options.password ?? 'secret', 'set')], ledger: options.ledger ?? memoryLedger(), log: quiet,
    signal: options.signal ?? AbortSignal.timeout(15_000), seconds: 2, now: Date.now,
  });
const methods = (): string[] => server?.seen.map((request) => request.method) ?? [];

/** Digest as RFC 7616 has it, checked by the server's own arithmetic. */
const guarded = (options: { algorithm: 'MD5' | 'SHA-256'; qop?: boolean; nonce?: () => string; hangUp?: boolean; stale?: (request: RtspRequestSeen) => boolean; extra?: readonly string[]; withoutCSeq?: boolean }) => (request: RtspRequestSeen): Reply | undefined => {
  if (request.method === 'OPTIONS') return undefined;
  const hash = (text: string): string => createHash(options.algorithm === 'MD5' ? 'md5' : 'sha256').update(text).digest('hex');
  const header = request.headers['authorization'] ?? '';
  const field = (name: string): string => new RegExp(`(?:^|[ ,])${name}="?([^",]*)`).exec(header)?.[1] ?? '';
  const ha1 = hash('admin:IP Camera:secret');
  const ha2 = hash(`${request.method}:${request.uri}`);
  const response = options.qop === true ? hash(`${ha1}:${field('nonce')}:${field('nc')}:${field('cnonce')}:auth:${ha2}`) : hash(`${ha1}:${field('nonce')}:${ha2}`);
  const stale = options.stale?.(request) ?? false;
  if (header !== '' && field('response') === response && field('uri') === request.uri && !stale) return undefined;
  return {
    status: '401 Unauthorized', hangUp: options.hangUp ?? false, withoutCSeq: options.withoutCSeq ?? false,
    headers: [...(options.extra ?? []), `WWW-Authenticate: Digest realm="IP Camera", nonce="${options.nonce?.() ?? 'abc'}"${options.algorithm === 'MD5' ? '' : ', algorithm=SHA-256'}${options.qop === true ? ', qop="auth"' : ''}${stale ? ', stale=true' : ', stale="FALSE"'}`],
  };
};

describe('a camera that asks for a login', () => {
  it.each([
    ['MD5 without qop', { algorithm: 'MD5' }],
    ['MD5 with qop', { algorithm: 'MD5', qop: true }],
    ['SHA-256', { algorithm: 'SHA-256' }],
    ['SHA-256 with qop', { algorithm: 'SHA-256', qop: true }],
    ['Basic beside Digest', { algorithm: 'MD5', extra: ['WWW-Authenticate: Basic realm="IP Camera"'] }],
    ['401 and hanging up', { algorithm: 'MD5', hangUp: true }],
    ['401 without CSeq', { algorithm: 'MD5', withoutCSeq: true }],
  ] as const)('by %s gets it, and the password never travels', async (_name, options) => {
    await camera(guarded(options));
    expect(await receive()).toMatchObject({ passwordAsked: true, readablePassword: false, login: { credentialId: 'set' }, measure: { codec: 'H264', width: 1280, height: 720, fps: 25, loss: 0 } });
    expect(JSON.stringify(server?.seen)).not.toMatch(/Basic|secret/);
  });

  it('with a nonce that grew old in the middle is answered with the new one, and nobody counts it', async () => {
    let served = 0;
    await camera(guarded({ algorithm: 'MD5', nonce: () => `n${++served}`, stale: (request) => request.method === 'SETUP' && /nonce="n1"/.test(request.headers['authorization'] ?? '') }));
    const ledger = memoryLedger();
    await receive({ ledger });
    await expect(ledger.attempt(subject, 'http', login('x', '1'))).resolves.toBeDefined();
    await expect(ledger.attempt(subject, 'http', login('x', '2'))).resolves.toBeDefined();
  });

  it('and gives a new nonce with every refusal is still given a wrong password once only', async () => {
    let served = 0;
    await camera(guarded({ algorithm: 'MD5', nonce: () => `n${++served}` }));
    await expect(receive({ password: 'wrong' })).rejects.toMatchObject({ code: 'camera-login-refused' });
    expect(server?.seen.filter((request) => request.headers['authorization'] !== undefined).length).toBe(1);
  });

  it('and refuses it is not asked again with the same one', async () => {
    await camera(guarded({ algorithm: 'MD5' }));
    const ledger = memoryLedger();
    await expect(receive({ password: 'wrong', ledger })).rejects.toMatchObject({ code: 'camera-login-refused' });
    const asked = server?.seen.filter((request) => request.headers['authorization'] !== undefined).length;
    expect(asked).toBe(1);
    await expect(receive({ password: 'wrong', ledger })).rejects.toMatchObject({ code: 'camera-login-refused' });
    expect(server?.seen.filter((request) => request.headers['authorization'] !== undefined).length).toBe(asked);
  });

  it('is given two wrong ones at most, whatever the list holds', async () => {
    await camera(guarded({ algorithm: 'MD5' }));
    await expect(receive({ logins: ['a', 'b', 'c', 'd'].map((password) => login('admin', password, password)) })).rejects.toMatchObject({ code: 'camera-login-spent' });
    expect(server?.seen.filter((request) => request.headers['authorization'] !== undefined).length).toBe(2);
  });

  it('in a way that nobody knows is said to', async () => {
    await camera((request) => (request.method === 'OPTIONS' ? undefined : { status: '401 Unauthorized', headers: ['WWW-Authenticate: NTLM'] }));
    await expect(receive()).rejects.toMatchObject({ code: 'camera-answer-invalid' });
  });
});

describe('a camera that says no', () => {
  it.each([
    ['403 Forbidden', 'stream-refused'], ['404 Not Found', 'stream-not-found'], ['454 Session Not Found', 'stream-not-found'], ['453 Not Enough Bandwidth', 'stream-busy'],
    ['503 Service Unavailable', 'stream-busy'], ['500 Oops', 'camera-answer-invalid'], ['302 Moved', 'camera-answer-invalid'],
  ])('%s is %s', async (status, code) => {
    await camera((request) => (request.method === 'DESCRIBE' ? { status } : undefined));
    await expect(receive()).rejects.toMatchObject({ code, params: { address: '127.0.0.1' } });
  });

  it('only to PLAY is left in order, with a TEARDOWN', async () => {
    await camera((request) => (request.method === 'PLAY' ? { status: '453 Not Enough Bandwidth' } : undefined));
    await expect(receive()).rejects.toMatchObject({ code: 'stream-busy' });
    expect(methods().at(-1)).toBe('TEARDOWN');
  });

  it('by closing its port is unreachable', async () => {
    await camera();
    const uri = `rtsp://127.0.0.1:${server?.port}/live`;
    await server?.close();
    await expect(receiveStream({ uri, subject, logins: [], ledger: memoryLedger(), log: quiet, signal: AbortSignal.timeout(5000), seconds: 2, now: Date.now })).rejects.toMatchObject({ code: 'camera-unreachable', sent: false });
  });

  it('by sending a codec that nobody knows, or no video, is named', async () => {
    await camera((request) => (request.method === 'DESCRIBE' ? { ...OK, body: 'm=video 0 RTP/AVP 33\r\n' } : undefined));
    await expect(receive()).rejects.toMatchObject({ code: 'stream-codec-unusable', params: { codec: 'MP2T' } });
    await server?.close();
    await camera((request) => (request.method === 'DESCRIBE' ? { ...OK, body: 'm=audio 0 RTP/AVP 0\r\n' } : undefined));
    await expect(receive()).rejects.toMatchObject({ code: 'stream-codec-unusable' });
  });
});

describe('a camera with manners of its own', () => {
  it('that answers on other channels is received', async () => {
    await camera((request) =>
      request.method === 'SETUP' ? { ...OK, headers: ['Session: 1', 'Transport: RTP/AVP/TCP;interleaved=6-7'] } : request.method === 'PLAY' ? { ...OK, then: h264Seconds(2, 6) } : undefined,
    );
    expect((await receive()).measure).toMatchObject({ frames: 51, keyFrames: 3, gop: 25, seconds: 2 });
  });

  it('that begins to send before it has answered PLAY loses nothing', async () => {
    await camera((request) => (request.method === 'SETUP' ? { ...OK, headers: ['Session: 1', 'Transport: RTP/AVP/TCP;interleaved=0-1'], then: h264Seconds(2) } : request.method === 'PLAY' ? OK : undefined));
    expect((await receive()).measure).toMatchObject({ loss: 0, keyFrames: 3 });
  });

  it('that names another host in its Content-Base is asked at its own', async () => {
    await camera((request) => (request.method === 'DESCRIBE' ? { ...OK, headers: ['Content-Base: rtsp://192.168.77.7:554/other/'], body: H264_SDP } : undefined));
    await receive();
    expect(server?.seen.find((request) => request.method === 'SETUP')?.uri).toBe(`rtsp://127.0.0.1:${server?.port}/other/track1`);
  });

  it('that does not answer OPTIONS with 200 is asked on', async () => {
    await camera((request) => (request.method === 'OPTIONS' ? { status: '405 Method Not Allowed' } : undefined));
    expect((await receive()).measure.frames).toBe(51);
  });

  it('that leaves nonsense between its packets is received', async () => {
    await camera((request) => (request.method === 'PLAY' ? { ...OK, then: Buffer.concat([Buffer.from([0, 1, 2, 3]), h264Seconds(1), Buffer.from('\u0001\u0002'), h264Seconds(2)]) } : undefined));
    expect((await receive()).measure.keyFrames).toBeGreaterThanOrEqual(1);
  });

  it('is always left with a TEARDOWN, also by a cancel in the middle', async () => {
    await camera((request) => (request.method === 'PLAY' ? OK : undefined));
    const abort = new AbortController();
    const receiving = receive({ signal: abort.signal });
    await expect.poll(() => methods().includes('PLAY')).toBe(true);
    abort.abort();
    await expect(receiving).rejects.toMatchObject({ code: 'cancelled' });
    await expect.poll(() => methods().at(-1)).toBe('TEARDOWN');
  });

  it('that never answers is left at once when cancelled', async () => {
    await camera(() => null);
    const abort = new AbortController();
    const receiving = receive({ signal: abort.signal });
    await expect.poll(() => methods().length).toBe(1);
    abort.abort();
    await expect(receiving).rejects.toMatchObject({ code: 'cancelled' });
  });

  it('that hangs up in the middle of the stream is silent, with what came before', async () => {
    await camera((request) => (request.method === 'PLAY' ? { ...OK, then: h264Seconds(1), hangUp: true } : undefined));
    await expect(receive()).rejects.toMatchObject({ code: 'stream-silent', params: { frames: 26, seconds: 1 } });
  });

  it('that pours out nonsense is no camera', async () => {
    const noise = net.createServer((socket) => {
      socket.on('error', () => undefined);
      socket.write(Buffer.alloc(600_000, 0x3c));
    });
    await new Promise<void>((resolve) => {
      noise.listen(0, '127.0.0.1', () => resolve());
    });
    const { port } = noise.address() as AddressInfo;
    await expect(receiveStream({ uri: `rtsp://127.0.0.1:${port}/live`, subject, logins: [], ledger: memoryLedger(), log: quiet, signal: AbortSignal.timeout(15_000), seconds: 2, now: Date.now })).rejects.toMatchObject({ code: 'camera-answer-invalid', params: { reason: 'not RTSP' } });
    noise.close();
  });
});

describe('a camera without ONVIF', () => {
  const find = (hints: readonly string[], logins = [login('admin', 'secret', 'set')]) => findStreams({ port: server?.port ?? 0, subject, logins, ledger: memoryLedger(), log: quiet, signal: AbortSignal.timeout(15_000), hints });
  const exists = (request: RtspRequestSeen, ...paths: string[]): boolean => paths.some((path) => request.uri.endsWith(path));

  it('that locks everything is asked for its paths with a login that works', async () => {
    const guard = guarded({ algorithm: 'MD5' });
    await camera((request) => guard(request) ?? (request.method === 'DESCRIBE' && !exists(request, '/cam/realmonitor?channel=1&subtype=0', '/cam/realmonitor?channel=1&subtype=1') ? { status: '404 Not Found' } : undefined));
    const streams = await find(['Login to 4K01']);
    expect(streams.map((stream) => [stream.token, stream.codec, stream.width, stream.uri.replace(/:\d+\//, '/')])).toEqual([
      ['rtsp-main', 'H264', 1280, 'rtsp://127.0.0.1/cam/realmonitor?channel=1&subtype=0'],
      ['rtsp-sub', 'H264', 1280, 'rtsp://127.0.0.1/cam/realmonitor?channel=1&subtype=1'],
    ]);
    expect(server?.connections()).toBe(1);
  });

  it('with a wrong login is asked for one path only', async () => {
    await camera(guarded({ algorithm: 'MD5' }));
    await expect(find([], [login('admin', 'wrong')])).rejects.toMatchObject({ code: 'camera-login-refused' });
    expect(new Set(server?.seen.filter((request) => request.method === 'DESCRIBE').map((request) => request.uri)).size).toBe(1);
  });

  it('that has none of the known paths is asked for twelve at most', async () => {
    await camera((request) => (request.method === 'DESCRIBE' ? { status: '404 Not Found' } : undefined));
    await expect(find([])).rejects.toMatchObject({ code: 'stream-not-found' });
    expect(methods().filter((method) => method === 'DESCRIBE')).toHaveLength(12);
  });
});
