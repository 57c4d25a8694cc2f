import { execFileSync, spawn, spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { chmodSync, mkdirSync, mkdtempSync, readFileSync, rmSync, statSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { scriptFor } from '../../../electron/overlay/netmaker/install/container';
import { EXAMINE_NAME, EXAMINE_SCRIPT, FETCH_NAME, FETCH_SCRIPT } from '../../../electron/overlay/netmaker/install-scripts';
import { parseBoxState } from '../../../electron/overlay/netmaker/box-state';
import { CLIENT, CONFIG, INIT_SCRIPT, JOIN_NAME, JOIN_SCRIPT, REMOVE_NAME, REMOVE_SCRIPT, STATE_NAME, STATE_SCRIPT, UNIT } from '../../../electron/overlay/netmaker/scripts';

/** The scripts run for real, in a shell, with the box's fixed places moved into a folder of the test. */
let root: string;
beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'kt-scripts-'));
  for (const folder of ['sbin', 'bin', 'etc/netclient', 'etc/systemd/system', 'etc/init.d', 'net', 'run/systemd/system', 'var/run', 'var/log']) mkdirSync(join(root, folder), { recursive: true });
  program('bin/systemctl', 'case "$1" in is-active) echo active;; is-enabled) echo enabled;; esac');
});
afterEach(() => { rmSync(root, { recursive: true, force: true }); });

function program(path: string, body: string): void {
  writeFileSync(join(root, path), `#!/bin/sh\n${body}\n`);
  chmodSync(join(root, path), 0o755);
}

function run(script: string, name: string, input = '', ...words: readonly string[]): string {
  // All at once, because a moved path holds the unmoved one.
  const moved = script.replace(/(?<![\w.}])\/(?=etc|sbin|run|var|sys\/class\/net)(?:sys\/class\/)?/g, `${root}/`);
  return execFileSync('sh', ['-c', moved, name, ...words], { input, encoding: 'utf8', env: { PATH: `${join(root, 'bin')}:${process.env['PATH'] ?? ''}` } });
}

/** Another system than systemd's. */
function system(...paths: readonly string[]): void {
  rmSync(join(root, 'run/systemd'), { recursive: true });
  for (const path of paths) {
    mkdirSync(join(root, path, '..'), { recursive: true });
    writeFileSync(join(root, path), '');
  }
}

describe('the state script', () => {
  it('tells everything of a client that is a member', () => {
    program('sbin/netclient', 'echo "[netclient] 2026-11-23 10:00:00 setting OS"; echo v1.5.1; echo \'{"level":"ERROR"}\' >&2');
    writeFileSync(join(root, CONFIG, 'netclient.json'), '{\n "id": "0b0c2d1e-1111-4222-8333-444455556666",\n "hostpass": "s3cret-pass",\n "privatekey": "s3cret-key",\n "interfaces": []\n}');
    writeFileSync(join(root, CONFIG, 'nodes.json'), '{"cams": {"id": "n1"}}');
    writeFileSync(join(root, UNIT), '');
    mkdirSync(join(root, 'net/netmaker'));
    const output = run(STATE_SCRIPT, STATE_NAME);
    expect(parseBoxState(output)).toEqual({
      installed: true, version: 'v1.5.1', active: true, enabled: true, init: 'systemd', config: true, unit: 'systemd', container: null, interface: true, hostId: '0b0c2d1e-1111-4222-8333-444455556666', networks: ['cams'],
    });
    expect(output).not.toContain('s3cret');
  });

  it('keeps keys on the box also where the file is one line', () => {
    writeFileSync(join(root, CONFIG, 'netclient.json'), '{"id":"0b0c2d1e-1111-4222-8333-444455556666","hostpass":"s3cret-pass","privatekey":"s3cret-key"}');
    const output = run(STATE_SCRIPT, STATE_NAME);
    expect(parseBoxState(output)).toMatchObject({ installed: false, hostId: '0b0c2d1e-1111-4222-8333-444455556666' });
    expect(output).not.toContain('s3cret');
  });

  it('tells that there is nothing', () => {
    rmSync(join(root, CONFIG), { recursive: true });
    program('bin/systemctl', 'echo inactive; exit 3');
    expect(parseBoxState(run(STATE_SCRIPT, STATE_NAME))).toMatchObject({ installed: false, config: false, active: false, enabled: false, hostId: null, networks: [] });
  });
});

describe('the state script on other systems', () => {
  const state = (): ReturnType<typeof parseBoxState> => parseBoxState(run(STATE_SCRIPT, STATE_NAME));

  it.each([
    ['procd', ['sbin/procd', 'etc/rc.d/S99netclient'], '#!/bin/sh /etc/rc.common'],
    ['openrc', ['run/openrc/softlevel', 'etc/inittab', 'etc/runlevels/default/netclient'], '#!/sbin/openrc-run'],
    ['sysv', ['etc/inittab', 'etc/rc2.d/S03netclient'], '#!/bin/sh'],
  ] as const)('finds the service of %s', (init, paths, first) => {
    system(...paths);
    program('sbin/netclient', 'echo v1.5.1');
    writeFileSync(join(root, INIT_SCRIPT), `${first}\n`);
    expect(state()).toMatchObject({ init, unit: init, enabled: true, active: false });
    rmSync(join(root, paths.at(-1) ?? ''));
    expect(state()).toMatchObject({ init, unit: init, enabled: false });
  });

  it('takes only a daemon that lives for one', () => {
    system('sbin/procd');
    writeFileSync(join(root, 'var/run/netclient.pid'), `${process.pid}\n`);
    expect(state().active).toBe(false);
    writeFileSync(join(root, 'var/run/netclient.pid'), '');
    expect(state().active).toBe(false);
    const real = spawn('sh', ['-c', 'sleep 1000; :', 'daemon'], { argv0: `${join(root, 'sbin/netclient')} daemon` });
    writeFileSync(join(root, 'var/run/netclient.pid'), `${real.pid ?? 0}\n`);
    try {
      expect(state().active).toBe(true);
    } finally {
      real.kill();
    }
  });

  it('knows runit, and says so where it knows nothing', () => {
    system('sbin/runit-init');
    expect(state().init).toBe('runit');
    rmSync(join(root, 'sbin/runit-init'));
    expect(state().init).toBe('unknown');
  });

  it('asks the container that the client runs in', () => {
    program('bin/docker', 'case "$1" in exec) shift 3; [ "$2" = version ] && echo v1.5.1;; inspect) echo "true always";; esac');
    writeFileSync(join(root, CLIENT), scriptFor('docker', ['docker.io/gravitl/netclient:v1.5.1']), { mode: 0o755 });
    program('bin/systemctl', 'echo inactive; exit 3');
    expect(state()).toMatchObject({ installed: true, version: 'v1.5.1', container: 'docker', active: true, enabled: true });
    program('bin/docker', 'case "$1" in inspect) echo "false no";; *) exit 1;; esac');
    expect(state()).toMatchObject({ installed: true, version: null, container: 'docker', active: false, enabled: false });
  });

  it('does not take podman for Docker because of an image', () => {
    program('bin/podman', 'exit 1');
    writeFileSync(join(root, CLIENT), scriptFor('podman', ['docker.io/gravitl/netclient:v1.5.1']), { mode: 0o755 });
    expect(state().container).toBe('podman');
  });
});

describe('the script that examines a client', () => {
  /** A client that is a script, so that its sum is what it is. */
  const client = (): { path: string; sum: string } => {
    program('a client', 'echo "[netclient] setting OS"; echo v1.5.1; exit 3');
    const path = join(root, 'a client');
    return { path, sum: createHash('sha256').update(readFileSync(path)).digest('hex') };
  };

  it('runs it only when it is the expected one', () => {
    const { path, sum } = client();
    expect(run(EXAMINE_SCRIPT, EXAMINE_NAME, '', path, 'a'.repeat(64))).toBe(`${sum}\n`);
    expect(run(EXAMINE_SCRIPT, EXAMINE_NAME, '', path, sum)).toBe(`${sum}\n[netclient] setting OS\nv1.5.1\n3\n`);
  });

  it('says so when there is no file', () => {
    expect(run(EXAMINE_SCRIPT, EXAMINE_NAME, '', join(root, 'none'), 'a'.repeat(64)).trim()).toBe('');
  });

  for (const tool of ['openssl', 'busybox']) {
    it(`has the same sum by ${tool}, where there is no sha256sum`, (context) => {
      const { path, sum } = client();
      const bare = join(root, 'bare');
      mkdirSync(bare);
      for (const name of [tool, 'sh', 'chmod']) {
        const found = spawnSync('sh', ['-c', `command -v ${name}`], { encoding: 'utf8' }).stdout.trim();
        if (found === '') return context.skip(`${name} is not installed here`);
        symlinkSync(found, join(bare, name));
      }
      expect(execFileSync(join(bare, 'sh'), ['-c', EXAMINE_SCRIPT, EXAMINE_NAME, path, sum], { encoding: 'utf8', env: { PATH: bare } })).toContain(`${sum}\n`);
    });
  }
});

describe('the download script', () => {
  it.each([
    ['curl', 'while [ "$1" != -o ]; do shift; done; echo "$3" >"$2"'],
    ['wget', 'shift 2; echo "$2" >"$1"'],
    ['uclient-fetch', 'shift 2; echo "$2" >"$1"'],
  ])('uses %s, and lets nobody else read what came', (tool, body) => {
    const bare = join(root, 'bare');
    mkdirSync(bare);
    writeFileSync(join(bare, tool), `#!/bin/sh\n${body}\n`, { mode: 0o755 });
    for (const name of ['sh', 'rm', 'cat']) symlinkSync(spawnSync('sh', ['-c', `command -v ${name}`], { encoding: 'utf8' }).stdout.trim(), join(bare, name));
    const path = join(root, 'sbin/new');
    execFileSync(join(bare, 'sh'), ['-c', FETCH_SCRIPT, FETCH_NAME, 'https://example.org/a b?c=$(id)', path], { env: { PATH: bare } });
    expect(readFileSync(path, 'utf8')).toBe('https://example.org/a b?c=$(id)\n');
    expect(statSync(path).mode & 0o777).toBe(0o600);
  });
});

describe('the join script', () => {
  it('hands the first line of its input to netclient, whole', () => {
    program('sbin/netclient', 'printf "%s|" "$@"');
    expect(run(JOIN_SCRIPT, JOIN_NAME, 'dG9r\\n$(id) "x" *==\nsecond line\n')).toBe('join|-t|dG9r\\n$(id) "x" *==|');
  });
});

describe('the removal script', () => {
  it('removes the client, its service and its settings, and nothing else', () => {
    program('sbin/netclient', '');
    writeFileSync(join(root, 'sbin/other'), '');
    writeFileSync(join(root, UNIT), '');
    writeFileSync(join(root, 'etc/other'), '');
    writeFileSync(join(root, 'etc/init.d/other'), '');
    writeFileSync(join(root, INIT_SCRIPT), `#!/bin/sh\n[ "$1" != stop ] || rm ${join(root, 'running')}\n`, { mode: 0o755 });
    writeFileSync(join(root, 'running'), '');
    mkdirSync(join(root, 'etc/rc2.d'));
    for (const name of ['netclient', 'other']) symlinkSync(`../init.d/${name}`, join(root, `etc/rc2.d/S03${name}`));
    run(REMOVE_SCRIPT, REMOVE_NAME);
    expect(execFileSync('find', [root, '-mindepth', '1', '(', '-type', 'f', '-o', '-type', 'l', ')'], { encoding: 'utf8' }).trim().split('\n').map((path) => path.slice(root.length)).sort()).toEqual(['/bin/systemctl', '/etc/init.d/other', '/etc/other', '/etc/rc2.d/S03other', '/sbin/other']);
  });
});
