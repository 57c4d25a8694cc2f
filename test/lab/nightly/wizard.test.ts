import { readFileSync } from 'node:fs';
import { afterAll, beforeAll, expect, it } from 'vitest';
import type { AgentSettings, Site } from '../../../electron/domain/site';
import { KUBERNETES } from '../cloud/lab';
import { DOCKER_SNAPSHOT, startDockerComputer, type DockerComputer } from '../docker-computer';
import { Lab } from '../site';
import { runWizard } from '../wizard-run';
import { tally } from './tally';

/** As `../wizard.test.ts`, for the places of agents besides Factory. */
const lab = new Lab('wizplaces');
let computer: DockerComputer;
let before: { box: string; edge: string; docker: string; cloud: unknown };

const state = async (): Promise<typeof before> => ({ box: await lab.boxSnapshot(), edge: (await lab.box('sh', '-c', DOCKER_SNAPSHOT)).stdout, docker: await computer.snapshot(), cloud: await lab.control('GET /state') });

beforeAll(async () => {
  await lab.up({ cameras: 3, box: 'sudopw,docker' });
  computer = await startDockerComputer(lab);
  process.env['LAB_KUBERNETES_TOKEN'] = KUBERNETES.token;
  before = await state();
});
afterAll(async () => {
  await computer.stop();
  await lab.down();
  expect(await lab.leftovers()).toBe('');
});

const places: Record<Exclude<AgentSettings['kind'], 'factory'>, () => Partial<Site>> = {
  kubernetes: () => ({
    agents: {
      kind: 'kubernetes', auth: { kind: 'token', server: KUBERNETES.server, token: { kind: 'env', name: 'LAB_KUBERNETES_TOKEN' }, certificate: readFileSync(lab.is.laptop.environment['NODE_EXTRA_CA_CERTS'] ?? '', 'utf8') },
      namespace: KUBERNETES.namespace, image: null, storage: { kind: 'none' }, recording: 'continuous',
    },
  }),
  docker: () => ({ agents: computer.settings }),
  edge: () => ({ overlay: null, agents: { kind: 'edge', image: null, storage: { kind: 'none' }, recording: 'continuous' } }),
};

it.each(['kubernetes', 'docker', 'edge'] as const)('the wizard in real Electron connects a site whose agents run by %s with the mouse alone and takes it back', async (kind) => {
  const ended = await runWizard(lab, { ...lab.site(), ...places[kind]() }, kind);
  expect(ended.code, `${ended.stdout}\n${ended.stderr}`).toBe(0);
  expect(ended.stdout).toContain('1 passed');
  expect(await state()).toEqual(before);
  tally({ what: `the wizard, agents by ${kind}`, seen: 'connected with the mouse alone, pictures at the far end, taken back, as it was found', interruptions: 0, stuck: 0 });
});
