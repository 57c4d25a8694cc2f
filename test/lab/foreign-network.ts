import { execFileSync, spawn, spawnSync, type ChildProcess } from 'node:child_process';
import { chmodSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';

const PREFIX = 'ktforeign';
const LAB = import.meta.dirname;

/** Why such a network cannot be made here; null: it can. */
export function foreignNetworkMissing(): string | null {
  if (process.platform !== 'linux') return 'it needs network namespaces, so Linux';
  return process.getuid?.() === 0 ? null : 'it makes network namespaces, so it must run as root';
}

/** Installs the programs that the network's hosts run (`lib/foreign.sh`). @throws Error with what the script said. */
export function installForeignResponders(): void {
  const script = `set -euo pipefail; LAB_DIR=${JSON.stringify(LAB)}; source "$LAB_DIR/lib/base.sh"; source "$LAB_DIR/lib/packages.sh"; source "$LAB_DIR/lib/foreign.sh"; install_foreign_responders`;
  const done = spawnSync('bash', ['-c', script], { encoding: 'utf8', timeout: 300_000 });
  if (done.status !== 0) throw new Error(`${done.stderr}${done.stdout}`);
}

/** A switch, a laptop and hosts, each in a namespace of its own, at addresses of 192.168.0.0/16. Nothing else sees any of it. */
export class ForeignNetwork {
  readonly folder = mkdtempSync(path.join(os.tmpdir(), `${PREFIX}-`));
  readonly #programs = new Set<ChildProcess>();
  readonly #namespaces: string[] = [];
  readonly #run = `${PREFIX}${process.pid}`;

  constructor(hosts: Readonly<Record<string, string>>) {
    // Some of the hosts' programs give up being root.
    chmodSync(this.folder, 0o755);
    writeFileSync(path.join(this.folder, 'hosts'), ['127.0.0.1 localhost', ...Object.entries(hosts).map(([name, address]) => `${address} ${name}`), ''].join('\n'));
    try {
      this.#namespace('switch');
      this.#ip('switch', 'link add wire type bridge');
      this.#ip('switch', 'link set wire up');
      for (const [index, [name, address]] of Object.entries(hosts).entries()) {
        this.#namespace(name);
        execFileSync('ip', ['link', 'add', 'eth0', 'netns', this.#of(name), 'type', 'veth', 'peer', 'name', `port${index}`, 'netns', this.#of('switch')]);
        this.#ip('switch', `link set port${index} master wire up`);
        for (const line of ['link set lo up', 'link set eth0 up', `addr add ${address}/16 brd + dev eth0`, 'route add default dev eth0']) this.#ip(name, line);
      }
    } catch (error) {
      this.down();
      throw error;
    }
  }

  /**
   * Runs a program on a host until the network goes down, in its own mount namespace: with an empty /run, as daemons write pid files there,
   * and the names of the hosts, as some ask for their own name first and there is no name server to wait for.
   */
  start(host: string, command: string, env: NodeJS.ProcessEnv = {}): ChildProcess {
    const child = spawn('ip', ['netns', 'exec', this.#of(host), 'unshare', '-m', 'sh', '-c', `mount -t tmpfs tmpfs /run && mount --bind ${path.join(this.folder, 'hosts')} /etc/hosts && ${command}`], { env: { ...process.env, ...env }, stdio: ['ignore', 'pipe', 'pipe'] });
    this.#programs.add(child);
    child.once('exit', () => this.#programs.delete(child));
    return child;
  }

  /** Runs a program on a host to its end. `onMessage`: when it has written to standard error for the first time. */
  run(host: string, argv: readonly string[], onMessage: () => void = () => undefined): Promise<{ stdout: string; stderr: string; code: number | null }> {
    const child = spawn('ip', ['netns', 'exec', this.#of(host), ...argv], { stdio: ['ignore', 'pipe', 'pipe'] });
    this.#programs.add(child);
    return new Promise((resolve, reject) => {
      let stdout = '';
      let stderr = '';
      child.stdout.setEncoding('utf8').on('data', (text: string) => (stdout += text));
      child.stderr.once('data', onMessage);
      child.stderr.setEncoding('utf8').on('data', (text: string) => (stderr += text));
      child.once('error', reject);
      child.once('close', (code) => {
        this.#programs.delete(child);
        resolve({ stdout, stderr, code });
      });
    });
  }

  /** Does a program of the host hold this port? */
  listens(host: string, protocol: 'tcp' | 'udp', port: number): boolean {
    const { stdout } = spawnSync('ip', ['netns', 'exec', this.#of(host), 'ss', '-Hnl', protocol === 'tcp' ? '-t' : '-u', `sport = :${port}`], { encoding: 'utf8' });
    return stdout.trim() !== '';
  }

  /** Datagrams that the host has sent so far. */
  sent(host: string): number {
    const text = execFileSync('ip', ['netns', 'exec', this.#of(host), 'cat', '/proc/net/snmp'], { encoding: 'utf8' });
    const [names = '', values = ''] = text.split('\n').filter((line) => line.startsWith('Udp:'));
    return Number(values.split(' ')[names.split(' ').indexOf('OutDatagrams')]);
  }

  makeFolder(name: string): string {
    const folder = path.join(this.folder, name);
    mkdirSync(folder);
    return folder;
  }

  down(): void {
    for (const program of this.#programs) program.kill('SIGKILL');
    for (const namespace of this.#namespaces.splice(0)) {
      // What a program started itself: it lives in a namespace that is ours alone.
      for (const pid of spawnSync('ip', ['netns', 'pids', namespace], { encoding: 'utf8' }).stdout.split('\n').filter((line) => /^\d+$/.test(line))) spawnSync('kill', ['-9', pid]);
      spawnSync('ip', ['netns', 'del', namespace]);
    }
    rmSync(this.folder, { recursive: true, force: true });
  }

  #namespace(name: string): void {
    execFileSync('ip', ['netns', 'add', this.#of(name)]);
    this.#namespaces.push(this.#of(name));
    execFileSync('ip', ['netns', 'exec', this.#of(name), 'sysctl', '-qw', 'net.ipv6.conf.all.disable_ipv6=1', 'net.ipv4.conf.all.rp_filter=0']);
  }

  #ip(name: string, line: string): void {
    execFileSync('ip', ['-n', this.#of(name), ...line.split(' ')]);
  }

  #of(name: string): string {
    return `${this.#run}-${name}`;
  }
}
