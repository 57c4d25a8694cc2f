import { appendFileSync, mkdirSync, renameSync, statSync } from 'node:fs';
import path from 'node:path';
import type { Log } from '../engine/ports';

const MAX_BYTES = 5 * 1024 * 1024;

/**
 * The log: one JSON line an event, redacted here, in the sink, so that nobody can forget it. Two files of 5 MiB at most.
 * Written at once: the last lines before a crash are the ones that matter.
 */
export function fileLog(file: string, redact: (text: string) => string, now: () => number): Log {
  mkdirSync(path.dirname(file), { recursive: true, mode: 0o700 });
  return (level, message, facts = {}) => {
    try {
      if ((statSync(file, { throwIfNoEntry: false })?.size ?? 0) > MAX_BYTES) renameSync(file, `${file}.1`);
      appendFileSync(file, `${redact(JSON.stringify({ at: new Date(now()).toISOString(), level, message, ...facts }))}\n`, { mode: 0o600 });
    } catch {
      // A full disk must not stop the work for the sake of its log.
    }
  };
}
