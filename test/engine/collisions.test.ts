import { describe, expect, it } from 'vitest';
import type { Occupation, OccupiedRange } from '../../electron/domain/collisions';
import type { Json } from '../../electron/domain/json';
import type { Site } from '../../electron/domain/site';
import type { Stage } from '../../electron/domain/stage';
import { Engine } from '../../electron/engine/engine';
import type { OccupiedQuestion, Overlay, Ports } from '../../electron/engine/ports';
import { FakeWorld, fakePorts, fakeSite, MemoryJournal } from '../fixtures/fake-world';

const signal = new AbortController().signal;
const BAKERY: OccupiedRange = { range: '10.0.0.11/32', kind: 'egress', network: 'cams', owner: { network: 'cams', name: 'Bakery' } };

interface Setting { readonly engine: Engine; readonly world: FakeWorld; readonly journal: MemoryJournal; readonly asked: { readonly question: OccupiedQuestion; readonly joined: Json }[]; ranges: OccupiedRange[]; readonly run: (stage: Stage, site?: Site) => Promise<void> }

/** An overlay that says what is in use; null: one that cannot be asked. */
function setting(ranges: OccupiedRange[] | null, form: 'each' | 'together' = 'each'): Setting {
  const world = new FakeWorld();
  const journal = new MemoryJournal();
  const ports: Ports = fakePorts(world);
  const [fake, ...others] = ports.overlays;
  if (fake === undefined) throw new Error('no overlay');
  const asked: Setting['asked'] = [];
  const occupation = (): Occupation => ({ network: 'cams', networks: [{ name: 'cams', bridge: null }], ranges: setup.ranges, virtualNat: false, unseen: [] });
  const overlay: Overlay = {
    ...fake,
    plan: (site, cameras) => fake.plan(site, cameras).map((step) => {
      if (form === 'together') return step.kind === 'netmaker.client' ? { ...step, params: { ranges: cameras.map(({ address }) => `${address}/32`).join(', ') } } : step;
      return step.kind === 'netmaker.egress' ? { ...step, params: { ...step.params, range: `${String(step.params['address'])}/32` } } : step;
    }),
    ...(ranges === null ? {} : { occupied: (question: OccupiedQuestion) => { asked.push({ question, joined: question.resultOf('join') }); return Promise.resolve(occupation()); } }),
  };
  const engine = new Engine({ ...ports, overlays: [overlay, ...others] }, journal, (text) => text);
  const setup: Setting = { engine, world, journal, asked, ranges: ranges ?? [], run: (stage, site = fakeSite()) => engine.run(stage, site, { only: null, signal }) };
  return setup;
}

describe('addresses that somebody else of the network has', () => {
  it('are told by the check, with the cameras they concern, and stop nothing there', async () => {
    const { engine, run } = setting([BAKERY]);
    await run('survey');
    await run('check');
    expect(engine.state.collisions?.collisions).toEqual([{ range: '10.0.0.11/32', cameras: ['Camera 11'], other: BAKERY, weight: 'blocks' }]);
    expect(engine.state.collisions?.ways.map(({ way }) => way)).toEqual(['renumber']);
  });

  it('keep the plan from being made, and everything from being changed', async () => {
    const { engine, world, run } = setting([BAKERY]);
    await run('survey');
    await run('check');
    await expect(run('plan')).rejects.toMatchObject({ code: 'overlay-range-collides', params: { range: '10.0.0.11/32', owner: 'Bakery' } });
    await expect(run('connect')).rejects.toMatchObject({ code: 'overlay-range-collides' });
    expect(engine.state.plan).toBeNull();
    expect([engine.state.steps, world.changes]).toEqual([[], []]);
  });

  it('are found by a plan that is made again, although the check found none', async () => {
    const setup = setting([]);
    for (const stage of ['survey', 'check', 'plan'] as const) await setup.run(stage);
    expect(setup.engine.state.collisions?.collisions).toEqual([]);
    setup.ranges = [BAKERY];
    await expect(setup.run('plan')).rejects.toMatchObject({ code: 'overlay-range-collides' });
    await expect(setup.run('connect')).rejects.toMatchObject({ code: 'overlay-range-collides' });
    setup.ranges = [];
    await setup.run('plan');
    await setup.run('connect');
    expect(setup.world.things.has('egress:10.0.0.11')).toBe(true);
  });

  it('are found as well where one step of the overlay opens several', async () => {
    const { engine, run } = setting([{ ...BAKERY, range: '10.0.0.12/32' }], 'together');
    for (const stage of ['survey', 'check'] as const) await run(stage);
    expect(engine.state.collisions?.collisions.map(({ range }) => range)).toEqual(['10.0.0.12/32']);
  });

  it('are only told where a device may have them at home', async () => {
    const { engine, run } = setting([{ ...BAKERY, kind: 'member-lan', owner: { device: 'agents', interface: 'eth0' } }]);
    for (const stage of ['survey', 'check', 'plan', 'connect'] as const) await run(stage);
    expect(engine.state.collisions?.collisions.map(({ weight }) => weight)).toEqual(['warns']);
  });

  it('are those of the network itself, where the overlay cannot be asked for more', async () => {
    const { engine, run } = setting(null);
    await run('survey');
    await run('check');
    expect(engine.state.collisions?.collisions).toEqual([]);
    const { services } = engine.state;
    if (services?.overlay == null) throw new Error('not checked');
    await engine.record({ ...services, overlay: { ...services.overlay, range: '10.0.0.0/16' } });
    await expect(run('plan')).rejects.toMatchObject({ code: 'overlay-range-collides', params: { owner: 'cams' } });
  });

  it('are asked for with what tells our own apart: the journal, and a box that has a client', async () => {
    const { asked, run } = setting([]);
    for (const stage of ['survey', 'check', 'plan', 'connect', 'plan'] as const) await run(stage);
    expect(asked.map(({ joined }) => joined)).toEqual([null, null, { id: 'join' }]);
    expect(await asked[0]?.question.box()).toBeNull();
  });
});
