import { request } from 'node:http';
import { join } from 'node:path';
import { afterEach, beforeAll, expect, it } from 'vitest';
import { readMedia, type Media } from '../../../electron/practice/cameras/media';
import { PRACTICE_CAMERAS } from '../../../electron/practice/cameras/practice-cameras';
import { startCamera, type SimulatedCamera } from '../../../electron/practice/cameras/simulated-camera';
import type { AgentHandle } from '../../../electron/practice/factory/simulator';
import { cameraHostIn, chooseLayout, hostIn, type Layout } from '../../../electron/practice/layout';
import { createPracticeAgents } from '../../../electron/practice/practice-agents';

const ASSETS = join(import.meta.dirname, '../../../assets/practice');
const account = { username: 'practice', password: 'p@ss/wor:d#' };
const login = { username: 'root', password: 'agent-password' };

let media: Media;
let layout: Layout;
const closers: (() => unknown)[] = [];

beforeAll(async () => {
  media = await readMedia(ASSETS);
  layout = await chooseLayout(`practice-agents-test-${process.pid}`);
});
afterEach(async () => {
  for (const close of closers.splice(0).reverse()) await close();
});

async function start(number: number): Promise<SimulatedCamera> {
  const character = PRACTICE_CAMERAS.find((camera) => camera.number === number)!;
  const camera = await startCamera({ character, host: cameraHostIn(layout, number), httpPort: layout.ports.http, rtspPort: layout.ports.rtsp, media, account });
  closers.push(() => camera.close());
  return camera;
}

function deploy(camera: SimulatedCamera, reaches: (address: string) => boolean, password = account.password): AgentHandle {
  const startAgent = createPracticeAgents({ host: hostIn(layout, 'agents'), login, reaches, still: (address) => (address === camera.host ? media.stills[camera.character.scene] : null), log: () => undefined });
  const rtsp = `rtsp://${account.username}:${encodeURIComponent(password)}@${camera.host}:${layout.ports.rtsp}${camera.character.streams[0].path}`;
  const agent = startAgent({ name: 'gate', deployName: 'gate', rtsp, continuous: 'false', onvif: '', onvif_xaddr: '', onvif_username: '', onvif_password: '', createdAt: '' });
  closers.push(() => agent.stop());
  return agent;
}

function call(agent: AgentHandle, path: string, options: { bearer?: string; body?: unknown } = {}): Promise<{ type: string; body: Buffer }> {
  return new Promise((resolve, reject) => {
    const sent = request({
      host: agent.address, port: agent.port, path, method: options.body === undefined ? 'GET' : 'POST', agent: false,
      ...(options.bearer === undefined ? {} : { headers: { authorization: `Bearer ${options.bearer}` } }),
    }, (response) => {
      const chunks: Buffer[] = [];
      response.on('data', (chunk: Buffer) => chunks.push(chunk));
      response.on('end', () => resolve({ type: response.headers['content-type'] ?? '', body: Buffer.concat(chunks) }));
    });
    sent.on('error', reject);
    sent.end(options.body === undefined ? undefined : JSON.stringify(options.body));
  });
}

async function signIn(agent: AgentHandle): Promise<string> {
  await expect.poll(() => agent.available()).toBe(true);
  const { body } = await call(agent, '/api/login', { body: login });
  return (JSON.parse(body.toString()) as { token: string }).token;
}

const online = async (agent: AgentHandle, bearer: string): Promise<boolean> => (JSON.parse((await call(agent, '/api/dashboard', { bearer })).body.toString()) as { cameraOnline: boolean }).cameraOnline;
const picture = async (agent: AgentHandle, bearer: string): Promise<Buffer> => (await call(agent, '/api/camera/snapshot/jpeg', { bearer })).body;

it.each([1, 3, 4])('an agent that pulls camera %i shows what that camera sees', async (number) => {
  const camera = await start(number);
  const agent = deploy(camera, () => true);
  const bearer = await signIn(agent);
  await expect.poll(() => online(agent, bearer), { timeout: 10_000 }).toBe(true);
  await expect.poll(async () => (await picture(agent, bearer)).length, { timeout: 10_000 }).toBe(media.stills[camera.character.scene].length);
  expect(camera.viewers()).toBe(1);
});

it('an agent sees nothing while there is no way, and nothing any more when it is gone', async () => {
  const camera = await start(1);
  const way = { open: false };
  const agent = deploy(camera, () => way.open);
  const bearer = await signIn(agent);
  expect(await picture(agent, bearer)).toHaveLength(0);
  expect(camera.viewers()).toBe(0);
  way.open = true;
  await expect.poll(async () => (await picture(agent, bearer)).length, { timeout: 10_000 }).toBeGreaterThan(0);
  way.open = false;
  await expect.poll(async () => (await picture(agent, bearer)).length, { timeout: 10_000 }).toBe(0);
  expect(await online(agent, bearer)).toBe(false);
  expect(camera.viewers()).toBe(0);
});

it('an agent with a wrong password does not lock the camera', async () => {
  const camera = await start(1);
  const rounds = { count: 0 };
  deploy(camera, () => ++rounds.count > 0, 'wrong');
  await expect.poll(() => rounds.count, { timeout: 10_000 }).toBeGreaterThan(4);
  expect(camera.wrongLogins()).toBe(1);
});

it('an agent that gets no stream says why, in the words of a real one', async () => {
  const camera = await start(1);
  const said = async (agent: AgentHandle): Promise<string> => (JSON.parse((await call(agent, '/api/camera/verify/primary', { bearer: await signIn(agent), body: { rtsp: 'rtsp://x', sub_rtsp: '' } })).body.toString()) as { message: string }).message;
  const refused = deploy(camera, () => true, 'wrong');
  await expect.poll(() => said(refused), { timeout: 10_000 }).toBe('bad status code: 401 (Unauthorized)');
  const lost = deploy(camera, () => false);
  await expect.poll(() => said(lost), { timeout: 10_000 }).toBe(`dial tcp ${camera.host}:${layout.ports.rtsp}: i/o timeout`);
});

it('an agent comes back when its camera does', async () => {
  const camera = await start(1);
  const agent = deploy(camera, () => true);
  const bearer = await signIn(agent);
  await expect.poll(() => online(agent, bearer), { timeout: 10_000 }).toBe(true);
  await camera.close();
  await expect.poll(() => online(agent, bearer), { timeout: 10_000 }).toBe(false);
  await start(1);
  await expect.poll(() => online(agent, bearer), { timeout: 10_000 }).toBe(true);
});

it('an agent that is stopped leaves its camera alone', async () => {
  const camera = await start(1);
  const agent = deploy(camera, () => true);
  await expect.poll(() => camera.viewers(), { timeout: 10_000 }).toBe(1);
  await agent.stop();
  await expect.poll(() => camera.viewers()).toBe(0);
});
