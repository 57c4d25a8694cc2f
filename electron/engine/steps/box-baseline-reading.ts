import { z } from 'zod';
import { plainText } from '../../domain/plain-text';
import { PART, WATCHED_FOLDERS, WATCHED_PATHS } from './box-baseline-script';
import { netmakerTraces, parseSaved, type SavedTable } from './iptables-save';

const Firewall = z.object({
  /** false: the box has no such tool. */
  tool: z.boolean(),
  tables: z.array(z.string()),
  /** Policy of FORWARD; null: there was no filter table, which lets everything pass. */
  forward: z.string().nullable(),
  /** Rules and chains of netclient that were there before us. */
  netmaker: z.number().int(),
});

/** What a box is returned to. What was added since the first version is null in old journals: not noted. */
export const Baseline = z.object({
  forwarding4: z.string().nullable(),
  forwarding6: z.string().nullable(),
  iptables: Firewall,
  ip6tables: Firewall,
  /** `ip filter`, `inet nat`, ...; null: no nft. */
  nftTables: z.array(z.string()).nullable(),
  paths: z.array(z.string()),
  /** Names in each of the watched folders; a folder that is not there is not listed. */
  folders: z.record(z.string(), z.array(z.string())).nullable().default(null),
  /** What starts with the system, and services that run; null: not known. */
  enabled: z.array(z.string()).nullable().default(null),
  /** Services with a process. What ran once at a start (`ldconfig.service` at the first) says nothing by being gone. */
  running: z.array(z.string()).nullable().default(null),
  routes: z.array(z.string()).nullable().default(null),
  resolv: z.array(z.string()).nullable().default(null),
  /** SHA-256 of the names. */
  packages: z.string().nullable().default(null),
});
export type Baseline = z.infer<typeof Baseline>;

export const FORWARDING = { forwarding4: 'net.ipv4.ip_forward', forwarding6: 'net.ipv6.conf.all.forwarding' } as const;
/** Tables that iptables-nft and netclient make when they need them, and leave. */
export const MADE_TABLES = ['ip filter', 'ip nat', 'ip6 filter', 'ip6 nat', 'inet filter', 'inet nat'];

const MOST_LINES = 400;

/** Come and go by themselves: logins, timers' work, what somebody looks at. */
const PASSING_UNIT = /^(session-|user@|user-runtime-dir@|run-|ssh@|sshd@|getty@|serial-getty@|systemd-|apt-|dpkg-|unattended-upgrades|packagekit|man-db|logrotate|fstrim|e2scrub|motd-news|polkit|udisks2|fwupd|upower|accounts-daemon|dbus-|NetworkManager-dispatcher)/;
/** Made by the enabling of units, not by us. */
const PASSING_NAME = /\.(wants|requires)$/;

export interface BoxLook {
  readonly baseline: Baseline;
  readonly iptables: readonly SavedTable[];
  readonly ip6tables: readonly SavedTable[];
}

export function parseBaseline(output: string): BoxLook {
  const parts = new Map<string, string>();
  for (const text of output.split(`\n${PART}`).slice(1)) {
    const end = text.indexOf('\n');
    parts.set(text.slice(0, end).trim(), text.slice(end + 1));
  }
  const number = (name: string): string | null => /^\s*(\d{1,3})\s*$/.exec(parts.get(name) ?? '')?.[1] ?? null;
  const list = (name: string): string[] | null => (parts.has(name) ? lines(parts.get(name) ?? '') : null);
  const units = (name: string): string[] | null => list(name)?.map((line) => line.split(/\s+/)[0] ?? '').filter((unit) => !PASSING_UNIT.test(unit)) ?? null;
  const [iptables, ip6tables] = [savedIn(parts, 'iptables'), savedIn(parts, 'ip6tables')];
  const present = list('paths') ?? [];
  const folders = WATCHED_FOLDERS.filter((folder) => parts.has(`folder ${folder}`));
  return {
    iptables: iptables ?? [],
    ip6tables: ip6tables ?? [],
    baseline: {
      forwarding4: number('forwarding4'),
      forwarding6: number('forwarding6'),
      iptables: firewall(iptables),
      ip6tables: firewall(ip6tables),
      nftTables: parts.has('nft') ? tablesIn(parts.get('nft') ?? '') : null,
      paths: WATCHED_PATHS.filter((path) => present.includes(path)),
      folders: Object.fromEntries(folders.map((folder) => [folder, (list(`folder ${folder}`) ?? []).filter((name) => !PASSING_NAME.test(name))])),
      enabled: started(list('enabled')),
      running: units('running')?.sort() ?? null,
      routes: parts.has('routes4') ? [...(list('routes4') ?? []), ...(list('routes6') ?? []), ...(list('rules') ?? [])].map(settledRoute).filter((route) => route !== '').sort() : null,
      resolv: list('resolv')?.filter((line) => !/^[#;]/.test(line)) ?? null,
      packages: /^[0-9a-f]{64}/.exec(parts.get('packages') ?? '')?.[0] ?? null,
    },
  };
}

/** As `nft list tables` prints them: `ip filter`. */
export function tablesIn(listing: string): string[] {
  return [...listing.matchAll(/^table (\w{1,10} [\w.-]{1,60})$/gm)].map((match) => match[1] ?? '').slice(0, 200);
}

/** Without what runs down by itself; '' for what a router announces and takes back as it likes. */
function settledRoute(line: string): string {
  return / proto ra( |$)/.test(line) ? '' : line.replace(/ expires \S+/, '').replace(/ (linkdown|dead|pref medium)\b/g, '').trim();
}

/** SysV's links carry their place in the row, which other packages change: `S01ssh`. */
function started(links: readonly string[] | null): string[] | null {
  return links === null ? null : [...new Set(links.map((name) => name.replace(/^S\d\d(?=.)/, '')).filter((name) => !PASSING_UNIT.test(name)))].sort();
}

function savedIn(parts: ReadonlyMap<string, string>, tool: string): SavedTable[] | null {
  const text = parts.get(tool);
  return text === undefined ? null : parseSaved(text);
}

function firewall(tables: readonly SavedTable[] | null): z.infer<typeof Firewall> {
  if (tables === null) return { tool: false, tables: [], forward: null, netmaker: 0 };
  return {
    tool: true,
    tables: tables.map((table) => table.name).slice(0, 20),
    forward: tables.find((table) => table.name === 'filter')?.chains.get('FORWARD') ?? null,
    netmaker: netmakerTraces(tables),
  };
}

function lines(text: string): string[] {
  return text.split('\n').slice(0, MOST_LINES).map((line) => plainText(line, 200)).filter((line) => line !== '');
}

/** What is not as it was, in the expert's words. What was not noted then, or cannot be seen now, is not called different. */
export function differences(before: Baseline, now: Baseline): string[] {
  const found: string[] = [];
  for (const key of ['forwarding4', 'forwarding6'] as const) {
    if (before[key] !== null && now[key] !== before[key]) found.push(`${FORWARDING[key]} is ${now[key] ?? 'unknown'}, it was ${before[key]}.`);
  }
  for (const tool of ['iptables', 'ip6tables'] as const) {
    const policy = before[tool].forward ?? 'ACCEPT';
    const policyNow = now[tool].forward ?? 'ACCEPT';
    if (policyNow !== policy) found.push(`The FORWARD policy of ${tool} is ${policyNow}, it was ${policy}.`);
    if (before[tool].netmaker === 0 && now[tool].netmaker > 0) found.push(`${now[tool].netmaker} rules and chains of netclient are left in ${tool}.`);
  }
  for (const table of now.nftTables ?? []) {
    if (before.nftTables !== null && !before.nftTables.includes(table) && MADE_TABLES.includes(table)) found.push(`The nft table ${table} was not there before.`);
  }
  for (const path of now.paths) {
    if (!before.paths.includes(path)) found.push(`${path} was not there before.`);
  }
  const both = <T>(was: T | null, is: T | null, compare: (was: T, is: T) => string[]): void => void (was !== null && is !== null && found.push(...compare(was, is)));
  both(before.folders, now.folders, (was, is) => [
    ...WATCHED_FOLDERS.flatMap((folder) => added(was[folder] ?? [], is[folder] ?? []).map((name) => `${folder}/${name} was not there before.`)),
    ...WATCHED_FOLDERS.flatMap((folder) => added(is[folder] ?? [], was[folder] ?? []).map((name) => `${folder}/${name} is gone.`)),
  ].filter((text) => !found.includes(text)));
  both(before.enabled, now.enabled, (was, is) => [...added(was, is).map((unit) => `${unit} starts with the system; it did not before.`), ...added(is, was).map((unit) => `${unit} does not start with the system any more.`)]);
  both(before.running, now.running, (was, is) => [...added(was, is).map((unit) => `${unit} runs; it did not before.`), ...added(is, was).map((unit) => `${unit} does not run any more.`)]);
  both(before.routes, now.routes, (was, is) => [...added(was, is).map((route) => `The route or rule "${route}" was not there before.`), ...added(is, was).map((route) => `The route or rule "${route}" is gone.`)]);
  both(before.resolv, now.resolv, (was, is) => (was.join('\n') === is.join('\n') ? [] : [`/etc/resolv.conf says "${is.join('; ')}"; it said "${was.join('; ')}".`]));
  both(before.packages, now.packages, (was, is) => (was === is ? [] : ['Other packages are installed than before.']));
  return found;
}

function added(was: readonly string[], is: readonly string[]): string[] {
  return is.filter((one) => !was.includes(one)).slice(0, 20);
}
