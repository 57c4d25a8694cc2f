import { setMaxListeners } from 'node:events';
import { afterEach, describe, expect, it } from 'vitest';
import type { CameraDeadlines } from '../../../electron/camera/deadlines';
import { receiveStream } from '../../../electron/camera/rtsp/receive-stream';
import { askRtsp } from '../../../electron/discovery/explain/ask-rtsp';
import { greetRtsp } from '../../../electron/discovery/rtsp-probe';
import { greetSsh } from '../../../electron/discovery/ssh-probe';
import { TunnelError, type ErrorCode } from '../../../electron/domain/errors';
import { memoryLedger, quiet } from '../../fixtures/cameras/ledger';
import { H264_SDP } from '../../fixtures/cameras/scripted-rtsp';
import { expectSafe } from '../../property/hostile/invariants';
import { hostileServer, playsThen, RTSP_MISDEEDS, TLS_MISDEEDS, type HostileServer, type Misdeed, type RtspMisdeed } from './hostile-server';

/** Many listen to it at once. */
const never = new AbortController().signal;
setMaxListeners(0, never);

const open: { close(): Promise<void> }[] = [];
afterEach(async () => {
  await Promise.all(open.splice(0).map((entry) => entry.close()));
});

async function serve(misdeed: Misdeed, greets = false): Promise<HostileServer> {
  const server = await hostileServer(misdeed, greets);
  open.push(server);
  return server;
}

/** Milliseconds for peers that are waited for until the end, */
const SHORT: CameraDeadlines = { first: 500, call: 500, connect: 500, answer: 500, picture: 500, silence: 500, patience: 500 };
/** for those that are stopped before, however slow this machine is, */
const LONG: CameraDeadlines = { ...SHORT, connect: 15_000, answer: 15_000 };
const MISDEEDS = Object.entries(RTSP_MISDEEDS) as [RtspMisdeed, Misdeed][];

/** The code of what it throws. */
async function receive(server: HostileServer, deadlines: CameraDeadlines, scheme = 'rtsp'): Promise<ErrorCode | 'plays'> {
  const subject = { deviceId: 'cam', address: '127.0.0.1' };
  try {
    await receiveStream({ uri: `${scheme}://127.0.0.1:${server.port}/live`, subject, logins: [], ledger: memoryLedger(), log: quiet, signal: never, seconds: 0.1, now: Date.now, deadlines });
    return 'plays';
  } catch (error) {
    if (!(error instanceof TunnelError)) throw error;
    expectSafe(error.params, 200);
    return error.code;
  }
}

const NAMED: Readonly<Record<RtspMisdeed, ErrorCode>> = {
  'says nothing': 'camera-too-slow',
  'drips its head': 'camera-too-slow',
  'drips its headers': 'camera-too-slow',
  'drips its body': 'camera-too-slow',
  'pours out nonsense': 'camera-answer-invalid',
  'pours out beginnings': 'camera-answer-invalid',
  'sends headers for ever': 'camera-answer-invalid',
  'sends a header of 10 MB': 'camera-answer-invalid',
  'promises a body of 4 GB': 'camera-answer-invalid',
  'promises a body that does not come': 'camera-too-slow',
  'sends packets instead of an answer': 'camera-too-slow',
  'sends empty packets instead of an answer': 'camera-too-slow',
  'asks us for ever and does not listen': 'camera-answer-invalid',
  'answers what nobody asked': 'stream-codec-unusable',
  'is a web server': 'camera-hung-up',
  'hangs up': 'camera-hung-up',
  'breaks the connection': 'camera-hung-up',
};

describe('a camera whose stream server', () => {
  it.each(MISDEEDS)('%s is stopped, and that is said', async (name, misdeed) => {
    const server = await serve(misdeed);
    expect(await receive(server, NAMED[name] === 'camera-too-slow' ? SHORT : LONG)).toBe(NAMED[name]);
    await expect.poll(() => server.open()).toBe(0);
  });

  it.each(Object.entries(TLS_MISDEEDS))('behind TLS %s is stopped, and that is said', async (_name, misdeed) => {
    const server = await serve(misdeed);
    expect(await receive(server, SHORT, 'rtsps')).toBe('camera-unreachable');
    await expect.poll(() => server.open()).toBe(0);
  });

  it('ends the connection after any byte of its answer is named, and never waited for', async () => {
    const whole = 'RTSP/1.0 200 OK\r\nCSeq: 1\r\nPublic: DESCRIBE, SETUP\r\nContent-Length: 4\r\n\r\nbody';
    let cut = 0;
    const server = await serve((socket) => void socket.end(whole.slice(0, cut)));
    const codes = new Set<string>();
    for (cut = 0; cut < whole.length; cut++) codes.add(await receive(server, LONG));
    expect([...codes]).toEqual(['camera-hung-up']);
  });
});

const rtp = (sequence: number, timestamp: number, payload: Buffer): Buffer => {
  const header = Buffer.from([0x80, 96, 0, 0, 0, 0, 0, 0, 0, 0, 0, 7]);
  header.writeUInt16BE(sequence & 0xffff, 2);
  header.writeUInt32BE(timestamp >>> 0, 4);
  return Buffer.concat([header, payload]);
};

describe('a stream that', () => {
  const FLOODS: readonly (readonly [name: string, packet: (count: number) => Buffer])[] = [
    ['is no RTP', () => Buffer.alloc(1_400, 0x41)],
    ['has packets of the largest size and nothing in them', (count) => rtp(count, count * 3_600, Buffer.alloc(65_000))],
    ['has empty packets only', (count) => rtp(count, count * 3_600, Buffer.alloc(0))],
    ['is one fragment without an end', (count) => rtp(count, 0, Buffer.concat([Buffer.from([0x7c, count === 0 ? 0x85 : 0x05]), Buffer.alloc(60_000)]))],
    ['is fragments of nothing', (count) => rtp(count, 0, Buffer.from([0x7c, count === 0 ? 0x85 : 0x05]))],
    ['is bundles of units that do not fit', (count) => rtp(count, count, Buffer.concat([Buffer.from([24]), Buffer.alloc(1_000, 0xff)]))],
    ['is bundles of tiny units', (count) => rtp(count, 0, Buffer.concat([Buffer.from([24]), Buffer.alloc(9_000, Buffer.from([0, 1, 1]))]))],
    ['claims extensions longer than itself', (count) => Buffer.concat([Buffer.from([0x9f, 96]), rtp(count, 0, Buffer.alloc(100, 0xff)).subarray(2)])],
    ['jumps through its numbers', (count) => rtp(count * 7_919, count * 2_654_435_761, Buffer.from([0x41, 0]))],
  ];

  it.each(FLOODS)('%s is called silent, and costs little memory', async (_name, packet) => {
    const server = await serve(playsThen(H264_SDP, packet));
    const before = process.memoryUsage();
    let most = 0;
    const watch = setInterval(() => {
      const { heapUsed, external } = process.memoryUsage();
      most = Math.max(most, heapUsed + external - before.heapUsed - before.external);
    }, 50);
    expect(await receive(server, LONG)).toBe('stream-silent');
    clearInterval(watch);
    // The server's own buffers and what is not collected yet are in it.
    expect(most).toBeLessThan(200 * 1024 * 1024);
    await expect.poll(() => server.open()).toBe(0);
  });
});

describe('a search that meets all of them at once', () => {
  it('ends, and shows nothing but safe words', async () => {
    const servers = await Promise.all(MISDEEDS.map(([, misdeed]) => serve(misdeed)));
    const greetings = await Promise.all(servers.map((server) => greetRtsp('127.0.0.1', server.port, never)));
    expectSafe(greetings, 120);
    await expect.poll(() => servers.reduce((sum, server) => sum + server.open(), 0)).toBe(0);
  });

  it('tells of each what is wrong with it, in safe words', async () => {
    const servers = await Promise.all(MISDEEDS.map(([, misdeed]) => serve(misdeed)));
    expectSafe(await Promise.all(servers.map((server) => askRtsp('127.0.0.1', server.port, false, never))), 200);
    await expect.poll(() => servers.reduce((sum, server) => sum + server.open(), 0)).toBe(0);
  });

  it('hears greetings of no SSH server from them', async () => {
    const misdeeds: readonly Misdeed[] = [RTSP_MISDEEDS['says nothing'], RTSP_MISDEEDS['pours out nonsense'], RTSP_MISDEEDS['sends a header of 10 MB'], RTSP_MISDEEDS['hangs up'], RTSP_MISDEEDS['drips its headers'], (socket) => void socket.write('SSH-2.0-\u001b[2Jevil\u202e\r\n')];
    const servers = await Promise.all(misdeeds.map((misdeed) => serve(misdeed, true)));
    const heard = await Promise.all(servers.map((server) => greetSsh('127.0.0.1', server.port, never)));
    expectSafe(heard, 120);
    expect(heard.slice(0, -1)).toEqual([null, null, null, null, null]);
    await expect.poll(() => servers.reduce((sum, server) => sum + server.open(), 0)).toBe(0);
  });
});
