import { z } from 'zod';
import type { Box } from '../ports';
import type { StepDriver } from '../step';
import { netmakerTraces, parseSaved, removalOfNetmaker, type SavedTable } from './iptables-save';

const Firewall = z.object({
  /** false: the box has no such tool. */
  tool: z.boolean(),
  tables: z.array(z.string()),
  /** Policy of FORWARD; null: there was no filter table, which lets everything pass. */
  forward: z.string().nullable(),
  /** Rules and chains of netclient that were there before us. */
  netmaker: z.number().int(),
});

/** What a box is returned to. Runtime values: netclient writes no file for any of them. */
const Baseline = z.object({
  forwarding4: z.string().nullable(),
  forwarding6: z.string().nullable(),
  iptables: Firewall,
  ip6tables: Firewall,
  /** `ip filter`, `inet nat`, ...; null: no nft. */
  nftTables: z.array(z.string()).nullable(),
  paths: z.array(z.string()),
});
type Baseline = z.infer<typeof Baseline>;

const FORWARDING = { forwarding4: 'net.ipv4.ip_forward', forwarding6: 'net.ipv6.conf.all.forwarding' } as const;
const PATHS = ['/etc/netclient', '/etc/systemd/system/netclient.service', '/sbin/netclient', '/sys/class/net/netmaker'];
/** Tables that iptables-nft and netclient make when they need them, and leave. */
const MADE_TABLES = ['ip filter', 'ip nat', 'ip6 filter', 'ip6 nat', 'inet filter', 'inet nat'];

/**
 * Notes how the box is before anything is changed, so that undo, which takes this step last, can put back what netclient
 * changes and never returns: forwarding, the FORWARD policy (it sets ACCEPT), its rules when it was killed.
 */
export const BOX_BASELINE: StepDriver = {
  kind: 'box.baseline',

  inspect: async (step, context) => {
    // Noted before anything was changed; what is there now is our own doing.
    const noted = context.resultOf(step.id);
    if (noted !== null) return { change: 'none', found: null, result: noted };
    const baseline = await readBaseline(await context.box(), context.signal);
    return { change: 'add', found: baseline, result: null };
  },

  apply: async () => ({ noted: true }),

  verify: async (_step, result) => result,

  undo: async (_step, found, _result, context) => {
    const before = Baseline.safeParse(found);
    if (!before.success) return ['It was not noted how the small computer was before.'];
    const box = await context.box();
    await putBack(before.data, box, context.signal);
    return differences(before.data, await readBaseline(box, context.signal));
  },
};

async function putBack(before: Baseline, box: Box, signal: AbortSignal): Promise<void> {
  const root = { root: true, signal };
  const now = await readBaseline(box, signal);
  // Rules first: a policy that is set back to DROP must not meet half of them.
  if (before.iptables.netmaker === 0 && now.iptables.netmaker > 0) await removeTraces('iptables', box, signal);
  if (before.ip6tables.netmaker === 0 && now.ip6tables.netmaker > 0) await removeTraces('ip6tables', box, signal);
  for (const tool of ['iptables', 'ip6tables'] as const) {
    const policy = before[tool].forward ?? 'ACCEPT';
    if (now[tool].forward !== null && now[tool].forward !== policy) await box.run([tool, '-w', '-P', 'FORWARD', policy], root);
  }
  for (const key of ['forwarding4', 'forwarding6'] as const) {
    // Written only when it differs: writing it resets the value of every single interface too.
    if (before[key] !== null && now[key] !== before[key]) await box.run(['sysctl', '-w', `${FORWARDING[key]}=${before[key]}`], root);
  }
  if (before.nftTables !== null) await removeEmptyTables(before.nftTables, box, signal);
}

async function removeTraces(tool: 'iptables' | 'ip6tables', box: Box, signal: AbortSignal): Promise<void> {
  const removal = removalOfNetmaker(await readTables(`${tool}-save`, box, signal) ?? []);
  if (removal !== '') await box.run([`${tool}-restore`, '-w', '--noflush'], { root: true, signal, stdin: removal });
}

/** Only tables that were not there, that netclient or iptables-nft may have made, and that hold no rule: nobody misses those. */
async function removeEmptyTables(before: readonly string[], box: Box, signal: AbortSignal): Promise<void> {
  const root = { root: true, signal };
  const now = await readNftTables(box, signal);
  for (const table of now ?? []) {
    if (before.includes(table) || !MADE_TABLES.includes(table)) continue;
    const words = table.split(' ');
    const { code, stdout } = await box.run(['nft', 'list', 'table', ...words], root);
    if (code === 0 && holdsNoRule(stdout)) await box.run(['nft', 'delete', 'table', ...words], root);
  }
}

/** Chains may be there, if each lets everything pass. */
export function holdsNoRule(listing: string): boolean {
  return listing.split('\n').every((line) => /^\s*($|#|\}|table \S+ \S+ \{|chain \S+ \{|type \w+ hook \w+ priority [^;]*; policy accept;)/.test(line) && !/\{.*\S.*\}/.test(line));
}

async function readBaseline(box: Box, signal: AbortSignal): Promise<Baseline> {
  const value = async (key: string): Promise<string | null> => {
    const { code, stdout } = await box.run(['cat', `/proc/sys/${key.replaceAll('.', '/')}`], { signal });
    return code === 0 && /^\d{1,3}$/.test(stdout.trim()) ? stdout.trim() : null;
  };
  const [forwarding4, forwarding6, iptables, ip6tables, nftTables, paths] = await Promise.all([
    value(FORWARDING.forwarding4),
    value(FORWARDING.forwarding6),
    readFirewall('iptables-save', box, signal),
    readFirewall('ip6tables-save', box, signal),
    readNftTables(box, signal),
    box.run(['ls', '-d', ...PATHS], { signal }),
  ]);
  return { forwarding4, forwarding6, iptables, ip6tables, nftTables, paths: PATHS.filter((path) => paths.stdout.split('\n').includes(path)) };
}

async function readFirewall(command: string, box: Box, signal: AbortSignal): Promise<z.infer<typeof Firewall>> {
  const tables = await readTables(command, box, signal);
  if (tables === null) return { tool: false, tables: [], forward: null, netmaker: 0 };
  return {
    tool: true,
    tables: tables.map((table) => table.name).slice(0, 20),
    forward: tables.find((table) => table.name === 'filter')?.chains.get('FORWARD') ?? null,
    netmaker: netmakerTraces(tables),
  };
}

async function readTables(command: string, box: Box, signal: AbortSignal): Promise<SavedTable[] | null> {
  const { code, stdout } = await box.run([command], { root: true, signal });
  return code === 0 ? parseSaved(stdout) : null;
}

async function readNftTables(box: Box, signal: AbortSignal): Promise<string[] | null> {
  const { code, stdout } = await box.run(['nft', 'list', 'tables'], { root: true, signal });
  if (code !== 0) return null;
  return [...stdout.matchAll(/^table (\w{1,10} [\w.-]{1,60})$/gm)].map((match) => match[1] ?? '').slice(0, 200);
}

function differences(before: Baseline, now: Baseline): string[] {
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
  return found;
}

