import { spawn } from 'node:child_process';
import { chmodSync, existsSync, mkdirSync, mkdtempSync, readFileSync, readdirSync, renameSync, rmSync, statSync, symlinkSync, writeFileSync } from 'node:fs';
import { connect } from 'node:net';
import { tmpdir } from 'node:os';
import { delimiter, dirname, join, resolve } from 'node:path';
import { createDockerRegistrar, createEdgeRegistrar } from '../../../electron/agents/docker/docker-registrar';
import { AGENTS_FOLDER } from '../../../electron/agents/docker/container';
import { TunnelError } from '../../../electron/domain/errors';
import type { PlannedStep } from '../../../electron/domain/plan';
import { Secret } from '../../../electron/domain/secret';
import { newSite, type AgentSettings, type BoxSettings, type Site } from '../../../electron/domain/site';
import type { AgentRegistrar, AgentRequest, AgentsView, Box, BoxConnector, CommandOptions, CommandResult } from '../../../electron/engine/ports';
import { createSimulatedAgent } from '../../../electron/practice/factory/simulated-agent';
import { named, never, secretsNamed, stored } from '../../fixtures/loopback';
import { StepWalk } from '../../fixtures/step-walk';
import { StandInDocker, type Process } from '../../lab/docker/daemon';
import { EMPTY, type DockerState, type StoredContainer } from '../../lab/docker/state';
import { JPEG, request } from '../factory/factory-at-hand';

export const IMAGE = 'docker.io/kerberos/agent:v3.11.1';
export const PASSWORD = "p:w@/?#[]!'\"()*é%";

/** Programs that every computer has; no others are in its path, so that what is missing is missing here too. */
const USUAL = ['awk', 'base64', 'bash', 'cat', 'chmod', 'df', 'flock', 'grep', 'mkdir', 'mv', 'rm', 'rmdir', 'sed', 'sh', 'sync', 'tail', 'tr', 'wc'];

/** A computer whose commands run for real in a shell, on a folder in place of its /var/lib, with a Docker that runs simulated agents. */
export class Computer {
  readonly root = mkdtempSync(join(tmpdir(), 'kt-docker-'));
  readonly state = stored<DockerState>(EMPTY);
  /** What a container's program does in place of an agent; null: it is an agent. */
  instead: ((container: StoredContainer, log: (line: string) => void) => Process) | null = null;
  /** Its SSH server opens no connections for others. */
  forbidding = false;
  connected = true;
  readonly registry = [IMAGE];
  readonly started: StoredContainer[] = [];
  readonly takenPorts = new Set<number>();
  readonly scripts: string[] = [];
  docker: StandInDocker;
  #port = 0;

  constructor() {
    mkdirSync(join(this.root, 'bin'));
    for (const name of USUAL) {
      const place = (process.env['PATH'] ?? '').split(delimiter).map((folder) => join(folder, name)).find((file) => existsSync(file));
      if (place !== undefined) symlinkSync(place, join(this.root, 'bin', name));
    }
    this.install('docker');
    this.docker = this.#daemon();
  }

  install(...names: readonly string[]): void {
    for (const name of ['docker', 'podman']) rmSync(join(this.root, 'bin', name), { force: true });
    for (const name of names) symlinkSync(resolve(import.meta.dirname, '../../lab/docker/docker'), join(this.root, 'bin', name));
  }

  async start(): Promise<void> {
    this.#port = await this.docker.listen(this.#port);
  }

  /** As the daemon does with the system. */
  async restart(): Promise<void> {
    await this.docker.close();
    this.docker = this.#daemon();
    await this.start();
  }

  async remove(): Promise<void> {
    await this.docker.close().catch(() => undefined);
    rmSync(this.root, { recursive: true, force: true });
  }

  path(absolute: string): string {
    return join(this.root, absolute);
  }

  file(absolute: string): string | null {
    return existsSync(this.path(absolute)) ? readFileSync(this.path(absolute), 'utf8') : null;
  }

  mode(absolute: string): number {
    return statSync(this.path(absolute)).mode & 0o777;
  }

  /** All that is on it: containers, volumes, images, files. */
  snapshot(): unknown {
    const folder = this.path('/var');
    const { images, volumes, containers } = this.state.read();
    return { images, volumes, containers: containers.map(({ name }) => name), files: existsSync(folder) ? readdirSync(folder, { recursive: true }).map(String).sort() : [] };
  }

  box(): Box {
    const run = async (argv: readonly string[], { stdin, signal }: CommandOptions): Promise<CommandResult> => {
      if (argv[0] === 'sh') this.scripts.push(argv[3] ?? '');
      const words = argv.map((word) => (word === AGENTS_FOLDER ? this.path(AGENTS_FOLDER) : word));
      const child = spawn(words[0] === 'sh' ? '/bin/sh' : (words[0] ?? ''), words.slice(1), { env: { PATH: join(this.root, 'bin'), DOCKER_PORT: String(this.#port), LC_ALL: 'C' }, signal });
      let [stdout, stderr] = ['', ''];
      child.stdout.setEncoding('utf8').on('data', (text: string) => (stdout += text));
      child.stderr.setEncoding('utf8').on('data', (text: string) => (stderr += text));
      child.stdin.on('error', () => undefined).end(stdin instanceof Secret ? stdin.reveal() : (stdin ?? ''));
      const code = await new Promise<number | null>((done, fail) => child.once('error', fail).once('close', done));
      return { code, stdout, stderr };
    };
    return {
      run,
      demand: async (argv, options) => {
        const { code, stdout, stderr } = await run(argv, options);
        if (code !== 0) throw new TunnelError('box-command-failed', { command: argv[3] ?? '', code: code ?? -1 }, { detail: stderr });
        return stdout;
      },
      writeFile: (path, content, { mode }) => {
        const file = this.path(path);
        mkdirSync(dirname(file), { recursive: true });
        writeFileSync(`${file}.kt-new`, content instanceof Secret ? content.reveal() : content, { mode });
        chmodSync(`${file}.kt-new`, mode);
        renameSync(`${file}.kt-new`, file);
        return Promise.resolve();
      },
      reaches: () => Promise.resolve(true),
      dial: ({ host, port }) => {
        if (this.forbidding) return Promise.resolve('forbidden');
        return new Promise((done) => {
          const socket = connect(port, host);
          socket.once('connect', () => { done(socket); }).once('error', () => { done('closed'); });
        });
      },
      facts: () => Promise.reject(new Error('nobody asks')),
      close: () => undefined,
    };
  }

  #daemon(): StandInDocker {
    return new StandInDocker({
      state: this.state,
      registry: this.registry,
      backoffMs: 1,
      portTaken: (port) => Promise.resolve(this.takenPorts.has(port)),
      start: (container, log) => {
        this.started.push(container);
        return this.instead?.(container, log) ?? this.#agent(container, log);
      },
    });
  }

  #agent({ environment, publish }: StoredContainer, log: (line: string) => void): Process {
    const agent = createSimulatedAgent({ login: { username: environment['AGENT_USERNAME'] ?? '', password: environment['AGENT_PASSWORD'] ?? '' }, frame: () => Promise.resolve(JPEG), connected: () => this.connected, rtsp: environment['AGENT_CAPTURE_IPCAMERA_RTSP'] ?? '', lookMs: 50 });
    const listening = publish === null ? Promise.reject(new Error('published nowhere')) : agent.listen(publish.host, publish.port);
    let end: (code: number) => void = () => undefined;
    const ended = new Promise<number>((done) => { end = done; });
    listening.catch((error: unknown) => {
      log(String(error));
      end(1);
    });
    return {
      ended,
      logs: () => agent.logs(),
      stop: () => void agent.close().then(() => { end(0); }),
      curl: (file) =>
        new Promise((done, fail) => {
          // As inside of the container, where the agent listens on 80.
          const child = spawn('curl', ['-sS', '-K', '-']);
          let [stdout, stderr] = ['', ''];
          child.stdout.setEncoding('utf8').on('data', (text: string) => (stdout += text));
          child.stderr.setEncoding('utf8').on('data', (text: string) => (stderr += text));
          child.once('error', fail).once('close', (code) => { done({ code: code ?? 1, stdout, stderr }); });
          child.stdin.end(file.replace('http://127.0.0.1:80/', `http://127.0.0.1:${publish?.port ?? 0}/`));
        }),
    };
  }
}

export interface World {
  readonly computer: Computer;
  readonly registrar: AgentRegistrar;
  site: Site;
  readonly secrets: ReturnType<typeof secretsNamed>;
  walk: StepWalk;
  /** A journal that knows nothing of what was done. */
  forget(): void;
  view(): AgentsView;
  steps(names?: readonly string[], change?: Partial<AgentRequest['spec']>): PlannedStep[];
  close(): Promise<void>;
}

const HOST: BoxSettings = { host: 'agents.example', port: 22, username: 'op', auth: { kind: 'agent' }, sudoPassword: null, hostKey: { algorithm: 'ssh-ed25519', fingerprint: `SHA256:${'A'.repeat(43)}` }, allowLegacy: false };

export const SETTINGS: Readonly<Record<'docker' | 'edge', AgentSettings>> = {
  docker: { kind: 'docker', host: HOST, listen: 'loopback', image: null, storage: { kind: 'none' }, recording: 'continuous' },
  edge: { kind: 'edge', image: null, storage: { kind: 'none' }, recording: 'continuous' },
};

/** `kind`: Docker on another computer, or on the spare box. The same computer is both here. */
export async function startWorld(kind: 'docker' | 'edge' = 'docker', secretValues: Record<string, string> = {}): Promise<World> {
  const computer = new Computer();
  await computer.start();
  const boxes: BoxConnector = { hostKey: () => Promise.reject(new Error('pinned')), connect: () => Promise.resolve(computer.box()) };
  const deps = { log: () => undefined, now: Date.now, boxes, pinOf: () => null };
  const registrar = kind === 'docker' ? createDockerRegistrar(deps) : createEdgeRegistrar(deps);
  const secrets = secretsNamed({ camera: PASSWORD, ...secretValues });
  const site: Site = {
    ...newSite({ id: 'site12', name: 'Site 12', mode: 'real', language: 'en', timeZone: 'UTC' }),
    credentials: [{ id: 'c1', name: 'Cameras', username: 'admin@site', password: named('camera') }],
    box: { ...HOST, host: 'small.example' },
    agents: SETTINGS[kind],
  };
  const box = (): Promise<Box> => Promise.resolve(computer.box());
  const newWalk = (): StepWalk => new StepWalk(world.site, registrar.steps, secrets, box);
  const world: World = {
    computer, registrar, site, secrets,
    walk: undefined as unknown as StepWalk,
    forget: () => { world.walk = newWalk(); },
    view: () => ({ site: world.site, settings: world.site.agents ?? SETTINGS[kind], secrets, box, signal: never }),
    steps: (names = ['site12-gate'], change = {}) =>
      registrar.plan(world.site, names.map((name, index) => {
        const { camera, spec } = request(name, index);
        return { camera, spec: { ...spec, storage: { kind: 'none' }, ...change } };
      })),
    close: () => computer.remove(),
  };
  world.walk = newWalk();
  return world;
}
