import { createServer as createHttpsServer } from 'node:https';
import type { AddressInfo } from 'node:net';
import { afterEach, describe, expect, it } from 'vitest';
import { errorData } from '../../../electron/domain/errors';
import { selfSigned } from '../../../electron/practice/cameras/self-signed';
import type { FaultKind } from '../../../electron/practice/http/faults';
import { serveLoopback } from '../../fixtures/loopback';
import { startWorld, type World } from './factory-at-hand';
import { VARIANTS } from './variants';

let world: World;
const start = async (options?: Parameters<typeof startWorld>[0]): Promise<World> => (world = await startWorld(options));
afterEach(() => world.close());

const code = (expected: string, params: Record<string, unknown> = {}): unknown => expect.objectContaining({ code: expected, params: expect.objectContaining(params) as unknown });
const variant = async (): Promise<string> => (await world.registrar.probe(world.view())).variant;
const signIns = (): number => [...world.simulator().calls].filter(([call]) => call.startsWith('POST ') && call.endsWith('/login')).reduce((sum, [, count]) => sum + count, 0);

describe('which Factory was found', () => {
  it.each(VARIANTS)('is told of one %s', async (_name, options) => {
    await start({ variant: options });
    const described = options.swagger ? ', as it describes itself (Kerberos Factory API 1.0)' : '';
    expect(await variant()).toBe(`agents under ${options.prefix}/deployments, sign-in under ${options.loginPrefix ?? options.prefix}/login${described}`);
  });

  it('is told of one whose place was given', async () => {
    await start({ variant: { prefix: '/v9', swagger: false }, settings: { prefix: 'v9/' } });
    expect(await variant()).toBe('agents under /v9/deployments, sign-in under /v9/login, as the settings say');
  });

  const odd: readonly (readonly [string, FaultKind])[] = [
    ['a web page', { kind: 'html' }],
    ['half of it', { kind: 'garbage' }],
    ['something else', { kind: 'status', status: 200, body: '["no description"]' }],
    ['more than anybody reads', { kind: 'status', status: 200, body: `{"paths":{"/x":"${'y'.repeat(5 * 1024 * 1024)}"}}` }],
    ['what nests without end', { kind: 'status', status: 200, body: `${'{"paths":'.repeat(5000)}1` }],
    ['another place, where nothing is', { kind: 'status', status: 200, body: '{"paths":{"/nowhere/login":{},"/nowhere/deployments/services":{}}}' }],
    ['trouble', { kind: 'status', status: 500 }],
    ['that it is nobody\'s business', { kind: 'status', status: 401, body: '{"code":401}' }],
  ];
  it.each(odd)('does not depend on its description: it answers %s', async (_what, fault) => {
    await start({ variant: { prefix: '/api', swagger: false } });
    world.simulator().faults.add({ call: 'GET /swagger/doc.json', times: 1, fault });
    expect(await variant()).toBe('agents under /api/deployments, sign-in under /api/login');
  });

  it('is found in the known places however many others a description names, of which some are tried', async () => {
    await start({ variant: { prefix: '/api/kubernetes', swagger: false } });
    const paths = Object.fromEntries(Array.from({ length: 3000 }, (_value, index) => [[`/p${index}/login`, {}], [`/p${index}/deployments/services`, {}]]).flat() as [string, object][]);
    world.simulator().faults.add({ call: 'GET /swagger/doc.json', times: 1, fault: { kind: 'status', status: 200, body: JSON.stringify({ paths }) } });
    expect(await variant()).toBe('agents under /api/kubernetes/deployments, sign-in under /api/kubernetes/login');
    expect(signIns()).toBe(12);
  });
});

describe('the list of agents', () => {
  it.each(['2022', '2026'] as const)('says of each whether it runs (form of %s)', async (form) => {
    await start({ variant: { prefix: '/api', swagger: false, form, deploySuffix: '-agent' } });
    await world.walk.connect(world.steps());
    expect((await world.registrar.probe(world.view())).agents).toEqual([{ name: 'site12-gate-agent', available: true, site: null, title: null, trouble: null }]);
    world.camera.available = false;
    expect((await world.registrar.probe(world.view())).agents).toEqual([expect.objectContaining({ available: false, trouble: expect.objectContaining({ code: 'agents-not-available', params: { name: 'site12-gate-agent', seconds: 0 } }) as unknown })]);
  });

  it('does not call trouble what somebody stopped', async () => {
    await start();
    await world.registrar.probe(world.view());
    const list = { data: [{ deploy_name: 'stopped', total_replicas: 0, available_replicas: 0 }] };
    // The first look finds the place, the second one is the list.
    world.simulator().faults.add({ call: 'GET /api/deployments/services', times: 2, fault: { kind: 'status', status: 200, body: JSON.stringify(list) } });
    expect((await world.registrar.probe(world.view())).agents).toEqual([{ name: 'stopped', available: false, site: null, title: null, trouble: null }]);
  });
});

describe('a Factory that', () => {
  it('is slow is waited for', async () => {
    await start({ variant: { prefix: '/api', swagger: false, slowMs: 20 } });
    await world.walk.connect(world.steps());
    expect(world.factory.read().deployments).toHaveLength(1);
  });

  it('is too slow is told', async () => {
    await start({ deadlineMs: 250 });
    world.simulator().faults.add({ call: 'POST /api/login', times: 1, fault: { kind: 'hang' } });
    await expect(variant()).rejects.toEqual(code('agents-unreachable', { reason: 'no answer within 0.25 s' }));
  });

  it('hangs up is told', async () => {
    await start();
    world.simulator().faults.add({ call: 'POST /api/login', times: 1, fault: { kind: 'reset' } });
    await expect(variant()).rejects.toEqual(code('agents-unreachable', { reason: 'ECONNRESET' }));
  });

  it('refuses the new session as well is told once, and is not asked for ever', async () => {
    await start();
    await world.registrar.probe(world.view());
    world.simulator().faults.add({ call: 'GET /api/deployments/services', times: 100, fault: { kind: 'status', status: 401, body: '{"code":401,"message":"Token is expired"}' } });
    await expect(world.walk.connect(world.steps())).rejects.toEqual(code('agents-api-unknown'));
    expect(signIns()).toBeLessThanOrEqual(5);
  });

  it('ends the session right before an agent is made gets it told once', async () => {
    await start();
    await world.registrar.probe(world.view());
    world.simulator().faults.add({ call: 'POST /api/deployments', times: 1, fault: { kind: 'status', status: 401, body: '{"code":401}' } });
    await world.walk.connect(world.steps());
    expect(world.factory.read().deployments).toHaveLength(1);
  });

  it('answers a web page to the list is told', async () => {
    await start();
    await world.registrar.probe(world.view());
    world.simulator().faults.add({ call: 'GET /api/deployments/services', times: 1, fault: { kind: 'html' } });
    await expect(world.walk.connect(world.steps())).rejects.toEqual(code('agents-refused', { action: 'list the agents', message: 'a web page came instead of data' }));
  });

  it('says an error with status 200 did not make the agent', async () => {
    await start();
    world.simulator().faults.add({ call: 'POST /api/deployments', times: 1, fault: { kind: 'status', status: 200, body: '{"data":"","error":"exceeded quota"}' } });
    await expect(world.walk.connect(world.steps())).rejects.toEqual(code('agents-refused', { status: 200, message: '{"data":"","error":"exceeded quota"}' }));
  });

  it.each([
    ['POST /api/login', 'factory-password'],
    ['POST /api/login', 'a"b<c>&d'],
    ['GET /api/deployments/services', 'factory-password'],
  ])('quotes in the answer to %s its own password (%s) is not quoted', async (call, password) => {
    await start({ secrets: { factory: password } });
    world.factory.write({ ...world.factory.read(), password });
    await world.registrar.probe(world.view());
    const [token = ''] = world.secrets.seen;
    const escaped = JSON.stringify(password).slice(1, -1).replace(/[<>&]/g, (sign) => `\\u00${sign.charCodeAt(0).toString(16)}`);
    const body = `panic: ${password} ${escaped} ${encodeURIComponent(password)} ${token}!`;
    if (call.includes('login')) world.simulator().expireSessions();
    world.simulator().faults.add({ call, times: 1, fault: { kind: 'status', status: 500, body, contentType: 'text/plain' } });
    const error: unknown = await world.walk.connect(world.steps()).catch((thrown: unknown) => thrown);
    expect(error).toEqual(code('agents-refused', { status: 500, message: 'panic: [secret] [secret] [secret] [secret]!' }));
    const text = JSON.stringify([errorData(error), (error as Error).stack]);
    expect([password, escaped, token].filter((secret) => text.includes(secret))).toEqual([]);
  });
});

describe('a Factory behind a certificate', () => {
  const { key, cert } = selfSigned('factory.example.com');
  const other = selfSigned('somebody else').cert;

  async function secured(): Promise<{ url: string; close: () => Promise<void> }> {
    const server = createHttpsServer({ key, cert }, (request, response) => { world.simulator().handler(request, response); });
    await new Promise<void>((resolve) => { server.listen(0, '127.0.0.1', () => { resolve(); }); });
    return {
      url: `https://127.0.0.1:${(server.address() as AddressInfo).port}`,
      close: () => new Promise((resolve) => {
        server.close(() => { resolve(); });
        server.closeAllConnections();
      }),
    };
  }

  it('is trusted by that very certificate, by whatever name it is called', async () => {
    await start();
    const { url, close } = await secured();
    expect(await world.registrar.probe(world.view({ url, certificate: cert }))).toMatchObject({ agents: [] });
    expect(await world.registrar.probe(world.view({ url, certificate: `# ours\n${other}\n${cert}` }))).toMatchObject({ agents: [] });
    await close();
  });

  it.each([
    ['none is given', null, /^its certificate was issued by nobody that this computer trusts, .* \(DEPTH_ZERO_SELF_SIGNED_CERT\)$/],
    ['another one is given', other, /^its certificate was issued by nobody that this computer trusts, .* \(DEPTH_ZERO_SELF_SIGNED_CERT\)$/],
    ['what is given is none', '-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----', /^the given certificate cannot be read$/],
  ])('is told in a sentence where %s', async (_what, certificate, reason) => {
    await start();
    const { url, close } = await secured();
    await expect(world.registrar.probe(world.view({ url, certificate }))).rejects.toEqual(code('agents-unreachable', { url, reason: expect.stringMatching(reason) as unknown }));
    await close();
  });

  it('is not trusted elsewhere because it is trusted here', async () => {
    await start();
    const { url, close } = await secured();
    await world.registrar.probe(world.view({ url, certificate: cert }));
    await expect(world.registrar.probe(world.view({ url }))).rejects.toEqual(code('agents-unreachable'));
    await close();
  });

  it('is not followed to one without', async () => {
    await start();
    const plain = await serveLoopback((request, response) => { world.simulator().handler(request, response); });
    const server = createHttpsServer({ key, cert }, (_request, response) => { response.writeHead(307, { Location: plain.url }).end(); });
    await new Promise<void>((resolve) => { server.listen(0, '127.0.0.1', () => { resolve(); }); });
    const url = `https://127.0.0.1:${(server.address() as AddressInfo).port}`;
    await expect(world.registrar.probe(world.view({ url, certificate: cert }))).rejects.toEqual(code('agents-unreachable', { reason: expect.stringContaining('to another server') as unknown }));
    server.closeAllConnections();
    server.close();
    await plain.close();
  });
});
