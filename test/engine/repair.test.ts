import { describe, expect, it } from 'vitest';
import type { CheckResult } from '../../electron/domain/box';
import { foldJournal } from '../../electron/domain/state';
import type { Stage } from '../../electron/domain/stage';
import type { Engine } from '../../electron/engine/engine';
import type { Box } from '../../electron/engine/ports';
import { FAKE_BOX, FakeWorld, fakeEngine, fakeSite, MemoryJournal, type FakeOptions } from '../fixtures/fake-world';

const signal = new AbortController().signal;
const run = (engine: Engine, stage: Stage, only: readonly string[] | null = null): Promise<void> => engine.run(stage, fakeSite(), { only, signal });

/** A box whose tun module is loaded or not, and that remembers which files were written. */
function boxWithoutTun(): { loaded: boolean; files: Set<string>; options: FakeOptions } {
  const state = { loaded: false, files: new Set<string>(), options: {} };
  const reply = (ok: boolean): ReturnType<Box['run']> => Promise.resolve({ code: ok ? 0 : 1, stdout: '', stderr: '' });
  const answer = (argv: readonly string[]): ReturnType<Box['run']> => {
    if (argv[0] === 'modprobe') state.loaded = argv[1] !== '-r';
    if (argv[0] === 'rm') state.files.delete(argv.at(-1) ?? '');
    if (argv[0] === 'head') return reply(state.loaded);
    if (argv[0] === 'ls') return reply(state.files.has(argv.at(-1) ?? ''));
    return reply(true);
  };
  const box: Box = { ...FAKE_BOX, run: answer, demand: async (argv) => (await answer(argv)).stdout, writeFile: async (path) => { state.files.add(path); } };
  const check = (): CheckResult => ({ check: 'kernel-tunnel', outcome: state.loaded ? 'ok' : 'blocks', params: {}, detail: null, fix: state.loaded ? 'none' : 'load-tun' });
  return Object.assign(state, { options: { box, boxChecks: [{ id: 'kernel-tunnel' as const, run: () => Promise.resolve(check()) }] } });
}

async function checked(world: FakeWorld, journal: MemoryJournal, options: FakeOptions): Promise<Engine> {
  const engine = fakeEngine(world, journal, options);
  for (const stage of ['survey', 'check'] as const) await run(engine, stage);
  return engine;
}

describe('repairing a box', () => {
  it('does what the check offered, looks again, and connecting leaves it in place', async () => {
    const world = new FakeWorld();
    const box = boxWithoutTun();
    const engine = await checked(world, new MemoryJournal(), box.options);
    await expect(run(engine, 'connect')).rejects.toMatchObject({ code: 'box-check-blocks' });
    await run(engine, 'repair');
    expect(engine.state.box?.checks).toMatchObject([{ outcome: 'ok', fix: 'none' }]);
    expect(engine.state.changed).toBe(true);
    await run(engine, 'plan');
    expect(engine.state.plan?.steps.find(({ step }) => step.id === 'box.load-tun')?.change).toBe('none');
    await run(engine, 'connect');
    expect(box.loaded).toBe(true);
    await run(engine, 'undo');
    expect(box).toMatchObject({ loaded: false, files: new Set() });
    expect(engine.state.changed).toBe(false);
  });

  it('is taken back after everything that stands on it', async () => {
    const journal = new MemoryJournal();
    const engine = await checked(new FakeWorld(), journal, boxWithoutTun().options);
    for (const stage of ['repair', 'plan', 'connect', 'undo'] as const) await run(engine, stage);
    const undone = journal.kept.flatMap(({ event }) => (event.type === 'undo-done' ? [event.stepId] : []));
    expect(undone.at(-1)).toBe('box.load-tun');
    expect(undone.length).toBeGreaterThan(5);
  });

  it('changes nothing when nothing is offered, or something else was asked for', async () => {
    const box = boxWithoutTun();
    const journal = new MemoryJournal();
    const engine = await checked(new FakeWorld(), journal, box.options);
    await expect(run(engine, 'repair', ['sync-clock'])).rejects.toMatchObject({ code: 'repair-not-offered', params: { repairs: 'sync-clock' } });
    expect(box.loaded).toBe(false);
    await run(engine, 'repair', ['load-tun']);
    await expect(run(engine, 'repair')).rejects.toMatchObject({ code: 'repair-not-offered' });
    expect(foldJournal(journal.kept).steps.map(({ step }) => step.id)).toEqual(['box.load-tun']);
  });

  it('that was interrupted is finished by running it again, and still knows how the box was', async () => {
    const box = boxWithoutTun();
    const first = new MemoryJournal();
    await run(await checked(new FakeWorld(), first, box.options), 'repair');
    const begun = first.kept.findIndex(({ event }) => event.type === 'step-begun');
    // The journal as the crash left it: begun, and the world half changed.
    box.files.clear();
    const engine = fakeEngine(new FakeWorld(), new MemoryJournal(first.kept.slice(0, begun + 1)), box.options);
    box.loaded = false;
    await run(engine, 'repair');
    await run(engine, 'undo');
    expect(box).toMatchObject({ loaded: false, files: new Set() });
  });
});
