import type { BoxFacts } from '../../domain/box';
import type { BoxQuestion } from '../../engine/ports';
import { askBox, type Answer } from './ask-box';

/*
 * What several checks look at, asked in two commands: one as the account that logs in, one as root. Nothing here changes
 * anything, also not by reading: `iptables -L` would make tables, so what exists is read from the kernel.
 */

/** Sleep states of systemd; `sleep.target` stands for all of them. */
export const SLEEP_TARGETS = ['sleep.target', 'suspend.target', 'hibernate.target', 'hybrid-sleep.target'] as const;

/** Files whose presence tells something. */
export const TELLING = {
  rebootRequired: '/run/reboot-required',
  rebootRequiredOld: '/var/run/reboot-required',
  clientNodes: '/etc/netclient/nodes.json',
  clientHost: '/etc/netclient/netclient.json',
  lid: '/proc/acpi/button/lid',
  ipv6: '/proc/sys/net/ipv6',
  wireguard: '/sys/module/wireguard',
} as const;

/** Files that a package manager locks while it works, and its database. */
const PACKAGE_LOCKS = ['/var/lib/dpkg/lock-frontend', '/var/lib/dpkg/lock', '/var/lib/apt/lists/lock', '/var/cache/apt/archives/lock', '/var/lib/rpm/.rpm.lock', '/usr/lib/sysimage/rpm/.rpm.lock', '/lib/apk/db/lock', '/var/lock/opkg.lock'];

const VPN_SERVICES = ['wg-quick@*', 'tailscaled*', 'openvpn*', 'zerotier-one*', 'netbird*', 'strongswan*', 'ipsec*', 'nebula*'];

export const AS_ANYBODY = {
  mounts: ['cat', '/proc/mounts'],
  present: ['ls', '-d', ...Object.values(TELLING)],
  boot: ['ls', '/boot'],
  modules: ['ls', '/lib/modules'],
  interfaces: ['ls', '/sys/class/net'],
  runFiles: ['ls', '/var/run'],
  powerSupplies: ['ls', '/sys/class/power_supply'],
  powerStates: ['cat', '/sys/power/state'],
  sleepSettings: ['grep', '-rhsE', '^[[:space:]]*(IdleAction|HandleLidSwitch)=', '/etc/systemd/logind.conf', '/etc/systemd/logind.conf.d'],
  sleepTargets: ['systemctl', 'is-enabled', ...SLEEP_TARGETS],
  desktop: ['systemctl', 'is-active', 'display-manager'],
  vpnServices: ['systemctl', 'list-units', '--type=service', '--state=active', '--no-legend', '--plain', ...VPN_SERVICES],
  addresses: ['ip', '-4', '-o', 'addr', 'show'],
  routes: ['ip', '-4', 'route', 'show'],
  links: ['ip', '-o', 'link', 'show'],
  udp4: ['cat', '/proc/net/udp'],
  udp6: ['cat', '/proc/net/udp6'],
  locks: ['cat', '/proc/locks'],
  lockFiles: ['ls', '-i', ...PACKAGE_LOCKS],
  dpkgAudit: ['dpkg', '--audit'],
  iptablesVersion: ['iptables', '--version'],
} as const satisfies Record<string, readonly string[]>;

export const AS_ROOT = {
  // Opening it is what a tunnel does; reading no byte of it has no effect.
  tun: ['head', '-c', '0', '/dev/net/tun'],
  // -n: says whether it could be loaded, loads nothing.
  loadWireguard: ['modprobe', '-n', '-q', 'wireguard'],
  loadTun: ['modprobe', '-n', '-q', 'tun'],
  loadIp6Nat: ['modprobe', '-n', '-q', 'ip6table_nat'],
  iptables: ['iptables-save'],
  nft: ['nft', 'list', 'ruleset'],
  // --check: the kernel judges it and forgets it.
  nftIp6Nat: ['nft', '--check', 'add table ip6 kerberos-tunnel-try; add chain ip6 kerberos-tunnel-try try { type nat hook postrouting priority 100; }'],
  legacyTables: ['cat', '/proc/net/ip_tables_names'],
  legacyRules: ['iptables-legacy-save'],
  legacyTables6: ['cat', '/proc/net/ip6_tables_names'],
  clientMac: ['grep', '-o', '"macaddress": *"[^"]*"', '/etc/netclient/netclient.json'],
  clientNetworks: ['grep', '-o', '"network": *"[^"]*"', '/etc/netclient/nodes.json'],
  ufwSettings: ['grep', '-hsE', '^(ENABLED|DEFAULT_FORWARD_POLICY)=', '/etc/ufw/ufw.conf', '/etc/default/ufw'],
  ufwRules: ['grep', '-hs', '^### tuple ### route:allow ', '/etc/ufw/user.rules', '/lib/ufw/user.rules', '/var/lib/ufw/user.rules'],
  firewalldState: ['firewall-cmd', '--state'],
  firewalldZones: ['firewall-cmd', '--get-active-zones'],
  firewalldForward: ['firewall-cmd', '--query-forward'],
} as const satisfies Record<string, readonly string[]>;

export type Look = Readonly<Record<keyof typeof AS_ANYBODY, Answer>>;
export type RootLook = Readonly<Record<keyof typeof AS_ROOT, Answer>>;

/** One of each per round of checks: a repair must be followed by a new look, and a new round has new facts. */
const looks = new WeakMap<BoxFacts, Promise<Look>>();
const rootLooks = new WeakMap<BoxFacts, Promise<RootLook>>();

export function look({ box, facts }: BoxQuestion, signal: AbortSignal): Promise<Look> {
  return shared(looks, facts, async () => named(AS_ANYBODY, await askBox(box, Object.values(AS_ANYBODY), { signal })));
}

/** @throws what becoming root throws. */
export function lookAsRoot({ box, facts }: BoxQuestion, signal: AbortSignal): Promise<RootLook> {
  return shared(rootLooks, facts, async () => named(AS_ROOT, await askBox(box, Object.values(AS_ROOT), { signal, root: true })));
}

function shared<T>(kept: WeakMap<BoxFacts, Promise<T>>, facts: BoxFacts, ask: () => Promise<T>): Promise<T> {
  const known = kept.get(facts) ?? ask();
  kept.set(facts, known);
  return known;
}

function named<K extends string>(questions: Readonly<Record<K, readonly string[]>>, answers: readonly Answer[]): Readonly<Record<K, Answer>> {
  return Object.fromEntries(Object.keys(questions).map((name, index) => [name, answers[index] ?? { code: null, text: '' }])) as Record<K, Answer>;
}

/** Lines without blank ones, at most 2000 of at most 500 characters. */
export function linesOf({ text }: Answer): string[] {
  return text.split('\n').slice(0, 2000).map((line) => line.trimEnd().slice(0, 500)).filter((line) => line !== '');
}
