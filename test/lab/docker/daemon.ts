import { randomBytes } from 'node:crypto';
import { createServer, type Server, type Socket } from 'node:net';
import { createInterface } from 'node:readline';
import { readArguments, type Asked } from './arguments';
import type { DockerState, StoredContainer } from './state';
import { render } from './template';

/** One run of a container's program. */
export interface Process {
  /** Resolves with its exit code. */
  readonly ended: Promise<number>;
  stop(): void;
  /** What it printed, where it keeps that itself. */
  logs?(): string;
  /** Runs curl in there, told by its own file; what a command line with `-sS -K -` prints and ends with. */
  curl?(file: string): Promise<{ code: number; stdout: string; stderr: string }>;
}

export interface DaemonOptions {
  readonly state: { read(): DockerState; write(next: DockerState): void };
  /** Images that can be pulled. */
  readonly registry: readonly string[];
  readonly start: (container: StoredContainer, log: (line: string) => void) => Process;
  /** Does somebody else listen there? */
  readonly portTaken?: (port: number) => Promise<boolean>;
  /** The first pause before a restart, milliseconds; it doubles, as Docker's own does. */
  readonly backoffMs?: number;
}

interface Running {
  process: Process | null;
  restarts: number;
  restarting: boolean;
  exitCode: number;
  outOfMemory: boolean;
  timer: NodeJS.Timeout | null;
  readonly log: string[];
}

interface Answer {
  readonly code: number;
  readonly stdout: string;
  readonly stderr: string;
}

const VERSION = '24.0.7';
/** 137 with this is a program that the kernel ended for want of memory. */
export const OUT_OF_MEMORY = 1137;

const said = (stdout: string): Answer => ({ code: 0, stdout: stdout === '' ? '' : `${stdout}\n`, stderr: '' });
const failed = (code: number, stderr: string): Answer => ({ code, stdout: '', stderr: `${stderr}\n` });

/** The daemon of a Docker that runs programs of the test: what it says, and when, follows Docker 24. */
export class StandInDocker {
  readonly #options: DaemonOptions;
  readonly #running = new Map<string, Running>();
  readonly #server: Server = createServer((socket) => { this.#serve(socket); });
  readonly commands: string[][] = [];
  /** Commands that fail, by their first words. */
  readonly refusals = new Map<string, Answer>();

  constructor(options: DaemonOptions) {
    this.#options = options;
  }

  /** Starts what has to run with the system, and listens on loopback. */
  async listen(port: number): Promise<number> {
    for (const container of this.#options.state.read().containers) if (container.restart === 'always' || !container.stopped) this.#begin(container);
    await new Promise<void>((resolve, reject) => this.#server.once('error', reject).listen(port, '127.0.0.1', resolve));
    const address = this.#server.address();
    return typeof address === 'object' && address !== null ? address.port : port;
  }

  async close(): Promise<void> {
    for (const container of this.#options.state.read().containers) await this.#end(container.id);
    await new Promise<void>((resolve) => this.#server.close(() => { resolve(); }));
  }

  async answer(argv: readonly string[], file: string, stdin: string): Promise<Answer> {
    this.commands.push([...argv]);
    const refusal = [...this.refusals].find(([words]) => argv.join(' ').startsWith(words))?.[1];
    if (refusal !== undefined) return refusal;
    const asked = readArguments(argv);
    if (asked === null) return failed(125, `unknown flag or command: ${argv.join(' ')}`);
    return this.#do(asked, file, stdin);
  }

  #serve(socket: Socket): void {
    const lines = createInterface({ input: socket });
    const got: string[] = [];
    socket.on('error', () => undefined);
    lines.on('line', (line) => {
      got.push(line);
      if (got.length !== 3) return;
      const [words = '', file = '', input = ''] = got;
      const plain = (text: string): string => Buffer.from(text, 'base64').toString('utf8');
      void this.answer(plain(words).split('\0').slice(0, -1), plain(file), plain(input)).then(({ code, stdout, stderr }) => {
        socket.end(`${code}\n${Buffer.from(stdout).toString('base64')}\n${Buffer.from(stderr).toString('base64')}\n`);
      });
    });
  }

  async #do({ command, options, words }: Asked, file: string, stdin: string): Promise<Answer> {
    const { state } = this.#options;
    const now = state.read();
    const format = options.get('--format')?.[0];
    const named = (word: string): StoredContainer | undefined => now.containers.find((one) => one.name === word || one.id.startsWith(word));
    const [word = ''] = words;
    switch (command) {
      case 'version':
        return said(render(format ?? '', { Server: { Version: VERSION }, Client: { Version: VERSION } }));
      case 'info':
        return said(render(format ?? '', { SecurityOptions: ['name=seccomp,profile=builtin'], DockerRootDir: '/' }));
      case 'ps': {
        const ancestor = options.get('--filter')?.[0]?.replace(/^ancestor=/, '');
        return said(now.containers.filter((one) => ancestor === undefined || one.image === ancestor).map((one) => (format === undefined ? one.id.slice(0, 12) : render(format, { Names: one.name, Image: one.image }))).join('\n'));
      }
      case 'inspect': {
        const found = words.map((one) => named(one));
        const missing = words.find((_one, index) => found[index] === undefined);
        if (missing !== undefined) return failed(1, `Error: No such container: ${missing}`);
        return said(found.map((one) => render(format ?? '', this.#shown(one as StoredContainer))).join('\n'));
      }
      case 'volume create':
        if (!now.volumes.some((volume) => volume.name === word)) state.write({ ...now, volumes: [...now.volumes, { name: word, labels: pairs(options.get('--label') ?? []) }] });
        return said(word);
      case 'volume inspect': {
        const volume = now.volumes.find((one) => one.name === word);
        return volume === undefined ? failed(1, `Error response from daemon: get ${word}: no such volume`) : said(render(format ?? '', { Labels: volume.labels }));
      }
      case 'volume ls':
        return said(now.volumes.map(({ name }) => name).join('\n'));
      case 'volume rm': {
        const user = now.containers.find((one) => one.volumes.some((volume) => volume.startsWith(`${word}:`)));
        if (user !== undefined) return failed(1, `Error response from daemon: remove ${word}: volume is in use - [${user.id}]`);
        if (!now.volumes.some((one) => one.name === word)) return failed(1, `Error response from daemon: get ${word}: no such volume`);
        state.write({ ...now, volumes: now.volumes.filter((one) => one.name !== word) });
        return said(word);
      }
      case 'image inspect':
        return now.images.includes(word) ? said('sha256:0') : failed(1, `Error response from daemon: No such image: ${word}`);
      case 'image ls':
        return said(now.images.join('\n'));
      case 'image rm': {
        const user = now.containers.find((one) => one.image === word);
        if (!now.images.includes(word)) return failed(1, `Error response from daemon: No such image: ${word}`);
        if (user !== undefined) return failed(1, `Error response from daemon: conflict: unable to remove repository reference "${word}" (must force) - container ${user.id.slice(0, 12)} is using its referenced image 0123456789ab`);
        state.write({ ...now, images: now.images.filter((image) => image !== word) });
        return said(`Untagged: ${word}`);
      }
      case 'pull':
        if (!this.#options.registry.includes(word)) return failed(1, `Error response from daemon: manifest for ${word.replace(/^docker\.io\//, '')} not found: manifest unknown: manifest unknown`);
        if (!now.images.includes(word)) state.write({ ...now, images: [...now.images, word] });
        return said(word);
      case 'run':
        return this.#run(options, word, file);
      case 'start':
      case 'stop': {
        const one = named(word);
        if (one === undefined) return failed(1, `Error response from daemon: No such container: ${word}`);
        this.#change(one.id, { stopped: command === 'stop' });
        if (command === 'stop') await this.#end(one.id);
        else this.#begin(one);
        return said(word);
      }
      case 'rm': {
        const one = named(word);
        if (one === undefined) return failed(1, `Error response from daemon: No such container: ${word}`);
        await this.#end(one.id);
        this.#running.delete(one.id);
        state.write({ ...state.read(), containers: state.read().containers.filter(({ id }) => id !== one.id) });
        return said(word);
      }
      case 'logs': {
        const one = named(word);
        if (one === undefined) return failed(1, `Error response from daemon: No such container: ${word}`);
        const running = this.#running.get(one.id);
        const lines = running?.process?.logs?.().split('\n') ?? running?.log ?? [];
        return said(lines.slice(-Number(options.get('--tail')?.[0] ?? '500')).join('\n'));
      }
      case 'exec': {
        const one = named(word);
        const process = one === undefined ? null : this.#running.get(one.id)?.process;
        if (one === undefined || process == null) return failed(1, `Error response from daemon: container ${word} is not running`);
        if (words.slice(1).join(' ') !== 'curl -sS -K -' || process.curl === undefined) return failed(126, `OCI runtime exec failed: exec failed: unable to start container process: exec: "${words[1] ?? ''}": executable file not found in $PATH: unknown`);
        return process.curl(stdin);
      }
      default:
        return failed(1, `docker: '${command}' is not a docker command.`);
    }
  }

  async #run(options: ReadonlyMap<string, readonly string[]>, image: string, file: string): Promise<Answer> {
    const { state, registry, portTaken } = this.#options;
    const value = (name: string): string => options.get(name)?.[0] ?? '';
    const before = state.read();
    if (!before.images.includes(image) && !registry.includes(image)) return failed(125, `Unable to find image '${image}' locally\ndocker: Error response from daemon: manifest for ${image} not found: manifest unknown: manifest unknown.\nSee 'docker run --help'.`);
    const conflict = before.containers.find((one) => one.name === value('--name'));
    if (conflict !== undefined) return failed(125, `docker: Error response from daemon: Conflict. The container name "/${value('--name')}" is already in use by container "${conflict.id}". You have to remove (or rename) that container to be able to reuse that name.\nSee 'docker run --help'.`);
    const [, host = '', port = ''] = /^([\d.]+):(\d+):80$/.exec(value('--publish')) ?? [];
    const container: StoredContainer = {
      id: randomBytes(32).toString('hex'),
      name: value('--name'),
      image,
      labels: pairs(options.get('--label') ?? []),
      // As docker/cli reads such files: one a line, comments left out, the value to the end of its line.
      environment: pairs(file.split('\n').map((line) => line.replace(/\r$/, '').trimStart()).filter((line) => line !== '' && !line.startsWith('#'))),
      restart: value('--restart'),
      publish: port === '' ? null : { host, port: Number(port) },
      volumes: [...(options.get('--volume') ?? [])],
      memory: value('--memory'),
      logOptions: [...(options.get('--log-driver') ?? []), ...(options.get('--log-opt') ?? [])],
      stopped: false,
    };
    const images = before.images.includes(image) ? before.images : [...before.images, image];
    state.write({ ...before, images, containers: [...before.containers, container] });
    const taken = before.containers.some((one) => one.publish?.port === container.publish?.port && container.publish !== null) || (container.publish !== null && (await portTaken?.(container.publish.port)) === true);
    if (taken) {
      // It stays, created and never started, as with Docker.
      this.#change(container.id, { stopped: true, publish: null });
      return failed(125, `${container.id}\ndocker: Error response from daemon: driver failed programming external connectivity on endpoint ${container.name} (0123): Bind for ${host}:${port} failed: port is already allocated.`);
    }
    this.#begin(container);
    return said(container.id);
  }

  #change(id: string, change: Partial<StoredContainer>): void {
    const { state } = this.#options;
    const now = state.read();
    state.write({ ...now, containers: now.containers.map((one) => (one.id === id ? { ...one, ...change } : one)) });
  }

  #begin(container: StoredContainer): void {
    const running: Running = this.#running.get(container.id) ?? { process: null, restarts: 0, restarting: false, exitCode: 0, outOfMemory: false, timer: null, log: [] };
    this.#running.set(container.id, running);
    if (running.process !== null) return;
    running.restarting = false;
    running.outOfMemory = false;
    const process = this.#options.start(container, (line) => {
      running.log.push(line);
      running.log.splice(0, Math.max(0, running.log.length - 1000));
    });
    running.process = process;
    void process.ended.then((code) => {
      if (running.process !== process) return;
      running.process = null;
      running.outOfMemory = code === OUT_OF_MEMORY;
      running.exitCode = code === OUT_OF_MEMORY ? 137 : code;
      const stored = this.#options.state.read().containers.find(({ id }) => id === container.id);
      if (stored === undefined || stored.stopped || stored.restart !== 'always') return;
      running.restarting = true;
      running.timer = setTimeout(() => {
        running.restarts++;
        this.#begin(stored);
        running.outOfMemory = code === OUT_OF_MEMORY;
      }, (this.#options.backoffMs ?? 100) * 2 ** Math.min(running.restarts, 9));
    });
  }

  async #end(id: string): Promise<void> {
    const running = this.#running.get(id);
    if (running === undefined) return;
    if (running.timer !== null) clearTimeout(running.timer);
    running.restarting = false;
    const { process } = running;
    running.process = null;
    process?.stop();
    await process?.ended;
  }

  /** What `docker inspect` shows of it. */
  #shown(container: StoredContainer): unknown {
    const running = this.#running.get(container.id);
    const up = running?.process != null;
    return {
      Id: container.id,
      Name: `/${container.name}`,
      RestartCount: running?.restarts ?? 0,
      Config: { Image: container.image, Labels: container.labels },
      State: { Status: running?.restarting === true ? 'restarting' : up ? 'running' : running === undefined ? 'created' : 'exited', Running: up || running?.restarting === true, Restarting: running?.restarting === true, OOMKilled: running?.outOfMemory === true, ExitCode: running?.exitCode ?? 0, Error: '' },
      HostConfig: { PortBindings: container.publish === null ? {} : { '80/tcp': [{ HostIp: container.publish.host, HostPort: String(container.publish.port) }] }, Memory: container.memory },
    };
  }
}

function pairs(texts: readonly string[]): Record<string, string> {
  return Object.fromEntries(texts.map((text) => [text.slice(0, text.indexOf('=')), text.slice(text.indexOf('=') + 1)]));
}
