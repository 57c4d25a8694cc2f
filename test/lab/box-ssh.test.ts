import { createConnection, createServer, type AddressInfo, type Socket } from 'node:net';
import ssh2 from 'ssh2';
import { afterEach, beforeAll, describe, expect, test } from 'vitest';
import { describeHostKey } from '../../electron/box/host-key';
import { Secret } from '../../electron/domain/secret';
import type { Box } from '../../electron/engine/ports';
import { connectTo, connector, never, type LoginWish } from '../protocol/box/box-at-hand';
import { boxRoot, startSshd, type Sshd } from './sshd-alone';

const PASSWORD = 'op-Pass1!';
const SUDOER = 'usermod -aG sudo op';
const FREE_SUDO = "echo 'op ALL=(ALL) NOPASSWD:ALL' >/etc/sudoers.d/x";
const sshdSays = (line: string): string => `echo '${line}' >>/etc/ssh/sshd_config.d/00-lab.conf`;

let root = '';
beforeAll(() => { root = boxRoot(); });

const closing: (() => unknown)[] = [];
afterEach(async () => {
  for (const close of closing.splice(0).reverse()) await close();
});

async function sshd(...setup: string[]): Promise<Sshd> {
  const server = await startSshd(root, setup.join('\n') || 'true');
  closing.push(() => server.stop());
  return server;
}

async function login(wish: LoginWish): Promise<Box> {
  const box = await connectTo(wish);
  closing.push(() => { box.close(); });
  return box;
}

async function boxWith(...setup: string[]): Promise<Box> {
  return login({ port: (await sshd(...setup)).port, username: 'op', password: PASSWORD });
}

/** Of every process on the box, the ones that carry this in their arguments. */
async function processes(box: Box, mark: string): Promise<string[]> {
  const { stdout } = await box.run(['pgrep', '-f', `^sleep ${mark}$`], { signal: never });
  return stdout.trim().split('\n').filter((line) => line !== '');
}

async function until(condition: () => Promise<boolean>): Promise<void> {
  while (!(await condition()));
}

/** A cable between here and the box that can be pulled. */
async function cable(port: number): Promise<{ port: number; cut: () => void; hold: () => void }> {
  const sockets = new Set<Socket>();
  const server = createServer((near) => {
    const far = createConnection({ host: '127.0.0.1', port });
    near.pipe(far).pipe(near);
    for (const socket of [near, far]) {
      sockets.add(socket);
      socket.on('error', () => undefined);
    }
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  closing.push(() => {
    for (const socket of sockets) socket.destroy();
    server.close();
  });
  return {
    port: (server.address() as AddressInfo).port,
    cut: () => { for (const socket of sockets) socket.destroy(); },
    // Nothing passes any more and nobody says so, as when a plug is pulled.
    hold: () => { for (const socket of sockets) socket.unpipe().pause(); },
  };
}

describe('logging in to OpenSSH', () => {
  test('with a password, and where only keyboard-interactive is allowed', async () => {
    expect(await (await boxWith()).demand(['id', '-un'], { signal: never })).toBe('op\n');
    const interactive = await boxWith(sshdSays('PasswordAuthentication no'), sshdSays('KbdInteractiveAuthentication yes'));
    expect(await interactive.demand(['id', '-un'], { signal: never })).toBe('op\n');
  });

  test.each(['ed25519', 'ecdsa', 'rsa'] as const)('with a key: %s', async (type) => {
    const pair = type === 'ed25519' ? ssh2.utils.generateKeyPairSync(type) : ssh2.utils.generateKeyPairSync(type, { bits: type === 'rsa' ? 2048 : 256 } as never);
    const { port } = await sshd(`install -d -m 700 -o op -g op /home/op/.ssh; echo '${pair.public}' >/home/op/.ssh/authorized_keys`, sshdSays('PasswordAuthentication no'));
    expect(await (await login({ port, username: 'op', privateKey: pair.private })).demand(['id', '-un'], { signal: never })).toBe('op\n');
    await expect(connectTo({ port, username: 'op', password: PASSWORD })).rejects.toMatchObject({ code: 'box-login-refused' });
  });

  test('a wrong password costs one attempt, also where there are only two', async () => {
    const server = await sshd(sshdSays('MaxAuthTries 2'), sshdSays('KbdInteractiveAuthentication yes'));
    await expect(connectTo({ port: server.port, username: 'op', password: 'wrong' })).rejects.toMatchObject({ code: 'box-login-refused', params: { user: 'op' } });
    expect(server.log().match(/Failed password/g)).toHaveLength(1);
    expect(server.log()).not.toContain('Failed keyboard-interactive');
  });

  test('the fingerprint is what ssh-keygen prints, and another key is a hard stop', async () => {
    const first = await sshd('ssh-keygen -l -f /etc/ssh/ssh_host_ed25519_key.pub >&2');
    const key = await connector().hostKey({ host: '127.0.0.1', port: first.port }, never);
    expect(first.log()).toContain(key.fingerprint);
    const other = await sshd();
    await expect(connectTo({ port: other.port, username: 'op', password: PASSWORD, pin: key })).rejects.toMatchObject({ code: 'box-host-key-changed', params: { pinned: key.fingerprint } });
    expect(other.log()).not.toMatch(/password|Accepted/);
  });

  test('a pinned key of the second sort is asked for by its sort', async () => {
    const server = await sshd('cat /etc/ssh/ssh_host_ecdsa_key.pub >&2');
    const blob = Buffer.from(/ecdsa-sha2-nistp256 (\S+)/.exec(server.log())?.[1] ?? '', 'base64');
    const box = await login({ port: server.port, username: 'op', password: PASSWORD, pin: describeHostKey(blob) });
    expect((await box.run(['true'], { signal: never })).code).toBe(0);
  });

  test('outdated encryption is named as such', async () => {
    const { port } = await sshd(sshdSays('KexAlgorithms diffie-hellman-group14-sha1'));
    await expect(connector().hostKey({ host: '127.0.0.1', port }, never)).rejects.toMatchObject({ code: 'box-no-common-algorithm' });
  });

  test('an account without a shell cannot be used', async () => {
    const { port } = await sshd('usermod -s /usr/sbin/nologin op');
    await expect(connectTo({ port, username: 'op', password: PASSWORD })).rejects.toMatchObject({ code: 'box-unsupported' });
  });
});

describe('becoming root by sudo', () => {
  test.each([['a password', SUDOER, 'sudo-password'], ['no password', FREE_SUDO, 'sudo']])('with %s: the input of the command is its own', async (_name, setup, kind) => {
    const box = await boxWith(setup);
    const input = 'first line\nkt:stdin\nsecond line without an end';
    for (let round = 0; round < 3; round++) {
      expect(await box.run(['cat'], { root: true, stdin: new Secret(input), signal: never })).toEqual({ code: 0, stdout: input, stderr: '' });
    }
    expect(await box.demand(['cat'], { root: true, signal: never })).toBe('');
    expect((await box.facts(never)).root).toBe(kind);
    expect(await box.demand(['id', '-u'], { root: true, signal: never })).toBe('0\n');
    // Nothing is left that would let the next command through without asking.
    expect((await box.run(['sudo', '-n', 'true'], { signal: never })).code).toBe(kind === 'sudo' ? 0 : 1);
  });

  test("sudo's lecture and a noisy shell do not get into answers", async () => {
    const box = await boxWith(SUDOER, "echo 'Defaults lecture=always' >/etc/sudoers.d/x", "sed -i '1i echo Welcome, you have mail.; echo Really. >&2' /home/op/.bashrc");
    expect(await box.run(['id', '-u'], { signal: never })).toEqual({ code: 0, stdout: '1000\n', stderr: '' });
    expect(await box.run(['id', '-u'], { root: true, signal: never })).toEqual({ code: 0, stdout: '0\n', stderr: '' });
  });

  test('a wrong password is tried once, however often root is asked for', async () => {
    const setup = [SUDOER, "echo 'Defaults logfile=/tmp/sudo.log' >/etc/sudoers.d/x; touch /tmp/sudo.log; chmod 644 /tmp/sudo.log"];
    const { port } = await sshd(...setup);
    const box = await login({ port, username: 'op', password: PASSWORD, sudoPassword: 'wrong' });
    await expect(box.run(['true'], { root: true, signal: never })).rejects.toMatchObject({ code: 'box-sudo-password-wrong', params: { user: 'op' } });
    await expect(box.writeFile('/etc/x', 'x', { mode: 0o600, signal: never })).rejects.toMatchObject({ code: 'box-sudo-password-wrong' });
    const log = await box.demand(['cat', '/tmp/sudo.log'], { signal: never });
    expect(log.match(/incorrect password/g)).toHaveLength(1);
    expect(log).toMatch(/\b1 incorrect password attempt/);
  });

  test.each([
    ['a terminal is wanted', [SUDOER, "echo 'Defaults requiretty' >/etc/sudoers.d/x"], 'requiretty'],
    ['the account is not allowed', ['true'], 'does not allow'],
    ['there is no sudo', ['rm /usr/bin/sudo'], 'neither sudo nor doas'],
    ['sudo lost its rights', [SUDOER, 'chmod u-s /usr/bin/sudo'], 'does not work'],
  ])('refused: %s', async (_name, setup, reason) => {
    const box = await boxWith(...setup);
    await expect(box.run(['true'], { root: true, signal: never })).rejects.toMatchObject({ code: 'box-no-root', params: { reason: expect.stringContaining(reason) as string } });
    expect((await box.facts(never)).root).toBe('none');
  });
});

describe('commands on a real box', () => {
  test('arguments arrive as they are, in bash and dash alike', async () => {
    const words = ['', ' ', 'a b', "it's", '"$HOME"', '`id`', '\\', '!', '*', '~', '#', '-n', 'é😀', 'a\nb\n', '$(reboot)', '; id', '\t'];
    for (const shell of ['/bin/bash', '/bin/dash']) {
      const box = await boxWith(`usermod -s ${shell} op`, SUDOER);
      for (const asRoot of [false, true]) {
        const answer = await box.demand(['printf', '%s\\0', ...words], { root: asRoot, signal: never });
        expect(answer.split('\0').slice(0, -1)).toEqual(words);
      }
    }
  });

  test.each([false, true])('a cancelled command ends on the box (root: %s)', async (asRoot) => {
    const box = await boxWith(SUDOER);
    const stop = new AbortController();
    const running = box.run(['sleep', '4321'], { root: asRoot, signal: stop.signal });
    await until(async () => (await processes(box, '4321')).length > 0);
    stop.abort();
    await expect(running).rejects.toMatchObject({ code: 'cancelled' });
    await until(async () => (await processes(box, '4321')).length === 0);
  });

  test('a command that ignores to be ended is killed', async () => {
    const box = await boxWith();
    const stop = new AbortController();
    const running = box.run(['sh', '-c', 'trap "" TERM; echo; exec sleep 4322'], { signal: stop.signal });
    await until(async () => (await processes(box, '4322')).length > 0);
    stop.abort();
    await expect(running).rejects.toMatchObject({ code: 'cancelled' });
    await until(async () => (await processes(box, '4322')).length === 0);
  });

  test('leaving at once after a cancel still ends the command', async () => {
    const server = await sshd();
    const box = await login({ port: server.port, username: 'op', password: PASSWORD });
    const stop = new AbortController();
    const running = box.run(['sleep', '4323'], { signal: stop.signal });
    const witness = await login({ port: server.port, username: 'op', password: PASSWORD });
    await until(async () => (await processes(witness, '4323')).length > 0);
    stop.abort();
    box.close();
    await expect(running).rejects.toMatchObject({ code: 'cancelled' });
    await until(async () => (await processes(witness, '4323')).length === 0);
  });

  test('too much output is refused and the command ended', async () => {
    const box = await boxWith();
    await expect(box.run(['yes'], { signal: never })).rejects.toMatchObject({ code: 'box-command-failed', params: { code: 'too much output' } });
    await until(async () => (await box.run(['pgrep', '-x', 'yes'], { signal: never })).code === 1);
  });

  test('a box that allows one session at a time is asked one thing at a time', async () => {
    const box = await boxWith(sshdSays('MaxSessions 1'), SUDOER);
    const answers = await Promise.all(Array.from({ length: 6 }, (_value, index) => box.demand(['echo', String(index)], { signal: never })));
    expect(answers).toEqual(['0\n', '1\n', '2\n', '3\n', '4\n', '5\n']);
    expect((await box.facts(never)).systemId).toBe('debian');
  });

  test('files arrive whole or not at all', async () => {
    const box = await boxWith(SUDOER, 'echo untouched >/tmp/victim; ln -s /tmp/victim /tmp/target.kt-new');
    const content = Buffer.from(Array.from({ length: 5_000_000 }, (_value, index) => (index * 7) % 256));
    await box.writeFile('/etc/a file', content, { mode: 0o640, signal: never });
    expect(await box.demand(['stat', '-c', '%s %a %U', '/etc/a file'], { signal: never })).toBe('5000000 640 root\n');
    // The temporary name was somebody's trap.
    await box.writeFile('/tmp/target', 'new', { mode: 0o600, signal: never });
    expect(await box.demand(['cat', '/tmp/victim'], { signal: never })).toBe('untouched\n');
    const full = box.writeFile('/etc/too large', Buffer.alloc(70_000_000), { mode: 0o600, signal: never });
    await expect(full).rejects.toMatchObject({ code: 'box-disk-full' });
    expect(await box.demand(['ls', '-A', '/etc'], { signal: never })).not.toContain('too large');
    await expect(box.writeFile('/no/such/folder/x', 'x', { mode: 0o600, signal: never })).rejects.toMatchObject({ code: 'box-command-failed' });
  });

  test('connections from the box, also where forwarding is forbidden', async () => {
    const camera = createServer((socket) => socket.end()).listen(0, '127.0.0.1');
    await new Promise((resolve) => camera.once('listening', resolve));
    const address = { host: '127.0.0.1', port: (camera.address() as AddressInfo).port };
    const boxes = [await boxWith(), await boxWith(sshdSays('AllowTcpForwarding no'))];
    for (const box of boxes) expect(await box.reaches(address, never)).toBe(true);
    await new Promise((resolve) => camera.close(resolve));
    for (const box of boxes) expect(await box.reaches(address, never)).toBe(false);
    const bare = await boxWith(sshdSays('AllowTcpForwarding no'), 'rm /usr/bin/timeout');
    await expect(bare.reaches(address, never)).rejects.toMatchObject({ code: 'box-unsupported' });
  });
});

describe('when the cable is pulled', () => {
  test('a connection that breaks is told at once', async () => {
    const { port, cut } = await cable((await sshd()).port);
    const box = await login({ port, username: 'op', password: PASSWORD });
    const running = box.run(['sleep', '1000'], { signal: never });
    running.catch(() => undefined);
    cut();
    await expect(running).rejects.toMatchObject({ code: 'box-connection-lost' });
  });

  test('a connection that falls silent is noticed', async () => {
    const { port, hold } = await cable((await sshd()).port);
    const box = await login({ port, username: 'op', password: PASSWORD });
    hold();
    await expect(box.run(['true'], { signal: never })).rejects.toMatchObject({ code: 'box-connection-lost' });
  });
});
