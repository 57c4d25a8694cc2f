import { appendFileSync, mkdirSync } from 'node:fs';
import path from 'node:path';
import { z } from 'zod';

const FILE = path.resolve(import.meta.dirname, '../../../test-results/nightly.jsonl');

/** What came of one row of the matrix: how often it was interrupted, and how many of the ends could not be mended. */
export const Row = z.object({
  what: z.string(),
  /** In words, for the README: `connected, run again, restarted, taken back`. */
  seen: z.string(),
  /** Kills, resets, refusals and reboots in the middle. */
  interruptions: z.number().int(),
  /** Ends that neither running again nor taking back could mend; the test fails with the first, so a written row has none. */
  stuck: z.number().int(),
});
export type Row = z.infer<typeof Row>;

export function tally(row: Row): void {
  mkdirSync(path.dirname(FILE), { recursive: true });
  appendFileSync(FILE, `${JSON.stringify({ ...row, at: new Date().toISOString() })}\n`);
  console.log(`${row.what}: ${row.seen}; ${row.interruptions} interruptions, ${row.stuck} ends that could not be mended`);
}
