import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, describe, expect, it } from 'vitest';
import type { AgentSpec } from '../../../electron/domain/agent-spec';
import type { RecordHead } from '../../../electron/domain/box-record';
import type { Json } from '../../../electron/domain/json';
import { exchangesSent } from '../../../electron/http/request';
import { StepWalk } from '../../fixtures/step-walk';
import { named, secretsNamed } from '../../fixtures/loopback';
import { startWorld, type World } from './factory-at-hand';
import { VARIANTS } from './variants';

let world: World;
const start = async (options?: Parameters<typeof startWorld>[0]): Promise<World> => (world = await startWorld(options));
afterEach(() => world.close());

const GATE = 'factory.agent:site12-gate';
const A = 'rtsp://192.168.50.11:554/a';
const B = 'rtsp://192.168.50.11:554/b';
const connect = (told: Partial<AgentSpec> = {}, walk = world.walk): Promise<void> => walk.connect(world.steps(undefined, told));
const look = async (told: Partial<AgentSpec> = {}, walk = world.walk): Promise<{ change: string; words?: unknown }> => {
  const [step] = world.steps(undefined, told);
  if (step === undefined) throw new Error('no step');
  return walk.inspect(step);
};
/** The path that each agent pulls. */
const pulled = (): string[] => world.factory.read().deployments.map(({ rtsp }) => rtsp.slice(rtsp.lastIndexOf('/')));
const calls = (pattern: RegExp): number => [...world.simulator().calls].filter(([call]) => pattern.test(call)).reduce((sum, [, count]) => sum + count, 0);
const removals = (): number => calls(/^DELETE /);
const posts = (): number => calls(/^POST .*deployments$/);
const until = async (true_: () => boolean): Promise<void> => {
  while (!true_()) await new Promise((resolve) => setImmediate(resolve));
};
/** The program is stopped at a moment, and another one goes on with its journal. */
async function stoppedWhen(moment: () => boolean, told: Partial<AgentSpec>): Promise<void> {
  const stop = new AbortController();
  world.walk.signal = stop.signal;
  const connecting = connect(told);
  await Promise.race([until(moment), connecting]);
  stop.abort();
  await expect(connecting).rejects.toMatchObject({ code: 'cancelled' });
  world.walk.signal = new AbortController().signal;
}

describe.each(VARIANTS)('in a Factory %s, an agent that is to be told something else', (_name, variant) => {
  it('is made anew under its name, once, and is gone after undo', async () => {
    await start({ variant });
    await connect({ main: A });
    expect(await look({ main: B })).toMatchObject({ change: 'update', words: { changes: 'stream' } });
    await connect({ main: B });
    expect([pulled(), removals() > 0, posts() >= 2]).toEqual([['/b'], true, true]);
    expect(world.factory.read().deployments[0]?.name).toBe('site12-gate');
    expect((await look({ main: B })).change).toBe('none');
    const events = world.walk.events.length;
    await connect({ main: B });
    expect(world.walk.events).toHaveLength(events);
    expect(await world.walk.undo()).toEqual([]);
    expect(pulled()).toEqual([]);
  });

  it('is one agent that was told the right things when the program died behind its removal', async () => {
    await start({ variant });
    await connect({ main: A });
    await stoppedWhen(() => removals() > 0, { main: B });
    await connect({ main: B });
    expect(pulled()).toEqual(['/b']);
    expect(await world.walk.undo()).toEqual([]);
    expect(pulled()).toEqual([]);
  });

  it('is one agent that was told the right things when the program died behind its making, also where they are the former ones again', async () => {
    for (const wanted of [A, B]) {
      await start({ variant });
      await connect({ main: A });
      world.walk.dieAfterApply.add(GATE);
      await expect(connect({ main: B })).rejects.toThrow();
      expect((await look({ main: wanted })).change).toBe('update');
      await connect({ main: wanted });
      expect(pulled()).toEqual([wanted.slice(-2)]);
      expect((await look({ main: wanted })).change).toBe('none');
      if (wanted === A) await world.close();
    }
  });

  it('is gone after undo although the program died in the middle', async () => {
    await start({ variant });
    await connect({ main: A });
    world.walk.dieAfterApply.add(GATE);
    await expect(connect({ main: B })).rejects.toThrow();
    expect(await world.walk.undo()).toEqual([]);
    expect(pulled()).toEqual([]);
  });
});

describe('a change that is', () => {
  const told: readonly (readonly [string, Partial<AgentSpec>])[] = [
    ['stream', { main: B }],
    ['login', { login: { username: 'admin@site', password: named('other') } }],
    ['login', { login: { username: 'viewer', password: named('camera') } }],
    ['login', { login: null }],
    ['onvif', { onvif: null }],
    ['onvif', { onvif: 'http://192.168.50.11:8899/onvif/device_service' }],
    ['recording', { recording: 'motion' }],
    ['stream,onvif', { main: 'rtsp://192.168.50.99:554/a', onvif: 'http://192.168.50.99/onvif/device_service' }],
  ];
  it.each(told)('told to Factory (%s) makes the agent anew: %j', async (changes, change) => {
    await start({ secrets: { other: 'other-password' } });
    await connect();
    expect(await look(change)).toMatchObject({ change: 'update', words: { changes } });
    const [before] = world.factory.read().deployments;
    await connect(change);
    const [after, ...more] = world.factory.read().deployments;
    expect(more).toEqual([]);
    expect({ ...after, createdAt: '' }).not.toEqual({ ...before, createdAt: '' });
  });

  const untold: readonly Partial<AgentSpec>[] = [{ title: 'Front gate' }, { sub: B }, { timeZone: 'Europe/Brussels' }, { key: 'another-0002' }, { deviceId: 'another' }, { storage: { kind: 'none' } }];
  it.each(untold)('not told to Factory leaves the agent alone: %j', async (change) => {
    await start();
    await connect();
    expect((await look(change)).change).toBe('none');
    await connect(change);
    expect([posts(), removals()]).toEqual([1, 0]);
  });

  it('somebody else\'s in Factory itself is left as it is', async () => {
    await start();
    await connect();
    const state = world.factory.read();
    const changed = { ...state, deployments: state.deployments.map((deployment) => ({ ...deployment, rtsp: 'rtsp://192.168.50.11/theirs' })) };
    world.factory.write(changed);
    await connect();
    expect(world.factory.read()).toEqual(changed);
  });
});

describe('what the plan says', () => {
  it.each([
    [{ sub: B }, 'sub,time-zone,title,key'],
    [{ storage: { kind: 'none' } }, 'storage,time-zone,title,key'],
    [{}, undefined],
  ] as const)('of %j that Factory decides: %s', async (told, untold) => {
    await start();
    expect((await look(told)).words).toEqual(untold === undefined ? {} : { untold });
    await connect(told);
    expect((await look(told)).words).toEqual(untold === undefined ? {} : { untold });
  });
});

describe('trouble while an agent is made anew', () => {
  it.each(['DELETE /api/deployments/*', 'POST /api/deployments', 'GET /api/deployments/services'])('a lost answer to %s makes no second agent', async (call) => {
    await start({ variant: { prefix: '/api', swagger: false, createLag: 2, deleteLag: 2 } });
    await connect({ main: A });
    world.simulator().faults.add({ call, times: 1, fault: { kind: 'lost' } });
    await connect({ main: B }).catch(() => connect({ main: B }));
    expect([pulled(), world.simulator().faults.left]).toEqual([['/b'], 0]);
  });

  it('a lost answer is not asked for by making another one while the list still lags behind', async () => {
    await start({ variant: { prefix: '/api', swagger: false, createLag: 10_000 } });
    world.simulator().faults.add({ call: 'POST /api/deployments', times: 1, fault: { kind: 'lost' } });
    await expect(connect()).rejects.toMatchObject({ code: 'agents-unreachable' });
    expect(posts()).toBe(1);
  });

  it('a Factory that is away for a while behind the removal is waited for', async () => {
    await start();
    await connect({ main: A });
    const connecting = connect({ main: B });
    await until(() => removals() > 0);
    world.simulator().faults.add({ call: '*', times: 6, fault: { kind: 'status', status: 503 } });
    await connecting;
    expect([pulled(), world.simulator().faults.left]).toEqual([['/b'], 0]);
  });

  it('a call that nobody took, because Factory was not there at all, is sent again once it is', async () => {
    let gone = false;
    let looks = 0;
    const server = createServer((request, response) => {
      response.setHeader('Connection', 'close');
      if (request.method === 'DELETE') gone = true;
      // The first look behind the removal sees that the agent is gone, the next one is right before another is made.
      if (gone && request.method === 'GET' && ++looks === 2) response.on('finish', () => { server.close(); });
      world.simulator().handler(request, response);
    });
    await new Promise<void>((resolve) => { server.listen(0, '127.0.0.1', () => { resolve(); }); });
    const { port } = server.address() as AddressInfo;
    await start({ settings: { url: `http://127.0.0.1:${port}` } });
    await connect({ main: A });
    const connecting = connect({ main: B });
    await until(() => looks === 2 && !server.listening);
    const sent = exchangesSent();
    // The making, and the look that follows it.
    await Promise.race([until(() => exchangesSent() >= sent + 2), connecting]);
    await new Promise<void>((resolve) => { server.listen(port, '127.0.0.1', () => { resolve(); }); });
    await connecting;
    expect([pulled(), posts()]).toEqual([['/b'], 2]);
    server.closeAllConnections();
    server.close();
  });

  it('a refusal behind the removal is told, and the next run makes the agent', async () => {
    await start();
    await connect({ main: A });
    world.simulator().faults.add({ call: 'POST /api/deployments', times: 1, fault: { kind: 'status', status: 403, body: '{"error":"quota"}' } });
    await expect(connect({ main: B })).rejects.toMatchObject({ code: 'agents-refused', params: { status: 403 } });
    expect(pulled()).toEqual([]);
    await connect({ main: B });
    expect(pulled()).toEqual(['/b']);
  });

  it('a removal that is refused leaves the agent, and says why', async () => {
    await start();
    await connect({ main: A });
    world.simulator().faults.add({ call: 'DELETE /api/deployments/*', times: 100, fault: { kind: 'status', status: 403, body: '{"error":"read only"}' } });
    await expect(connect({ main: B })).rejects.toMatchObject({ code: 'agents-refused', params: { action: 'remove the agent site12-gate', message: '{"error":"read only"}' } });
    expect(pulled()).toEqual(['/a']);
  });

  it('a password that cannot be had any more leaves the camera its agent', async () => {
    await start();
    await connect({ main: A });
    const secrets = secretsNamed({ factory: 'factory-password' });
    const walk = new StepWalk(world.site, world.registrar.steps, { ...secrets, reveal: (ref) => (ref.kind === 'env' && ref.name === 'camera' ? Promise.reject(new Error('gone')) : secrets.reveal(ref)) }, world.walk.box);
    walk.state = world.walk.state;
    await expect(connect({ main: B }, walk)).rejects.toThrow('gone');
    expect(pulled()).toEqual(['/a']);
  });

  it.each(['', 'counted'])('an agent of the same name that somebody else made beside it is not touched (suffix %j)', async (deploySuffix) => {
    await start({ variant: { prefix: '/api', swagger: false, deploySuffix } });
    await connect({ main: A });
    const state = world.factory.read();
    const theirs = { ...state.deployments[0], name: 'site12-gate', deployName: 'site12-gate-theirs', rtsp: 'rtsp://x/theirs' } as (typeof state.deployments)[number];
    world.factory.write({ ...state, deployments: [theirs, ...state.deployments] });
    await connect({ main: B });
    expect(pulled().sort()).toEqual(['/b', '/theirs']);
    expect(await world.walk.undo()).toEqual([]);
    expect(pulled()).toEqual(['/theirs']);
  });
});

describe('a journal from before an agent\'s whole spec was noted', () => {
  const former = (main: string, credentialId: string | null = 'c1'): Json => ({ server: world.settings.url.replace(/\/$/, ''), agent: 'site12-gate', credentialId, main, onvif: 'http://192.168.50.11/onvif/device_service' });
  async function asBefore(input: Json): Promise<StepWalk> {
    await connect({ main: A });
    const walk = world.stranger();
    const [step] = world.steps();
    if (step === undefined) throw new Error('no step');
    walk.record({ type: 'step-begun', step: { ...step, input }, found: { exists: false } });
    walk.record({ type: 'step-done', stepId: step.id, result: { deployName: 'site12-gate' } });
    return walk;
  }

  it('leaves an agent alone that was told the same', async () => {
    await start();
    const walk = await asBefore(former(A));
    expect((await look({ main: A }, walk)).change).toBe('none');
    await connect({ main: A }, walk);
    expect([posts(), removals()]).toEqual([1, 0]);
  });

  it.each([
    ['another stream', (): Json => former(B), 'stream'],
    ['another login', (): Json => former(A, null), 'login'],
    ['something that nobody understands', (): Json => ({ agent: 7 }), 'stream,login,onvif,recording'],
  ])('makes one anew that was told %s', async (_what, input, changes) => {
    await start();
    const walk = await asBefore(input());
    expect(await look({ main: A }, walk)).toMatchObject({ change: 'update', words: { changes } });
    await connect({ main: A }, walk);
    expect(pulled()).toEqual(['/a']);
  });

  it('is enough to take the agent back', async () => {
    await start();
    const walk = await asBefore(former(A));
    expect(await walk.undo()).toEqual([]);
    expect(pulled()).toEqual([]);
  });
});

describe('the memory of the small computer', () => {
  it('says with what the last attempt was begun, not what came of it: another laptop makes the agent anew', async () => {
    await start();
    await connect({ main: A });
    const walk = world.stranger();
    const [step] = world.steps(undefined, { main: B });
    if (step === undefined) throw new Error('no step');
    const at = new Date().toISOString();
    const head: RecordHead = { schema: 'kerberos-tunnel/box-record', version: 1, site: { id: 'site12', name: 'Site 12' }, marks: ['site12'], history: 'h', seq: 9, laptop: 'other', startedAt: at, writtenAt: at };
    walk.record({ type: 'box-adopted', believed: 'theirs', record: { ...head, steps: [{ step, phase: 'begun', found: { exists: false }, result: null }] } });
    expect((await look({ main: B }, walk)).change).toBe('update');
    await connect({ main: B }, walk);
    expect(pulled()).toEqual(['/b']);
  });
});

describe('an orphan', () => {
  it.each([{}, { createLag: 2, deleteLag: 3 }])('is removed by the name that Factory lists, and gone when that is said (%j)', async (lag) => {
    await start({ variant: { prefix: '/api', swagger: false, deploySuffix: '-agent', ...lag } });
    await connect();
    await world.registrar.remove('site12-gate-agent', world.view());
    expect((await world.registrar.probe(world.view())).agents).toEqual([]);
    await world.registrar.remove('site12-gate-agent', world.view());
    expect(removals()).toBe(1);
  });
});
