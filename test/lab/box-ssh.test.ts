import { execFileSync, spawn } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { createConnection, createServer, type AddressInfo, type Socket } from 'node:net';
import os from 'node:os';
import path from 'node:path';
import ssh2 from 'ssh2';
import { afterEach, beforeAll, describe, expect, test } from 'vitest';
import { describeHostKey } from '../../electron/box/host-key';
import { Secret } from '../../electron/domain/secret';
import type { Box } from '../../electron/engine/ports';
import { connectTo, connector, never, type LoginWish } from '../protocol/box/box-at-hand';
import { boxRoot, startSshd, type Sshd } from './sshd-alone';
import { ed25519Pair } from '../../electron/practice/box/ed25519-pair';

const PASSWORD = 'op-Pass1!';
const SUDOER = 'usermod -aG sudo op';
const FREE_SUDO = "echo 'op ALL=(ALL) NOPASSWD:ALL' >/etc/sudoers.d/x";
const sshdSays = (line: string): string => `echo '${line}' >>/etc/ssh/sshd_config.d/00-lab.conf`;

let debian = '';
let openwrt = '';
beforeAll(() => {
  debian = boxRoot('debian12');
  openwrt = boxRoot('openwrt');
});

const closing: (() => unknown)[] = [];
afterEach(async () => {
  for (const close of closing.splice(0).reverse()) await close();
});

async function sshd(...setup: string[]): Promise<Sshd> {
  // At /mnt are the packages that the OpenWrt root was made of.
  const server = await startSshd(path.join(debian, 'root'), setup.join('\n') || 'true', path.join(openwrt, 'pool'));
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
    const pair = type === 'ed25519' ? ed25519Pair() : ssh2.utils.generateKeyPairSync(type, { bits: type === 'rsa' ? 2048 : 256 } as never);
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

  test('an account without a shell cannot be used', async () => {
    const { port } = await sshd('usermod -s /usr/sbin/nologin op');
    await expect(connectTo({ port, username: 'op', password: PASSWORD })).rejects.toMatchObject({ code: 'box-unsupported' });
  });
});

/** An SSH server that knows nothing else, with the keys of these sorts. */
function oldSshd(sorts: readonly string[], ...lines: readonly string[]): Promise<Sshd> {
  const config = ['UseDNS no', ...sorts.map((sort) => `HostKey /etc/ssh/ssh_host_${sort}_key`), ...lines].join('\n');
  return sshd(...sorts.map((sort) => `rm -f /etc/ssh/ssh_host_${sort}_key; ssh-keygen -q -t ${sort} -N '' -f /etc/ssh/ssh_host_${sort}_key`), `echo '${config}' >/etc/ssh/sshd_config.d/00-lab.conf`);
}

describe('old ways to encrypt', () => {
  test.each([
    ['of ten years ago', ['rsa'], ['KexAlgorithms diffie-hellman-group14-sha1', 'HostKeyAlgorithms ssh-rsa', 'Ciphers aes128-cbc', 'MACs hmac-sha1'], 'diffie-hellman-group14-sha1, ssh-rsa, aes128-cbc, hmac-sha1'],
    ['of twenty years ago', ['dsa'], ['KexAlgorithms diffie-hellman-group1-sha1', 'HostKeyAlgorithms ssh-dss', 'Ciphers 3des-cbc', 'MACs hmac-sha1'], 'diffie-hellman-group1-sha1, ssh-dss, 3des-cbc, hmac-sha1'],
    ['in one thing only', ['ed25519'], ['KexAlgorithms diffie-hellman-group14-sha1'], 'diffie-hellman-group14-sha1'],
  ])('%s: are refused by name, and used once they were allowed', async (_what, sorts, lines, algorithms) => {
    const { port } = await oldSshd(sorts, ...lines);
    const address = { host: '127.0.0.1', port };
    await expect(connector().hostKey(address, never)).rejects.toMatchObject({ code: 'box-only-legacy', params: { host: '127.0.0.1', algorithms } });
    const pin = await connector().hostKey({ ...address, allowLegacy: true }, never);
    await expect(connectTo({ port, username: 'op', password: PASSWORD, pin })).rejects.toMatchObject({ code: 'box-only-legacy' });
    const box = await login({ port, username: 'op', password: PASSWORD, pin, allowLegacy: true });
    expect(await box.demand(['id', '-un'], { signal: never })).toBe('op\n');
  });

  test('where they are allowed, modern ways are still taken first', async () => {
    const server = await oldSshd(['ed25519'], 'KexAlgorithms +diffie-hellman-group1-sha1', 'Ciphers +aes128-cbc', 'MACs +hmac-sha1', 'LogLevel DEBUG1');
    await login({ port: server.port, username: 'op', password: PASSWORD, allowLegacy: true });
    expect(server.log()).toMatch(/kex: algorithm: curve25519-sha256/);
    expect(server.log()).toMatch(/kex: host key algorithm: ssh-ed25519/);
    expect(server.log()).not.toMatch(/cipher: \S*cbc/);
  });

  test('a server with which nothing is common is no question', async () => {
    const { port } = await oldSshd(['ed25519'], 'Ciphers aes256-cbc', 'KexAlgorithms sntrup761x25519-sha512@openssh.com');
    await expect(connector().hostKey({ host: '127.0.0.1', port }, never)).rejects.toMatchObject({ code: 'box-no-common-algorithm', params: { reason: 'key exchange: sntrup761x25519-sha512@openssh.com' } });
  });
});

/** An agent on this computer with so many keys; where the environment says, until the test is over. */
async function agentWith(count: number): Promise<{ publicKeys: string[]; stop: () => void }> {
  const folder = mkdtempSync(path.join(os.tmpdir(), 'agent-'));
  const before = process.env['SSH_AUTH_SOCK'];
  const socket = path.join(folder, 'socket');
  const agent = spawn('ssh-agent', ['-D', '-a', socket], { stdio: ['ignore', 'pipe', 'inherit'] });
  const over = new Promise((resolve) => agent.once('close', resolve));
  closing.push(async () => {
    if (before === undefined) delete process.env['SSH_AUTH_SOCK'];
    else process.env['SSH_AUTH_SOCK'] = before;
    agent.kill();
    await over;
    rmSync(folder, { recursive: true });
  });
  // It says where it listens once it does.
  await new Promise((resolve) => agent.stdout.once('data', resolve));
  process.env['SSH_AUTH_SOCK'] = socket;
  const publicKeys = Array.from({ length: count }, (_value, index) => {
    const file = path.join(folder, `key${index}`);
    // One of them RSA, whose signatures have a name of their own.
    execFileSync('ssh-keygen', ['-q', '-t', index === 2 ? 'rsa' : 'ed25519', '-N', '', '-f', file]);
    execFileSync('ssh-add', ['-q', file], { stdio: 'ignore' });
    return execFileSync('ssh-keygen', ['-y', '-f', file], { encoding: 'utf8' }).trim();
  });
  return { publicKeys, stop: () => { agent.kill(); } };
}

const authorises = (key: string): string => `install -d -m 700 -o op -g op /home/op/.ssh; echo '${key}' >/home/op/.ssh/authorized_keys`;

describe('with the SSH agent of this computer', () => {
  test.each([0, 2])('the right one of three keys (the one with number %i) is found', async (index) => {
    const { publicKeys } = await agentWith(3);
    const { port } = await sshd(authorises(publicKeys[index] ?? ''));
    const box = await login({ port, username: 'op', agent: true });
    expect(await box.demand(['id', '-un'], { signal: never })).toBe('op\n');
  });

  test('of many keys only some are shown, so that the box does not hang up', async () => {
    const { publicKeys } = await agentWith(8);
    const server = await sshd(authorises(publicKeys[7] ?? ''), sshdSays('LogLevel VERBOSE'));
    await expect(connectTo({ port: server.port, username: 'op', agent: true })).rejects.toMatchObject({ code: 'box-agent-refused', params: { user: 'op', held: 8, tried: 5 } });
    expect(server.log().match(/Failed publickey/g)).toHaveLength(5);
    expect(server.log()).not.toMatch(/too many authentication failures/i);
  });

  test('a box that hangs up earlier says the same', async () => {
    await agentWith(3);
    const server = await sshd(sshdSays('MaxAuthTries 1'));
    await expect(connectTo({ port: server.port, username: 'op', agent: true })).rejects.toMatchObject({ code: 'box-agent-refused' });
  });

  test('an agent without keys, and one that is gone, are told apart', async () => {
    const { stop } = await agentWith(0);
    const { port } = await sshd();
    await expect(connectTo({ port, username: 'op', agent: true })).rejects.toMatchObject({ code: 'box-agent-empty' });
    stop();
    await until(async () => connectTo({ port, username: 'op', agent: true }).then(() => true, (error: { code: string }) => error.code === 'box-agent-absent'));
    delete process.env['SSH_AUTH_SOCK'];
    await expect(connectTo({ port, username: 'op', agent: true })).rejects.toMatchObject({ code: 'box-agent-absent' });
  });
});

/** doas as Debian packs it, with these rules. */
const doas = (...rules: readonly string[]): string => `install -m 4755 /mnt/usr/bin/doas /usr/bin/doas; cp /mnt/etc/pam.d/doas /etc/pam.d/; printf '%s\\n' ${rules.map((rule) => `'${rule}'`).join(' ')} >/etc/doas.conf; chmod 400 /etc/doas.conf`;

describe('becoming root by doas', () => {
  test.each([
    ['there is no sudo', 'rm /usr/bin/sudo'],
    ['sudo does not allow it', 'true'],
    ['sudo wants a terminal', `${SUDOER}; echo 'Defaults requiretty' >/etc/sudoers.d/x`],
  ])('without a password, where %s: the input of the command is its own', async (_what, sudo) => {
    const box = await boxWith(sudo, doas('permit nopass op'));
    expect(await box.run(['cat'], { root: true, stdin: 'a\nkt:stdin\nb', signal: never })).toEqual({ code: 0, stdout: 'a\nkt:stdin\nb', stderr: '' });
    expect(await box.demand(['id', '-u'], { root: true, signal: never })).toBe('0\n');
    await box.writeFile('/etc/by doas', 'x', { mode: 0o600, signal: never });
    expect((await box.facts(never)).root).toBe('doas');
  });

  test.each([
    ['a password is wanted', ['permit op'], 'box-doas-wants-password'],
    ['a password is wanted once in a while', ['permit persist op'], 'box-doas-wants-password'],
    ['nothing is allowed', ['permit nopass root'], 'box-no-root'],
  ])('refused: %s', async (_what, rules, code) => {
    const box = await boxWith('rm /usr/bin/sudo', doas(...rules));
    await expect(box.run(['true'], { root: true, signal: never })).rejects.toMatchObject({ code });
    expect((await box.facts(never)).root).toBe('none');
  });
});

describe('a box like OpenWrt: dropbear, busybox, nobody but root', () => {
  const openWrtBox = async (): Promise<Box> => {
    const server = await startSshd(path.join(openwrt, 'root'), 'true');
    closing.push(() => server.stop());
    return login({ port: server.port, username: 'root', password: 'root-Pass1!' });
  };
  const sleepers = async (box: Box, mark: string): Promise<number> => (await box.demand(['ps', 'w'], { signal: never })).split('\n').filter((line) => line.includes(`sleep ${mark}`)).length;

  test('tells what it is, takes arguments and files as they are, and opens connections', async () => {
    const box = await openWrtBox();
    expect(await box.facts(never)).toMatchObject({ systemId: 'openwrt', root: 'is-root', firewall: ['iptables', 'nft'], architecture: 'amd64', client: { version: null } });
    const words = ['', ' ', "it's", '"$HOME"', '\\', '!', '*', '-n', 'é😀', 'a\nb\n', '; id'];
    expect((await box.demand(['printf', '%s\\0', ...words], { root: true, signal: never })).split('\0').slice(0, -1)).toEqual(words);
    const content = Buffer.from(Array.from({ length: 300_000 }, (_value, index) => (index * 7) % 256));
    await box.writeFile('/etc/a file', content, { mode: 0o640, signal: never });
    expect((await box.demand(['ls', '-l', '/etc/a file'], { signal: never })).split(/\s+/).slice(0, 5)).toEqual(['-rw-r-----', '1', 'root', 'root', '300000']);
    await expect(box.writeFile('/no/such/folder/x', 'x', { mode: 0o600, signal: never })).rejects.toMatchObject({ code: 'box-command-failed' });
    const camera = createServer((socket) => socket.end()).listen(0, '127.0.0.1');
    await new Promise((resolve) => camera.once('listening', resolve));
    const address = { host: '127.0.0.1', port: (camera.address() as AddressInfo).port };
    expect(await box.reaches(address, never)).toBe(true);
    await new Promise((resolve) => camera.close(resolve));
    expect(await box.reaches(address, never)).toBe(false);
  });

  test('ends what was cancelled, what takes too long, and what does not listen', async () => {
    const box = await openWrtBox();
    await expect(box.run(['sleep', '4331'], { signal: never, deadlineMs: 300 })).rejects.toMatchObject({ code: 'deadline' });
    await until(async () => (await sleepers(box, '4331')) === 0);
    // The shell does not listen, and what it started is in no group that could be asked.
    await expect(box.run(['sh', '-c', 'trap "" TERM; sleep 4332; exit 7'], { signal: never, deadlineMs: 300 })).rejects.toMatchObject({ code: 'deadline' });
    await until(async () => (await sleepers(box, '4332')) === 0);
    await expect(box.run(['yes'], { signal: never })).rejects.toMatchObject({ code: 'box-command-failed', params: { code: 'too much output' } });
    expect((await box.run(['true'], { signal: never })).code).toBe(0);
  });

  test('a wrong password is refused once', async () => {
    const server = await startSshd(path.join(openwrt, 'root'), 'true');
    closing.push(() => server.stop());
    await expect(connectTo({ port: server.port, username: 'root', password: 'wrong' })).rejects.toMatchObject({ code: 'box-login-refused' });
    expect(server.log().match(/Bad password/g)).toHaveLength(1);
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

  test('a terminal that is wanted is named, with its remedy', async () => {
    const box = await boxWith(SUDOER, "echo 'Defaults requiretty' >/etc/sudoers.d/x");
    await expect(box.run(['true'], { root: true, signal: never })).rejects.toMatchObject({ code: 'box-sudo-wants-terminal', params: { user: 'op' } });
    expect((await box.facts(never)).root).toBe('none');
  });

  test.each([
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
