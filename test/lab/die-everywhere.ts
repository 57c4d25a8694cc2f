import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';
import type { Ended, Lab } from './site';

/** Runs the command again and again; each run is killed at a write at which none was killed before, until one is not. */
export async function dieEverywhere(lab: Lab, command: 'connect' | 'undo'): Promise<{ ended: Ended; crashes: string[] }> {
  const crashedAt = path.join(lab.folder, `crashed-${command}`);
  for (;;) {
    const ended = await lab.cli(command, { program: 'dist/test/crashing-cli.cjs', env: { CRASHED_AT: crashedAt } });
    if (ended.signal === 'SIGKILL') continue;
    return { ended, crashes: existsSync(crashedAt) ? readFileSync(crashedAt, 'utf8').split('\n').filter((line) => line !== '') : [] };
  }
}
