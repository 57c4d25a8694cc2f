import dgram from 'node:dgram';
import net from 'node:net';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { createDiscovery } from '../../../electron/discovery/discovery';
import { Survey, type Device } from '../../../electron/domain/device';
import type { Progress } from '../../../electron/domain/stage';
import { quiet } from '../../fixtures/cameras/ledger';

// Blocks of practice sites end at 250.
const BLOCK = '127.77.253';
const servers: net.Server[] = [];
const sockets = new Set<net.Socket>();
afterEach(async () => {
  for (const socket of sockets) socket.destroy();
  await Promise.all(servers.splice(0).map((server) => new Promise((resolve) => server.close(resolve))));
});

const serve = async (host: string, port: number, onConnect: (socket: net.Socket) => void): Promise<{ accepted(): number }> => {
  let accepted = 0;
  const server = net.createServer((socket) => {
    accepted++;
    sockets.add(socket);
    socket.on('error', () => undefined);
    onConnect(socket);
  });
  servers.push(server);
  await new Promise<void>((resolve) => {
    server.listen(port, host, () => resolve());
  });
  return { accepted: () => accepted };
};
const rtsp = (socket: net.Socket): void => {
  socket.on('data', (chunk) => {
    const cseq = /CSeq: (\d+)/.exec(chunk.toString())?.[1] ?? '0';
    socket.write(chunk.toString().startsWith('OPTIONS') ? `RTSP/1.0 200 OK\r\nCSeq: ${cseq}\r\nServer: Rtsp Server/3.0\r\n\r\n` : `RTSP/1.0 401 Unauthorized\r\nCSeq: ${cseq}\r\nWWW-Authenticate: Digest realm="Login to 4K01FD2", nonce="1"\r\n\r\n`);
  });
};
const survey = (ranges: string[], options: { signal?: AbortSignal; onDevice?: (device: Device) => void; progress?: (progress: Progress) => void } = {}) =>
  createDiscovery({ log: quiet, now: Date.now }).survey({ ranges }, options.onDevice ?? (() => undefined), { signal: options.signal ?? AbortSignal.timeout(15_000), progress: options.progress ?? (() => undefined) });

describe('a survey', { timeout: 20_000 }, () => {
  it('finds what is behind open ports, by what it says without a login', async () => {
    await serve(`${BLOCK}.11`, 8554, rtsp);
    await serve(`${BLOCK}.12`, 2222, (socket) => socket.write('SSH-2.0-OpenSSH_9.2p1 Debian\r\n'));
    await serve(`${BLOCK}.13`, 8080, (socket) => socket.on('data', () => socket.end('HTTP/1.0 200 OK\r\nServer: x\r\n\r\n<title>A &amp; B</title>')));
    await serve(`${BLOCK}.14`, 37777, () => undefined);
    const found = Survey.parse(await survey([`${BLOCK}.0/28`]));
    expect(found.devices.map(({ address, id, kind, ports, vendor, rtspPort }) => ({ address, id, kind, ports, vendor, rtspPort }))).toEqual([
      { address: `${BLOCK}.11`, id: `${BLOCK}.11`, kind: 'camera', ports: [{ port: 8554, speaks: 'rtsp' }], vendor: 'Dahua', rtspPort: 8554 },
      { address: `${BLOCK}.12`, id: `${BLOCK}.12`, kind: 'computer', ports: [{ port: 2222, speaks: 'ssh' }], vendor: null, rtspPort: null },
      { address: `${BLOCK}.13`, id: `${BLOCK}.13`, kind: 'other', ports: [{ port: 8080, speaks: 'http' }], vendor: null, rtspPort: null },
      { address: `${BLOCK}.14`, id: `${BLOCK}.14`, kind: 'other', ports: [{ port: 37777, speaks: 'unknown' }], vendor: null, rtspPort: null },
    ]);
    expect(found.devices[1]?.evidence.map((entry) => entry.facts['banner'])).toContain('SSH-2.0-OpenSSH_9.2p1 Debian');
    expect(found.devices[2]?.name).toBe('A & B');
    expect(found.ranges).toEqual([`${BLOCK}.0/28`]);
  });

  it('shows an address that was typed, also when nothing answers there', async () => {
    const { devices } = await survey([`${BLOCK}.200`]);
    expect(devices.map((device) => [device.address, device.kind, device.reasons.map((reason) => reason.reason)])).toEqual([[`${BLOCK}.200`, 'unknown', ['typed-by-hand']]]);
  });

  it('connects to a port once to see it open and once for each question it asks', async () => {
    const camera = await serve(`${BLOCK}.11`, 8554, rtsp);
    await survey([`${BLOCK}.11`]);
    expect(camera.accepted()).toBe(2);
  });

  it('is not held up by a server that says nothing, nor by one that never stops', async () => {
    await serve(`${BLOCK}.11`, 8554, () => undefined);
    await serve(`${BLOCK}.12`, 8080, (socket) => {
      socket.write('HTTP/1.1 200 OK\r\n\r\n');
      const more = (): void => {
        while (!socket.destroyed && socket.write(Buffer.alloc(65_536, 0x20)));
      };
      socket.on('drain', more);
      more();
    });
    await serve(`${BLOCK}.13`, 2222, (socket) => socket.write('x'.repeat(100_000)));
    const { devices } = await survey([`${BLOCK}.0/28`]);
    expect(devices.map((device) => [device.address, device.kind])).toEqual([[`${BLOCK}.11`, 'other'], [`${BLOCK}.12`, 'other'], [`${BLOCK}.13`, 'other']]);
  });

  it('ends at once when cancelled', async () => {
    await serve(`${BLOCK}.11`, 8554, () => undefined);
    const abort = new AbortController();
    const running = survey([`${BLOCK}.0/24`], { signal: abort.signal, onDevice: () => abort.abort() });
    await expect(running).rejects.toMatchObject({ code: 'cancelled' });
  });

  it('tells how far it is', async () => {
    const told: Progress[] = [];
    await survey([`${BLOCK}.64/26`], { progress: (progress) => told.push(progress) });
    const sweeps = told.filter((progress) => progress.task === 'sweep');
    expect(sweeps.map((progress) => progress.done ?? 0)).toEqual([...sweeps.map((progress) => progress.done ?? 0)].sort((a, b) => a - b));
    expect(sweeps.at(-1)).toMatchObject({ subject: `${BLOCK}.64/26`, state: 'done', done: 64, total: 64 });
    expect(told.at(-1)).toMatchObject({ task: 'discover', state: 'done' });
  });

  it('of loopback sends nothing to any real network and listens on none', async () => {
    const send = vi.spyOn(dgram.Socket.prototype, 'send');
    const bind = vi.spyOn(dgram.Socket.prototype, 'bind');
    const join = vi.spyOn(dgram.Socket.prototype, 'addMembership');
    try {
      await survey([`${BLOCK}.0/28`]);
      const targets = send.mock.calls.map((call) => (call as unknown[]).find((part) => typeof part === 'string' && net.isIPv4(part)));
      expect(targets.length).toBeGreaterThan(0);
      expect(targets.filter((target) => !String(target).startsWith('127.'))).toEqual([]);
      expect((bind.mock.calls as unknown[][]).filter(([port]) => port !== 0)).toEqual([]);
      expect(join).not.toHaveBeenCalled();
    } finally {
      vi.restoreAllMocks();
    }
  });

  it('of too much, or of nonsense, is refused before anything is sent', async () => {
    await expect(survey(['127.0.0.0/8'])).rejects.toMatchObject({ code: 'range-too-large' });
    await expect(survey(['here'])).rejects.toMatchObject({ code: 'range-invalid' });
  });
});
