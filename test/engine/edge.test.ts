import { describe, expect, it } from 'vitest';
import type { Site } from '../../electron/domain/site';
import { Engine } from '../../electron/engine/engine';
import type { AgentRegistrar, Ports } from '../../electron/engine/ports';
import { FakeWorld, fakePorts, fakeSite, MemoryJournal } from '../fixtures/fake-world';

const EDGE: Site['agents'] = { kind: 'edge', image: null, storage: { kind: 'none' }, recording: 'continuous' };

/** The fake world with a place for agents on the small computer beside its Factory. */
function engineOf(world = new FakeWorld(), change: (ports: Ports) => Ports = (ports) => ports): Engine {
  const ports = fakePorts(world);
  const edge = ports.registrars.map((registrar): AgentRegistrar => ({
    ...registrar,
    kind: 'edge',
    probe: () => Promise.resolve({ variant: 'Docker 24', agents: [], given: [] }),
    plan: (_site, agents) => agents.map(({ spec, camera }) => ({ id: `edge:${spec.name}`, kind: 'edge.agent', params: { agent: spec.name, address: camera.address }, input: {}, needs: [] })),
    steps: registrar.steps.map((driver) => ({ ...driver, kind: 'edge.agent' })),
    prove: ({ name }) => Promise.resolve({ layers: [{ layer: 'frame-received', outcome: world.things.has(`edge:${name}`) ? 'proven' : 'failed', params: {}, error: null }], picture: null }),
  }));
  return new Engine(change({ ...ports, registrars: [...ports.registrars, ...edge] }), new MemoryJournal(), (text) => text);
}

async function run(engine: Engine, site: Site, ...stages: Parameters<Engine['run']>[0][]): Promise<void> {
  for (const stage of stages) await engine.run(stage, site, { only: null, signal: new AbortController().signal });
}

const withoutTunnel: Site = { ...fakeSite(), overlay: null, agents: EDGE };
/** The first camera's agent runs on the small computer, the others' where Factory makes them. */
const mixed: Site = { ...fakeSite(), cameras: [{ deviceId: 'id-10.0.0.11', name: 'Gate', include: true, credentialId: null, mainToken: null, subToken: null, allowBasic: false, agent: null, runs: 'edge' }] };

describe('a site whose agents all run on the small computer', () => {
  it('needs no tunnel from the first check to the undo', async () => {
    const world = new FakeWorld();
    const engine = engineOf(world);
    await run(engine, withoutTunnel, 'survey', 'check', 'plan');
    expect(engine.state.services).toMatchObject({ overlay: null, agents: { variant: 'Docker 24' } });
    expect(engine.state.plan?.steps.map(({ step }) => step.kind)).toEqual(['edge.agent', 'edge.agent', 'edge.agent']);
    expect(engine.state.plan?.totalKbps).toBe(0);
    expect(engine.state.plan?.cameras.every(({ kbps }) => kbps > 0)).toBe(true);
    await run(engine, withoutTunnel, 'connect', 'prove');
    expect(Object.values(engine.state.proofs)[0]?.layers.map((layer) => `${layer.layer} ${layer.outcome}`)).toEqual(['box-reaches-camera proven', 'frame-received proven']);
    await run(engine, withoutTunnel, 'undo');
    expect([...world.things.keys()]).toEqual([]);
  });

  it('does not ask its small computer whether it could open one', async () => {
    const check = (id: 'kernel-tunnel' | 'disk'): Ports['boxChecks'][number] => ({ id, run: () => Promise.resolve({ check: id, outcome: 'blocks', params: {}, detail: null, fix: 'none' }) });
    const engine = engineOf(new FakeWorld(), (ports) => ({ ...ports, boxChecks: [check('kernel-tunnel'), check('disk')] }));
    await run(engine, withoutTunnel, 'survey', 'check');
    expect(engine.state.box?.checks.map((one) => one.check)).toEqual(['disk']);
    await run(engine, mixed, 'check');
    expect(engine.state.box?.checks.map((one) => one.check)).toEqual(['kernel-tunnel', 'disk']);
  });

  it('is checked before its small computer is known, which is looked at once its key was confirmed', async () => {
    const engine = engineOf();
    const only = async (site: Site): Promise<void> => { await engine.run('check', site, { only: ['services'], signal: new AbortController().signal }); };
    await run(engine, withoutTunnel, 'survey');
    await only({ ...withoutTunnel, box: null });
    expect(engine.state.services).toMatchObject({ agents: { variant: '', count: 0 } });
    await only(withoutTunnel);
    expect(engine.state.services).toMatchObject({ agents: { variant: 'Docker 24' } });
  });

  it('leaves a tunnel that is in the settings alone', async () => {
    const engine = engineOf(new FakeWorld(), (ports) => ({ ...ports, overlays: ports.overlays.map((overlay) => ({ ...overlay, probe: () => Promise.reject(new Error('nobody asked for it')) })) }));
    const site = { ...withoutTunnel, overlay: fakeSite().overlay };
    await run(engine, site, 'survey', 'check', 'plan', 'connect', 'prove');
    expect(engine.state.steps.map(({ step }) => step.kind)).toEqual(['edge.agent', 'edge.agent', 'edge.agent']);
  });
});

describe('a site of which some agents run on the small computer', () => {
  it('opens the tunnel for the others only, and counts only their streams', async () => {
    const engine = engineOf();
    await run(engine, mixed, 'survey', 'check', 'plan');
    const ids = engine.state.plan?.steps.map(({ step }) => step.id) ?? [];
    expect(ids.filter((id) => id.startsWith('egress:'))).toEqual(['egress:10.0.0.12', 'egress:10.0.0.13']);
    expect(ids.filter((id) => id.startsWith('edge:'))).toEqual(['edge:site-gate']);
    expect(engine.state.services?.agents).toMatchObject({ variant: 'Docker 24; /api', count: 0 });
    const each = engine.state.plan?.cameras[0]?.kbps ?? 0;
    expect(engine.state.plan?.totalKbps).toBe(2 * each);
  });

  it('notes how the small computer was before its first agent is started on it', async () => {
    const engine = engineOf(new FakeWorld(), (ports) => ({
      ...ports,
      overlays: ports.overlays.map((overlay) => ({ ...overlay, plan: (...words: Parameters<typeof overlay.plan>) => [{ id: 'baseline', kind: 'box.baseline' as const, params: {}, input: {}, needs: [] }, ...overlay.plan(...words)] })),
    }));
    await run(engine, mixed, 'survey', 'check', 'plan');
    const needs = (id: string): string[] => engine.state.plan?.steps.find(({ step }) => step.id === id)?.step.needs ?? [];
    expect(needs('edge:site-gate')).toEqual(['baseline']);
    expect(needs('agent:site-camera-12')).toContain('egress:10.0.0.12');
  });

  it('proves the layers of the tunnel for those that need it', async () => {
    const engine = engineOf();
    await run(engine, mixed, 'survey', 'check', 'plan', 'connect', 'prove');
    const layersOf = (id: string): string[] => engine.state.proofs[id]?.layers.map(({ layer }) => layer) ?? [];
    expect(layersOf('id-10.0.0.11')).toEqual(['box-reaches-camera', 'frame-received']);
    expect(layersOf('id-10.0.0.12')).toEqual(['client-running', 'box-reaches-camera', 'egress-listed', 'frame-received']);
  });
});
