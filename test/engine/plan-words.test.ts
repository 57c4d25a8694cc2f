import { expect, it } from 'vitest';
import { Engine } from '../../electron/engine/engine';
import type { StepDriver } from '../../electron/engine/step';
import { FakeWorld, fakePorts, fakeSite, MemoryJournal } from '../fixtures/fake-world';

it('what the look decided about a step joins its words on the plan, and nothing else of it', async () => {
  const ports = fakePorts(new FakeWorld());
  const overlays = ports.overlays.map((overlay) => ({
    ...overlay,
    steps: overlay.steps.map((driver): StepDriver => (driver.kind === 'netmaker.egress' ? { ...driver, inspect: async (step, context) => ({ ...(await driver.inspect(step, context)), words: { way: 'push' } }) } : driver)),
  }));
  const engine = new Engine({ ...ports, overlays }, new MemoryJournal(), (text) => text);
  for (const stage of ['survey', 'check', 'plan'] as const) await engine.run(stage, fakeSite(), { only: null, signal: new AbortController().signal });
  const params = Object.fromEntries(engine.state.plan?.steps.map(({ step }) => [step.id, step.params]) ?? []);
  expect(params['egress:10.0.0.11']).toEqual({ address: '10.0.0.11', way: 'push' });
  expect(params['client']).toEqual({});
});
