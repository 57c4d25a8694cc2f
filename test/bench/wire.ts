import { execFileSync, spawn, spawnSync, type ChildProcess } from 'node:child_process';
import { readdirSync } from 'node:fs';

/** A device on the wire: an interface of its own with its own MAC. */
export interface WireHost {
  /** At most 12 characters. */
  readonly interface: string;
  readonly address: string;
  readonly mac: string;
}

const PREFIX = 'ktbench-';
const standing = new Set<Wire>();
const NAMES = new RegExp(`^${PREFIX}(\\d+)-`);

/**
 * One wire between two network namespaces: a laptop, and a site whose devices all live in one namespace, each behind a MAC of
 * its own (macvlan, with a route and a rule per address, so that every answer leaves by the interface of its address). Nothing
 * touches the machine's own network.
 */
export class Wire {
  readonly laptop: string;
  readonly site: string;
  readonly device = 'eth0';
  readonly #programs = new Set<ChildProcess>();

  private constructor(name: string) {
    this.laptop = `${PREFIX}${process.pid}-${name}-l`;
    this.site = `${PREFIX}${process.pid}-${name}-s`;
    standing.add(this);
  }

  /**
   * `range`: the laptop's network; `gateway`: its router, which need not be there: programs that do not choose an interface send
   * their multicast where it is; a host with an address outside of it answers nevertheless, as
   * cameras from elsewhere do.
   */
  static up(name: string, options: { range: string; laptop: string; gateway: string; hosts: readonly WireHost[] }): Wire {
    const wire = new Wire(name);
    const prefix = options.range.split('/')[1] ?? '24';
    try {
      batch([`netns add ${wire.laptop}`, `netns add ${wire.site}`]);
      for (const namespace of [wire.laptop, wire.site]) {
        exec(namespace, ['sysctl', '-qw', 'net.ipv6.conf.all.disable_ipv6=1', 'net.ipv6.conf.default.disable_ipv6=1', 'net.ipv4.conf.all.rp_filter=0', 'net.ipv4.conf.default.rp_filter=0']);
      }
      // Each interface speaks for its own address only, and in its own name.
      exec(wire.site, ['sysctl', '-qw', 'net.ipv4.conf.all.arp_ignore=1', 'net.ipv4.conf.all.arp_announce=2', 'net.ipv4.icmp_ratelimit=0']);
      batch([`link add eth0 netns ${wire.laptop} type veth peer name wire netns ${wire.site}`]);
      batch(['link set lo up', 'link set eth0 up', `addr add ${options.laptop}/${prefix} brd + dev eth0`, `route add default via ${options.gateway}`], wire.laptop);
      batch(['link set lo up', 'link set wire up', ...options.hosts.flatMap((host) => [
        `link add link wire name ${host.interface} address ${host.mac} type macvlan mode bridge`,
        `link set ${host.interface} up`,
        `addr add ${host.address}/32 dev ${host.interface}`,
      ])], wire.site);
      batch(options.hosts.flatMap((host, index) => [
        `route add ${options.range} dev ${host.interface} src ${host.address} table ${1000 + index}`,
        // Devices join groups by themselves; what they send to one leaves by their own interface as well.
        `route add 224.0.0.0/4 dev ${host.interface} src ${host.address} table ${1000 + index}`,
        `rule add from ${host.address} lookup ${1000 + index}`,
      ]), wire.site);
    } catch (error) {
      wire.down();
      throw error;
    }
    return wire;
  }

  /** Forgets every neighbour, so that the next survey begins on a cold table. */
  forget(): void {
    spawnSync('ip', ['-n', this.laptop, 'neigh', 'flush', 'all'], { stdio: 'ignore' });
    spawnSync('ip', ['-n', this.site, 'neigh', 'flush', 'all'], { stdio: 'ignore' });
  }

  /** A program on the laptop or among the devices; it is ended with the wire. */
  start(where: 'laptop' | 'site', argv: readonly string[], env: NodeJS.ProcessEnv = {}): ChildProcess {
    const child = spawn('ip', ['netns', 'exec', where === 'laptop' ? this.laptop : this.site, ...argv], { stdio: ['pipe', 'pipe', 'pipe'], env: { ...process.env, ...env } });
    this.#programs.add(child);
    child.once('exit', () => this.#programs.delete(child));
    return child;
  }

  /** Runs a program on the laptop to its end. @throws Error when it does not end in time. */
  run(argv: readonly string[], options: { deadlineMs: number; env?: NodeJS.ProcessEnv }): Promise<Ended> {
    const started = performance.now();
    const child = this.start('laptop', argv, options.env);
    return new Promise((resolve, reject) => {
      let stdout = '';
      let stderr = '';
      child.stdout?.setEncoding('utf8').on('data', (text: string) => (stdout += text));
      child.stderr?.setEncoding('utf8').on('data', (text: string) => (stderr += text));
      child.stdin?.end();
      const timer = setTimeout(() => {
        child.kill('SIGKILL');
        reject(new Error(`${argv.slice(0, 3).join(' ')} did not end within ${options.deadlineMs / 1000} s`));
      }, options.deadlineMs);
      child.once('error', reject);
      child.once('close', (code) => {
        clearTimeout(timer);
        resolve({ code, stdout, stderr, tookMs: performance.now() - started });
      });
    });
  }

  down(): void {
    standing.delete(this);
    for (const child of this.#programs) child.kill('SIGKILL');
    for (const namespace of [this.laptop, this.site]) removeNamespace(namespace);
  }
}

/** Takes down what stands; when the bench is stopped. */
export function takeDownAll(): void {
  for (const wire of standing) wire.down();
}

export interface Ended {
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
  readonly tookMs: number;
}

/** Removes what benches left behind that were killed; those still running are left alone. */
export function removeLeftovers(): void {
  for (const name of namespaces()) {
    const owner = Number(NAMES.exec(name)?.[1] ?? 0);
    if (owner > 0 && !isAlive(owner)) removeNamespace(name);
  }
}

/** Namespaces of this very bench; none after a good end. */
export function ownLeftovers(): string[] {
  return namespaces().filter((name) => name.startsWith(`${PREFIX}${process.pid}-`));
}

function namespaces(): string[] {
  try {
    return readdirSync('/run/netns').filter((name) => name.startsWith(PREFIX));
  } catch {
    return [];
  }
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch {
    return false;
  }
}

/** With everything that runs in it: whatever is in a namespace of ours was started by us. */
function removeNamespace(name: string): void {
  const pids = spawnSync('ip', ['netns', 'pids', name], { encoding: 'utf8' }).stdout.trim().split(/\s+/).filter((pid) => pid !== '');
  for (const pid of pids) {
    try {
      process.kill(Number(pid), 'SIGKILL');
    } catch {
      // Gone already.
    }
  }
  spawnSync('ip', ['netns', 'del', name], { stdio: 'ignore' });
}

function batch(lines: readonly string[], namespace?: string): void {
  execFileSync('ip', [...(namespace === undefined ? [] : ['-n', namespace]), '-batch', '-'], { input: `${lines.join('\n')}\n`, stdio: ['pipe', 'ignore', 'pipe'] });
}

function exec(namespace: string, argv: readonly string[]): void {
  execFileSync('ip', ['netns', 'exec', namespace, ...argv], { stdio: ['ignore', 'ignore', 'pipe'] });
}
