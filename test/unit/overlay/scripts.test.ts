import { execFileSync } from 'node:child_process';
import { chmodSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { parseBoxState } from '../../../electron/overlay/netmaker/box-state';
import { CLIENT, CONFIG, JOIN_NAME, JOIN_SCRIPT, REMOVE_NAME, REMOVE_SCRIPT, STATE_NAME, STATE_SCRIPT, UNIT } from '../../../electron/overlay/netmaker/scripts';

/** The scripts run for real, in a shell, with the box's fixed places moved into a folder of the test. */
let root: string;
beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'kt-scripts-'));
  for (const folder of ['sbin', 'bin', 'etc/netclient', 'etc/systemd/system', 'net']) mkdirSync(join(root, folder), { recursive: true });
  program('bin/systemctl', 'case "$1" in is-active) echo active;; is-enabled) echo enabled;; esac');
});
afterEach(() => { rmSync(root, { recursive: true, force: true }); });

function program(path: string, body: string): void {
  writeFileSync(join(root, path), `#!/bin/sh\n${body}\n`);
  chmodSync(join(root, path), 0o755);
}

function run(script: string, name: string, input = ''): string {
  // Longest first: /etc/netclient is not in the unit's path, but /sbin/netclient is in the temporary one's.
  const moved = [UNIT, CONFIG, CLIENT, '/sbin/.kerberos-tunnel-netclient'].reduce((text, path) => text.replaceAll(path, join(root, path)), script).replaceAll('/sys/class/net', join(root, 'net'));
  return execFileSync('sh', ['-c', moved, name], { input, encoding: 'utf8', env: { PATH: `${join(root, 'bin')}:${process.env['PATH'] ?? ''}` } });
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
      installed: true, version: 'v1.5.1', active: true, enabled: true, systemd: true, config: true, unit: true, interface: true, hostId: '0b0c2d1e-1111-4222-8333-444455556666', networks: ['cams'],
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
    run(REMOVE_SCRIPT, REMOVE_NAME);
    expect(execFileSync('find', [root, '-mindepth', '1', '-type', 'f'], { encoding: 'utf8' }).trim().split('\n').map((path) => path.slice(root.length)).sort()).toEqual(['/bin/systemctl', '/etc/other', '/sbin/other']);
  });
});
