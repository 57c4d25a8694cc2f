import { afterEach, describe, expect, it, vi } from 'vitest';
import type { Progress } from '../../../electron/domain/stage';
import type { StepContext } from '../../../electron/engine/step';
import { startWorld, withoutRuntime, type World, type WorldOptions } from './netmaker-at-hand';

let world: World;
const start = async (options: WorldOptions = {}): Promise<World> =>
  (world = await startWorld({ pro: true, ...options, prepare: (state) => { state.approval = ['cams']; options.prepare?.(state); } }));
afterEach(() => world.close());

const code = (expected: string, params: Record<string, unknown> = {}): unknown => expect.objectContaining({ code: expected, params: expect.objectContaining(params) as unknown });
const forbidden = (): void => { world.server.faults.add({ call: 'POST /api/v1/pending_hosts/approve/*', times: 1_000, fault: { kind: 'status', status: 403, body: '{"Code":403,"Message":"access denied"}' } }); };
/** What an administrator does in the dashboard. */
const approveByHand = (): void => {
  const state = world.netmaker.read();
  const [one] = state.pending;
  if (one === undefined) throw new Error('nothing waits');
  world.netmaker.write({ ...state, pending: [], nodes: [...state.nodes, { id: 'node-by-hand', hostid: one.hostid, network: one.network, address: '100.64.8.7/24', ranges: [], nat: true, metrics: [] }] });
};
const waiting = (): Promise<void> => vi.waitFor(() => { expect(world.netmaker.read().pending).toHaveLength(1); }, { timeout: 10_000, interval: 20 });

describe('a network that wants new devices approved', () => {
  it('lets the box in by our approval, which stands in the journal', async () => {
    await start();
    const before = world.objects();
    await world.walk.connect(world.steps());
    expect(world.objects()).toMatchObject({ pending: [], nodes: [{ network: 'cams' }], egresses: [{ range: '192.168.50.11/32' }] });
    expect(world.walk.state.steps.find((step) => step.step.id === 'netmaker.join')?.result).toMatchObject({ approved: true });
    expect(await world.walk.undo()).toEqual([]);
    expect(world.objects()).toEqual(before);
  });

  it('does not have requests of other networks approved by us', async () => {
    await start({ prepare: (state) => { state.pending.push({ id: 'theirs', hostid: 'another-host', network: 'office' }); } });
    await world.walk.connect(world.steps());
    expect(world.objects().pending.map((one) => one.id)).toEqual(['theirs']);
  });

  it('is waited for, and said to be, where the account may not approve; the run goes on when somebody did', async () => {
    await start();
    forbidden();
    const told: Progress[] = [];
    const context = world.walk.context.bind(world.walk);
    world.walk.context = (): StepContext => ({ ...context(), progress: (progress) => told.push(progress) });
    const connecting = world.walk.connect(world.steps());
    await vi.waitFor(() => { expect(told).toMatchObject([{ task: 'await-approval', subject: '127.0.0.1', state: 'running', step: null }]); }, { timeout: 10_000, interval: 20 });
    approveByHand();
    await connecting;
    expect(told.at(-1)).toMatchObject({ task: 'await-approval', state: 'done' });
    expect(world.walk.state.steps.find((step) => step.step.id === 'netmaker.join')?.result).not.toHaveProperty('approved');
    expect(world.objects()).toMatchObject({ nodes: [{ id: 'node-by-hand' }], egresses: [{ nodes: { 'node-by-hand': 256 } }] });
  });

  it('is left at once when the person says stop, and taken back without a trace', async () => {
    await start();
    const [objects, box] = [world.objects(), world.boxNow()];
    forbidden();
    const stop = new AbortController();
    world.walk.signal = stop.signal;
    const connecting = world.walk.connect(world.steps());
    await waiting();
    stop.abort();
    await expect(connecting).rejects.toEqual(code('cancelled'));
    world.walk.signal = new AbortController().signal;
    expect(await world.walk.undo()).toEqual([]);
    expect(world.objects()).toEqual(objects);
    expect(withoutRuntime(world.boxNow())).toEqual(withoutRuntime(box));
  });

  it('is not asked a second time by a run that goes on', async () => {
    await start();
    forbidden();
    const stop = new AbortController();
    world.walk.signal = stop.signal;
    const connecting = world.walk.connect(world.steps());
    await waiting();
    stop.abort();
    await expect(connecting).rejects.toEqual(code('cancelled'));
    world.walk.signal = new AbortController().signal;
    world.server.faults.clear();
    await world.walk.connect(world.steps());
    expect([...world.server.calls].filter(([call]) => call.startsWith('POST /api/v1/host/register/')).map(([, count]) => count)).toEqual([1]);
    expect(world.objects()).toMatchObject({ pending: [], nodes: [{ network: 'cams' }] });
  });

  it('is no affair of the Community edition', async () => {
    await start({ pro: false });
    await world.walk.connect(world.steps());
    expect([...world.server.calls.keys()].filter((call) => call.includes('/approve/'))).toEqual([]);
  });
});
