import { describe, expect, it } from 'vitest';
import { isOlder, parseVersion, sameVersion } from '../../../electron/overlay/netmaker/api/version';
import { parseBoxState, versionIn } from '../../../electron/overlay/netmaker/box-state';
import { parsePeers, parseWireGuard } from '../../../electron/overlay/netmaker/handshake';
import { OneAtATime } from '../../../electron/overlay/netmaker/one-at-a-time';
import { egressName, keyTag, planNetmaker } from '../../../electron/overlay/netmaker/plan';
import { collision, covers, sameRange } from '../../../electron/overlay/netmaker/ranges';
import { newSite, type Site } from '../../../electron/domain/site';

describe('versions', () => {
  it.each([
    ['v1.5.1', '1.5.1', true],
    ['v1.5.1', 'v1.5.0', false],
    ['v0.99.0', 'v0.90.0', false],
    ['dev', 'v1.5.1', true],
    ['v1.5.1-rc1', 'v1.5.1', true],
  ])('%s and %s are the same: %s', (a, b, same) => { expect(sameVersion(a, b)).toBe(same); });

  it('compare as numbers, not as text', () => {
    expect(isOlder('v0.9.9', 'v0.18.4')).toBe(true);
    expect(isOlder('v0.90.0', '0.99.0')).toBe(true);
    expect(isOlder('v1.0.0', '0.99.0')).toBe(false);
    expect(isOlder('dev', '0.99.0')).toBe(false);
    expect(parseVersion('1.5')).toBeNull();
  });
});

describe('the state of the client on a box', () => {
  const HOST = '0b0c2d1e-1111-4222-8333-444455556666';

  it('is read with its identity and its networks', () => {
    const nodes = JSON.stringify({ cams: { id: 'n1', address: { IP: '100.64.8.2', Mask: '////AA==' } }, office: {} }, null, 1);
    expect(parseBoxState(`binary=yes\nversion=v1.5.1\ninit=systemd\nactive=active\nenabled=enabled\nunit=systemd\nconfig=yes\ninterface=yes\n"id": "${HOST}"\nnodes=\n${nodes}\n`)).toEqual({
      installed: true, version: 'v1.5.1', active: true, enabled: true, init: 'systemd', config: true, unit: 'systemd', container: null, interface: true, hostId: HOST, networks: ['cams', 'office'],
    });
  });

  it('is that of a box without one', () => {
    expect(parseBoxState('binary=no\ninit=systemd\nactive=inactive\nenabled=\n')).toEqual({
      installed: false, version: null, active: false, enabled: false, init: 'systemd', config: false, unit: null, container: null, interface: false, hostId: null, networks: [],
    });
  });

  it.each([
    ['on a system that nobody knows', 'binary=no\ninit=launchd\n', { init: 'unknown' }],
    ['with a service for another kind of system', 'binary=yes\ninit=sysv\nunit=procd\n', { init: 'sysv', unit: 'procd' }],
    ['in a container, whatever the system says of its service', 'active=active\nenabled=enabled\ncontainer=docker\nrunning=false no\n', { container: 'docker', active: false, enabled: false }],
    ['in a container of something else', 'container=lxc\nrunning=true always\n', { container: null }],
    ['while its list of networks is being written', 'binary=yes\nversion=v1.5.1\nnodes=\n{"cams": {"id"', { networks: [] }],
    ['with a program that cannot be run', 'binary=yes\nversion=\n', { installed: true, version: null }],
    ['with nonsense', '\u0000\u001b[2Jversion=$(reboot)\n"id": "../../etc"\n', { version: null, hostId: null }],
    ['while it is starting', 'binary=yes\nactive=activating\nenabled=enabled\n', { active: false, enabled: true }],
  ])('%s is told apart', (_what, output, expected) => { expect(parseBoxState(output)).toMatchObject(expected); });

  it('has the version behind its log lines', () => {
    expect(versionIn('[netclient] 2026-11-23 10:00:00 setting OS \n[netclient] 2026-11-23 setting version \nv1.4.0\n')).toBe('v1.4.0');
    expect(versionIn('/sbin/x: 1: ELF: not found')).toBeNull();
  });
});

describe('handshakes', () => {
  const now = Date.parse('2026-11-23T12:00:00Z') / 1000;
  const peers = (times: readonly unknown[]): string => JSON.stringify({ interface: { name: 'netmaker' }, peers: { cams: times.map((time) => ({ public_key: 'k', last_handshake_time: time })) } });

  it('are as old as the freshest one', () => {
    expect(parsePeers(`[netclient] 2026-11-23 setting OS\n${peers(['2026-11-23T11:58:00Z', '2026-11-23T11:59:30Z'])}`, now)).toEqual({ peers: 2, age: 30 });
  });

  it('that never happened are year 1 in Go', () => { expect(parsePeers(peers(['0001-01-01T00:00:00Z']), now)).toEqual({ peers: 1, age: null }); });

  it('need a peer', () => { expect(parsePeers('[]', now)).toEqual({ peers: 0, age: null }); });

  it('are not told by older clients', () => { expect(parsePeers('Error: unknown command "peers" for "netclient"', now)).toBeNull(); });

  it('are told by WireGuard in unix seconds', () => {
    expect(parseWireGuard(`a=\t${now - 12}\nb=\t0\n`, now)).toEqual({ peers: 2, age: 12 });
    expect(parseWireGuard('a=\t0\n', now)).toEqual({ peers: 1, age: null });
    expect(parseWireGuard('', now)).toEqual({ peers: 0, age: null });
  });
});

describe('ranges', () => {
  it('collide with whoever overlaps', () => {
    const others = [{ range: '10.0.0.0/8', owner: 'a' }, { range: '192.168.0.0/16', owner: 'b' }, { range: 'nonsense', owner: 'c' }];
    expect(collision('192.168.1.11/32', others)?.owner).toBe('b');
    expect(collision('172.16.0.1/32', others)).toBeNull();
  });

  it('cover what lies in them, not the other way', () => {
    expect(covers('192.168.1.0/24', '192.168.1.11/32')).toBe(true);
    expect(covers('192.168.1.11/32', '192.168.1.0/24')).toBe(false);
    expect(covers('192.168.2.0/24', '192.168.1.11/32')).toBe(false);
    expect(covers('', '192.168.1.11/32')).toBe(false);
  });

  it('are the same however they are written', () => {
    expect(sameRange('192.168.1.7/24', '192.168.1.0/24')).toBe(true);
    expect(sameRange('192.168.1.7', '192.168.1.7/32')).toBe(true);
    expect(sameRange('', '')).toBe(false);
  });
});

describe('names on the server', () => {
  it('of the key fit into 3 to 32 characters and stay distinct', () => {
    const ids = ['a', 'site12', 'a'.repeat(40), `${'a'.repeat(39)}b`];
    const tags = ids.map(keyTag);
    expect(tags.every((tag) => tag.length >= 3 && tag.length <= 32)).toBe(true);
    expect(new Set(tags).size).toBe(ids.length);
    expect(ids.map(keyTag)).toEqual(tags);
  });

  it('of a way tell site and address', () => { expect(egressName('site12', '10.0.0.1')).toBe('kerberos-tunnel site12 10.0.0.1'); });
});

describe('the plan', () => {
  const site: Site = {
    ...newSite({ id: 'site12', name: 'Site 12', mode: 'real', language: 'en', timeZone: 'UTC' }),
    overlay: { kind: 'netmaker', url: 'https://api.example/', auth: { kind: 'token', token: { kind: 'env', name: 'T' } }, network: 'cams', client: null, install: 'auto', egress: 'cameras', policy: { kind: 'ask' } },
    box: { host: '192.168.1.2', port: 22, username: 'op', auth: { kind: 'password', password: { kind: 'env', name: 'P' } }, sudoPassword: null, hostKey: null, allowLegacy: false },
  };
  const steps = planNetmaker(site, ['192.168.1.11', '192.168.1.12'].map((address) => ({ deviceId: address, name: `Camera ${address}`, address, rtspPort: 554 })));

  it('goes from the box as it is to the ways, which need each other not at all', () => {
    expect(steps.map((step) => [step.id, step.needs])).toEqual([
      ['box.baseline', []],
      ['netmaker.client', ['box.baseline']],
      ['netmaker.key', []],
      ['netmaker.join', ['netmaker.client', 'netmaker.key']],
      ['netmaker.egress:192.168.1.11', ['netmaker.join']],
      ['netmaker.egress:192.168.1.12', ['netmaker.join']],
      ['netmaker.key-removal', ['netmaker.join']],
    ]);
  });

  it('has an address only where a step is about one camera', () => {
    expect(steps.filter((step) => step.params['address'] !== undefined).map((step) => step.kind)).toEqual(['netmaker.egress', 'netmaker.egress']);
  });
});

describe('work with the same key', () => {
  it('is done one after another, also behind one that failed', async () => {
    const queue = new OneAtATime();
    const log: string[] = [];
    const work = (name: string, fails = false) => async (): Promise<string> => {
      log.push(`${name} begins`);
      await Promise.resolve();
      log.push(`${name} ends`);
      if (fails) throw new Error(name);
      return name;
    };
    const results = await Promise.allSettled([queue.run('k', work('a')), queue.run('k', work('b', true)), queue.run('k', work('c')), queue.run('other', work('x'))]);
    expect(results.map((result) => result.status)).toEqual(['fulfilled', 'rejected', 'fulfilled', 'fulfilled']);
    expect(log.filter((line) => !line.startsWith('x'))).toEqual(['a begins', 'a ends', 'b begins', 'b ends', 'c begins', 'c ends']);
  });
});
