import { z } from 'zod';
import { TunnelError } from '../../domain/errors';
import { plainText } from '../../domain/plain-text';
import type { Box, Secrets } from '../../engine/ports';
import { AGENTS_FOLDER, AGENT_PORT, LABEL, containerOf } from './container';
import { AGENT_LOOK_NAME, AGENT_LOOK_SCRIPT, LIST_NAME, LIST_SCRIPT } from './docker-scripts';
import { readKeptFile, type KeptFile } from './environment-file';

/** One container as Docker tells it. */
export interface Container {
  readonly name: string;
  readonly image: string;
  /** Of ours only; null: not made by this program. */
  readonly site: string | null;
  readonly agent: string | null;
  readonly title: string | null;
  readonly key: string | null;
  readonly told: string | null;
  /** `running`, `restarting`, `exited`, `created`, ... */
  readonly status: string;
  readonly running: boolean;
  readonly restarting: boolean;
  readonly outOfMemory: boolean;
  readonly exitCode: number;
  /** Why it did not start, in Docker's words; '' where it did. */
  readonly refusal: string;
  readonly restarts: number;
  /** Where its pages are published. */
  readonly published: { readonly host: string; readonly port: number } | null;
}

export interface AgentLook {
  readonly container: Container | null;
  /** Id of the site that its volume was made for; '' for a volume of somebody else; null: there is none. */
  readonly volume: string | null;
  readonly file: KeptFile | null;
  readonly image: boolean;
  /** Ports that are in use, where they were asked for. */
  readonly ports: ReadonlySet<number>;
}

export interface DockerFacts {
  readonly tool: 'docker' | 'podman';
  readonly version: string;
  readonly rootless: boolean;
  /** null: not known. */
  readonly freeKiB: number | null;
  readonly containers: readonly Container[];
}

/** Who is asked, for the sentences. */
export interface Host {
  readonly host: string;
  readonly user: string;
}

const LOOK_MS = 60_000;
/** A computer with more containers is not looked at for all of them. */
const MOST_LINES = 5_000;

const Bindings = z.record(z.string(), z.array(z.object({ HostIp: z.string().default(''), HostPort: z.string().default('') })).nullable()).nullable();
const Line = z.tuple([z.string(), z.string(), z.record(z.string(), z.string()).nullable(), z.string(), z.boolean(), z.boolean(), z.boolean(), z.number(), z.string(), z.number(), Bindings]);

export async function listContainers(box: Box, at: Host, signal: AbortSignal): Promise<DockerFacts> {
  const lines = await look(box, at, ['sh', '-c', LIST_SCRIPT, LIST_NAME], signal);
  const tool = greeted(lines, at);
  const free = Number(first(lines, 'free') ?? 'NaN');
  return {
    tool,
    version: plainText(first(lines, 'version') ?? '', 40),
    rootless: first(lines, 'rootless') === 'yes',
    freeKiB: Number.isFinite(free) ? free : null,
    containers: all(lines, 'container').flatMap((text) => readContainer(text) ?? []),
  };
}

/** @throws docker-missing, docker-refused. */
export async function lookAtAgent(box: Box, at: Host, agent: string, image: string, secrets: Secrets, signal: AbortSignal, ports = false): Promise<AgentLook> {
  const lines = await look(box, at, ['sh', '-c', AGENT_LOOK_SCRIPT, AGENT_LOOK_NAME, AGENTS_FOLDER, agent, image, ports ? 'ports' : ''], signal);
  greeted(lines, at);
  const file = all(lines, 'file');
  const [container] = all(lines, 'container').flatMap((text) => readContainer(text) ?? []);
  const volume = first(lines, 'volume');
  return {
    // Docker also finds a container by the beginning of its id.
    container: container?.name === containerOf(agent) ? container : null,
    volume: volume === null ? null : (parsed(z.record(z.string(), z.string()).nullable(), volume)?.[LABEL.site] ?? ''),
    file: file.length === 0 ? null : readKeptFile(file, secrets),
    image: first(lines, 'image') === 'yes',
    ports: new Set([...all(lines, 'bound').flatMap((text) => bindings(parsed(Bindings, text) ?? null).map(({ port }) => port)), ...all(lines, 'listens').map((text) => parseInt(text, 16))]),
  };
}

/** @throws docker-missing where nobody can use Docker there, docker-refused where it said something else. */
function greeted(lines: readonly string[], { host, user }: Host): 'docker' | 'podman' {
  const tool = first(lines, 'tool');
  const refused = first(lines, 'refused');
  if (tool !== 'docker' && tool !== 'podman') throw new TunnelError('docker-missing', { host, user, reason: 'Neither Docker nor podman is installed there.' });
  if (refused === null) return tool;
  const reason = plainText(refused);
  if (/permission denied|cannot connect|daemon running|connection refused|no such host/i.test(reason)) throw new TunnelError('docker-missing', { host, user, reason });
  throw new TunnelError('docker-refused', { host, action: 'look at the agents', reason });
}

function readContainer(text: string): Container | null {
  const line = parsed(Line, text);
  if (line === null) return null;
  const [name, image, labels, status, running, restarting, outOfMemory, exitCode, refusal, restarts, ports] = line;
  const label = (key: string): string | null => {
    const value = labels?.[key];
    return value === undefined ? null : plainText(value, 200);
  };
  return {
    name: plainText(name.replace(/^\//, ''), 200),
    image: plainText(image, 300),
    site: label(LABEL.site), agent: label(LABEL.agent), title: label(LABEL.title), key: label(LABEL.key), told: label(LABEL.told),
    status: plainText(status, 40), running, restarting, outOfMemory, exitCode,
    refusal: plainText(refusal),
    restarts,
    published: bindings({ [`${AGENT_PORT}/tcp`]: ports?.[`${AGENT_PORT}/tcp`] ?? null })[0] ?? null,
  };
}

function bindings(ports: z.infer<typeof Bindings>): { host: string; port: number }[] {
  return Object.values(ports ?? {}).flatMap((list) => (list ?? []).flatMap(({ HostIp, HostPort }) => (/^\d{1,5}$/.test(HostPort) ? [{ host: plainText(HostIp, 45), port: Number(HostPort) }] : [])));
}

function parsed<T>(schema: z.ZodType<T>, text: string): T | null {
  try {
    return schema.safeParse(JSON.parse(text)).data ?? null;
  } catch {
    return null;
  }
}

/** Never `demand`: where it fails it quotes what was printed, and that can be half of an agent's file. */
async function look(box: Box, { host }: Host, argv: readonly string[], signal: AbortSignal): Promise<string[]> {
  const { code, stdout, stderr } = await box.run(argv, { root: true, deadlineMs: LOOK_MS, signal });
  if (code !== 0) throw new TunnelError('docker-refused', { host, action: 'look at the agents', reason: plainText(stderr) || `The command ended with ${code ?? 'a signal'}.` });
  return stdout.split('\n').slice(0, MOST_LINES);
}

function all(lines: readonly string[], key: string): string[] {
  return lines.filter((line) => line.startsWith(`${key}=`)).map((line) => line.slice(key.length + 1));
}

function first(lines: readonly string[], key: string): string | null {
  return all(lines, key)[0] ?? null;
}
