import { copyFileSync } from 'node:fs';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { verdict } from '../../electron/domain/proof';
import { Result } from '../../electron/terminal/result';
import { dieEverywhere } from './die-everywhere';
import { Lab } from './site';

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

describe('the program is killed before and after every write about a step', () => {
  it('and connecting again always goes on to the end, with nothing made twice', async () => {
    const { ended, crashes } = await dieEverywhere(lab, 'connect');
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

  it('and another laptop, which has only what the small computer remembers, takes everything back', async () => {
    // The same site file, without the journal.
    const other = ['--site', path.join(lab.folder, 'other.site.json')];
    copyFileSync(lab.siteFile, path.join(lab.folder, 'other.site.json'));
    expect(await lab.result('undo', ...other, '--accept-host-key')).toMatchObject({ exitCode: 4, error: { code: 'box-known-elsewhere', params: { ours: '-' } } });
    const adopted = await lab.result('adopt', ...other);
    expect(adopted.error).toBeNull();
    expect(adopted.steps.filter(({ phase }) => phase === 'done').length).toBeGreaterThanOrEqual(7);
    const undone = await lab.result('undo', ...other);
    expect(undone.error).toBeNull();
    expect(undone.steps.flatMap(({ differences }) => differences)).toEqual([]);
    expect(await lab.boxSnapshot()).toBe(before.box);
    expect(await lab.control('GET /state')).toEqual(before.cloud);
    // The first laptop finds everything gone and makes it again.
    expect((await lab.result('connect')).error).toBeNull();
  });

  it('and taking back always goes on to the end, with nothing left', async () => {
    const { ended, crashes } = await dieEverywhere(lab, 'undo');
    const result = Result.parse(JSON.parse(ended.stdout));
    expect(result.error, ended.stderr).toBeNull();
    expect(crashes.length).toBeGreaterThanOrEqual(2 * 2 * 6);
    expect(await lab.boxSnapshot()).toBe(before.box);
    expect(await lab.control('GET /state')).toEqual(before.cloud);
  });
});
