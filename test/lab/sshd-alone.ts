import { execFileSync, spawn } from 'node:child_process';
import { createServer, type AddressInfo } from 'node:net';
import path from 'node:path';

const lab = import.meta.dirname;

/** The folder of one of the lab's roots (its system is in `root`), built when it is not there yet. */
export function boxRoot(name: 'debian12' | 'openwrt'): string {
  execFileSync(path.join(lab, 'setup'), [name], { stdio: 'ignore' });
  const script = 'LAB_DIR=$1; for part in base boxroot; do source "$LAB_DIR/lib/$part.sh"; done; box_root "$2"';
  return execFileSync('bash', ['-c', script, 'box-root', lab, name], { encoding: 'utf8' }).trim();
}

/** A real sshd with real sudo on loopback. User `op`, password `op-Pass1!`. */
export interface Sshd {
  readonly port: number;
  /** What sshd said so far. */
  log(): string;
  stop(): Promise<void>;
}

/** `setup` is a shell script that runs inside, as root, before the server starts; it sees the folder `more` at /mnt. */
export async function startSshd(root: string, setup: string, more?: string): Promise<Sshd> {
  const port = await freePort();
  const child = spawn(path.join(lab, 'lib/sshd-alone.sh'), [root, String(port), setup, ...(more === undefined ? [] : [more])], { stdio: ['ignore', 'ignore', 'pipe'] });
  let log = '';
  const ended = new Promise<void>((resolve) => child.once('close', () => { resolve(); }));
  await new Promise<void>((resolve, reject) => {
    child.stderr.setEncoding('utf8').on('data', (text: string) => {
      log += text;
      // dropbear listens before it says `Not backgrounding`.
      if (/Server listening|Not backgrounding/.test(log)) resolve();
    });
    void ended.then(() => { reject(new Error(`sshd did not start: ${log}`)); });
  });
  return {
    port,
    log: () => log,
    stop: async () => {
      child.kill('SIGKILL');
      await ended;
    },
  };
}

async function freePort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  await new Promise((resolve) => server.close(resolve));
  return port;
}
