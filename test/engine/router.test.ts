import { describe, expect, it } from 'vitest';
import type { OccupiedRange } from '../../electron/domain/collisions';
import { Secret } from '../../electron/domain/secret';
import type { Site } from '../../electron/domain/site';
import type { Stage } from '../../electron/domain/stage';
import { Engine } from '../../electron/engine/engine';
import type { Overlay, Ports, RouterConfig } from '../../electron/engine/ports';
import type { StepDriver } from '../../electron/engine/step';
import { FakeWorld, fakePorts, fakeSite, MemoryJournal } from '../fixtures/fake-world';

const signal = new AbortController().signal;
const conduct = { signal, progress: () => undefined };

/** An overlay whose router is one thing of the world. */
function setting(part: { ranges?: OccupiedRange[]; router?: boolean; surveyed?: string[] } = {}): { engine: Engine; world: FakeWorld; journal: MemoryJournal; local: (readonly string[])[]; run: (stage: Stage, site?: Site) => Promise<void> } {
  const world = new FakeWorld();
  const ports: Ports = fakePorts(world);
  const [fake, ...others] = ports.overlays;
  if (fake === undefined) throw new Error('no overlay');
  const local: (readonly string[])[] = [];
  const driver: StepDriver = {
    kind: 'netmaker.router',
    inspect: (step) => Promise.resolve(world.things.has('router') ? { change: 'none', found: null, result: { id: step.id } } : { change: 'add', found: null, result: null }),
    apply: (step) => { world.put('router', JSON.stringify(step.input)); return Promise.resolve({ id: step.id }); },
    verify: (_step, result) => Promise.resolve(result),
    undo: () => { world.take('router'); return Promise.resolve([]); },
  };
  const overlay: Overlay = {
    ...fake,
    steps: [...fake.steps, driver],
    occupied: () => Promise.resolve({ network: 'cams', networks: [{ name: 'cams', bridge: null }], ranges: part.ranges ?? [], virtualNat: false, unseen: [] }),
    ...(part.router === false
      ? {}
      : {
          router: {
            plan: (_site, ranges) => ({ id: 'netmaker.router', kind: 'netmaker.router', params: { name: 'kt-site', network: 'cams', ranges: ranges.join(', ') }, input: { ranges: [...ranges] }, needs: [] }),
            config: (_site, own): Promise<RouterConfig> => { local.push(own); return Promise.resolve({ text: new Secret('[Interface]'), removed: [], routed: ['100.64.8.0/24'] }); },
          },
        }),
  };
  const discovery = { ...ports.discovery, survey: async (...args: Parameters<Ports['discovery']['survey']>) => ({ ...(await ports.discovery.survey(...args)), ranges: part.surveyed ?? [] }) };
  const journal = new MemoryJournal();
  const engine = new Engine({ ...ports, discovery, overlays: [overlay, ...others] }, journal, (text) => text);
  return { engine, world, journal, local, run: (stage, site = fakeSite()) => engine.run(stage, site, { only: null, signal }) };
}

const wide = (): Site => {
  const site = fakeSite();
  return site.overlay?.kind === 'netmaker' ? { ...site, overlay: { ...site.overlay, egress: 'ranges' } } : site;
};

describe('a router in place of the small computer', () => {
  it('brings each camera along, needs no small computer, and is taken back like everything else', async () => {
    const { engine, world, run } = setting();
    const site = { ...fakeSite(), box: null };
    await run('survey', site);
    await run('router', site);
    expect(JSON.parse(world.things.get('router') ?? '')).toEqual({ ranges: ['10.0.0.11/32', '10.0.0.12/32', '10.0.0.13/32'] });
    await run('router', site);
    expect(world.changes).toEqual(['+router']);
    await run('undo', site);
    expect([...world.things.keys()]).toEqual([]);
    expect(engine.state.changed).toBe(false);
  });

  it('brings the network of the cameras along where that was chosen, and cameras outside of it by themselves', async () => {
    const { world, run } = setting({ surveyed: ['10.0.0.8/30', '172.16.0.0/24'] });
    await run('survey', wide());
    await run('router', wide());
    expect(JSON.parse(world.things.get('router') ?? '')).toEqual({ ranges: ['10.0.0.8/30', '10.0.0.12/32', '10.0.0.13/32'] });
  });

  it('is not let in with addresses that somebody else has', async () => {
    const { engine, world, run } = setting({ ranges: [{ range: '10.0.0.0/24', kind: 'external-client', network: 'cams', owner: { name: 'kiosk' } }] });
    await run('survey');
    await expect(run('router')).rejects.toMatchObject({ code: 'overlay-range-collides', params: { owner: 'kiosk' } });
    expect(engine.state.collisions?.collisions).toHaveLength(3);
    expect([world.changes, engine.state.steps]).toEqual([[], []]);
  });

  it('is not let in beside a small computer that is connected, and makes room for one that comes later', async () => {
    const { engine, world, run } = setting();
    for (const stage of ['survey', 'router', 'check', 'plan'] as const) await run(stage);
    expect(engine.state.plan?.steps.filter(({ change }) => change === 'remove').map(({ step }) => step.id)).toEqual(['netmaker.router']);
    await run('connect');
    expect([world.things.has('router'), world.things.has('egress:10.0.0.11')]).toEqual([false, true]);
    await expect(run('router')).rejects.toMatchObject({ code: 'router-beside-box' });
    await run('undo');
    await run('router');
    expect([...world.things.keys()]).toEqual(['router']);
  });

  it('gets its configuration only when it was let in, with the networks that must stay out of the tunnel, and nothing of it is written down', async () => {
    const { engine, journal, local, run } = setting({ surveyed: ['10.0.0.0/24'] });
    await run('survey');
    await expect(engine.routerConfig(fakeSite(), conduct)).rejects.toMatchObject({ code: 'stage-missing', params: { stage: 'router' } });
    await run('router');
    const entries = journal.kept.length;
    expect((await engine.routerConfig(fakeSite(), conduct)).text.reveal()).toBe('[Interface]');
    expect(local).toEqual([['10.0.0.0/24']]);
    expect(journal.kept).toHaveLength(entries);
    await run('undo');
    await expect(engine.routerConfig(fakeSite(), conduct)).rejects.toMatchObject({ code: 'stage-missing' });
  });

  it('is none of an overlay that makes no configurations, and none without cameras', async () => {
    const { run } = setting({ router: false });
    await expect(run('router')).rejects.toMatchObject({ code: 'stage-missing', params: { stage: 'survey' } });
    await run('survey');
    await expect(run('router')).rejects.toMatchObject({ code: 'input-invalid' });
  });
});
