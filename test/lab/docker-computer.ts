import { execFileSync, spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { writeFileSync } from 'node:fs';
import path from 'node:path';
import type { AgentSettings, BoxSettings } from '../../electron/domain/site';
import { run, type Ended, type Lab } from './site';
import { boxRoot } from './sshd-alone';

/** A computer with Docker in the lab's cloud, reached from the site over SSH; its agents reach the cameras through the tunnel. */
export interface DockerComputer {
  readonly settings: AgentSettings;
  /** Runs as root on it. */
  exec(...command: readonly string[]): Promise<Ended>;
  /** All that we may leave on it: containers, volumes, images, files. */
  snapshot(): Promise<string>;
  stop(): Promise<void>;
}

/** What a Docker shows of itself, on any computer. */
export const DOCKER_SNAPSHOT = 'docker ps -a --format "{{.Names}} {{.Image}}"; echo; docker volume ls; echo; docker image ls; echo; find /var/lib/kerberos-tunnel 2>/dev/null | sort; exit 0';

const root = path.resolve(import.meta.dirname, '../..');

export async function startDockerComputer(lab: Lab): Promise<DockerComputer> {
  const address = new URL(lab.is.cloud.control).hostname;
  const inCloud = (...words: readonly string[]): ChildProcess => spawn('ip', ['netns', 'exec', lab.is.namespaces.cloud, ...words], { stdio: ['ignore', 'pipe', 'pipe'] });
  const daemon = inCloud(process.execPath, path.join(root, 'dist/test/lab-docker.cjs'), path.join(lab.folder, 'docker'));
  await hears(daemon, 'DOCKER READY');
  const computer = inCloud(path.join(import.meta.dirname, 'lib/docker-alone.sh'), path.join(boxRoot('debian12'), 'root'), address, '22', path.join(import.meta.dirname, 'docker/docker'));
  await hears(computer, 'Server listening');
  // It has the box's root, and so its account.
  writeFileSync(path.join(lab.folder, 'docker-password'), 'op-Pass1!', { mode: 0o600 });
  const host: BoxSettings = { host: address, port: 22, username: 'op', auth: { kind: 'password', password: { kind: 'file', path: path.join(lab.folder, 'docker-password') } }, sudoPassword: null, hostKey: null, allowLegacy: false };
  const exec = (...command: readonly string[]): Promise<Ended> => run('nsenter', ['-t', inside(computer), '-m', '-n', '-p', '-r', '-w', '--', '/usr/bin/env', '-i', 'PATH=/usr/sbin:/usr/bin:/sbin:/bin', ...command], { timeoutMs: 30_000 });
  return {
    settings: { kind: 'docker', host, listen: 'loopback', image: null, storage: { kind: 'none' }, recording: 'continuous' },
    exec,
    snapshot: async () => (await exec('sh', '-c', DOCKER_SNAPSHOT)).stdout,
    stop: async () => {
      for (const [child, signal] of [[computer, 'SIGKILL'], [daemon, 'SIGTERM']] as const) {
        const closed = once(child, 'close');
        child.kill(signal);
        await closed;
      }
    },
  };
}

/** Resolves when it says so; its words are kept flowing. */
function hears(child: ChildProcess, words: string): Promise<void> {
  return new Promise((resolve, reject) => {
    let log = '';
    for (const output of [child.stdout, child.stderr]) {
      output?.setEncoding('utf8').on('data', (text: string) => {
        if (log.length < 10_000) log += text;
        if (log.includes(words)) resolve();
      });
    }
    child.once('close', () => { reject(new Error(`it did not start: ${log}`)); });
  });
}

/** The first process inside: `ip netns exec` becomes the script, and that becomes unshare, whose child it is. */
function inside(child: ChildProcess): string {
  return execFileSync('pgrep', ['-P', String(child.pid)], { encoding: 'utf8' }).trim().split('\n')[0] ?? '';
}
