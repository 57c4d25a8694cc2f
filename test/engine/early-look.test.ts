import { describe, expect, it } from 'vitest';
import { TunnelError } from '../../electron/domain/errors';
import { Engine } from '../../electron/engine/engine';
import type { Ports } from '../../electron/engine/ports';
import { FakeWorld, fakePorts, fakeSite, MemoryJournal } from '../fixtures/fake-world';

const signal = new AbortController().signal;

/** The fake world, with agents that are looked at early; `look` may refuse the n-th look at one of them. */
function early(look: (agent: string, count: number) => void = () => undefined): { engine: Engine; world: FakeWorld; seen: string[] } {
  const world = new FakeWorld();
  const seen: string[] = [];
  const base = fakePorts(world);
  const counts = new Map<string, number>();
  const ports: Ports = {
    ...base,
    overlays: base.overlays.map((overlay) => ({
      ...overlay,
      steps: overlay.steps.map((driver) => ({ ...driver, apply: (step, found, context) => { seen.push(`did ${step.id}`); return driver.apply(step, found, context); } })),
      plan: (site, cameras) => overlay.plan(site, cameras),
    })),
    registrars: base.registrars.map((registrar) => ({
      ...registrar,
      steps: registrar.steps.map((driver) => ({
        ...driver,
        looksEarly: true,
        inspect: (step, context) => {
          const count = (counts.get(step.id) ?? 0) + 1;
          counts.set(step.id, count);
          seen.push(`saw ${step.id}`);
          look(step.id, count);
          return driver.inspect(step, context);
        },
      })),
      plan: (site, agents) => registrar.plan(site, agents),
    })),
  };
  return { engine: new Engine(ports, new MemoryJournal(), (text) => text), world, seen };
}

async function connect(engine: Engine, stop: AbortSignal = signal): Promise<void> {
  for (const stage of ['survey', 'check'] as const) await engine.run(stage, fakeSite(), { only: null, signal });
  await engine.run('connect', fakeSite(), { only: null, signal: stop });
}

describe('a step that nothing before it changes', () => {
  it('is looked at while those are at work, once, and changed in its turn', async () => {
    const { engine, world, seen } = early();
    await connect(engine);
    expect(seen.indexOf('saw agent:site-camera-13')).toBeLessThan(seen.indexOf('did join'));
    expect(seen.filter((one) => one.startsWith('saw '))).toHaveLength(3);
    expect(world.changes.indexOf('+agent:site-camera-11')).toBeGreaterThan(world.changes.indexOf('+egress:10.0.0.11'));
  });

  it('is looked at again where the early look failed, and only the second failure counts', async () => {
    const refused = (): never => { throw new TunnelError('agents-unreachable', { url: 'x', reason: 'not yet' }); };
    const once = early((agent, count) => { if (agent.endsWith('12') && count === 1) refused(); });
    await connect(once.engine);
    expect(once.world.things.has('agent:site-camera-12')).toBe(true);
    const twice = early((agent) => { if (agent.endsWith('12')) refused(); });
    await expect(connect(twice.engine)).rejects.toMatchObject({ code: 'agents-unreachable' });
    expect([...twice.world.things.keys()]).toEqual(expect.arrayContaining(['agent:site-camera-11', 'agent:site-camera-13']));
  });

  it('is not looked at any more after a stop', async () => {
    const stop = new AbortController();
    const { engine, seen } = early(() => { stop.abort(); });
    await expect(connect(engine, stop.signal)).rejects.toMatchObject({ code: 'cancelled' });
    expect(seen.filter((one) => one.startsWith('saw '))).toEqual(['saw agent:site-camera-11']);
  });
});
