import { describe, expect, it } from 'vitest';
import type { Site } from '../../electron/domain/site';
import { foldJournal } from '../../electron/domain/state';
import type { Stage } from '../../electron/domain/stage';
import type { Engine } from '../../electron/engine/engine';
import { FakeWorld, fakeEngine, fakeSite, Killed, MemoryJournal, type FakeOptions } from '../fixtures/fake-world';

const signal = new AbortController().signal;
const run = (engine: Engine, stage: Stage, site: Site = fakeSite()): Promise<void> => engine.run(stage, site, { only: null, signal });

async function onboard(world: FakeWorld, journal: MemoryJournal, options: FakeOptions = {}): Promise<Engine> {
  const engine = fakeEngine(world, journal, options);
  for (const stage of ['survey', 'check', 'plan', 'connect', 'prove'] as const) await run(engine, stage);
  return engine;
}

const WHOLE = ['agent:site-camera-11', 'agent:site-camera-12', 'agent:site-camera-13', 'client', 'egress:10.0.0.11', 'egress:10.0.0.12', 'egress:10.0.0.13', 'join'];

describe('connecting a site', () => {
  it('makes everything that was planned, and proves it', async () => {
    const world = new FakeWorld();
    const engine = await onboard(world, new MemoryJournal());
    expect([...world.things.keys()].sort()).toEqual(WHOLE);
    expect(engine.state.plan?.steps.map(({ step }) => step.id).sort()).toEqual(WHOLE);
    expect(Object.keys(engine.state.proofs)).toHaveLength(3);
    expect(engine.state.changed).toBe(true);
  });

  it('changes nothing when it is run again', async () => {
    const world = new FakeWorld();
    const journal = new MemoryJournal();
    const engine = await onboard(world, journal);
    const changes = [...world.changes];
    await run(engine, 'plan');
    expect(engine.state.plan?.steps.every(({ change }) => change === 'none')).toBe(true);
    await run(engine, 'connect');
    expect(world.changes).toEqual(changes);
  });

  it('connects the other cameras when one cannot be read', async () => {
    const world = new FakeWorld();
    const engine = await onboard(world, new MemoryJournal(), { broken: ['10.0.0.12'] });
    expect(world.things.has('agent:site-camera-12')).toBe(false);
    expect(world.things.has('agent:site-camera-13')).toBe(true);
    expect(engine.state.readings['id-10.0.0.12']?.error?.code).toBe('camera-unreachable');
  });

  it('goes on with what does not need a step that failed, tells the failure, and mends it when run again', async () => {
    const world = new FakeWorld();
    world.refuses.set('egress:10.0.0.12', 1);
    const engine = fakeEngine(world, new MemoryJournal());
    for (const stage of ['survey', 'check'] as const) await run(engine, stage);
    await expect(run(engine, 'connect')).rejects.toMatchObject({ code: 'overlay-unreachable' });
    expect([...world.things.keys()]).toEqual(expect.arrayContaining(['agent:site-camera-11', 'agent:site-camera-13']));
    expect(world.things.has('agent:site-camera-12')).toBe(false);
    expect(engine.state.steps.find(({ step }) => step.id === 'egress:10.0.0.12')).toMatchObject({ phase: 'failed', error: { code: 'overlay-unreachable' } });
    await run(engine, 'connect');
    expect([...world.things.keys()].sort()).toEqual(WHOLE);
    expect(engine.state.steps.every(({ phase }) => phase === 'done')).toBe(true);
  });

  it('takes back what belonged to a camera that was left out; one that was renamed keeps its agent', async () => {
    const world = new FakeWorld();
    const engine = await onboard(world, new MemoryJournal());
    const choice = (last: number, name: string, include: boolean): Site['cameras'][number] => ({ deviceId: `id-10.0.0.${last}`, name, include, credentialId: null, mainToken: null, subToken: null, allowBasic: false, agent: null, runs: 'cloud' });
    const site = { ...fakeSite(), cameras: [choice(11, 'Gate', true), choice(12, 'Yard', false)] };
    await run(engine, 'plan', site);
    expect(engine.state.plan?.steps.filter(({ change }) => change === 'remove').map(({ step }) => step.id).sort()).toEqual(['agent:site-camera-12', 'egress:10.0.0.12']);
    await run(engine, 'connect', site);
    expect([...world.things.keys()].sort()).toEqual(['agent:site-camera-11', 'agent:site-camera-13', 'client', 'egress:10.0.0.11', 'egress:10.0.0.13', 'join']);
  });

  it('stops when asked, and continues later', async () => {
    const world = new FakeWorld();
    const engine = fakeEngine(world, new MemoryJournal());
    for (const stage of ['survey', 'check'] as const) await run(engine, stage);
    const abort = new AbortController();
    const listener = { onEntry: ({ event }: { event: { type: string; stepId?: string } }) => { if (event.type === 'step-done' && event.stepId === 'join') abort.abort(); } };
    await expect(engine.run('connect', fakeSite(), { only: null, signal: abort.signal }, listener)).rejects.toMatchObject({ code: 'cancelled' });
    expect(engine.state.lastRun).toMatchObject({ stage: 'connect', phase: 'failed', error: { kind: 'cancelled' } });
    expect(world.things.size).toBeLessThan(WHOLE.length);
    await run(engine, 'connect');
    expect([...world.things.keys()].sort()).toEqual(WHOLE);
  });

  it('does not begin when the computer was found unfit', async () => {
    const engine = fakeEngine(new FakeWorld(), new MemoryJournal());
    for (const stage of ['survey', 'check'] as const) await run(engine, stage);
    const report = engine.state.box;
    if (report === null) throw new Error('no report');
    await engine.record({ type: 'box-checked', report: { ...report, checks: [{ check: 'disk', outcome: 'blocks', params: { megabytes: 3 }, detail: null, fix: 'none' }] } });
    await expect(run(engine, 'connect')).rejects.toMatchObject({ code: 'box-check-blocks' });
  });
});

describe('taking back', () => {
  it('leaves the world as it was, in reverse order, and what was there before stays', async () => {
    const world = new FakeWorld({ client: 'somebody else put it there', 'agent:unrelated': 'other site' });
    const engine = await onboard(world, new MemoryJournal());
    world.changes.length = 0;
    await run(engine, 'undo');
    expect(Object.fromEntries(world.things)).toEqual({ client: 'somebody else put it there', 'agent:unrelated': 'other site' });
    expect(world.changes.at(-1)).toBe('-join');
    expect(engine.state.changed).toBe(false);
  });

  it('can be done weeks later by another program that has only the journal', async () => {
    const world = new FakeWorld();
    const journal = new MemoryJournal();
    await onboard(world, journal);
    await run(fakeEngine(world, new MemoryJournal(journal.kept)), 'undo', { ...fakeSite(), cameras: [] });
    expect(world.things.size).toBe(0);
  });

  it('keeps what others stand on when one step cannot be taken back, says so, and finishes when run again', async () => {
    const world = new FakeWorld();
    const engine = await onboard(world, new MemoryJournal());
    world.refuses.set('egress:10.0.0.12', 1);
    await expect(run(engine, 'undo')).rejects.toMatchObject({ code: 'undo-incomplete', cause: { code: 'overlay-unreachable' } });
    expect([...world.things.keys()].sort()).toEqual(['client', 'egress:10.0.0.12', 'join']);
    await run(engine, 'undo');
    expect(world.things.size).toBe(0);
  });

  it('allows connecting again afterwards', async () => {
    const world = new FakeWorld();
    const engine = await onboard(world, new MemoryJournal());
    await run(engine, 'undo');
    await run(engine, 'connect');
    expect([...world.things.keys()].sort()).toEqual(WHOLE);
    await run(engine, 'undo');
    expect(world.things.size).toBe(0);
  });
});

describe('the program dies at any write of its journal', () => {
  const total = async (): Promise<number> => {
    const journal = new MemoryJournal();
    const engine = await onboard(new FakeWorld(), journal);
    await run(engine, 'undo');
    return journal.kept.length;
  };

  it.each(['before', 'after'] as const)('(%s each of them): running again finishes, exactly once; taking back then leaves nothing', async (when) => {
    const last = await total();
    expect(last).toBeGreaterThan(50);
    for (let seq = 1; seq <= last; seq++) {
      const world = new FakeWorld({ client: 'there before' });
      const dying = new MemoryJournal([], { seq, when });
      const engine = fakeEngine(world, dying);
      try {
        for (const stage of ['survey', 'check', 'plan', 'connect', 'prove', 'undo'] as const) await run(engine, stage);
      } catch (error) {
        expect(error).toBeInstanceOf(Killed);
      }
      const resumed = await onboard(world, new MemoryJournal([...dying.kept]));
      expect([...world.things.keys()].sort(), `died ${when} write ${seq}`).toEqual(WHOLE);
      await run(resumed, 'undo');
      expect(Object.fromEntries(world.things), `died ${when} write ${seq}`).toEqual({ client: 'there before' });
    }
  });

  it.each(['before', 'after'] as const)('(%s each of them): taking back without finishing first leaves nothing either', async (when) => {
    const last = await total();
    for (let seq = 1; seq <= last; seq++) {
      const world = new FakeWorld();
      const dying = new MemoryJournal([], { seq, when });
      const engine = fakeEngine(world, dying);
      try {
        for (const stage of ['survey', 'check', 'plan', 'connect', 'prove', 'undo'] as const) await run(engine, stage);
      } catch (error) {
        expect(error).toBeInstanceOf(Killed);
      }
      await run(fakeEngine(world, new MemoryJournal([...dying.kept])), 'undo');
      expect([...world.things.keys()], `died ${when} write ${seq}`).toEqual([]);
    }
  });

  it('is read back to the same state, however it is folded', async () => {
    const journal = new MemoryJournal();
    const engine = await onboard(new FakeWorld(), journal);
    expect(foldJournal(journal.kept)).toEqual(engine.state);
  });
});
