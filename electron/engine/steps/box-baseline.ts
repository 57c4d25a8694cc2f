import type { Box } from '../ports';
import type { StepDriver } from '../step';
import { Baseline, FORWARDING, MADE_TABLES, differences, parseBaseline, tablesIn, type BoxLook } from './box-baseline-reading';
import { BASELINE_NAME, BASELINE_SCRIPT } from './box-baseline-script';
import { removalOfNetmaker, type SavedTable } from './iptables-save';

/** A package database on the card of a small computer takes its time. */
const LOOK_MS = 60_000;

/**
 * Notes how the box is before anything is changed, so that undo, which takes this step last, can put back what netclient
 * changes and never returns: forwarding, the FORWARD policy (it sets ACCEPT), its rules when it was killed.
 */
export const BOX_BASELINE: StepDriver = {
  kind: 'box.baseline',
  onlyNotes: true,

  inspect: async (step, context) => {
    // Noted before anything was changed; what is there now is our own doing.
    const noted = context.resultOf(step.id);
    if (noted !== null) return { change: 'none', found: null, result: noted };
    const { baseline } = await lookAtBox(await context.box(), context.signal);
    return { change: 'add', found: baseline, result: null };
  },

  apply: async () => ({ noted: true }),

  verify: async (_step, result) => result,

  undo: async (_step, found, _result, context) => {
    const before = Baseline.safeParse(found);
    if (!before.success) return ['It was not noted how the small computer was before.'];
    const box = await context.box();
    await putBack(before.data, box, context.signal);
    return differences(before.data, (await lookAtBox(box, context.signal)).baseline);
  },
};

async function putBack(before: Baseline, box: Box, signal: AbortSignal): Promise<void> {
  const root = { root: true, signal };
  const look = await lookAtBox(box, signal);
  const now = look.baseline;
  // Rules first: a policy that is set back to DROP must not meet half of them.
  if (before.iptables.netmaker === 0 && now.iptables.netmaker > 0) await removeTraces('iptables', look.iptables, box, signal);
  if (before.ip6tables.netmaker === 0 && now.ip6tables.netmaker > 0) await removeTraces('ip6tables', look.ip6tables, box, signal);
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

async function removeTraces(tool: 'iptables' | 'ip6tables', tables: readonly SavedTable[], box: Box, signal: AbortSignal): Promise<void> {
  const removal = removalOfNetmaker(tables);
  if (removal !== '') await box.run([`${tool}-restore`, '-w', '--noflush'], { root: true, signal, stdin: removal });
}

/** Only tables that were not there, that netclient or iptables-nft may have made, and that hold no rule: nobody misses those. */
async function removeEmptyTables(before: readonly string[], box: Box, signal: AbortSignal): Promise<void> {
  const root = { root: true, signal };
  // Asked anew: putting rules back may have made some.
  const { stdout: listed } = await box.run(['nft', 'list', 'tables'], root);
  for (const table of tablesIn(listed)) {
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

async function lookAtBox(box: Box, signal: AbortSignal): Promise<BoxLook> {
  return parseBaseline(await box.demand(['sh', '-c', BASELINE_SCRIPT, BASELINE_NAME], { root: true, deadlineMs: LOOK_MS, signal }));
}
