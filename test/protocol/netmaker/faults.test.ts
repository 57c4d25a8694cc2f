import { afterAll, describe, expect, it } from 'vitest';
import { TunnelError } from '../../../electron/domain/errors';
import type { FaultKind } from '../../../electron/practice/http/faults';
import { HUB_NODE } from '../../../electron/practice/netmaker/membership';
import { startWorld, withoutRuntime, type World, type WorldOptions } from './netmaker-at-hand';

/*
 * Every call that connecting and taking back make, each going wrong once in every way. Whatever the first attempt ends with: the
 * second one ends as wanted, and taking back leaves nothing.
 */

const HUB = { publicKey: 'aGVsbG8=', endpoint: { ip: '203.0.113.10', port: 51820 }, address: '100.64.8.1' };
/** For one question of ours; a busy machine answers within it. */
const DEADLINE_MS = 1_500;
/** Worlds that are tried side by side: most of the time they wait. */
const LANES = 8;

const FORMS: Readonly<Record<string, WorldOptions>> = {
  'the egress resource, policies and approval': {
    hub: HUB, pro: true, auth: 'password', deadlineMs: DEADLINE_MS, settings: { policy: { kind: 'add', who: [{ kind: 'device', id: HUB_NODE, name: 'cloud' }] } },
    prepare: (state) => {
      state.closed = ['cams'];
      state.approval = ['cams'];
    },
  },
  'the old egress calls': { api: 'legacy', version: 'v0.24.3', hub: HUB, deadlineMs: DEADLINE_MS },
};

const WAYS: Readonly<Record<string, FaultKind>> = {
  'a 500': { kind: 'status', status: 500, body: '{"Code":500,"Message":"database is locked"}' },
  silence: { kind: 'hang' },
  garbage: { kind: 'garbage' },
  'an answer that is lost': { kind: 'lost' },
};

/** By an earlier form: the same call of the same step would only be tried twice. */
const covered = new Set<string>();
let tried = 0;
// The number is wanted in the log of every run.
afterAll(() => { console.log(`server faults tried: ${tried}, all mended by a second run and taken back`); });

/** What the box's own client asks: it has its own patience, half a minute. */
const byBox = (call: string): boolean => /\/api\/v1\/host\b|\/api\/hosts\/adm\//.test(call);
const changes = (call: string): boolean => !call.startsWith('GET ');
const pattern = (call: string): string => call.split('/').map((part) => (part.length > 20 ? '*' : part)).join('/');
const patterns = (calls: Map<string, number>): string[] => [...new Set([...calls.keys()].map(pattern))].filter((call) => !call.endsWith('/checkin')).sort();

async function inWorld<T>(options: WorldOptions, work: (world: World) => Promise<T>): Promise<T> {
  const world = await startWorld(options);
  try {
    return await work(world);
  } finally {
    await world.close();
  }
}

/** Which calls a run makes when nothing goes wrong. */
async function callsOf(options: WorldOptions): Promise<{ connect: string[]; undo: string[] }> {
  return inWorld(options, async (world) => {
    await world.walk.connect(world.steps());
    const connect = patterns(world.server.calls);
    world.server.calls.clear();
    await world.walk.undo();
    return { connect, undo: patterns(world.server.calls) };
  });
}

/** The reason, or null: it went well in spite of the fault. */
async function attempt(work: () => Promise<unknown>): Promise<TunnelError | null> {
  try {
    await work();
    return null;
  } catch (error) {
    expect(error).toBeInstanceOf(TunnelError);
    return error as TunnelError;
  }
}

async function tryFault(options: WorldOptions, during: 'connect' | 'undo', call: string, fault: FaultKind): Promise<void> {
  await inWorld(options, async (world) => {
    const [objects, box] = [world.objects(), world.boxNow()];
    if (during === 'undo') await world.walk.connect(world.steps());
    world.server.faults.add({ call, times: 1, fault });
    await attempt(() => (during === 'connect' ? world.walk.connect(world.steps()) : world.walk.undo()));
    const hit = world.server.faults.left === 0;
    world.server.faults.clear();
    const what = `${during}: ${fault.kind} at ${call}`;
    expect(hit, `${what} was reached`).toBe(true);
    if (during === 'connect') {
      await world.walk.connect(world.steps());
      const { keys, nodes, egresses, policies } = world.objects();
      const open = [...egresses.map((egress) => egress.range), ...nodes.flatMap((node) => node.ranges)];
      expect({ keys, nodes: nodes.map((node) => node.network), open, policies: policies.length }, what).toEqual({ keys: [], nodes: ['cams'], open: ['192.168.50.11/32'], policies: options.api === 'legacy' ? 0 : 1 });
    }
    expect(await world.walk.undo(), what).toEqual([]);
    expect(world.objects(), what).toEqual(objects);
    expect(withoutRuntime(world.boxNow()), what).toEqual(withoutRuntime(box));
    tried++;
  });
}

describe.each(Object.entries(FORMS))('with %s, one call that goes wrong', (_form, options) => {
  it.each(Object.entries(WAYS))('by %s leaves nothing that a second run and undo cannot mend', async (_way, fault) => {
    const { connect, undo } = await callsOf(options);
    const cases = [...connect.map((call) => ['connect', call] as const), ...undo.map((call) => ['undo', call] as const)]
      .filter(([, call]) => (fault.kind === 'hang' ? !byBox(call) : fault.kind === 'lost' ? changes(call) : true))
      .filter(([during, call]) => !covered.has(`${fault.kind} ${during} ${call}`));
    expect(cases.length).toBeGreaterThan(0);
    for (const [during, call] of cases) covered.add(`${fault.kind} ${during} ${call}`);
    const lane = async (): Promise<void> => {
      for (let next = cases.shift(); next !== undefined; next = cases.shift()) await tryFault(options, next[0], next[1], fault);
    };
    await Promise.all(Array.from({ length: LANES }, lane));
  }, 60_000);
});
