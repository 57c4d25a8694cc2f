import { execFile } from 'node:child_process';

/** Bytes; 1,024 neighbours are 80 KB, the full routing table of a provider has 100 MB and is not wanted. */
export const MAX_TABLE = 4 * 1024 * 1024;
/** Milliseconds; Windows takes up to half a second to start one. */
const DEADLINE = 3_000;

/** What a program of the operating system prints, as one byte per character; rejects when it fails, prints too much or takes too long. */
export function outputOf(program: string, argv: readonly string[], signal: AbortSignal): Promise<string> {
  return new Promise((resolve, reject) => {
    execFile(program, [...argv], { maxBuffer: MAX_TABLE, timeout: DEADLINE, signal, windowsHide: true, encoding: 'latin1' }, (error, stdout) => {
      if (error === null) resolve(stdout);
      else reject(new Error(error.message));
    });
  });
}
