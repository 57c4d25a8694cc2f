import { execFile, spawn } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { promisify } from 'node:util';
import { z } from 'zod';
import { newSite, type Site } from '../../electron/domain/site';
import { Result } from '../../electron/terminal/result';

const root = path.resolve(import.meta.dirname, '../..');
const labScript = path.join(root, 'test/lab/lab');

const Camera = z.object({
  id: z.string(),
  number: z.number(),
  address: z.string(),
  mac: z.string(),
  username: z.string(),
  password: z.string(),
  login: z.enum(['digest', 'token']),
  clockSkewSeconds: z.number(),
  streams: z.array(z.object({ role: z.enum(['main', 'sub']), url: z.string(), codec: z.enum(['H264', 'H265']), width: z.number(), height: z.number(), fps: z.number() })),
});

/** What the lab says of itself (`lab env`). */
const Description = z.object({
  namespaces: z.object({ laptop: z.string(), cloud: z.string() }),
  laptop: z.object({ environment: z.record(z.string(), z.string()) }),
  site: z.object({ range: z.string() }),
  cloud: z.object({
    netmaker: z.object({ url: z.string(), username: z.string(), password: z.string(), network: z.string() }),
    factory: z.object({ url: z.string(), username: z.string(), password: z.string() }),
    agent: z.object({ username: z.string(), password: z.string() }),
    control: z.string(),
  }),
  box: z.object({ address: z.string(), port: z.number(), username: z.string(), password: z.string(), privateKey: z.string() }),
  netclient: z.object({ path: z.string(), sha256: z.string(), version: z.string() }),
  cameras: z.array(Camera),
  others: z.array(z.object({ kind: z.string(), address: z.string() })),
  files: z.object({ onvifStatus: z.string(), rtspStatus: z.string() }),
});
export type LabCamera = z.infer<typeof Camera>;

export interface Ended {
  readonly code: number | null;
  readonly signal: NodeJS.Signals | null;
  readonly stdout: string;
  readonly stderr: string;
}

/** Runs a program to its end; never throws for its exit code. */
export function run(command: string, args: readonly string[], options: { env?: NodeJS.ProcessEnv; timeoutMs?: number; input?: string } = {}): Promise<Ended> {
  return new Promise((resolve, reject) => {
    const child = spawn(command, args, { env: { ...process.env, ...options.env }, stdio: ['pipe', 'pipe', 'pipe'] });
    const timer = setTimeout(() => child.kill('SIGKILL'), options.timeoutMs ?? 240_000);
    let stdout = '';
    let stderr = '';
    child.stdout.setEncoding('utf8').on('data', (text: string) => (stdout += text));
    child.stderr.setEncoding('utf8').on('data', (text: string) => (stderr += text));
    child.once('error', reject);
    child.once('close', (code, signal) => {
      clearTimeout(timer);
      resolve({ code, signal, stdout, stderr });
    });
    child.stdin.end(options.input ?? '');
  });
}

/** One running lab with a site file for it, driven as a technician's laptop would. */
export class Lab {
  readonly name: string;
  readonly folder: string;
  #description: z.infer<typeof Description> | null = null;

  constructor(name: string) {
    this.name = name;
    this.folder = mkdtempSync(path.join(os.tmpdir(), `${name}-`));
  }

  async up(options: { cameras: number; box?: string; wan?: string }): Promise<void> {
    await this.#do('up', '--cameras', String(options.cameras), '--box', options.box ?? 'sudopw', ...(options.wan === undefined ? [] : ['--wan', options.wan]));
    await this.#do('cloud', 'start');
    this.#description = Description.parse(JSON.parse((await this.#do('env')).stdout));
    writeFileSync(path.join(this.folder, 'box-password'), this.is.box.password, { mode: 0o600 });
    writeFileSync(path.join(this.folder, 'netmaker-password'), this.is.cloud.netmaker.password, { mode: 0o600 });
    writeFileSync(path.join(this.folder, 'factory-password'), this.is.cloud.factory.password, { mode: 0o600 });
    writeFileSync(path.join(this.folder, 'agent-password'), this.is.cloud.agent.password, { mode: 0o600 });
    [...new Set(this.is.cameras.map((camera) => camera.password))].forEach((password, index) => {
      writeFileSync(path.join(this.folder, `camera-password-${index}`), password, { mode: 0o600 });
    });
    this.writeSite(this.site());
  }

  async down(): Promise<void> {
    await this.#do('down');
    rmSync(this.folder, { recursive: true, force: true });
  }

  /** What `down` would have to remove; nothing on a clean machine. */
  async leftovers(): Promise<string> {
    return (await run(labScript, ['leftovers'], { env: { LAB: this.name } })).stdout.trim();
  }

  get is(): z.infer<typeof Description> {
    if (this.#description === null) throw new Error('the lab is down');
    return this.#description;
  }

  get siteFile(): string {
    return path.join(this.folder, 'lab.site.json');
  }

  site(): Site {
    const file = (name: string): { kind: 'file'; path: string } => ({ kind: 'file', path: path.join(this.folder, name) });
    const passwords = [...new Set(this.is.cameras.map((camera) => camera.password))];
    const choices = this.is.cameras.map((camera): Site['cameras'][number] => ({ deviceId: camera.mac, name: `Camera ${camera.number}`, include: true, credentialId: `set-${passwords.indexOf(camera.password)}`, mainToken: null, subToken: null, allowBasic: false, agent: null, runs: 'cloud' }));
    return {
      ...newSite({ id: 'lab', name: 'The lab', mode: 'real', language: 'en', timeZone: 'Europe/Brussels' }),
      ranges: [this.is.site.range],
      credentials: passwords.map((_password, index) => ({ id: `set-${index}`, name: `Cameras ${index}`, username: 'admin', password: file(`camera-password-${index}`) })),
      cameras: choices,
      box: { host: this.is.box.address, port: this.is.box.port, username: this.is.box.username, auth: { kind: 'password', password: file('box-password') }, sudoPassword: null, hostKey: null, allowLegacy: false },
      overlay: {
        kind: 'netmaker',
        url: this.is.cloud.netmaker.url,
        auth: { kind: 'password', username: this.is.cloud.netmaker.username, password: file('netmaker-password') },
        network: this.is.cloud.netmaker.network,
        client: { kind: 'file', path: this.is.netclient.path, sha256: this.is.netclient.sha256 },
        install: 'auto',
        egress: 'cameras', policy: { kind: 'ask' },
      },
      agents: {
        kind: 'factory',
        url: this.is.cloud.factory.url,
        username: this.is.cloud.factory.username,
        password: file('factory-password'),
        prefix: null,
        certificate: null,
        storage: { kind: 'given' },
        recording: 'continuous',
        agentLogin: { username: this.is.cloud.agent.username, password: file('agent-password') },
      },
    };
  }

  writeSite(site: Site): void {
    writeFileSync(this.siteFile, JSON.stringify(site, null, 2));
  }

  /** The terminal program on the technician's laptop. */
  cli(command: string, options: { program?: string; args?: readonly string[]; env?: NodeJS.ProcessEnv; timeoutMs?: number } = {}): Promise<Ended> {
    const program = path.join(root, options.program ?? 'dist/cli/cli.cjs');
    const args = [program, command, '--site', this.siteFile, '--data', path.join(this.folder, 'data'), '--json', ...(options.args ?? [])];
    return run('ip', ['netns', 'exec', this.is.namespaces.laptop, process.execPath, ...args], { env: { ...this.is.laptop.environment, ...options.env }, ...(options.timeoutMs === undefined ? {} : { timeoutMs: options.timeoutMs }) });
  }

  /** The same, with its JSON document parsed by the published schema. */
  async result(command: string, ...args: readonly string[]): Promise<Result> {
    const ended = await this.cli(command, { args });
    try {
      return Result.parse(JSON.parse(ended.stdout));
    } catch (error) {
      throw new Error(`${command} printed no result (exit ${ended.code}): ${ended.stderr}\n${ended.stdout.slice(0, 500)}`, { cause: error });
    }
  }

  /** Starts `command` and hands over its process and what it says before it ends. */
  start(command: string, onStart: (kill: (signal: NodeJS.Signals) => void, onStderr: (listener: (text: string) => void) => void) => void): Promise<Ended> {
    return new Promise((resolve, reject) => {
      const program = path.join(root, 'dist/cli/cli.cjs');
      const child = spawn('ip', ['netns', 'exec', this.is.namespaces.laptop, process.execPath, program, command, '--site', this.siteFile, '--data', path.join(this.folder, 'data'), '--json'], { env: { ...process.env, ...this.is.laptop.environment } });
      let stdout = '';
      let stderr = '';
      child.stdout.setEncoding('utf8').on('data', (text: string) => (stdout += text));
      child.stderr.setEncoding('utf8').on('data', (text: string) => (stderr += text));
      child.once('error', reject);
      child.once('close', (code, signal) => { resolve({ code, signal, stdout, stderr }); });
      onStart((signal) => child.kill(signal), (listener) => child.stderr.on('data', listener));
    });
  }

  journal(): { seq: number; event: { type: string; stepId?: string; step?: { id: string } } }[] {
    const text = readFileSync(this.siteFile.replace(/\.json$/, '.state/journal.jsonl'), 'utf8');
    return text.split('\n').filter((line) => line !== '').map((line) => JSON.parse(line) as { seq: number; event: { type: string } });
  }

  /** Files, services, sysctl, firewall, routes and processes of the box, as text. */
  async boxSnapshot(): Promise<string> {
    const file = path.join(this.folder, 'box.snapshot');
    await this.#do('box', 'snapshot', file);
    return readFileSync(file, 'utf8');
  }

  box(...command: readonly string[]): Promise<Ended> {
    return run(labScript, ['box', 'exec', ...command], { env: { LAB: this.name } });
  }

  inNamespace(where: string, ...command: readonly string[]): Promise<Ended> {
    return run(labScript, ['in', where, ...command], { env: { LAB: this.name } });
  }

  /** Serves one file over HTTP from the cloud, as a maker's download page would. */
  serve(file: string): Promise<{ url: string; stop: () => void }> {
    return new Promise((resolve, reject) => {
      const { hostname } = new URL(this.is.cloud.control);
      const child = spawn('ip', ['netns', 'exec', this.is.namespaces.cloud, process.execPath, '-e', SERVE, hostname, file], { stdio: ['ignore', 'pipe', 'inherit'] });
      child.once('error', reject);
      child.once('exit', (code) => { reject(new Error(`the file server ended with ${String(code)}`)); });
      child.stdout.setEncoding('utf8').once('data', (port: string) => { resolve({ url: `http://${hostname}:${port.trim()}/netclient`, stop: () => child.kill() }); });
    });
  }

  async reboot(): Promise<void> {
    await this.#do('box', 'reboot');
  }

  async fault(...words: readonly string[]): Promise<void> {
    await this.#do('fault', ...words);
  }

  /** Orders at the cloud's control port (cloud/control.ts); it is in a namespace, so the question is asked from there. */
  async control(order: `${'GET' | 'POST' | 'DELETE'} /${string}`, body?: unknown): Promise<unknown> {
    const [method = 'GET', route = '/'] = order.split(' ');
    const ended = await this.inNamespace('cloud', process.execPath, '-e', CONTROL, method, `${this.is.cloud.control}${route}`, body === undefined ? '' : JSON.stringify(body));
    if (ended.code !== 0) throw new Error(ended.stderr);
    return JSON.parse(ended.stdout) as unknown;
  }

  async #do(...args: readonly string[]): Promise<Ended> {
    const ended = await run(labScript, args, { env: { LAB: this.name } });
    if (ended.code !== 0) throw new Error(`lab ${args.join(' ')}: exit ${ended.code}\n${ended.stdout}\n${ended.stderr}`);
    return ended;
  }
}

const SERVE = `
const [host, file] = process.argv.slice(1);
const server = require('node:http').createServer((request, response) => {
  if (request.url !== '/netclient') return void response.writeHead(404).end();
  require('node:fs').createReadStream(file).pipe(response);
});
server.listen(0, host, () => console.log(server.address().port));
`;

const CONTROL = `
const [method, url, body] = process.argv.slice(1);
fetch(url, body === '' ? { method } : { method, headers: { 'content-type': 'application/json' }, body })
  .then(async (answer) => { const text = await answer.text(); if (!answer.ok) throw new Error(answer.status + ' ' + text); process.stdout.write(text || 'null'); })
  .catch((error) => { process.stderr.write(String(error)); process.exitCode = 1; });
`;

/**
 * One frame of a stream, pulled and decoded in the cloud by ffmpeg, through the tunnel. What it was is what ffmpeg says; that it
 * was decoded is seen from the size of the raw picture.
 */
export async function frameFromCloud(lab: Lab, camera: LabCamera, role: 'main' | 'sub'): Promise<{ codec: string; width: number; height: number }> {
  const stream = camera.streams.find((candidate) => candidate.role === role);
  if (stream === undefined) throw new Error(`${camera.id} has no ${role} stream`);
  const url = stream.url.replace('rtsp://', `rtsp://${encodeURIComponent(camera.username)}:${encodeURIComponent(camera.password)}@`);
  const { stdout, stderr } = await promisify(execFile)(
    'ip',
    ['netns', 'exec', lab.is.namespaces.cloud, 'ffmpeg', '-nostdin', '-hide_banner', '-rtsp_transport', 'tcp', '-timeout', '10000000', '-i', url, '-frames:v', '1', '-f', 'rawvideo', '-pix_fmt', 'gray', '-'],
    { timeout: 30_000, encoding: 'buffer', maxBuffer: 64 * 1024 * 1024 },
  );
  const seen = /Video: (\w+)[^\n]*?, (\d+)x(\d+)/.exec(stderr.toString('utf8'));
  if (seen === null) throw new Error(`no video: ${stderr.toString('utf8').slice(-300)}`);
  const [, codec = '', width = '', height = ''] = seen;
  if (stdout.length !== Number(width) * Number(height)) throw new Error(`${stdout.length} bytes are no picture of ${width}x${height}`);
  return { codec, width: Number(width), height: Number(height) };
}
