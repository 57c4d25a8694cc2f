import { setMaxListeners } from 'node:events';
import { afterEach, describe, expect, it } from 'vitest';
import type { CameraDeadlines } from '../../../electron/camera/deadlines';
import { OnvifClient } from '../../../electron/camera/onvif/onvif-client';
import { createCameraReader } from '../../../electron/camera/reader';
import { takeSnapshot } from '../../../electron/camera/snapshot';
import { askWeb } from '../../../electron/discovery/explain/ask-web';
import { greetHttp } from '../../../electron/discovery/http-probe';
import { greetOnvif } from '../../../electron/discovery/onvif-probe';
import { probeSsdp, SSDP_GROUP } from '../../../electron/discovery/ssdp';
import type { SsdpAnswer } from '../../../electron/discovery/ssdp-message';
import { CameraReading } from '../../../electron/domain/camera';
import type { Device } from '../../../electron/domain/device';
import { TunnelError, type ErrorCode } from '../../../electron/domain/errors';
import { login, memoryLedger, quiet } from '../../fixtures/cameras/ledger';
import { freeUdpPort, respondAt } from '../../fixtures/udp-responder';
import { expectSafe } from '../../property/hostile/invariants';
import { hostileServer, HTTP_MISDEEDS, TLS_MISDEEDS, type HostileServer, type HttpMisdeed, type Misdeed } from './hostile-server';

/** Many listen to it at once. */
const never = new AbortController().signal;
setMaxListeners(0, never);

const open: { close(): Promise<void> }[] = [];
afterEach(async () => {
  await Promise.all(open.splice(0).map((entry) => entry.close()));
});

async function serve(misdeed: Misdeed): Promise<HostileServer> {
  const server = await hostileServer(misdeed);
  open.push(server);
  return server;
}

/** Milliseconds for peers that are waited for until the end, */
const SHORT = deadlines(500);
/** and for those that are stopped before, however slow this machine is. */
const LONG = deadlines(15_000);
/** Bytes that may leave a server before it is stopped: the cap, and what the kernel holds on both ends of a connection on loopback. */
const STOPPED = 24 * 1024 * 1024;
const subject = { deviceId: 'cam', address: '127.0.0.1' };
const MISDEEDS = Object.entries(HTTP_MISDEEDS) as [HttpMisdeed, Misdeed][];

function device(onvif: string): Device {
  return { id: 'cam', address: '127.0.0.1', otherIds: [], otherAddresses: [], channels: null, advice: [], mac: null, kind: 'camera', reasons: [], name: null, vendor: null, model: null, evidence: [], ports: [], onvif, rtspPort: null };
}

function deadlines(all: number): CameraDeadlines {
  return { first: all, call: all, connect: all, answer: all, picture: all, silence: all, patience: all };
}

async function read(onvif: string, waits: CameraDeadlines): Promise<CameraReading> {
  const picture = { sha256: 'a'.repeat(64), bytes: 1, takenAt: '2026-01-01T00:00:00Z' };
  const reader = createCameraReader({ log: quiet, now: Date.now, ledger: memoryLedger(), deadlines: waits, pictures: { save: async () => picture, load: async () => null, saveKeyFrame: async ({ annexB, ...facts }) => ({ ...facts, sha256: 'b'.repeat(64), bytes: annexB.length }), loadKeyFrame: async () => null } });
  return CameraReading.parse(await reader.read({ device: { ...device(onvif), ports: [{ port: Number(/:(\d+)\//.exec(onvif)?.[1]), speaks: 'unknown' }] }, logins: [login('admin', 'secret')], mainToken: null, subToken: null, seconds: 1 }, { signal: never, progress: () => undefined }));
}

/** What the technician is told of each. */
const NAMED: Readonly<Record<HttpMisdeed, ErrorCode>> = {
  'says nothing': 'camera-too-slow',
  'drips its head': 'camera-answer-invalid',
  'drips its headers': 'camera-too-slow',
  'drips its body': 'camera-too-slow',
  'answers for ever': 'camera-answer-endless',
  'sends 100 MB and says so': 'camera-answer-endless',
  'sends 100 MB in chunks': 'camera-answer-endless',
  'sends 100 MB in chunks of one byte': 'camera-answer-endless',
  'sends a chunk that has no end': 'camera-answer-endless',
  'sends 100 MB packed into 100 KB': 'camera-answer-endless',
  'sends headers for ever': 'camera-answer-endless',
  'sends a header of 10 MB': 'camera-answer-endless',
  'sends a status line of 10 MB': 'camera-answer-endless',
  'promises to continue, for ever': 'camera-too-slow',
  'switches to another protocol': 'camera-hung-up',
  'sends us to another host': 'camera-redirects',
  'sends us to a file': 'camera-redirects',
  'sends us to a script': 'camera-redirects',
  'sends us to a login of its own': 'camera-not-onvif',
  'sends us in circles': 'camera-not-onvif',
  'answers with a page of script': 'camera-not-onvif',
  'answers with nonsense': 'camera-answer-invalid',
  'promises more than it sends': 'camera-not-onvif',
  'sends more than it promises': 'camera-answer-invalid',
  'promises less than nothing': 'camera-answer-invalid',
  'promises two lengths': 'camera-answer-invalid',
  'promises a length and chunks': 'camera-not-onvif',
  'hangs up': 'camera-hung-up',
  'breaks the connection': 'camera-hung-up',
  'sends pictures without an end': 'camera-answer-endless',
};

describe('a camera whose web server', () => {
  it.each(MISDEEDS)('%s is stopped, and that is said', async (name, misdeed) => {
    const server = await serve(misdeed);
    const reading = await read(`http://127.0.0.1:${server.port}/onvif/device_service`, NAMED[name] === 'camera-too-slow' ? SHORT : LONG);
    expect(reading).toMatchObject({ outcome: 'failed', error: { kind: 'expected', code: NAMED[name], params: { address: '127.0.0.1' } } });
    expectSafe(reading, 500);
    await expect.poll(() => server.open()).toBe(0);
    expect(server.sent()).toBeLessThan(STOPPED);
  });

  it.each(Object.entries(TLS_MISDEEDS))('behind TLS %s is stopped, and that is said', async (_name, misdeed) => {
    const server = await serve(misdeed);
    const reading = await read(`https://127.0.0.1:${server.port}/onvif/device_service`, SHORT);
    expect(reading).toMatchObject({ outcome: 'failed', error: { kind: 'expected', code: 'camera-unreachable', params: { address: '127.0.0.1', port: server.port } } });
    await expect.poll(() => server.open()).toBe(0);
    expect(server.sent()).toBeLessThan(STOPPED);
  });

  it('ends the connection after any byte of its answer is read or named, and never waited for', async () => {
    const body = '<e:Envelope xmlns:e="http://www.w3.org/2003/05/soap-envelope"><e:Body><GetSystemDateAndTimeResponse/></e:Body></e:Envelope>';
    const whole = `HTTP/1.1 200 OK\r\nContent-Type: application/soap+xml\r\nContent-Length: ${body.length}\r\n\r\n${body}`;
    let cut = 0;
    const server = await serve((socket) => void socket.end(whole.slice(0, cut)));
    const codes = new Set<string>();
    for (cut = 0; cut <= whole.length; cut++) {
      const client = new OnvifClient({ serviceUrl: `http://127.0.0.1:${server.port}/onvif/device_service`, subject, logins: [], ledger: memoryLedger(), log: quiet, now: Date.now, signal: never });
      codes.add(await client.meet().catch((error: unknown) => (error instanceof TunnelError ? error.code : String(error))));
    }
    expect([...codes].sort()).toEqual(['camera-hung-up', 'camera-not-onvif', 'soap']);
  });
});

describe('a picture from a server that', () => {
  it.each(MISDEEDS)('%s is none', async (_name, misdeed) => {
    const server = await serve(misdeed);
    await expect(takeSnapshot({ uri: `http://127.0.0.1:${server.port}/snap.jpg`, subject, login: login('admin', 'secret'), ledger: memoryLedger(), signal: never, deadlines: SHORT })).resolves.toBeNull();
    await expect.poll(() => server.open()).toBe(0);
    expect(server.sent()).toBeLessThan(STOPPED);
  });
});

describe('a search that meets all of them at once', () => {
  it('ends, and shows nothing but safe words', async () => {
    const servers = await Promise.all(MISDEEDS.map(([, misdeed]) => serve(misdeed)));
    const greetings = await Promise.all(servers.flatMap((server) => [greetHttp('127.0.0.1', server.port, false, never), greetHttp('127.0.0.1', server.port, true, never), greetOnvif('127.0.0.1', server.port, never)]));
    expectSafe(greetings, 120);
    expect(greetings.filter((greeting) => typeof greeting === 'object' && greeting?.title != null)).toEqual([]);
    await expect.poll(() => servers.reduce((sum, server) => sum + server.open(), 0)).toBe(0);
    expect(servers.reduce((sum, server) => sum + server.sent(), 0)).toBeLessThan(MISDEEDS.length * STOPPED);
  });

  it('tells of each why it is no camera, in safe words', async () => {
    const servers = await Promise.all(MISDEEDS.map(([, misdeed]) => serve(misdeed)));
    const asked = await Promise.all(servers.map((server) => askWeb('127.0.0.1', server.port, false, never)));
    expectSafe(asked, 200);
    expect(asked.flatMap(({ doors }) => doors).filter(({ door, outcome }) => door === 'onvif' && outcome === 'answered')).toEqual([]);
    await expect.poll(() => servers.reduce((sum, server) => sum + server.open(), 0)).toBe(0);
  });

  it('reads no description from them, and keeps the devices', async () => {
    const answers = await Promise.all(MISDEEDS.map(async ([, misdeed]): Promise<SsdpAnswer[]> => {
      const server = await serve(misdeed);
      const port = await freeUdpPort();
      open.push(await respondAt(port, [SSDP_GROUP], (question, asker) => (question.includes('M-SEARCH') ? [{ datagram: Buffer.from(`HTTP/1.1 200 OK\r\nST: upnp:rootdevice\r\nLOCATION: http://127.0.0.1:${server.port}/d.xml\r\n\r\n`), port: asker.port, address: asker.address }] : [])));
      const heard: SsdpAnswer[] = [];
      await probeSsdp(['127.0.0.1'], (_from, answer) => heard.push(answer), never, port);
      return heard;
    }));
    expect(answers.map((heard) => heard.map(({ kind, description }) => ({ kind, description })))).toEqual(MISDEEDS.map(() => [{ kind: 'unknown', description: null }]));
  });
});
