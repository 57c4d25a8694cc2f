import { execFileSync, spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { serviceManagers } from '../../../electron/box/services/services';
import type { Box, ServiceManager } from '../../../electron/engine/ports';

const SERVICE = { name: 'netclient', title: 'The client', argv: ['/sbin/netclient', 'daemon'] };
const never = new AbortController().signal;

function manager(init: 'systemd' | 'openrc' | 'procd' | 'sysv'): ServiceManager {
  const found = serviceManagers(init);
  if (found === null) throw new Error(`none for ${init}`);
  return found;
}

/** Answers everything, and remembers what it was told. */
function listeningBox(stdout = ''): { box: Box; told: string[] } {
  const told: string[] = [];
  const answer = (argv: readonly string[]): { code: number; stdout: string; stderr: string } => {
    told.push(argv[0] === 'sh' ? argv.slice(3).join(' ') : argv.join(' '));
    return { code: 0, stdout, stderr: '' };
  };
  const box = { run: async (argv: readonly string[]) => answer(argv), demand: async (argv: readonly string[]) => answer(argv).stdout } as unknown as Box;
  return { box, told };
}

describe('a service manager', () => {
  test.each([
    ['systemd', ['systemctl daemon-reload', 'systemctl enable netclient', 'systemctl start --no-block netclient', 'systemctl stop netclient', 'systemctl disable netclient']],
    ['openrc', ['rc-update add netclient default', 'rc-service netclient start', 'rc-service netclient stop', 'rc-update del netclient default']],
    ['procd', ['/etc/init.d/netclient enable', '/etc/init.d/netclient start', '/etc/init.d/netclient stop', '/etc/init.d/netclient disable']],
    ['sysv', ['service-enable netclient', '/etc/init.d/netclient start', '/etc/init.d/netclient stop', 'service-disable netclient']],
  ] as const)('of the kind %s is told so in its own words', async (init, words) => {
    const { box, told } = listeningBox();
    await manager(init).enable(box, 'netclient', never);
    await manager(init).start(box, 'netclient', never);
    await manager(init).stop(box, 'netclient', never);
    await manager(init).disable(box, 'netclient', never);
    expect(told).toEqual(words);
  });

  test.each(['systemd', 'openrc', 'procd', 'sysv'] as const)('of the kind %s describes the program, and who wrote it', (init) => {
    const { text, path } = manager(init).definition(SERVICE);
    expect(text).toContain('/sbin/netclient');
    expect(text).toContain('daemon');
    expect(text).toContain('Written by Kerberos Tunnel');
    expect(path.split('/').at(-1)).toMatch(/^netclient(\.service)?$/);
  });

  test.each(['systemd', 'openrc', 'procd', 'sysv'] as const)('of the kind %s tells what the program said last, and nothing that draws', async (init) => {
    const { box } = listeningBox(Array.from({ length: 100 }, (_value, index) => `line ${index}\u001b[31m`).join('\n'));
    const lines = (await manager(init).logs(box, 'netclient', never)).split('\n');
    expect(lines).toHaveLength(20);
    expect(lines.at(-1)).toBe('line 99 [31m');
  });

  test('is none for runit and for what nobody knows', () => {
    expect(serviceManagers('runit')).toBeNull();
    expect(serviceManagers('unknown')).toBeNull();
  });
});

describe("the script for SysV's init", () => {
  let root: string;
  let script: string;
  beforeEach(() => {
    root = mkdtempSync(join(tmpdir(), 'kt-sysv-'));
    mkdirSync(join(root, 'etc/init.d'), { recursive: true });
    mkdirSync(join(root, 'run'));
    mkdirSync(join(root, 'log'));
    script = join(root, 'etc/init.d/netclient');
    const program = join(root, 'program');
    writeFileSync(program, `#!/bin/sh\necho "$1 $$" >>${join(root, 'starts')}\nexec sleep 1000\n`, { mode: 0o755 });
    const { text } = manager('sysv').definition({ ...SERVICE, argv: [program, 'daemon'] });
    writeFileSync(script, text.replaceAll('/var/run', join(root, 'run')).replaceAll('/var/log', join(root, 'log')).replaceAll('sh /etc/init.d/', `sh ${join(root, 'etc/init.d/')}`).replace('sleep 15', 'sleep 0.05'), { mode: 0o755 });
  });
  afterEach(() => {
    spawnSync(script, ['stop']);
    rmSync(root, { recursive: true, force: true });
  });
  const does = (verb: string): number | null => spawnSync(script, [verb], { stdio: 'ignore' }).status;
  const starts = (): { verb: string; pid: number }[] =>
    existsSync(join(root, 'starts')) ? readFileSync(join(root, 'starts'), 'utf8').trim().split('\n').map((line) => ({ verb: line.split(' ')[0] ?? '', pid: Number(line.split(' ')[1]) })) : [];
  const alive = (pid: number): boolean => existsSync(`/proc/${pid}`);

  test('starts the program once, says that it runs, and stops it', async () => {
    expect(does('status')).not.toBe(0);
    expect(does('start')).toBe(0);
    await expect.poll(() => starts().length).toBe(1);
    expect(does('status')).toBe(0);
    expect(does('start')).toBe(0);
    expect(starts()).toMatchObject([{ verb: 'daemon' }]);
    expect(does('stop')).toBe(0);
    expect(does('status')).not.toBe(0);
    await expect.poll(() => alive(starts()[0]?.pid ?? 0)).toBe(false);
  });

  test('starts the program again when it ends by itself', async () => {
    does('start');
    await expect.poll(() => starts().length).toBe(1);
    process.kill(starts()[0]?.pid ?? 0);
    await expect.poll(() => starts().length).toBe(2);
    expect(does('status')).toBe(0);
  });

  test('takes nobody else for its own, although an old note names him', async () => {
    writeFileSync(join(root, 'run/netclient.keeper.pid'), `${process.pid}\n`);
    expect(does('status')).not.toBe(0);
    expect(does('stop')).toBe(0);
    expect(does('start')).toBe(0);
    await expect.poll(() => starts().length).toBe(1);
  });

  test('is one that every shell can read', () => {
    const shells = ['dash', 'bash', 'busybox'].filter((shell) => spawnSync('sh', ['-c', `command -v ${shell}`]).status === 0);
    expect(shells.length).toBeGreaterThan(0);
    for (const shell of shells) execFileSync(shell, [...(shell === 'busybox' ? ['sh'] : []), '-n', script]);
  });
});
