import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { AgentAccess } from '../../../electron/agents/proof/agent-access';
import { callAt } from '../../../electron/agents/proof/direct-call';
import { proveAgent } from '../../../electron/agents/proof/prove-agent';
import type { AgentSpec } from '../../../electron/domain/agent-spec';
import { TunnelError, errorData } from '../../../electron/domain/errors';
import { verdict, type LayerProof } from '../../../electron/domain/proof';
import { layerText } from '../../../electron/domain/words/proof-text';
import { WORDS, fill } from '../../../electron/domain/words/words';
import { Secret } from '../../../electron/domain/secret';
import type { AgentProof } from '../../../electron/engine/ports';
import { createSimulatedAgent, type SimulatedAgent } from '../../../electron/practice/factory/simulated-agent';
import { named, never, secretsNamed } from '../../fixtures/loopback';
import { ONE_COLOUR } from '../../fixtures/one-colour';

const STILLS = ['gate', 'hall', 'parking'].map((name) => new Uint8Array(readFileSync(join(import.meta.dirname, `../../../assets/practice/${name}.jpg`)))) as [Uint8Array, Uint8Array, Uint8Array];
const [GATE, HALL] = STILLS;
const PASSWORD = 'c@mera pass:word/1';
/** What the agent still holds, though nobody here knows it. */
const OLD_PASSWORD = 'p%40ss-of-last-year';
const ACCOUNT = { username: 'root', password: 'agent-password' };

const SPEC: AgentSpec = {
  name: 'site12-gate', key: 'site12-gate-0001', deviceId: 'd0', title: 'Gate', timeZone: 'UTC', recording: 'continuous', login: { username: 'admin', password: named('camera') },
  main: 'rtsp://192.168.50.11:554/Streaming/Channels/101', sub: null, onvif: null, storage: { kind: 'given' },
};

interface Camera {
  connected: boolean;
  frame: () => Uint8Array | null;
  trouble: string | null;
  counts: boolean;
}

let camera: Camera;
let agent: SimulatedAgent;
let base: string;
let secrets: ReturnType<typeof secretsNamed>;

beforeEach(async () => {
  let frames = 0;
  camera = { connected: true, frame: () => STILLS[frames++ % 3]!, trouble: null, counts: true };
  let key = 0;
  agent = createSimulatedAgent({
    login: ACCOUNT, connected: () => camera.connected, frame: () => Promise.resolve(camera.frame()), trouble: () => camera.trouble, fps: () => 24.98,
    rtsp: `rtsp://admin:${OLD_PASSWORD}@192.168.50.11:554/Streaming/Channels/101`, keyFrames: () => (camera.counts ? ++key : key), lookMs: 20,
  });
  const { address, port } = await agent.listen('127.0.0.1', 0);
  base = `http://${address}:${port}`;
  secrets = secretsNamed({ camera: PASSWORD });
});
afterEach(() => agent.close());

const api: AgentAccess['api'] = () => Promise.resolve({ call: callAt(base), login: { username: ACCOUNT.username, password: new Secret(ACCOUNT.password) }, way: 'service proxy' });
const logs = (): Promise<string> => Promise.resolve(agent.logs());
const open: AgentAccess = { status: () => Promise.resolve({ available: true, trouble: null }), api, logs };

/** Milliseconds; only what fails takes them whole. */
const DEADLINES = { connected: 150, count: 10_000 };

function prove(access: Partial<AgentAccess> = {}, options: { signal?: AbortSignal; deadlines?: Partial<typeof DEADLINES> } = {}): Promise<AgentProof> {
  return proveAgent(SPEC, { ...open, ...access }, { secrets, now: Date.now, log: () => undefined, deadlines: { ...DEADLINES, ...options.deadlines } }, options.signal ?? never);
}
const without = { ...open };
delete without.logs;
const noLogs = (access: Partial<AgentAccess> = {}): Promise<AgentProof> =>
  proveAgent(SPEC, { ...without, ...access }, { secrets, now: Date.now, log: () => undefined, deadlines: DEADLINES }, never);
const outcomes = ({ layers }: AgentProof): Record<string, string> => Object.fromEntries(layers.map(({ layer, outcome }) => [layer, outcome]));
const layer = ({ layers }: AgentProof, wanted: LayerProof['layer']): LayerProof | undefined => layers.find((one) => one.layer === wanted);

describe('a picture', () => {
  it('of a scene that moves is proof, and names the way and what it took', async () => {
    const proof = await prove();
    expect(outcomes(proof)).toEqual({ 'agent-available': 'proven', 'agent-connected': 'proven', 'frame-received': 'proven' });
    expect(layer(proof, 'frame-received')?.params).toMatchObject({ width: 1280, height: 720, bytes: HALL.length, way: 'service proxy', fresh: 'changed', milliseconds: expect.any(Number) as unknown });
    expect(proof.picture).toEqual(HALL);
    expect(verdict(proof)).toBe('frames');
  });

  it('of a scene that stands still is proof while the agent counts on', async () => {
    camera.frame = () => GATE;
    expect(layer(await prove(), 'frame-received')).toMatchObject({ outcome: 'proven', params: { fresh: 'counted' } });
  });

  it('of a scene that stands still is proof without a log while the agent keeps its session, with what it measured', async () => {
    camera.frame = () => GATE;
    expect(layer(await noLogs(), 'frame-received')).toMatchObject({ outcome: 'proven', params: { fresh: 'still', fps: 25 } });
  });

  it('that stays the same while the count stands still is an old one', async () => {
    camera.frame = () => GATE;
    camera.counts = false;
    await expect.poll(() => agent.logs()).toContain('blocking mainstream');
    const proof = await prove({}, { deadlines: { count: 100 } });
    expect(layer(proof, 'frame-received')).toMatchObject({ outcome: 'failed', error: { code: 'agents-no-frame', detail: 'it gives the same old picture again and again' } });
    expect([verdict(proof), proof.picture]).toEqual(['failed', null]);
  });

  it('that never comes a second time is no proof', async () => {
    let given = 0;
    camera.frame = () => (given++ === 0 ? GATE : null);
    expect(layer(await noLogs(), 'frame-received')).toMatchObject({ outcome: 'failed', error: { detail: 'a second picture did not come in time' } });
  });

  it('of one colour is shown, and counts for nothing', async () => {
    camera.frame = () => ONE_COLOUR;
    const proof = await prove();
    expect(outcomes(proof)).toEqual({ 'agent-available': 'proven', 'agent-connected': 'proven', 'frame-received': 'not-asked', 'frames-counted': 'proven' });
    expect([verdict(proof), proof.picture]).toEqual(['counted', ONE_COLOUR]);
    expect(verdict(await noLogs())).toBe('available');
  });

  it.each([
    ['is cut off', () => GATE.slice(0, 20_000)],
    ['is a page', () => new TextEncoder().encode('<html>')],
    ['is missing', () => null],
  ])('that %s is no failure where the agent counts on', async (_why, frame) => {
    camera.frame = frame;
    const proof = await prove();
    expect(outcomes(proof)).toEqual({ 'agent-available': 'proven', 'agent-connected': 'proven', 'frame-received': 'not-asked', 'frames-counted': 'proven' });
    expect(verdict(proof)).toBe('counted');
  });
});

describe('without the API of the agent', () => {
  const closed: AgentAccess['api'] = () => Promise.resolve('its cluster has no service proxy for this account');

  it('its log is proof, by two different counts', async () => {
    const proof = await prove({ api: closed });
    expect(proof.layers).toMatchObject([
      { layer: 'agent-available', outcome: 'proven' },
      { layer: 'agent-connected', outcome: 'proven', params: { way: 'log' } },
      { layer: 'frame-received', outcome: 'not-asked', params: { reason: 'its cluster has no service proxy for this account' } },
      { layer: 'frames-counted', outcome: 'proven', params: { way: 'log', keyFrames: expect.any(Number) as unknown } },
    ]);
    expect(verdict(proof)).toBe('counted');
  });

  it('a log that counts no more is a failure', async () => {
    const lines = 'components.Kerberos.ControlAgent(): Number of packets read from mainstream: 12\n'.repeat(2);
    const proof = await prove({ api: closed, logs: () => Promise.resolve(lines) }, { deadlines: { count: 100 } });
    expect(layer(proof, 'frames-counted')).toMatchObject({ outcome: 'failed', error: { code: 'agents-no-frame' } });
  });

  it('a count that begins anew at 1000 goes on', async () => {
    // The first is read for the connection.
    const values = [997, 999, 1];
    const proof = await prove({ api: closed, logs: () => Promise.resolve(`components.Kerberos.ControlAgent(): Number of packets read from mainstream: ${values.shift() ?? 1}\n`) });
    expect(layer(proof, 'frames-counted')).toMatchObject({ outcome: 'proven', params: { keyFrames: 2 } });
  });

  it('a heartbeat is what is left where its log tells nothing of the stream', async () => {
    const proof = await prove({ api: closed, logs: () => Promise.resolve('cloud.HandleHeartBeat(): (200) Heartbeat received by Kerberos Vault.\n') });
    expect(outcomes(proof)).toEqual({ 'agent-available': 'proven', 'agent-connected': 'not-asked', 'frame-received': 'not-asked', 'agent-heartbeat': 'proven' });
    expect([verdict(proof), layer(proof, 'agent-heartbeat')?.params]).toEqual(['heartbeat', { place: 'Kerberos Vault', way: 'log' }]);
  });

  it('and without a log, it runs and no more', async () => {
    const proof = await noLogs({ api: closed });
    expect(outcomes(proof)).toEqual({ 'agent-available': 'proven', 'agent-connected': 'not-asked', 'frame-received': 'not-asked' });
    expect(verdict(proof)).toBe('available');
  });

  it.each([
    ['refuses the login', 'POST /api/login', 401],
    ['falls silent in the middle', 'GET /api/camera/snapshot/base64', 502],
    ['loses its dashboard', 'GET /api/dashboard', 500],
  ])('that %s, its log is asked', async (_what, call, status) => {
    agent.faults.add({ call, times: 9, fault: { kind: 'status', status } });
    const proof = await prove();
    expect([verdict(proof), layer(proof, 'frame-received')?.outcome]).toEqual(['counted', 'not-asked']);
  });

  it('a place that breaks when it is asked is no failure of the camera', async () => {
    const proof = await prove({ api: () => Promise.reject(new TunnelError('box-connection-lost', { host: 'vm' }, { detail: 'read ECONNRESET' })), logs: () => Promise.reject(new TunnelError('box-connection-lost')) });
    expect(layer(proof, 'frame-received')).toMatchObject({ outcome: 'not-asked', params: { reason: 'read ECONNRESET' }, error: { code: 'box-connection-lost' } });
    expect(layerText(layer(proof, 'frame-received')!, WORDS.en)).toBe(`Not seen: ${fill(WORDS.en.errors['box-connection-lost'].what, { host: 'vm' })}`);
    expect(verdict(proof)).toBe('available');
  });
});

describe('what is wrong with the stream', () => {
  const TROUBLES = [
    ['bad status code: 401 (Unauthorized)', 'agents-stream-login'],
    ['bad status code: 453 (Not Enough Bandwidth)', 'agents-stream-busy'],
    ['bad status code: 404 (Not Found)', 'agents-stream-missing'],
    ['dial tcp 192.168.50.11:554: connect: no route to host', 'agents-no-route'],
    ['dial tcp 192.168.50.11:554: connect: connection refused', 'agents-port-closed'],
    ['dial tcp: lookup gate.lan on 10.43.0.10:53: no such host', 'agents-name-unresolved'],
    ['invalid SDP: unsupported', 'agents-camera-offline'],
  ] as const;

  it.each(TROUBLES)('its log tells: %s', async (said, code) => {
    camera.connected = false;
    camera.trouble = said;
    const proof = await prove();
    expect(layer(proof, 'agent-connected')).toMatchObject({ outcome: 'failed', error: { code, detail: said } });
    expect([outcomes(proof)['frame-received'], verdict(proof)]).toEqual(['not-asked', 'failed']);
  });

  it.each(TROUBLES)('it is asked to try once more where there is no log: %s', async (said, code) => {
    camera.connected = false;
    camera.trouble = said;
    const proof = await noLogs();
    expect(layer(proof, 'agent-connected')).toMatchObject({ outcome: 'failed', error: { code, detail: said } });
    expect(agent.faults.calls.get('POST /api/camera/verify/primary')).toBe(1);
  });

  it('a wrong login is not waited for', async () => {
    camera.connected = false;
    camera.trouble = TROUBLES[0][0];
    const proof = await proveAgent(SPEC, open, { secrets, now: Date.now, log: () => undefined }, never);
    expect(layer(proof, 'agent-connected')?.error?.code).toBe('agents-stream-login');
  });

  it('what the agent was told, and what we know, stands nowhere', async () => {
    camera.connected = false;
    camera.trouble = `parse "rtsp://admin:${OLD_PASSWORD}@192.168.50.11:x": invalid port ":x" after host, not rtsp://admin:${PASSWORD}@192.168.50.11`;
    const text = JSON.stringify([await prove(), await noLogs()]);
    expect(['p%40ss', 'p@ss', 'c@mera', 'pass:word'].filter((part) => text.includes(part))).toEqual([]);
    expect(text).toContain('parse');
    expect([...secrets.seen]).toEqual(expect.arrayContaining([OLD_PASSWORD, 'p@ss-of-last-year']));
  });

  it('a stream that opens late is waited for', async () => {
    camera.connected = false;
    const proving = prove({}, { deadlines: { connected: 20_000 } });
    await expect.poll(() => agent.faults.calls.get('GET /api/dashboard') ?? 0).toBeGreaterThan(0);
    camera.connected = true;
    expect(verdict(await proving)).toBe('frames');
  });
});

it('an agent that runs at times and has no stream has the trouble that its place knows of', async () => {
  camera.connected = false;
  const trouble = errorData(new TunnelError('agents-out-of-memory', { name: 'site12-gate', limit: '256Mi' }));
  expect(layer(await noLogs({ status: () => Promise.resolve({ available: true, trouble }) }), 'agent-connected')).toMatchObject({ outcome: 'failed', error: { code: 'agents-out-of-memory' } });
  camera.connected = true;
  expect(verdict(await noLogs({ status: () => Promise.resolve({ available: true, trouble }) }))).toBe('frames');
});

it('an agent that does not run says why', async () => {
  const trouble = errorData(new TunnelError('agents-image-missing', { name: 'site12-gate', image: 'kerberos/agent:v0', reason: 'not found' }));
  expect((await prove({ status: () => Promise.resolve({ available: false, trouble }) })).layers).toMatchObject([
    { layer: 'agent-available', outcome: 'failed', error: trouble },
    { layer: 'agent-connected', outcome: 'not-asked' },
    { layer: 'frame-received', outcome: 'not-asked' },
  ]);
  expect((await prove({ status: () => Promise.resolve({ available: false, trouble: null }) })).layers[0]?.error?.code).toBe('agents-not-available');
});

it('stops at once, also while it waits for a picture that never comes', async () => {
  agent.faults.add({ call: 'GET /api/camera/snapshot/base64', times: 1, fault: { kind: 'hang' } });
  const stop = new AbortController();
  const proving = prove({}, { signal: stop.signal });
  await expect.poll(() => agent.faults.calls.get('GET /api/camera/snapshot/base64') ?? 0).toBe(1);
  stop.abort();
  await expect(proving).rejects.toMatchObject({ code: 'cancelled' });
});

describe('where the agent stores its recordings', () => {
  const own: AgentSpec = { ...SPEC, storage: { kind: 'own', vault: { uri: 'https://vault.example.com/api', accessKey: named('access'), secretKey: named('secret'), directory: 'shop', provider: null }, hub: null } };
  const proveOwn = (access: Partial<AgentAccess> = {}): Promise<AgentProof> =>
    proveAgent(own, { ...open, ...access }, { secrets: secretsNamed({ camera: PASSWORD, access: 'AKIAEXAMPLE', secret: 'vault-secret' }), now: Date.now, log: () => undefined, deadlines: DEADLINES }, never);

  it('is asked of the agent itself, and a refusal hides no picture', async () => {
    const body = JSON.stringify({ data: 'cloud.VerifyPersistence(): dial tcp 10.0.0.9:443: i/o timeout, AKIAEXAMPLE vault-secret' });
    agent.faults.add({ call: 'POST /api/persistence/verify', times: 1, fault: { kind: 'status', status: 400, body } });
    const proof = await proveOwn();
    expect(layer(proof, 'agent-stores')).toMatchObject({ outcome: 'failed', error: { code: 'agents-storage-refused', params: { place: 'Kerberos Vault' } } });
    expect([verdict(proof), layer(proof, 'frame-received')?.outcome]).toEqual(['frames', 'proven']);
    expect(JSON.stringify(proof)).not.toMatch(/vault-secret|AKIAEXAMPLE/);
  });

  it('is proven by a clip', async () => {
    agent.faults.add({ call: 'POST /api/persistence/verify', times: 1, fault: { kind: 'status', status: 200, body: '{"data":"all good"}' } });
    expect(layer(await proveOwn(), 'agent-stores')).toMatchObject({ outcome: 'proven', params: { way: 'service proxy' } });
  });

  it('stays open without its API', async () => {
    expect(layer(await proveOwn({ api: () => Promise.resolve('nobody may ask it') }), 'agent-stores')).toMatchObject({ outcome: 'not-asked', params: { reason: 'nobody may ask it' } });
  });
});
