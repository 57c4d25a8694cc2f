import { createConnection, type AddressInfo, type Socket } from 'node:net';
import ssh2, { type AuthContext, type Connection, type ServerChannel } from 'ssh2';
import type { Log } from '../../engine/ports';
import type { Stored } from '../world';
import { BoxDisk } from './box-disk';
import type { BoxState } from './box-state';
import { systemFiles } from './box-system';
import { failed, type Reply } from './command';
import { runCommand, type Machine } from './commands';
import { ed25519Pair } from './ed25519-pair';
import { Netclient } from './netclient';
import { unwrapShell, unwrapSudo, type Account } from './wrapping';

/** The largest file that is ever sent to a box is netclient, 60 MB. */
const INPUT_CAP = 128 * 1024 * 1024;

export interface SimulatedBoxOptions {
  /** A loopback address; the box calls it its own. */
  readonly host: string;
  /** 0: any free one. */
  readonly port: number;
  readonly state: Stored<BoxState>;
  readonly account: Account;
  /** Public keys (a line of authorized_keys each) that may log in. */
  readonly authorizedKeys?: readonly string[];
  /** Ways of logging in that are offered; all of them when not given. */
  readonly methods?: readonly ('password' | 'keyboard-interactive' | 'publickey')[];
  readonly hostname?: string;
  /** What the netclient that is put on it says it is: `v1.5.1`. */
  readonly clientVersion: string;
  readonly log: Log;
}

export interface SimulatedBox {
  readonly port: number;
  close(): Promise<void>;
}

/**
 * A small Debian computer on loopback: an SSH server that understands exactly what the product sends. Forwards connections to
 * loopback addresses only. Not a sandbox and no shell: what it does not know it does not do.
 */
export async function startSimulatedBox(options: SimulatedBoxOptions): Promise<SimulatedBox> {
  const character = { hostname: options.hostname ?? 'practice-box', address: options.host };
  const { state } = options;
  const disk: BoxDisk = new BoxDisk(state, () => systemFiles(character, state.read(), netclient?.interfaceUp ?? false));
  let netclient: Netclient | null = null;
  const started = new Netclient({ state, disk, version: options.clientVersion, hostname: character.hostname, address: character.address, log: options.log });
  netclient = started;
  const running = new Map<number, AbortController>();
  const machine: Machine = { character, username: options.account.username, state, disk, netclient: started, kill: (pid) => { running.get(pid)?.abort(); } };
  const connections = new Set<Connection>();
  let lastPid = 1000;

  const server = new ssh2.Server({ hostKeys: [hostKeyOf(state)] }, (connection) => {
    connections.add(connection);
    // Else every answer waits 130 ms for the other side's delayed acknowledgements. Missing in the published types.
    (connection as Connection & { setNoDelay(on: boolean): void }).setNoDelay(true);
    connection.on('close', () => { connections.delete(connection); });
    connection.on('error', () => undefined);
    connection.on('authentication', (context) => { authenticate(context, options); });
    connection.on('ready', () => {
      connection.on('session', (accept) => {
        const session = accept();
        session.on('exec', (acceptExec, _reject, { command }) => {
          const pid = ++lastPid;
          void serve(acceptExec(), command, pid, machine, options.account, running);
        });
      });
      connection.on('tcpip', (accept, reject, { destIP, destPort }) => { forward(accept, reject, destIP, destPort); });
    });
  });
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(options.port, options.host, () => {
      server.removeListener('error', reject);
      resolve();
    });
  });
  server.on('error', (error: Error) => { options.log('warn', 'practice box', { reason: error.message }); });
  return {
    port: (server.address() as AddressInfo).port,
    close: async () => {
      for (const stop of running.values()) stop.abort();
      for (const connection of connections) connection.end();
      await Promise.all([new Promise<void>((resolve) => { server.close(() => { resolve(); }); }), started.close()]);
    },
  };
}

function hostKeyOf(state: Stored<BoxState>): string {
  const kept = state.read();
  if (kept.hostKey !== null) return kept.hostKey;
  const hostKey = ed25519Pair().private;
  state.write({ ...kept, hostKey });
  return hostKey;
}

function authenticate(context: AuthContext, options: SimulatedBoxOptions): void {
  const offered = options.methods ?? ['password', 'keyboard-interactive', 'publickey'];
  const refuse = (): void => { context.reject([...offered]); };
  const known = context.username === options.account.username;
  if (context.method === 'none' || !offered.some((method) => method === context.method)) return refuse();
  if (context.method === 'password') return known && context.password === options.account.password ? context.accept() : refuse();
  if (context.method === 'keyboard-interactive') {
    context.prompt([{ prompt: 'Password: ', echo: false }], (answers) => {
      if (known && answers[0] === options.account.password) context.accept();
      else refuse();
    });
    return;
  }
  if (context.method !== 'publickey' || !known) return refuse();
  const wanted = context.key.data;
  for (const line of options.authorizedKeys ?? []) {
    const key = ssh2.utils.parseKey(line);
    if (key instanceof Error || Array.isArray(key) || !key.getPublicSSH().equals(wanted)) continue;
    // Without a signature the client only asks whether this key would do.
    if (context.signature === undefined || context.blob === undefined) return context.accept();
    return key.verify(context.blob, context.signature, context.hashAlgo) ? context.accept() : refuse();
  }
  refuse();
}

async function serve(channel: ServerChannel, line: string, pid: number, machine: Machine, account: Account, running: Map<number, AbortController>): Promise<void> {
  const stop = new AbortController();
  running.set(pid, stop);
  channel.on('error', () => undefined);
  const argv = unwrapShell(line);
  let reply: Reply;
  if (argv === null) {
    reply = failed(127, 'sh: 1: the practice box does not understand this');
  } else {
    channel.write(`kt:${pid}\n`);
    channel.stderr.write(`kt:${pid}\n`);
    const input = await readAll(channel);
    const unwrapped = unwrapSudo(argv, input, account);
    if (unwrapped.kind === 'refused') {
      reply = { code: unwrapped.code, stdout: '', stderr: unwrapped.stderr };
    } else {
      const { root, stdin } = unwrapped;
      const result = await runCommand(machine, { argv: unwrapped.argv, root, stdin, signal: stop.signal }).catch((error: unknown) => failed(70, error instanceof Error ? error.message : 'failed'));
      reply = { ...result, stderr: unwrapped.stderr + result.stderr };
    }
  }
  running.delete(pid);
  if (reply.stderr !== '') channel.stderr.write(reply.stderr);
  if (reply.stdout !== '') channel.write(reply.stdout);
  channel.exit(reply.code);
  channel.end();
}

function readAll(channel: ServerChannel): Promise<Buffer> {
  return new Promise((resolve) => {
    const chunks: Buffer[] = [];
    let size = 0;
    const done = (): void => { resolve(Buffer.concat(chunks)); };
    channel.on('data', (chunk: Buffer) => {
      size += chunk.length;
      if (size <= INPUT_CAP) chunks.push(chunk);
    });
    channel.on('end', done);
    channel.on('close', done);
  });
}

function forward(accept: () => ServerChannel, reject: () => void, host: string, port: number): void {
  if (!/^127\.\d{1,3}\.\d{1,3}\.\d{1,3}$/.test(host) && host !== 'localhost') return void reject();
  const socket: Socket = createConnection({ host, port, timeout: 10_000 });
  socket.once('connect', () => {
    socket.setTimeout(0);
    const channel = accept();
    channel.on('error', () => undefined);
    channel.on('close', () => socket.destroy());
    socket.on('close', () => { channel.end(); });
    socket.pipe(channel).pipe(socket);
  });
  const fail = (): void => {
    reject();
    socket.destroy();
  };
  socket.once('timeout', fail);
  socket.on('error', fail);
}
