import { readFileSync } from 'node:fs';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { verdict } from '../../../electron/domain/proof';
import { Result } from '../../../electron/terminal/result';
import { KUBERNETES } from '../cloud/lab';
import { dieEverywhere } from '../die-everywhere';
import { Lab } from '../site';

/** Agents in a cluster behind the tunnel: a simulated API server, whose pods really pull their cameras through it. */
const lab = new Lab('cluster');
let before: { box: string; cloud: unknown };

beforeAll(async () => {
  await lab.up({ cameras: 2 });
  before = { box: await lab.boxSnapshot(), cloud: await lab.control('GET /state') };
  const certificate = readFileSync(lab.is.laptop.environment['NODE_EXTRA_CA_CERTS'] ?? '', 'utf8');
  const { server, namespace } = KUBERNETES;
  lab.writeSite({ ...lab.site(), agents: { kind: 'kubernetes', auth: { kind: 'token', server, token: { kind: 'env', name: 'LAB_KUBERNETES_TOKEN' }, certificate }, namespace, image: null, storage: { kind: 'none' }, recording: 'continuous' } });
  process.env['LAB_KUBERNETES_TOKEN'] = KUBERNETES.token;
});
afterAll(async () => {
  await lab.down();
  expect(await lab.leftovers()).toBe('');
});

const agents = async (): Promise<string[]> => ((await lab.control('GET /state')) as { agents: { name: string }[] }).agents.map(({ name }) => name).sort();

describe('a site whose agents run in a cluster', () => {
  it('is connected although the program is killed before and after every write, with one agent for each camera and its picture through the API server', async () => {
    await lab.result('check', '--accept-host-key');
    const { ended } = await dieEverywhere(lab, 'connect');
    const result = Result.parse(JSON.parse(ended.stdout));
    expect(result.error, ended.stderr).toBeNull();
    expect(result.cameras.map(({ proof }) => (proof === null ? null : verdict(proof))), JSON.stringify(result.cameras.map(({ proof }) => proof?.layers))).toEqual(['frames', 'frames']);
    expect(result.cameras[0]?.proof?.layers.find(({ layer }) => layer === 'frame-received')?.params['way']).toBe('service proxy');
    expect(await agents()).toEqual(['lab-camera-1', 'lab-camera-2']);
  });

  it('left no secret in the journal, the log and the report, and a second run changes nothing', async () => {
    const state = lab.siteFile.replace(/\.json$/, '.state');
    const secrets = [KUBERNETES.token, ...lab.is.cameras.map(({ password }) => password)];
    for (const file of ['journal.jsonl', 'log.jsonl', 'report.html']) {
      const text = readFileSync(path.join(state, file), 'utf8');
      for (const secret of secrets) expect(text.includes(secret), `${file} holds a secret`).toBe(false);
    }
    await lab.control('DELETE /calls');
    expect((await lab.result('connect')).exitCode).toBe(0);
    const { kubernetes = {} } = (await lab.control('GET /calls')) as Record<string, Record<string, number>>;
    expect(Object.keys(kubernetes).filter((call) => !call.startsWith('GET') && !/selfsubjectaccessreviews|api\/login/.test(call))).toEqual([]);
  });

  it('is taken back although the program is killed before and after every write', async () => {
    const { ended } = await dieEverywhere(lab, 'undo');
    const undone = Result.parse(JSON.parse(ended.stdout));
    expect(undone.error, ended.stderr).toBeNull();
    expect(undone.steps.flatMap(({ differences }) => differences)).toEqual([]);
    expect(await lab.boxSnapshot()).toBe(before.box);
    expect(await lab.control('GET /state')).toEqual(before.cloud);
  });
});
