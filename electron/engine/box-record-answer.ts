import { readRecordHead, type RecordHead } from '../domain/box-record';
import { plainText } from '../domain/plain-text';

/** What the box said when it was asked for its lock and its memory. */
export interface HoldAnswer {
  /** `own`: of an earlier run of ours that ended without giving it back; `stale`: of somebody who gave no sign any more. `none`: not said. */
  readonly lock: 'held' | 'own' | 'stale' | 'busy' | 'none';
  /** Of the holder's run, in minutes. */
  readonly minutes: number;
  readonly who: string;
  readonly untilRestart: boolean;
  /** Texts by the id of their site: the asked one whole, of the others the heads. */
  readonly records: ReadonlyMap<string, string>;
}

export function parseHold(output: string): HoldAnswer {
  const [head = '', ...parts] = output.split(/^record=/m);
  const value = (key: string): string => new RegExp(`^${key}=(.*)$`, 'm').exec(head)?.[1] ?? '';
  const lock = (['held', 'own', 'stale', 'busy'] as const).find((word) => word === value('lock')) ?? 'none';
  const seconds = /^\d{1,9}$/.test(value('age')) ? Number(value('age')) : 0;
  return { lock, minutes: Math.round(seconds / 60), who: plainText(value('who'), 200), untilRestart: value('memory') === 'until-restart', records: parseRecords(parts) };
}

export function parseShown(output: string): ReadonlyMap<string, string> {
  return parseRecords(output.split(/^record=/m).slice(1));
}

/** Heads of the records that another laptop wrote, the newest first. */
export function foreignHeads(records: ReadonlyMap<string, string>, history: string | null): RecordHead[] {
  return [...records]
    .flatMap(([id, text]) => {
      const head = readRecordHead(text.split('\n')[0] ?? '');
      return head === null || head.site.id !== id || head.history === history ? [] : [head];
    })
    .sort((a, b) => b.writtenAt.localeCompare(a.writtenAt))
    .slice(0, 20);
}

function parseRecords(parts: readonly string[]): Map<string, string> {
  const records = new Map<string, string>();
  for (const part of parts.slice(0, 100)) {
    const end = part.indexOf('\n');
    const id = part.slice(0, end);
    if (/^[a-z0-9][a-z0-9-]{0,39}$/.test(id)) records.set(id, part.slice(end + 1));
  }
  return records;
}
