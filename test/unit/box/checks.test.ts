import { describe, expect, test } from 'vitest';
import { BOX_CHECKS } from '../../../electron/box/checks';
import { ASK_SCRIPT } from '../../../electron/box/checks/ask-box';
import { AS_ANYBODY, AS_ROOT } from '../../../electron/box/checks/look';
import { CHECK_IDS, type BoxFacts, type CheckId, type CheckResult } from '../../../electron/domain/box';
import { TunnelError } from '../../../electron/domain/errors';
import { interfaceOf } from '../../../electron/overlay/wireguard/plan';
import { newSite, type NetmakerSettings, type Site } from '../../../electron/domain/site';
import { dockerRules } from '../../../electron/domain/docker-rules';
import type { Box, BoxQuestion, CommandOptions, CommandResult } from '../../../electron/engine/ports';

const FACTS: BoxFacts = {
  hostname: 'box', system: 'Debian GNU/Linux 12 (bookworm)', systemId: 'debian', kernel: '6.1.0', architecture: 'amd64', init: 'systemd', root: 'sudo',
  addresses: [{ interface: 'eth0', address: '192.168.50.2' }], firewall: ['iptables'], freeKiB: 1024 * 1024, memoryKiB: 512 * 1024, clockSkewSeconds: 1,
  client: { version: null, active: false, enabled: false },
};

const SITE: Site = {
  ...newSite({ id: 'site', name: 'Site', mode: 'real', language: 'en', timeZone: 'UTC' }),
  overlay: { kind: 'netmaker', url: 'https://api.example.org', auth: { kind: 'token', token: { kind: 'env', name: 'T' } }, network: 'cams', client: null, install: 'auto', egress: 'cameras', policy: { kind: 'ask' } },
};
const CAMERAS = [{ address: '192.168.50.11', port: 554 }, { address: '192.168.50.12', port: 554 }];

const line = (argv: readonly string[]): string => argv.join(' ');

/** What a healthy Debian answers; whatever is not here it does not have. */
const HEALTHY: Record<string, Partial<CommandResult>> = {
  [line(AS_ANYBODY.mounts)]: { stdout: '/dev/sda1 / ext4 rw,relatime 0 0\ntmpfs /run tmpfs rw 0 0\n' },
  [line(AS_ANYBODY.present)]: { code: 2, stdout: "ls: cannot access '/run/reboot-required': No such file or directory\n/proc/sys/net/ipv6\n" },
  [line(AS_ANYBODY.boot)]: { stdout: 'config-6.1.0\ninitrd.img-6.1.0\nvmlinuz-6.1.0\n' },
  [line(AS_ANYBODY.modules)]: { stdout: '6.1.0\n' },
  [line(AS_ANYBODY.interfaces)]: { stdout: 'eth0\nlo\n' },
  [line(AS_ANYBODY.runFiles)]: { stdout: 'dbus\nsshd.pid\n' },
  [line(AS_ANYBODY.powerStates)]: { stdout: 'freeze mem disk\n' },
  [line(AS_ANYBODY.sleepTargets)]: { stdout: 'static\nstatic\nstatic\nstatic\n' },
  [line(AS_ANYBODY.desktop)]: { code: 4, stdout: 'inactive\n' },
  [line(AS_ANYBODY.vpnServices)]: {},
  [line(AS_ANYBODY.addresses)]: { stdout: '1: lo    inet 127.0.0.1/8 scope host lo\\       valid_lft forever preferred_lft forever\n2: eth0    inet 192.168.50.2/24 brd 192.168.50.255 scope global eth0\\       valid_lft forever preferred_lft forever\n' },
  [line(AS_ANYBODY.routes)]: { stdout: 'default via 192.168.50.1 dev eth0 onlink \n192.168.50.0/24 dev eth0 proto kernel scope link src 192.168.50.2 \n' },
  [line(AS_ANYBODY.links)]: { stdout: '2: eth0: <BROADCAST,MULTICAST,UP,LOWER_UP> mtu 1500 qdisc mq state UP mode DEFAULT group default qlen 1000\\    link/ether b8:27:eb:10:20:30 brd ff:ff:ff:ff:ff:ff\n' },
  [line(AS_ANYBODY.udp4)]: { stdout: '  sl  local_address rem_address   st\n  122: 00000000:0044 00000000:0000 07 00000000:00000000 00:00000000 00000000     0        0 14012 2 0000000000000000 0\n' },
  [line(AS_ANYBODY.locks)]: { stdout: '1: POSIX  ADVISORY  WRITE 612 00:18:1044 0 EOF\n' },
  [line(AS_ANYBODY.lockFiles)]: { code: 2, stdout: '131090 /var/lib/dpkg/lock-frontend\n131077 /var/lib/dpkg/lock\n' },
  [line(AS_ANYBODY.dpkgAudit)]: {},
  [line(AS_ANYBODY.iptablesVersion)]: { stdout: 'iptables v1.8.9 (nf_tables)\n' },
  [line(AS_ROOT.tun)]: {},
  [line(AS_ROOT.iptables)]: {},
  [line(AS_ROOT.nft)]: {},
  [line(AS_ROOT.nftIp6Nat)]: {},
  [line(AS_ROOT.legacyTables)]: {},
  'getent hosts api.example.org': { stdout: '203.0.113.10 api.example.org\n' },
  'ip -4 route get 192.168.50.12': { stdout: '192.168.50.12 dev eth0 src 192.168.50.2 uid 1000 \n    cache \n' },
};
/** Programs whose arguments are long or differ. */
const HEALTHY_PROGRAMS: Record<string, Partial<CommandResult>> = { curl: {}, bash: {} };

interface World {
  readonly answers?: Record<string, Partial<CommandResult>>;
  /** By the name of the program, where its arguments do not matter. */
  readonly programs?: Record<string, Partial<CommandResult>>;
  /** Nothing runs as root. */
  readonly noRoot?: TunnelError;
  readonly facts?: Partial<BoxFacts>;
  readonly unreachable?: readonly string[];
  readonly site?: Site;
  readonly cameras?: typeof CAMERAS;
  readonly overlayRange?: string | null;
}

interface Heard { commands: number; running: number; most: number }

function boxIn(world: World, heard: Heard = { commands: 0, running: 0, most: 0 }): Box {
  const answer = (argv: readonly string[]): CommandResult => {
    const [program = ''] = argv;
    const known = world.answers?.[line(argv)] ?? world.programs?.[program] ?? HEALTHY[line(argv)] ?? HEALTHY_PROGRAMS[program];
    return { code: 0, stdout: '', stderr: '', ...(known ?? { code: 127, stdout: `timeout: failed to run command '${program}': No such file or directory\n` }) };
  };
  const run = async (argv: readonly string[], { root = false }: CommandOptions): Promise<CommandResult> => {
    heard.commands++;
    if (root && world.noRoot !== undefined) throw world.noRoot;
    if (argv[2] !== ASK_SCRIPT) return answer(argv);
    const questions: string[][] = [[]];
    for (const word of argv.slice(4)) {
      if (word === 'kt:ask') questions.push([]);
      else questions.at(-1)?.push(word);
    }
    const said = questions.slice(0, -1).map((question) => answer(question));
    return { code: 0, stderr: '', stdout: said.map(({ code, stdout }) => `${stdout}\nkt:code ${code}\nkt:next\n`).join('') };
  };
  return {
    run,
    demand: async (argv, options) => (await run(argv, options)).stdout,
    writeFile: async () => { throw new Error('a check changes nothing'); },
    reaches: async ({ host }) => {
      heard.most = Math.max(heard.most, ++heard.running);
      await Promise.resolve();
      heard.running--;
      return !(world.unreachable ?? []).includes(host);
    },
    dial: async () => { throw new Error('a check opens nothing'); },
    facts: async () => FACTS,
    close: () => undefined,
  };
}

function questionIn(world: World, heard?: Heard): BoxQuestion {
  return { box: boxIn(world, heard), facts: { ...FACTS, ...world.facts }, site: world.site ?? SITE, cameras: world.cameras ?? CAMERAS, overlayRange: world.overlayRange === undefined ? '100.64.0.0/16' : world.overlayRange };
}

async function ask(check: CheckId, world: World = {}): Promise<CheckResult> {
  const found = BOX_CHECKS.find(({ id }) => id === check);
  if (found === undefined) throw new Error(`no check ${check}`);
  return found.run(questionIn(world), new AbortController().signal);
}

describe('the checks of a box', () => {
  test('there is one for every question, and a healthy box passes all', async () => {
    expect(BOX_CHECKS.map(({ id }) => id)).toEqual([...CHECK_IDS]);
    for (const id of CHECK_IDS) expect(await ask(id)).toMatchObject({ check: id, outcome: 'ok', fix: 'none' });
  });

  const present = (...paths: readonly string[]): World['answers'] => ({ [line(AS_ANYBODY.present)]: { stdout: [...paths, '/proc/sys/net/ipv6', ''].join('\n') } });
  const mounts = (text: string): World => ({ answers: { [line(AS_ANYBODY.mounts)]: { stdout: `${text}\n` } } });
  const iptables = (...lines: readonly string[]): World['answers'] => ({ [line(AS_ROOT.iptables)]: { stdout: ['*filter', ':INPUT ACCEPT [0:0]', ...lines, 'COMMIT', ''].join('\n') } });
  const NO_TUN = "head: cannot open '/dev/net/tun' for reading: No such file or directory\n";
  const DOCKER = [':FORWARD DROP [0:0]', ':DOCKER-USER - [0:0]', '-A FORWARD -j DOCKER-USER'];
  const CURL_60 = 'curl: (60) SSL certificate problem: certificate is not yet valid\n';
  const bad: [string, CheckId, World, Partial<CheckResult>][] = [
    ['an account that may not', 'root', { noRoot: new TunnelError('box-no-root', { user: 'op', reason: 'sudo does not allow it' }, { detail: 'op is not in the sudoers file.' }) }, { outcome: 'blocks', detail: 'op is not in the sudoers file.' }],
    ['an old PC', 'architecture', { facts: { architecture: '386' } }, { outcome: 'blocks', params: { architecture: '386' } }],
    ['a system that we do not know', 'init', { facts: { init: 'unknown' } }, { outcome: 'blocks', params: { init: 'unknown' } }],
    ['a restricted container', 'kernel-tunnel', { answers: { [line(AS_ROOT.tun)]: { code: 1, stdout: NO_TUN }, [line(AS_ROOT.loadTun)]: { code: 1 } } }, { outcome: 'blocks', fix: 'none', detail: NO_TUN.trim() }],
    ['a module that is not loaded', 'kernel-tunnel', { answers: { [line(AS_ROOT.tun)]: { code: 1, stdout: NO_TUN }, [line(AS_ROOT.loadTun)]: {} } }, { outcome: 'blocks', fix: 'load-tun' }],
    ['no firewall tool', 'firewall-tool', { facts: { firewall: [] } }, { outcome: 'blocks', params: { tools: '' } }],
    ['a full disk', 'disk', { facts: { freeKiB: 20 * 1024 } }, { outcome: 'blocks', params: { megabytes: 20, needed: 100 } }],
    ['little memory', 'memory', { facts: { memoryKiB: 30 * 1024 } }, { outcome: 'warns', params: { megabytes: 30, wanted: 64 } }],
    ['a clock that was never set', 'clock', { facts: { clockSkewSeconds: -86_400 } }, { outcome: 'blocks', params: { seconds: 86_400 }, fix: 'sync-clock' }],
    ['a read-only root', 'writable', mounts('/dev/sda1 / ext4 ro,relatime 0 0'), { outcome: 'blocks' }],
    ['a read-only /usr', 'writable', mounts('/dev/sda1 / ext4 rw 0 0\n/dev/sda2 /usr ext4 ro 0 0'), { outcome: 'blocks', params: { place: '/usr' } }],
    ['no table of mounts', 'writable', { answers: { [line(AS_ANYBODY.mounts)]: { code: 1 } } }, { outcome: 'unknown' }],
    ['the overlay file system of Raspberry Pi OS', 'keeps-changes', mounts('overlayroot / overlay rw,relatime,lowerdir=/lower,upperdir=/upper/data 0 0'), { outcome: 'warns', params: { place: '/' } }],
    ['an update that waits for a restart', 'restart-pending', { answers: { ...present('/run/reboot-required') } }, { outcome: 'warns' }],
    ['a newer kernel', 'restart-pending', { answers: { [line(AS_ANYBODY.boot)]: { stdout: 'vmlinuz-6.1.0\nvmlinuz-6.1.5\n' } } }, { outcome: 'warns', detail: 'its kernel is 6.1.0, installed is 6.1.5' }],
    ['apt at work', 'packages', { answers: { [line(AS_ANYBODY.locks)]: { stdout: '1: POSIX  ADVISORY  WRITE 812 08:01:131077 0 EOF\n' } } }, { outcome: 'warns', detail: 'locked: /var/lib/dpkg/lock' }],
    ['an installation that was interrupted', 'packages', { answers: { [line(AS_ANYBODY.dpkgAudit)]: { code: 1, stdout: 'The following packages are only half configured, probably due to problems\nconfiguring them the first time.\n' } } }, { outcome: 'warns' }],
    ['an old laptop', 'stays-awake', { answers: { ...present('/proc/acpi/button/lid') } }, { outcome: 'warns', fix: 'keep-awake' }],
    ['a desktop without systemd', 'stays-awake', { facts: { init: 'openrc' }, answers: { [line(AS_ANYBODY.desktop)]: { stdout: 'active\n' } } }, { outcome: 'warns', fix: 'none' }],
    ['no gateway', 'default-route', { answers: { [line(AS_ANYBODY.routes)]: { stdout: '192.168.50.0/24 dev eth0 scope link\n' } } }, { outcome: 'warns', params: { interface: '-' } }],
    ['a VPN that takes everything', 'default-route', { answers: { [line(AS_ANYBODY.routes)]: { stdout: '0.0.0.0/1 via 10.8.0.1 dev tun0 \ndefault via 192.168.50.1 dev eth0 \n' } } }, { outcome: 'warns', params: { interface: 'tun0' } }],
    ['no ip command', 'default-route', { answers: { [line(AS_ANYBODY.routes)]: { code: 127 } } }, { outcome: 'unknown' }],
    ['no DNS', 'name-resolution', { answers: { 'getent hosts api.example.org': { code: 2 } } }, { outcome: 'blocks', params: { host: 'api.example.org' } }],
    ['no DNS on a busybox', 'name-resolution', { answers: { 'getent hosts api.example.org': { code: 127 }, 'nslookup api.example.org': { code: 1, stdout: "nslookup: can't resolve 'api.example.org'\n" } } }, { outcome: 'blocks', detail: "nslookup: can't resolve 'api.example.org'" }],
    ['no tool to ask DNS with', 'name-resolution', { answers: { 'getent hosts api.example.org': { code: 127 } } }, { outcome: 'unknown' }],
    ['no way to the server', 'server-reachable', { unreachable: ['api.example.org'] }, { outcome: 'blocks', params: { host: 'api.example.org', port: 443 } }],
    ['no server entered', 'server-reachable', { site: { ...SITE, overlay: null } }, { outcome: 'unknown' }],
    ['a certificate that is not trusted', 'server-trusted', { programs: { curl: { code: 60, stdout: CURL_60 } } }, { outcome: 'warns', params: { host: 'api.example.org' }, detail: CURL_60.trim() }],
    ['a broker that an inspecting firewall answers for', 'server-trusted', { answers: { [line(['curl', '-q', '-sS', '-o', '/dev/null', '--noproxy', '*', '--connect-timeout', '6', '--max-time', '8', 'https://broker.example.org:443/'])]: { code: 60, stdout: CURL_60 } } }, { outcome: 'warns', params: { host: 'broker.example.org' } }],
    ['a server that does not answer curl', 'server-trusted', { programs: { curl: { code: 28, stdout: 'curl: (28) Connection timed out\n' } } }, { outcome: 'unknown', detail: 'curl: (28) Connection timed out' }],
    ['openssl alone', 'server-trusted', { programs: { curl: { code: 127 }, openssl: { code: 1, stdout: 'verify error:num=20:unable to get local issuer certificate\n' } } }, { outcome: 'warns', detail: 'verify error:num=20:unable to get local issuer certificate' }],
    ['wget alone, whose broker is inspected', 'server-trusted', { programs: { curl: { code: 127 }, wget: { code: 8 } }, answers: { 'wget -q -T 8 -O /dev/null https://broker.example.org:443/': { code: 5 } } }, { outcome: 'warns', params: { host: 'broker.example.org' } }],
    ['no tool that speaks TLS', 'server-trusted', { programs: { curl: { code: 127 } } }, { outcome: 'unknown' }],
    ['a firewall that lets no UDP out', 'udp-out', { programs: { bash: { code: 1 } } }, { outcome: 'warns' }],
    ['a busybox with python', 'udp-out', { programs: { bash: { code: 127 }, python3: { code: 1 } } }, { outcome: 'warns' }],
    ['a box that knows no such name', 'udp-out', { programs: { bash: { code: 3 } } }, { outcome: 'unknown', detail: 'it does not know the name stun.l.google.com' }],
    ['a busybox that can ask nothing over UDP', 'udp-out', { programs: { bash: { code: 127 } } }, { outcome: 'unknown' }],
    ['a web server that speaks QUIC', 'udp-ports', { answers: { [line(AS_ANYBODY.udp6)]: { stdout: '  9: 00000000000000000000000000000000:01BB 00000000000000000000000000000000:0000 07\n' } } }, { outcome: 'warns', params: { ports: 'UDP 443' } }],
    ["somebody else's netclient", 'other-client', { answers: { ...present('/etc/netclient/nodes.json'), [line(AS_ROOT.clientNetworks)]: { stdout: '"network": "office"\n"network": "office"\n' } } }, { outcome: 'blocks', params: { networks: 'office' } }],
    ['a netclient that is in our network and in another', 'other-client', { answers: { ...present('/etc/netclient/nodes.json'), [line(AS_ROOT.clientNetworks)]: { stdout: '"network": "cams"\n"network": "office"\n' } } }, { outcome: 'warns', params: { networks: 'office' } }],
    ['a copied memory card', 'own-identity', { answers: { ...present('/etc/netclient/netclient.json'), [line(AS_ROOT.clientMac)]: { stdout: '"macaddress": "uCfrAQID"\n' } } }, { outcome: 'warns', params: { mac: 'b8:27:eb:01:02:03' } }],
    ['another VPN', 'other-vpn', { answers: { [line(AS_ANYBODY.interfaces)]: { stdout: 'eth0\nlo\nnetmaker\ntailscale0\nwg0\n' }, [line(AS_ANYBODY.vpnServices)]: { stdout: 'tailscaled.service loaded active running Tailscale node agent\n' } } }, { outcome: 'warns', params: { names: 'tailscale0, wg0, tailscaled' } }],
    ['a router between box and cameras', 'on-camera-network', { answers: { 'ip -4 route get 192.168.50.12': { stdout: '192.168.50.12 via 10.0.0.1 dev eth0 src 10.0.0.2 uid 0\n' } } }, { outcome: 'warns' }],
    ['an address on lease', 'stable-address', { answers: { [line(AS_ANYBODY.addresses)]: { stdout: '2: eth0    inet 192.168.50.77/24 brd 192.168.50.255 scope global dynamic noprefixroute eth0\\       valid_lft 85102sec preferred_lft 85102sec\n' } } }, { outcome: 'warns', params: { address: '192.168.50.77' }, detail: 'eth0: DHCP, for 85102 s more' }],
    ['an address from busybox, which notes no lease', 'stable-address', { answers: { [line(AS_ANYBODY.runFiles)]: { stdout: 'udhcpc.eth0.pid\n' } } }, { outcome: 'warns', detail: 'eth0: DHCP' }],
    ['a box in another network', 'stable-address', { cameras: [{ address: '10.9.9.9', port: 554 }] }, { outcome: 'unknown' }],
    ['one camera out of reach', 'cameras-reachable', { unreachable: ['192.168.50.12'] }, { outcome: 'warns', params: { reached: 1, total: 2, missing: '192.168.50.12' } }],
    ['no camera in reach', 'cameras-reachable', { unreachable: ['192.168.50.11', '192.168.50.12'] }, { outcome: 'blocks', params: { reached: 0, total: 2, missing: '192.168.50.11, 192.168.50.12' } }],
    ['no camera chosen', 'cameras-reachable', { cameras: [] }, { outcome: 'unknown' }],
    ["an overlay with the cameras' addresses", 'ranges-apart', { overlayRange: '192.168.0.0/16' }, { outcome: 'blocks', params: { range: '192.168.0.0/16', others: '192.168.50.0/24 (eth0)' } }],
    ["an overlay with Docker's addresses", 'ranges-apart', { overlayRange: '172.17.8.0/24', answers: { [line(AS_ANYBODY.routes)]: { stdout: '172.17.0.0/16 dev docker0 scope link\n' } } }, { outcome: 'warns', params: { range: '172.17.8.0/24', others: '172.17.0.0/16 (docker0)' } }],
    ['an overlay that nobody signed in to', 'ranges-apart', { overlayRange: null }, { outcome: 'unknown' }],
    ['a FORWARD policy of its owner', 'forwarding', { answers: iptables(':FORWARD DROP [0:0]') ?? {} }, { outcome: 'warns', params: { what: 'FORWARD policy DROP' } }],
    ['Docker', 'docker-forward', { answers: iptables(...DOCKER) ?? {} }, { outcome: 'warns', params: { interface: 'netmaker' }, fix: 'allow-docker-forward' }],
    ['Docker where nothing of ours could start with the system', 'docker-forward', { facts: { init: 'openrc' }, answers: iptables(...DOCKER) ?? {} }, { outcome: 'warns', fix: 'none' }],
    ['Docker that only answers may pass', 'docker-forward', { answers: iptables(...DOCKER, '-A DOCKER-USER -i netmaker -m conntrack --ctstate RELATED,ESTABLISHED -j ACCEPT', '-A DOCKER-USER -o netmaker -j ACCEPT') ?? {} }, { outcome: 'warns' }],
    ['ufw', 'ufw', { answers: { [line(AS_ROOT.ufwSettings)]: { stdout: 'ENABLED=yes\nDEFAULT_FORWARD_POLICY="DROP"\n' } } }, { outcome: 'warns', params: { interface: 'netmaker' }, fix: 'allow-ufw-forward' }],
    ['firewalld', 'firewalld', { answers: { [line(AS_ROOT.firewalldState)]: { stdout: 'running\n' }, [line(AS_ROOT.firewalldZones)]: { stdout: 'public\n  interfaces: eth0\n' }, [line(AS_ROOT.firewalldForward)]: { code: 1, stdout: 'no\n' } } }, { outcome: 'warns', fix: 'none' }],
    ['an own firewall', 'nft-drops', { answers: { [line(AS_ROOT.nft)]: { stdout: 'table inet own {\n\tchain f {\n\t\ttype filter hook forward priority filter; policy drop;\n\t}\n}\n' } } }, { outcome: 'warns', params: { tables: 'inet own', interface: 'netmaker' } }],
    ['rules of both kinds', 'firewall-mix', { answers: { [line(AS_ROOT.legacyTables)]: { stdout: 'nat\nfilter\n' } } }, { outcome: 'warns' }],
    ['a kernel without IPv6', 'ipv6-nat', { answers: { [line(AS_ANYBODY.present)]: { code: 2 } } }, { outcome: 'warns' }],
  ];
  test.each(bad)('%s', async (_name, check, world, expected) => {
    expect(await ask(check, world)).toMatchObject({ check, ...expected });
  });

  test('a netclient in our own network is our own', async () => {
    const answers = { ...present('/etc/netclient/nodes.json'), [line(AS_ROOT.clientNetworks)]: { stdout: '"network": "cams"\n' } };
    expect(await ask('other-client', { answers })).toMatchObject({ outcome: 'ok' });
  });

  test('what was set right is seen: the rule for ufw, the zone of firewalld, the rules for Docker', async () => {
    const ufw = { [line(AS_ROOT.ufwSettings)]: { stdout: 'ENABLED=yes\nDEFAULT_FORWARD_POLICY="DROP"\n' }, [line(AS_ROOT.ufwRules)]: { stdout: '### tuple ### route:allow any any 0.0.0.0/0 any 0.0.0.0/0 in_netmaker\n' } };
    expect(await ask('ufw', { answers: ufw })).toMatchObject({ outcome: 'ok', fix: 'none' });
    const firewalld = { [line(AS_ROOT.firewalldState)]: { stdout: 'running\n' }, [line(AS_ROOT.firewalldZones)]: { stdout: 'public\n  interfaces: eth0\ntrusted\n  interfaces: netmaker\n' } };
    expect(await ask('firewalld', { answers: firewalld })).toMatchObject({ outcome: 'ok' });
    const docker = iptables(...DOCKER, ...dockerRules('netmaker').map(({ chain, rule }) => `-A ${chain} ${rule}`)) ?? {};
    expect(await ask('docker-forward', { answers: docker })).toMatchObject({ outcome: 'ok', fix: 'none' });
  });

  test("a hub's tunnel brings its own rules, is known by its name, and stands beside a netclient", async () => {
    const hub: Site = { ...SITE, overlay: { kind: 'wireguard', endpoint: 'hub.example.org:51820', publicKey: `${'B'.repeat(42)}A=`, range: '10.8.0.0/24', address: '10.8.0.12', egress: 'cameras', hub: { kind: 'file' } } };
    const own = interfaceOf(hub.id);
    expect(await ask('docker-forward', { site: hub, answers: iptables(...DOCKER) ?? {} })).toMatchObject({ outcome: 'ok', fix: 'none', params: { interface: own } });
    expect(await ask('ufw', { site: hub, answers: { [line(AS_ROOT.ufwSettings)]: { stdout: 'ENABLED=yes\nDEFAULT_FORWARD_POLICY="DROP"\n' } } })).toMatchObject({ outcome: 'ok', fix: 'none' });
    expect(await ask('other-vpn', { site: hub, answers: { [line(AS_ANYBODY.interfaces)]: { stdout: `eth0\n${own}\nnetmaker\n` }, [line(AS_ANYBODY.vpnServices)]: { stdout: `wg-quick@${own}.service loaded active exited WireGuard\n` } } })).toMatchObject({ outcome: 'warns', params: { names: 'netmaker' } });
    expect(await ask('other-client', { site: hub, answers: { ...present('/etc/netclient/nodes.json'), [line(AS_ROOT.clientNetworks)]: { stdout: '"network": "office"\n' } } })).toMatchObject({ outcome: 'ok' });
    expect(await ask('name-resolution', { site: hub, answers: { 'getent hosts hub.example.org': { stdout: '203.0.113.9 hub.example.org\n' } } })).toMatchObject({ outcome: 'ok', params: { host: 'hub.example.org' } });
    expect(await ask('ranges-apart', { site: hub, overlayRange: '10.8.0.0/24', answers: { [line(AS_ANYBODY.routes)]: { stdout: `10.8.0.0/24 dev ${own} scope link\n` } } })).toMatchObject({ outcome: 'ok' });
  });

  test('a server that is an address needs no DNS, and a port is a port', async () => {
    const site = { ...SITE, overlay: { ...(SITE.overlay as NetmakerSettings), url: 'http://127.0.0.1:8081/' } };
    expect(await ask('name-resolution', { site, answers: {} })).toMatchObject({ outcome: 'ok' });
    expect(await ask('server-reachable', { site })).toMatchObject({ params: { host: '127.0.0.1', port: 8081 } });
    expect(await ask('server-trusted', { site, programs: { curl: { code: 60 } } })).toMatchObject({ outcome: 'ok' });
  });

  test('a broken package manager is nobody\'s business where a file is put there', async () => {
    const site = { ...SITE, overlay: { ...(SITE.overlay as NetmakerSettings), install: 'push' as const } };
    expect(await ask('packages', { site, answers: { [line(AS_ANYBODY.dpkgAudit)]: { stdout: 'half configured\n' } } })).toMatchObject({ outcome: 'ok' });
  });

  test('forty cameras are asked for a few at a time, each once', async () => {
    const cameras = Array.from({ length: 40 }, (_value, index) => ({ address: `192.168.50.${index + 10}`, port: 554 }));
    const heard = { commands: 0, running: 0, most: 0 };
    const check = BOX_CHECKS.find(({ id }) => id === 'cameras-reachable');
    const result = await check?.run(questionIn({ cameras, unreachable: cameras.slice(0, 6).map(({ address }) => address) }, heard), new AbortController().signal);
    expect(result).toMatchObject({ outcome: 'warns', params: { reached: 34, total: 40, missing: expect.stringMatching(/, \.\.\.$/) as string } });
    expect(heard.most).toBe(8);
  });

  test('all together cost six commands, however many questions there are', async () => {
    const heard = { commands: 0, running: 0, most: 0 };
    const question = questionIn({}, heard);
    const results = await Promise.all(BOX_CHECKS.map((check) => check.run(question, new AbortController().signal)));
    expect(results.filter(({ outcome }) => outcome !== 'ok')).toEqual([]);
    // Two looks, names, curl, UDP, routes to the cameras.
    expect(heard.commands).toBe(6);
  });

  test('another round looks anew: what was repaired meanwhile is seen', async () => {
    const answers: Record<string, Partial<CommandResult>> = { [line(AS_ROOT.tun)]: { code: 1 }, [line(AS_ROOT.loadTun)]: {} };
    expect(await ask('kernel-tunnel', { answers })).toMatchObject({ outcome: 'blocks' });
    answers[line(AS_ROOT.tun)] = {};
    expect(await ask('kernel-tunnel', { answers })).toMatchObject({ outcome: 'ok' });
  });
});
