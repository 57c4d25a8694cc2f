import { execFileSync, spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { writeFileSync } from 'node:fs';
import path from 'node:path';
import type { BoxSettings, Site } from '../../electron/domain/site';
import { run, type Ended, type Lab } from './site';
import { boxRoot } from './sshd-alone';

/** A hub with a peer of somebody else, in the lab's cloud: reached from the site over SSH and by WireGuard. */
export interface LabHub {
  /** Public key of the peer that was there. */
  readonly stranger: string;
  /** Runs as root on the hub. */
  exec(...command: readonly string[]): Promise<Ended>;
  /** All of it that we may change: its file with mode and owner, its peers, its routes. */
  snapshot(): Promise<string>;
  /** The site with this hub as its overlay; told by us, or by a person. */
  site(of: Site, kind?: 'ssh' | 'file'): Site;
  stop(): Promise<void>;
}

const PORT = 51_821;

export async function startHub(lab: Lab): Promise<LabHub> {
  const address = new URL(lab.is.cloud.control).hostname;
  const privateKey = wg(['genkey']);
  const stranger = wg(['pubkey'], wg(['genkey']));
  // Without an end of the last line: many files of people are like that, and it has to be again.
  const file = ['[Interface]', `PrivateKey = ${privateKey}`, 'Address = 10.99.0.1/24', `ListenPort = ${PORT}`, '', '# the office', '[Peer]', `PublicKey = ${stranger}`, 'AllowedIPs = 10.99.0.9/32, 192.168.77.0/24'].join('\n');
  const script = path.join(import.meta.dirname, 'lib/hub-alone.sh');
  const child = spawn('ip', ['netns', 'exec', lab.is.namespaces.cloud, script, path.join(boxRoot('debian12'), 'root'), address, '22'], { stdio: ['pipe', 'ignore', 'pipe'] });
  child.stdin.end(file);
  let log = '';
  await new Promise<void>((resolve, reject) => {
    child.stderr.setEncoding('utf8').on('data', (text: string) => {
      log += text;
      if (log.includes('Server listening')) resolve();
    });
    child.once('close', () => { reject(new Error(`the hub did not start: ${log}`)); });
  });
  // The hub has the box's root, and so its account.
  const login: BoxSettings = { host: address, port: 22, username: 'op', auth: { kind: 'password', password: { kind: 'file', path: path.join(lab.folder, 'hub-password') } }, sudoPassword: null, hostKey: null, allowLegacy: false };
  writeFileSync(path.join(lab.folder, 'hub-password'), 'op-Pass1!', { mode: 0o600 });
  const exec = (...command: readonly string[]): Promise<Ended> => run('nsenter', ['-t', inside(child), '-m', '-n', '-p', '-r', '-w', '--', '/usr/bin/env', '-i', 'PATH=/usr/sbin:/usr/bin:/sbin:/bin', ...command], { timeoutMs: 30_000 });
  return {
    stranger,
    exec,
    snapshot: async () => (await exec('sh', '-c', 'stat -c "%a %U %G" /etc/wireguard/wg0.conf; ls -A /etc/wireguard; cat /etc/wireguard/wg0.conf; echo; wg show wg0 allowed-ips | sort; ip -4 route | sort')).stdout,
    site: (of, kind = 'ssh') => ({ ...of, overlay: { kind: 'wireguard', endpoint: `${address}:${PORT}`, publicKey: wg(['pubkey'], privateKey), range: '10.99.0.0/24', address: '10.99.0.5', egress: 'cameras', hub: kind === 'file' ? { kind } : { kind, interface: 'wg0', box: login } } }),
    stop: async () => {
      const closed = once(child, 'close');
      child.kill('SIGKILL');
      await closed;
    },
  };
}

/** The first process inside: `ip netns exec` becomes the script, and that becomes unshare, whose child it is. */
function inside(child: ChildProcess): string {
  return execFileSync('pgrep', ['-P', String(child.pid)], { encoding: 'utf8' }).trim().split('\n')[0] ?? '';
}

function wg(args: readonly string[], input?: string): string {
  return execFileSync('wg', args, { encoding: 'utf8', ...(input === undefined ? {} : { input }) }).trim();
}
