import { createServer, type AddressInfo } from 'node:net';
import { createHash } from 'node:crypto';
import { afterEach, describe, expect, test } from 'vitest';
import { Secret } from '../../../electron/domain/secret';
import type { Box } from '../../../electron/engine/ports';
import { FRESH_BOX, type BoxState } from '../../../electron/practice/box/box-state';
import { startSimulatedBox, type SimulatedBoxOptions } from '../../../electron/practice/box/simulated-box';
import type { Stored } from '../../../electron/practice/world';
import { connectTo, connector, never, type LoginWish } from './box-at-hand';
import { ed25519Pair } from '../../../electron/practice/box/ed25519-pair';

const closing: (() => unknown)[] = [];
afterEach(async () => {
  for (const close of closing.splice(0).reverse()) await close();
});

function memory(initial: BoxState = FRESH_BOX): Stored<BoxState> {
  let current = structuredClone(initial);
  return { read: () => structuredClone(current), write: (next) => { current = structuredClone(next); } };
}

async function practiceBox(wish: Partial<SimulatedBoxOptions> = {}): Promise<{ port: number; close: () => Promise<void> }> {
  const box = await startSimulatedBox({
    host: '127.0.0.1', port: 0, state: memory(), account: { username: 'op', password: 'op-pass', sudo: 'password' }, clientVersion: 'v1.5.1', log: () => undefined, ...wish,
  });
  closing.push(() => box.close());
  return box;
}

async function login(wish: LoginWish): Promise<Box> {
  const box = await connectTo(wish);
  closing.push(() => { box.close(); });
  return box;
}

describe('logging in', () => {
  test('with a password', async () => {
    const { port } = await practiceBox();
    const box = await login({ port, username: 'op', password: 'op-pass' });
    expect(await box.demand(['id', '-u'], { signal: never })).toBe('1000\n');
  });

  test('where only keyboard-interactive is offered', async () => {
    const { port } = await practiceBox({ methods: ['keyboard-interactive'] });
    const box = await login({ port, username: 'op', password: 'op-pass' });
    expect((await box.facts(never)).hostname).toBe('practice-box');
  });

  test('with a key that needs a passphrase', async () => {
    const pair = ed25519Pair({ passphrase: 'open sesame', cipher: 'aes256-ctr', rounds: 4 });
    const { port } = await practiceBox({ authorizedKeys: [pair.public], methods: ['publickey'] });
    await login({ port, username: 'op', privateKey: pair.private, passphrase: 'open sesame' });
    await expect(connectTo({ port, username: 'op', privateKey: pair.private, passphrase: 'wrong' })).rejects.toMatchObject({ code: 'box-key-unusable' });
    await expect(connectTo({ port, username: 'op', privateKey: pair.private })).rejects.toMatchObject({ code: 'box-key-unusable', params: { reason: 'it needs a passphrase' } });
    await expect(connectTo({ port, username: 'op', privateKey: 'no key at all' })).rejects.toMatchObject({ code: 'box-key-unusable' });
  });

  test('a wrong password is tried once and named', async () => {
    const { port } = await practiceBox();
    await expect(connectTo({ port, username: 'op', password: 'wrong' })).rejects.toMatchObject({ code: 'box-login-refused', params: { user: 'op' } });
  });

  test('a box with another key than the one that was pinned is refused', async () => {
    const { port } = await practiceBox();
    const pin = { algorithm: 'ssh-ed25519', fingerprint: `SHA256:${'A'.repeat(43)}` };
    const seen = (await connector().hostKey({ host: '127.0.0.1', port }, never)).fingerprint;
    await expect(connectTo({ port, username: 'op', password: 'op-pass', pin })).rejects.toMatchObject({ code: 'box-host-key-changed', params: { seen, pinned: pin.fingerprint } });
  });

  test('nothing listening is an unreachable box, and a server that says nothing can be cancelled', async () => {
    await expect(connector().hostKey({ host: '127.0.0.1', port: 1 }, never)).rejects.toMatchObject({ code: 'box-unreachable' });
    const silent = createServer(() => undefined).listen(0, '127.0.0.1');
    closing.push(() => silent.close());
    await new Promise((resolve) => silent.once('listening', resolve));
    const stop = new AbortController();
    const asked = connector().hostKey({ host: '127.0.0.1', port: (silent.address() as AddressInfo).port }, stop.signal);
    stop.abort();
    await expect(asked).rejects.toMatchObject({ code: 'cancelled' });
  });

  test('the host key stays the same when the practice box is started again', async () => {
    const state = memory();
    const first = await practiceBox({ state });
    const key = await connector().hostKey({ host: '127.0.0.1', port: first.port }, never);
    await first.close();
    const second = await practiceBox({ state });
    expect(await connector().hostKey({ host: '127.0.0.1', port: second.port }, never)).toEqual(key);
  });
});

describe('becoming root', () => {
  test.each([['password', 'sudo-password'], ['no-password', 'sudo']] as const)('sudo with %s', async (sudo, way) => {
    const { port } = await practiceBox({ account: { username: 'op', password: 'op-pass', sudo } });
    const box = await login({ port, username: 'op', password: 'op-pass' });
    expect(await box.demand(['id', '-u'], { root: true, signal: never })).toBe('0\n');
    expect((await box.facts(never)).root).toBe(way);
  });

  test('the password for sudo can be another one than that of the login', async () => {
    const pair = ed25519Pair();
    const { port } = await practiceBox({ authorizedKeys: [pair.public] });
    const box = await login({ port, username: 'op', privateKey: pair.private, sudoPassword: 'op-pass' });
    expect(await box.demand(['id', '-u'], { root: true, signal: never })).toBe('0\n');
    const wrong = await login({ port, username: 'op', privateKey: pair.private, sudoPassword: 'wrong' });
    await expect(wrong.run(['true'], { root: true, signal: never })).rejects.toMatchObject({ code: 'box-sudo-password-wrong' });
    const none = await login({ port, username: 'op', privateKey: pair.private });
    await expect(none.run(['true'], { root: true, signal: never })).rejects.toMatchObject({ code: 'box-sudo-password-wrong' });
  });

  test.each([['refused', 'sudo does not allow it'], ['absent', 'it has neither sudo nor doas']] as const)('sudo %s', async (sudo, reason) => {
    const { port } = await practiceBox({ account: { username: 'op', password: 'op-pass', sudo } });
    const box = await login({ port, username: 'op', password: 'op-pass' });
    await expect(box.run(['true'], { root: true, signal: never })).rejects.toMatchObject({ code: 'box-no-root', params: { reason } });
    expect((await box.facts(never)).root).toBe('none');
  });

  test('an account that is root needs nothing', async () => {
    const { port } = await practiceBox({ account: { username: 'root', password: 'op-pass', sudo: 'absent' } });
    const box = await login({ port, username: 'root', password: 'op-pass' });
    expect((await box.facts(never)).root).toBe('is-root');
    await box.writeFile('/etc/x', 'y', { mode: 0o600, signal: never });
    expect(await box.demand(['cat', '/etc/x'], { root: true, signal: never })).toBe('y');
  });
});

describe('working on it', () => {
  test('a file arrives whole, as root, and says so by its checksum', async () => {
    const { port } = await practiceBox();
    const box = await login({ port, username: 'op', password: 'op-pass' });
    const content = Buffer.from(Array.from({ length: 300_000 }, (_value, index) => index % 256));
    await box.writeFile('/etc/some file', content, { mode: 0o640, signal: never });
    const sum = await box.demand(['sha256sum', '/etc/some file'], { root: true, signal: never });
    expect(sum.slice(0, 64)).toBe(createHash('sha256').update(content).digest('hex'));
    await box.writeFile('/etc/secret', new Secret('hush'), { mode: 0o600, signal: never });
    expect(await box.demand(['cat', '/etc/secret'], { root: true, signal: never })).toBe('hush');
    expect((await box.run(['cat', '/etc/secret'], { signal: never })).code).toBe(1);
  });

  test('the facts are those of a small Debian', async () => {
    const { port } = await practiceBox();
    const box = await login({ port, username: 'op', password: 'op-pass' });
    expect(await box.facts(never)).toMatchObject({
      system: 'Debian GNU/Linux 12 (bookworm)', systemId: 'debian', architecture: 'amd64', init: 'systemd', firewall: ['iptables'],
      addresses: [{ interface: 'eth0', address: '127.0.0.1' }], freeKiB: 12_201_544, memoryKiB: 742_000, clockSkewSeconds: 0,
      client: { version: null, active: false, enabled: false },
    });
  });

  test('a command that fails is named with its code and its words', async () => {
    const { port } = await practiceBox();
    const box = await login({ port, username: 'op', password: 'op-pass' });
    await expect(box.demand(['cat', '/no/such'], { signal: never })).rejects.toMatchObject({ code: 'box-command-failed', params: { command: 'cat /no/such', code: 1 }, detail: expect.stringContaining('No such file') as string });
    expect((await box.run(['no-such-program'], { signal: never })).code).toBe(127);
  });

  test('asks for connections from the box, not from here', async () => {
    const camera = createServer((socket) => socket.end()).listen(0, '127.0.0.1');
    await new Promise((resolve) => camera.once('listening', resolve));
    const cameraPort = (camera.address() as AddressInfo).port;
    const { port } = await practiceBox();
    const box = await login({ port, username: 'op', password: 'op-pass' });
    expect(await box.reaches({ host: '127.0.0.1', port: cameraPort }, never)).toBe(true);
    await new Promise((resolve) => camera.close(resolve));
    expect(await box.reaches({ host: '127.0.0.1', port: cameraPort }, never)).toBe(false);
    expect(await box.reaches({ host: '192.0.2.1', port: 80 }, never)).toBe(false);
  });

  test('thirty commands at once wait for each other', async () => {
    const { port } = await practiceBox();
    const box = await login({ port, username: 'op', password: 'op-pass' });
    const answers = await Promise.all(Array.from({ length: 30 }, () => box.demand(['date', '+%s'], { signal: never })));
    expect(answers).toHaveLength(30);
  });

  test('more output than anybody needs is an error, and the box is still there', async () => {
    const { port } = await practiceBox();
    const box = await login({ port, username: 'op', password: 'op-pass' });
    await expect(box.run(['seq', '300000'], { signal: never })).rejects.toMatchObject({ code: 'box-command-failed', params: { code: 'too much output' } });
    expect((await box.run(['true'], { signal: never })).code).toBe(0);
  });

  test('cancelled commands give their channels back', async () => {
    const { port } = await practiceBox();
    const box = await login({ port, username: 'op', password: 'op-pass' });
    const stop = new AbortController();
    // Nine of them: the last waits for a channel. That the processes end is shown on a real box (test/lab/box-ssh.test.ts).
    const all = Array.from({ length: 9 }, () => box.run(['sleep', '1000'], { signal: stop.signal }));
    stop.abort();
    for (const one of await Promise.allSettled(all)) expect(one).toMatchObject({ status: 'rejected', reason: { code: 'cancelled' } });
    expect((await box.run(['true'], { signal: never })).code).toBe(0);
  });

  test('a command that takes too long is told by its deadline', async () => {
    const { port } = await practiceBox();
    const box = await login({ port, username: 'op', password: 'op-pass' });
    await expect(box.run(['sleep', '1000'], { signal: never, deadlineMs: 50 })).rejects.toMatchObject({ code: 'deadline', params: { subject: 'sleep 1000' } });
  });

  test('a box that goes away in the middle is a lost connection', async () => {
    const simulated = await practiceBox();
    const box = await login({ port: simulated.port, username: 'op', password: 'op-pass' });
    const running = box.run(['sleep', '1000'], { signal: never });
    running.catch(() => undefined);
    await simulated.close();
    await expect(running).rejects.toMatchObject({ code: 'box-connection-lost', params: { host: '127.0.0.1' } });
    await expect(box.run(['true'], { signal: never })).rejects.toMatchObject({ code: 'box-connection-lost' });
    await expect(box.reaches({ host: '127.0.0.1', port: 1 }, never)).rejects.toMatchObject({ code: 'box-connection-lost' });
  });
});
