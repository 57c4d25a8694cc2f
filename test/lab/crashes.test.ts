import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { verdict } from '../../electron/domain/proof';
import { Result } from '../../electron/terminal/result';
import { Lab, type Ended } from './site';

const lab = new Lab('crashes');
let before: { box: string; cloud: unknown };

beforeAll(async () => {
  await lab.up({ cameras: 2 });
  before = { box: await lab.boxSnapshot(), cloud: await lab.control('GET /state') };
  await lab.result('check', '--accept-host-key');
});
afterAll(async () => {
  await lab.down();
  expect(await lab.leftovers()).toBe('');
});

/** Runs the command again and again; each run is killed at a write at which none was killed before, until one is not. */
async function diesEverywhere(command: 'connect' | 'undo'): Promise<{ ended: Ended; crashes: string[] }> {
  const crashedAt = path.join(lab.folder, `crashed-${command}`);
  for (;;) {
    const ended = await lab.cli(command, { program: 'dist/test/crashing-cli.cjs', env: { CRASHED_AT: crashedAt } });
    if (ended.signal === 'SIGKILL') continue;
    return { ended, crashes: existsSync(crashedAt) ? readFileSync(crashedAt, 'utf8').split('\n').filter((line) => line !== '') : [] };
  }
}

describe('the program is killed before and after every write about a step', () => {
  it('and connecting again always goes on to the end, with nothing made twice', async () => {
    const { ended, crashes } = await diesEverywhere('connect');
    const result = Result.parse(JSON.parse(ended.stdout));
    expect(result.error, ended.stderr).toBeNull();
    expect(result.cameras.map((camera) => (camera.proof === null ? null : verdict(camera.proof)))).toEqual(['frames', 'frames']);
    // Every step of the plan begun and ended, before and after.
    expect(crashes.length).toBeGreaterThanOrEqual(2 * 2 * ((result.plan?.steps.length ?? 0) - 1));
    const state = (await lab.control('GET /state')) as { netmaker: { keys: unknown[]; hosts: unknown[]; egresses: unknown[] }; agents: unknown[] };
    expect(state.agents).toHaveLength(2);
    expect(state.netmaker.hosts).toHaveLength(1);
    expect(state.netmaker.egresses).toHaveLength(2);
    expect(state.netmaker.keys).toEqual((before.cloud as typeof state).netmaker.keys);
  });

  it('and taking back always goes on to the end, with nothing left', async () => {
    const { ended, crashes } = await diesEverywhere('undo');
    const result = Result.parse(JSON.parse(ended.stdout));
    expect(result.error, ended.stderr).toBeNull();
    expect(crashes.length).toBeGreaterThanOrEqual(2 * 2 * 6);
    expect(await lab.boxSnapshot()).toBe(before.box);
    expect(await lab.control('GET /state')).toEqual(before.cloud);
  });
});
