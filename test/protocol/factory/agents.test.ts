import { afterEach, describe, expect, it } from 'vitest';
import { TunnelError, errorData } from '../../../electron/domain/errors';
import { secretsNamed, serveLoopback } from '../../fixtures/loopback';
import { StepWalk } from '../../fixtures/step-walk';
import type { FactorySettings } from '../../../electron/domain/site';
import { JPEG, PASSWORD, request, startWorld, type World } from './factory-at-hand';
import { VARIANTS } from './variants';

let world: World;
const start = async (options?: Parameters<typeof startWorld>[0]): Promise<World> => (world = await startWorld(options));
afterEach(() => world.close());

const code = (expected: string, params: Record<string, unknown> = {}): unknown => expect.objectContaining({ code: expected, params: expect.objectContaining(params) as unknown });
const names = (): string[] => world.factory.read().deployments.map((deployment) => deployment.deployName).sort();
const posts = (): number => [...world.simulator().calls].filter(([call]) => /^POST .*deployments$/.test(call)).reduce((sum, [, count]) => sum + count, 0);
const TWELVE = Array.from({ length: 12 }, (_value, index) => `site12-camera-${11 + index}`);

describe.each(VARIANTS)('a Factory %s', (_name, variant) => {
  it('is found by its answers', async () => {
    await start({ variant });
    const facts = await world.registrar.probe(world.view());
    expect(facts.variant).toContain(`agents under ${variant.prefix}/deployments`);
    expect(facts.variant.includes('describes itself')).toBe(variant.swagger);
  });

  it('gets one agent per camera, and the same again changes nothing', async () => {
    await start({ variant });
    await world.walk.connect(world.steps(TWELVE));
    expect(world.factory.read().deployments.map(({ name }) => name).sort()).toEqual(TWELVE);
    const events = world.walk.events.length;
    await world.walk.connect(world.steps(TWELVE));
    expect(posts()).toBe(12);
    expect(world.walk.events).toHaveLength(events);
  });

  it('is as before after undo', async () => {
    await start({ variant });
    const before = world.factory.read();
    await world.walk.connect(world.steps(TWELVE.slice(0, 3)));
    expect(await world.walk.undo()).toEqual([]);
    expect(world.factory.read()).toEqual(before);
  });

  it('keeps one agent when the program died behind its making, and undo finds it', async () => {
    await start({ variant });
    world.walk.dieAfterApply.add('factory.agent:site12-gate');
    await expect(world.walk.connect(world.steps())).rejects.toThrow();
    await world.walk.connect(world.steps());
    expect([names().length, posts()]).toEqual([1, 1]);
    expect(await world.walk.undo()).toEqual([]);
    expect(names()).toEqual([]);
  });

  it('is as before although the result of the making was lost', async () => {
    await start({ variant });
    world.walk.dieAfterApply.add('factory.agent:site12-gate');
    await expect(world.walk.connect(world.steps())).rejects.toThrow();
    expect(await world.walk.undo()).toEqual([]);
    expect(names()).toEqual([]);
  });
});

describe('a Factory that says yes and removes nothing', () => {
  const YES = { call: 'DELETE /api/deployments/*', fault: { kind: 'garbage' } } as const;

  it('is told once more', async () => {
    await start({ variant: { prefix: '/api', swagger: false } });
    await world.walk.connect(world.steps());
    world.simulator().faults.add({ ...YES, times: 1 });
    expect(await world.walk.undo()).toEqual([]);
    expect(names()).toEqual([]);
  });

  it('is not believed: taking back fails, and works when it is done again', async () => {
    await start({ variant: { prefix: '/api', swagger: false }, waits: { goneMs: 900 } });
    await world.walk.connect(world.steps());
    world.simulator().faults.add({ ...YES, times: 100 });
    await expect(world.walk.undo()).rejects.toEqual(code('undo-left', { what: 'the agent site12-gate' }));
    expect(names()).toEqual(['site12-gate']);
    world.simulator().faults.clear();
    expect(await world.walk.undo()).toEqual([]);
    expect(names()).toEqual([]);
  });
});

describe('what Factory is told', () => {
  it('is the documented fields, with the login percent-encoded', async () => {
    await start();
    await world.walk.connect(world.steps());
    expect(world.started[0]).toMatchObject({
      name: 'site12-gate', continuous: 'true', onvif: 'true', onvif_xaddr: '192.168.50.11:80', onvif_username: 'admin@site', onvif_password: PASSWORD,
      rtsp: 'rtsp://admin%40site:p%3Aw%40%2F%3F%23%5B%5D%21%27%28%29%2A%C3%A9%25@192.168.50.11:554/Streaming/Channels/101?x=1',
    });
    const url = new URL(world.started[0]?.rtsp.replace('rtsp:', 'http:') ?? '');
    expect([decodeURIComponent(url.username), decodeURIComponent(url.password), url.host]).toEqual(['admin@site', PASSWORD, '192.168.50.11:554']);
  });

  it('says motion where the site records on motion', async () => {
    await start({ settings: { recording: 'motion' } });
    await world.walk.connect(world.steps());
    expect(world.started[0]?.continuous).toBe('false');
  });

  it('never stands in the journal', async () => {
    await start();
    await world.walk.connect(world.steps());
    const text = JSON.stringify(world.walk.events);
    expect([PASSWORD, encodeURIComponent(PASSWORD), 'factory-password', ...world.secrets.seen].filter((secret) => text.includes(secret))).toEqual([]);
  });
});

describe('refusals', () => {
  it('tells a wrong password', async () => {
    await start({ secrets: { factory: 'wrong' } });
    await expect(world.registrar.probe(world.view())).rejects.toEqual(code('agents-login-refused', { user: 'root' }));
  });

  it('tells what is no Factory at all', async () => {
    await start();
    const page = await serveLoopback((_request, response) => { response.writeHead(200, { 'Content-Type': 'text/html' }).end('<!doctype html><p>Welcome'); });
    await expect(world.registrar.probe(world.view({ url: page.url }))).rejects.toEqual(code('agents-api-unknown', { url: page.url }));
    await page.close();
  });

  it('tells that nothing answers', async () => {
    await start();
    await expect(world.registrar.probe(world.view({ url: 'http://127.0.0.1:1' }))).rejects.toEqual(code('agents-unreachable', { reason: 'ECONNREFUSED' }));
  });

  it('looks only under the path that was given', async () => {
    await start({ variant: { prefix: '/api', swagger: false }, settings: { prefix: 'kubernetes' } });
    await expect(world.registrar.probe(world.view())).rejects.toEqual(code('agents-api-unknown', { reason: 'no list of agents under /kubernetes' }));
    expect(await world.registrar.probe(world.view({ prefix: '/api/' }))).toMatchObject({ agents: [] });
  });

  it('shows the body of a 400 as it came, without the password it may quote', async () => {
    await start();
    const body = `{"error":"cannot open rtsp://admin:${encodeURIComponent(PASSWORD)}@192.168.50.11 with ${PASSWORD}"}`;
    world.simulator().faults.add({ call: 'POST /api/deployments', times: 1, fault: { kind: 'status', status: 400, body } });
    const error: unknown = await world.walk.connect(world.steps()).catch((thrown: unknown) => thrown);
    expect(error).toEqual(code('agents-refused', { action: 'make the agent site12-gate', status: 400, message: expect.stringContaining('cannot open') as unknown }));
    const text = JSON.stringify([errorData(error), (error as Error).stack]);
    expect(text).not.toContain(PASSWORD);
    expect(text).not.toContain('p%3Aw');
  });

  it('says so when there is no reason', async () => {
    await start();
    world.simulator().faults.add({ call: 'POST /api/deployments', times: 1, fault: { kind: 'status', status: 400 } });
    await expect(world.walk.connect(world.steps())).rejects.toEqual(code('agents-refused', { status: 400, message: 'no reason given' }));
    await world.walk.connect(world.steps());
    expect(names()).toEqual(['site12-gate']);
  });

  it('does not take the page for unknown paths for a yes', async () => {
    await start();
    world.simulator().faults.add({ call: 'POST /api/deployments', times: 1, fault: { kind: 'html' } });
    await expect(world.walk.connect(world.steps())).rejects.toEqual(code('agents-refused', { message: 'a web page came instead of data' }));
  });

  it('leaves an agent of that name alone that it did not make', async () => {
    await start();
    await world.walk.connect(world.steps());
    const second = world.stranger();
    await expect(second.connect(world.steps())).rejects.toEqual(code('agents-name-taken', { name: 'site12-gate' }));
    expect(await second.undo()).toEqual([]);
    expect(names()).toEqual(['site12-gate']);
  });

  it('stops at once while Factory is silent', async () => {
    await start();
    world.simulator().faults.add({ call: 'POST /api/login', times: 1, fault: { kind: 'hang' } });
    const stop = new AbortController();
    const looking = world.registrar.probe(world.view({}, stop.signal));
    while ((world.simulator().calls.get('POST /api/login') ?? 0) === 0) await new Promise((resolve) => setImmediate(resolve));
    stop.abort();
    await expect(looking).rejects.toEqual(code('cancelled'));
  });
});

describe('trouble in the middle', () => {
  it('a session that ends is renewed once', async () => {
    await start();
    await world.walk.connect(world.steps());
    world.simulator().expireSessions();
    await world.walk.connect(world.steps(TWELVE));
    expect(names()).toHaveLength(13);
    expect(world.simulator().calls.get('POST /api/login')).toBe(2);
  });

  it('an answer to a create that is lost makes no second agent', async () => {
    await start({ variant: { prefix: '/api', swagger: false, createLag: 2 } });
    world.simulator().faults.add({ call: 'POST /api/deployments', times: 1, fault: { kind: 'lost' } });
    await world.walk.connect(world.steps());
    expect([names(), posts()]).toEqual([['site12-gate'], 1]);
  });

  it('a 500 at any one call is mended by doing it again', async () => {
    await start();
    for (const call of ['POST /api/login', 'GET /api/deployments/services', 'POST /api/deployments', 'DELETE /api/deployments/*']) {
      world.simulator().faults.add({ call, times: 1, fault: { kind: 'status', status: 500 } });
      if (call === 'POST /api/login') world.simulator().expireSessions();
      await world.walk.connect(world.steps()).catch((error: unknown) => { expect(error, call).toBeInstanceOf(TunnelError); });
      await world.walk.connect(world.steps());
      expect(names(), call).toEqual(['site12-gate']);
      await world.walk.undo().catch((error: unknown) => { expect(error, call).toBeInstanceOf(TunnelError); });
      expect(await world.walk.undo(), call).toEqual([]);
      expect(names(), call).toEqual([]);
    }
  }, 60_000);

  it('an agent made twice is made once, and removed twice is removed once', async () => {
    await start();
    const [step] = world.steps();
    if (step === undefined) throw new Error('no step');
    const driver = world.walk.driver(step);
    for (let times = 0; times < 2; times++) await driver.verify(step, await driver.apply(step, { exists: false }, world.walk.context()), world.walk.context());
    expect(names()).toEqual(['site12-gate']);
    for (let times = 0; times < 2; times++) expect(await driver.undo(step, { exists: false }, { deployName: 'site12-gate' }, world.walk.context())).toEqual([]);
    expect(names()).toEqual([]);
  });

  it('a Factory that starts again knows its agents, and starts them again', async () => {
    await start();
    await world.walk.connect(world.steps(TWELVE));
    await world.restart();
    await world.walk.connect(world.steps(TWELVE));
    expect([names().length, posts(), world.started.length]).toEqual([12, 0, 24]);
  });

  it('an agent that starts late is waited for', async () => {
    await start();
    world.camera.available = false;
    const connecting = world.walk.connect(world.steps());
    while (posts() === 0) await new Promise((resolve) => setImmediate(resolve));
    world.camera.available = true;
    await connecting;
    expect(world.walk.phases()).toEqual({ 'factory.agent:site12-gate': 'done' });
  });
});

describe('the proof', () => {
  const prove = (change: Partial<FactorySettings> = {}): ReturnType<World['registrar']['prove']> => world.registrar.prove(request('site12-gate').spec, world.view(change));
  const outcomes = async (change: Partial<FactorySettings> = {}): Promise<Record<string, string>> => Object.fromEntries((await prove(change)).layers.map((layer) => [layer.layer, layer.outcome]));

  it('is a frame of the agent itself', async () => {
    await start();
    await world.walk.connect(world.steps());
    const proof = await prove();
    expect(proof.layers).toMatchObject([
      { layer: 'agent-available', outcome: 'proven' },
      { layer: 'agent-connected', outcome: 'proven' },
      { layer: 'frame-received', outcome: 'proven', params: { width: 640, height: 480, bytes: JPEG.length } },
    ]);
    expect(proof.picture).toEqual(JPEG);
  });

  it('fails where the agent gives no picture, or something that is none', async () => {
    await start();
    await world.walk.connect(world.steps());
    for (const frame of [null, new TextEncoder().encode('<html>no picture</html>'), JPEG.slice(0, 9)]) {
      world.camera.frame = () => Promise.resolve(frame);
      expect(await outcomes()).toEqual({ 'agent-available': 'proven', 'agent-connected': 'proven', 'frame-received': 'failed' });
    }
  });

  it('waits for an agent that is still connecting', async () => {
    await start();
    await world.walk.connect(world.steps());
    world.camera.connected = false;
    const proving = outcomes();
    setTimeout(() => { world.camera.connected = true; }, 700);
    expect(await proving).toEqual({ 'agent-available': 'proven', 'agent-connected': 'proven', 'frame-received': 'proven' });
  });

  it.each([
    ['no login for the agents is known', (): Partial<FactorySettings> => ({ agentLogin: null })],
    ['the agents refuse the login', (): Partial<FactorySettings> => ({ agentLogin: { username: 'somebody', password: world.settings.password } })],
  ])('says what was not asked where %s', async (_why, change) => {
    await start();
    await world.walk.connect(world.steps());
    expect(await outcomes(change())).toEqual({ 'agent-available': 'proven', 'agent-connected': 'not-asked', 'frame-received': 'not-asked' });
  });

  it('says what was not asked where the agent cannot be reached from here', async () => {
    await start();
    await world.walk.connect(world.steps());
    const list = { data: [{ name: 'site12-gate', deploy_name: 'site12-gate', internal_address: '127.0.0.1', port: 1, available_replicas: 1 }], error: null };
    world.simulator().faults.add({ call: 'GET /api/deployments/services', times: 1, fault: { kind: 'status', status: 200, body: JSON.stringify(list) } });
    expect((await prove()).layers[2]).toMatchObject({ outcome: 'not-asked', params: { reason: 'it cannot be reached from here (ECONNREFUSED)' } });
  });

  it('fails where Factory does not list the agent, or it does not run', async () => {
    await start();
    expect(await outcomes()).toMatchObject({ 'agent-available': 'failed', 'frame-received': 'not-asked' });
    await world.walk.connect(world.steps());
    world.camera.available = false;
    expect(await outcomes()).toMatchObject({ 'agent-available': 'failed', 'frame-received': 'not-asked' });
  });

  it('sends the password of the agents nowhere that is no host name', async () => {
    await start();
    const list = { data: [{ name: 'site12-gate', internal_address: 'evil.example/x?', port: 80, available_replicas: '1', tomorrow: {} }, 'garbage', null, { name: 7 }] };
    await world.walk.connect(world.steps());
    world.simulator().faults.add({ call: 'GET /api/deployments/services', times: 1, fault: { kind: 'status', status: 200, body: JSON.stringify(list) } });
    expect((await prove()).layers[1]).toMatchObject({ outcome: 'not-asked', params: { reason: 'Factory does not say where the agent listens' } });
  });
});

describe('a step that was done in another Factory', () => {
  it('is not called undone because this one does not know it', async () => {
    await start();
    await world.walk.connect(world.steps());
    const moved = { ...world.site, agents: world.site.agents === null ? null : { ...world.site.agents, url: 'http://127.0.0.1:1' } };
    const walk = new StepWalk(moved, world.registrar.steps, secretsNamed({}), () => Promise.reject(new Error('no box')));
    walk.state = world.walk.state;
    await expect(walk.undo()).rejects.toEqual(code('input-invalid', { field: 'agents.url' }));
  });
});
