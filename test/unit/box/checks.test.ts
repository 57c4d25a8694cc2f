import { describe, expect, test } from 'vitest';
import { BOX_CHECKS } from '../../../electron/box/checks';
import { forwardDrops, nftForwardDrops } from '../../../electron/box/checks/forwarding';
import { directSource } from '../../../electron/box/checks/on-camera-network';
import { mountOf, parseMounts } from '../../../electron/box/checks/writable';
import { CHECK_IDS, type BoxFacts, type CheckId, type CheckResult } from '../../../electron/domain/box';
import { TunnelError } from '../../../electron/domain/errors';
import { newSite, type NetmakerSettings, type Site } from '../../../electron/domain/site';
import type { Box, CommandOptions, CommandResult } from '../../../electron/engine/ports';

const FACTS: BoxFacts = {
  hostname: 'box', system: 'Debian GNU/Linux 12 (bookworm)', systemId: 'debian', kernel: '6.1.0', architecture: 'amd64', init: 'systemd', root: 'sudo',
  addresses: [{ interface: 'eth0', address: '192.168.50.2' }], firewall: ['iptables'], freeKiB: 1024 * 1024, memoryKiB: 512 * 1024, clockSkewSeconds: 1,
  client: { version: null, active: false, enabled: false },
};

const SITE: Site = {
  ...newSite({ id: 'site', name: 'Site', mode: 'real', language: 'en', timeZone: 'UTC' }),
  overlay: { kind: 'netmaker', url: 'https://api.example.org', auth: { kind: 'token', token: { kind: 'env', name: 'T' } }, network: 'cams', client: null, install: 'auto', egress: 'cameras' },
};
const CAMERAS = [{ address: '192.168.50.11', port: 554 }, { address: '192.168.50.12', port: 554 }];

/** What a healthy Debian answers. */
const HEALTHY: Record<string, Partial<CommandResult>> = {
  true: {},
  'head -c 0 /dev/net/tun': {},
  'cat /proc/mounts': { stdout: '/dev/sda1 / ext4 rw,relatime 0 0\ntmpfs /run tmpfs rw 0 0\n' },
  'getent hosts api.example.org': { stdout: '203.0.113.10 api.example.org\n' },
  'ls -d /etc/netclient/nodes.json': { code: 2 },
  'ls /sys/class/net': { stdout: 'eth0\nlo\n' },
  'ip -4 route get 192.168.50.12': { stdout: '192.168.50.12 dev eth0 src 192.168.50.2 uid 1000 \n    cache \n' },
  'iptables-save': { stdout: '' },
};

interface World {
  readonly answers?: Record<string, Partial<CommandResult> | TunnelError>;
  readonly facts?: Partial<BoxFacts>;
  readonly unreachable?: readonly string[];
  readonly site?: Site;
  readonly cameras?: typeof CAMERAS;
}

function boxIn(world: World): Box {
  const run = async (argv: readonly string[], _options: CommandOptions): Promise<CommandResult> => {
    const line = argv.join(' ');
    const answer = (world.answers ?? {})[line] ?? HEALTHY[line] ?? (line.startsWith('systemctl list-units') ? {} : { code: 127, stderr: `${line}: not found` });
    if (answer instanceof TunnelError) throw answer;
    return { code: 0, stdout: '', stderr: '', ...answer };
  };
  return {
    run,
    demand: async (argv, options) => (await run(argv, options)).stdout,
    writeFile: async () => { throw new Error('a check changes nothing'); },
    reaches: async ({ host }) => !(world.unreachable ?? []).includes(host),
    facts: async () => FACTS,
    close: () => undefined,
  };
}

async function ask(check: CheckId, world: World = {}): Promise<CheckResult> {
  const found = BOX_CHECKS.find(({ id }) => id === check);
  if (found === undefined) throw new Error(`no check ${check}`);
  return found.run({ box: boxIn(world), facts: { ...FACTS, ...world.facts }, site: world.site ?? SITE, cameras: world.cameras ?? CAMERAS }, new AbortController().signal);
}

describe('the checks of a box', () => {
  test('there is one for every question, and a healthy box passes all', async () => {
    expect(BOX_CHECKS.map(({ id }) => id)).toEqual([...CHECK_IDS]);
    for (const id of CHECK_IDS) expect(await ask(id)).toMatchObject({ check: id, outcome: 'ok', fix: 'none' });
  });

  const bad: [string, CheckId, World, Partial<CheckResult>][] = [
    ['an account that may not', 'root', { answers: { true: new TunnelError('box-no-root', { user: 'op', reason: 'sudo does not allow it' }, { detail: 'op is not in the sudoers file.' }) } }, { outcome: 'blocks', detail: 'op is not in the sudoers file.' }],
    ['an old PC', 'architecture', { facts: { architecture: '386' } }, { outcome: 'blocks', params: { architecture: '386' } }],
    ['a router', 'init', { facts: { init: 'procd' } }, { outcome: 'blocks', params: { init: 'procd' } }],
    ['a restricted container', 'kernel-tunnel', { answers: { 'head -c 0 /dev/net/tun': { code: 1, stderr: "head: cannot open '/dev/net/tun' for reading: Operation not permitted" }, 'modprobe -n -q tun': { code: 1 } } }, { outcome: 'blocks', fix: 'none' }],
    ['a module that is not loaded', 'kernel-tunnel', { answers: { 'head -c 0 /dev/net/tun': { code: 1, stderr: 'No such file or directory' }, 'modprobe -n -q tun': {} } }, { outcome: 'blocks', fix: 'load-tun' }],
    ['no firewall tool', 'firewall-tool', { facts: { firewall: [] } }, { outcome: 'blocks', params: { tools: '' } }],
    ['a full disk', 'disk', { facts: { freeKiB: 20 * 1024 } }, { outcome: 'blocks', params: { megabytes: 20, needed: 100 } }],
    ['little memory', 'memory', { facts: { memoryKiB: 30 * 1024 } }, { outcome: 'warns', params: { megabytes: 30, wanted: 64 } }],
    ['a clock that was never set', 'clock', { facts: { clockSkewSeconds: -86_400 } }, { outcome: 'blocks', params: { seconds: 86_400 }, fix: 'sync-clock' }],
    ['a read-only root', 'writable', { answers: { 'cat /proc/mounts': { stdout: '/dev/sda1 / ext4 ro,relatime 0 0\n' } } }, { outcome: 'blocks' }],
    ['a read-only /usr', 'writable', { answers: { 'cat /proc/mounts': { stdout: '/dev/sda1 / ext4 rw 0 0\n/dev/sda2 /usr ext4 ro 0 0\n' } } }, { outcome: 'blocks', params: { place: '/usr' } }],
    ['the overlay file system of Raspberry Pi OS', 'writable', { answers: { 'cat /proc/mounts': { stdout: 'overlayroot / overlay rw,relatime,lowerdir=/lower,upperdir=/upper/data 0 0\n' } } }, { outcome: 'warns' }],
    ['no DNS', 'name-resolution', { answers: { 'getent hosts api.example.org': { code: 2 } } }, { outcome: 'blocks', params: { host: 'api.example.org' } }],
    ['no tool to ask DNS with', 'name-resolution', { answers: { 'getent hosts api.example.org': { code: 127 } } }, { outcome: 'unknown' }],
    ['no way to the server', 'server-reachable', { unreachable: ['api.example.org'] }, { outcome: 'blocks', params: { host: 'api.example.org', port: 443 } }],
    ['no server entered', 'server-reachable', { site: { ...SITE, overlay: null } }, { outcome: 'unknown' }],
    ["somebody else's netclient", 'other-client', { answers: { 'ls -d /etc/netclient/nodes.json': {}, 'grep -o "network": *"[^"]*" /etc/netclient/nodes.json': { stdout: '"network": "office"\n"network": "office"\n' } } }, { outcome: 'blocks', params: { networks: 'office' } }],
    ['a netclient that is in our network and in another', 'other-client', { answers: { 'ls -d /etc/netclient/nodes.json': {}, 'grep -o "network": *"[^"]*" /etc/netclient/nodes.json': { stdout: '"network": "cams"\n"network": "office"\n' } } }, { outcome: 'warns', params: { networks: 'office' } }],
    ['another VPN', 'other-vpn', { answers: { 'ls /sys/class/net': { stdout: 'eth0\nlo\nnetmaker\ntailscale0\nwg0\n' } } }, { outcome: 'warns', params: { names: 'tailscale0, wg0' } }],
    ['a router between box and cameras', 'on-camera-network', { answers: { 'ip -4 route get 192.168.50.12': { stdout: '192.168.50.12 via 10.0.0.1 dev eth0 src 10.0.0.2 uid 0\n' } } }, { outcome: 'warns' }],
    ['one camera out of reach', 'cameras-reachable', { unreachable: ['192.168.50.12'] }, { outcome: 'warns', params: { reached: 1, total: 2, missing: '192.168.50.12' } }],
    ['no camera in reach', 'cameras-reachable', { unreachable: ['192.168.50.11', '192.168.50.12'] }, { outcome: 'blocks', params: { reached: 0, total: 2, missing: '192.168.50.11, 192.168.50.12' } }],
    ['no camera chosen', 'cameras-reachable', { cameras: [] }, { outcome: 'unknown' }],
    ['Docker', 'forwarding', { answers: { 'iptables-save': { stdout: '*filter\n:INPUT ACCEPT [0:0]\n:FORWARD DROP [0:0]\n:DOCKER-USER - [0:0]\nCOMMIT\n' } } }, { outcome: 'warns', params: { what: 'FORWARD policy DROP, Docker' } }],
  ];
  test.each(bad)('%s', async (_name, check, world, expected) => {
    expect(await ask(check, world)).toMatchObject({ check, ...expected });
  });

  test('a netclient in our own network is our own', async () => {
    const answers = { 'ls -d /etc/netclient/nodes.json': {}, 'grep -o "network": *"[^"]*" /etc/netclient/nodes.json': { stdout: '"network": "cams"\n' } };
    expect(await ask('other-client', { answers })).toMatchObject({ outcome: 'ok' });
  });

  test('a server that is an address needs no DNS, and a port is a port', async () => {
    const site = { ...SITE, overlay: { ...(SITE.overlay as NetmakerSettings), url: 'http://127.0.0.1:8081/' } };
    expect(await ask('name-resolution', { site, answers: {} })).toMatchObject({ outcome: 'ok' });
    expect(await ask('server-reachable', { site })).toMatchObject({ params: { host: '127.0.0.1', port: 8081 } });
  });

  test('forty cameras are asked for a few at a time, each once', async () => {
    const cameras = Array.from({ length: 40 }, (_value, index) => ({ address: `192.168.50.${index + 10}`, port: 554 }));
    expect(await ask('cameras-reachable', { cameras, unreachable: cameras.slice(0, 6).map(({ address }) => address) })).toMatchObject({ outcome: 'warns', params: { reached: 34, total: 40, missing: expect.stringMatching(/, \.\.\.$/) as string } });
  });
});

describe('reading what a box says', () => {
  test('the mount that holds a path is the longest, and of two the last', () => {
    const mounts = parseMounts('a / ext4 rw 0 0\nb /etc ext4 ro 0 0\nc /etcetera ext4 rw 0 0\nd / ext4 ro 0 0\nbroken\n');
    expect(mountOf(mounts, '/etc/netclient')?.source).toBe('b');
    expect(mountOf(mounts, '/usr/sbin')?.source).toBe('d');
    expect(mountOf([], '/')).toBeNull();
  });

  test('a route without a gateway is direct', () => {
    expect(directSource('192.168.50.4 dev eth0 src 192.168.50.2 uid 1000')).toBe('192.168.50.2');
    expect(directSource('10.1.1.1 via 192.168.50.1 dev eth0 src 192.168.50.2')).toBeNull();
    expect(directSource('RTNETLINK answers: Network is unreachable')).toBeNull();
    expect(directSource('')).toBeNull();
  });

  test('what drops forwarded traffic is named', () => {
    expect(forwardDrops('*filter\n:FORWARD DROP [0:0]\n:ufw-before-forward - [0:0]\nCOMMIT\n')).toEqual(['FORWARD policy DROP', 'ufw']);
    expect(forwardDrops('')).toEqual([]);
    const ruleset = 'table inet own {\n\tchain f {\n\t\ttype filter hook forward priority filter; policy drop;\n\t}\n}\ntable ip filter {\n\tchain FORWARD {\n\t\ttype filter hook forward priority filter; policy drop;\n\t}\n}\ntable inet firewalld {\n}\n';
    expect(nftForwardDrops(ruleset)).toEqual(['nft table inet own', 'firewalld']);
  });
});
