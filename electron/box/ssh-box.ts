import type { Client } from 'ssh2';
import type { BoxFacts } from '../domain/box';
import { TunnelError, cancelled } from '../domain/errors';
import { Secret } from '../domain/secret';
import type { BoxSettings } from '../domain/site';
import { after } from '../engine/deadline';
import type { Box, BoxConnector, CommandOptions, CommandResult, Connection, Log, Secrets } from '../engine/ports';
import { Channels } from './channels';
import { dialFromBox } from './dial';
import { gatherFacts } from './facts';
import { reachFromBox } from './reach';
import { RemoteCommand, TooMuchOutput, type RemoteResult } from './remote-command';
import { afterRoot, explainDoas, explainSudo, findRootWay, NO_ROOT_CODES, plainCommand, rootCommand, type RootWay, type WireCommand } from './root-way';
import { END_SCRIPT, WRITE_SCRIPT } from './scripts';
import { connectionLost, type Address } from './ssh-error';
import { LOGIN_MS, logIn, readHostKey, type Credentials, type LoggedIn } from './ssh-login';

/** OpenSSH's MaxSessions is 10; the rest is for ending commands. */
const CHANNEL_LIMIT = 8;
/** dropbear 2022.83 (OpenWrt) ends the whole connection when two short commands end at once (`!channel->sent_close`). */
const DROPBEAR_LIMIT = 1;
const COMMAND_MS = 60_000;
/** Slower than any link on which cameras could be watched: bytes per millisecond of a file that is written. */
const WRITE_RATE = 20;
/** Of a channel while none is open, each answered by asking again after twice the time: 1.3 s in all. */
const MAX_REFUSALS = 6;
/** Time for a command on the box to be ended after a cancel, before the connection is let go. */
const ENDING_MS = 8000;
const SIGNAL_MS = 1000;

export function createBoxConnector(deps: { log: Log; now: () => number }): BoxConnector {
  return {
    hostKey: ({ host, port, allowLegacy }, signal) => readHostKey({ host, port }, allowLegacy ?? false, signal),
    connect: async (settings, pin, secrets, signal) => {
      const credentials = await revealCredentials(settings, secrets);
      const sudoPassword = settings.sudoPassword !== null ? await secrets.reveal(settings.sudoPassword) : credentials.kind === 'password' ? credentials.password : null;
      const login = await logIn(settings, credentials, pin, signal);
      const box = new SshBox(login, settings, sudoPassword, deps);
      try {
        await box.greet(signal);
      } catch (error) {
        box.close();
        throw error;
      }
      return box;
    },
  };
}

async function revealCredentials(settings: BoxSettings, secrets: Secrets): Promise<Credentials> {
  const { auth } = settings;
  if (auth.kind === 'agent') return { kind: 'agent' };
  if (auth.kind === 'password') return { kind: 'password', password: await secrets.reveal(auth.password) };
  return { kind: 'key', privateKey: await secrets.reveal(auth.privateKey), passphrase: auth.passphrase === null ? null : await secrets.reveal(auth.passphrase) };
}

interface Request {
  readonly input: Uint8Array;
  readonly root: boolean;
  readonly deadlineMs: number;
  readonly signal: AbortSignal;
}

class SshBox implements Box {
  readonly #client: Client;
  readonly #address: Address;
  readonly #user: string;
  readonly #sudoPassword: Secret | null;
  readonly #deps: { log: Log; now: () => number };
  readonly #channels: Channels;
  readonly #endings = new Set<Promise<void>>();
  /** Aborted when the connection is gone, with the reason. */
  readonly #gone = new AbortController();
  /** Aborted when we leave: what still runs is ended, nothing new begins. */
  readonly #left = new AbortController();
  #uid = -1;
  #trips = 0;
  #rootWay: Promise<RootWay> | null = null;

  constructor({ client, server }: LoggedIn, settings: BoxSettings, sudoPassword: Secret | null, deps: { log: Log; now: () => number }) {
    this.#client = client;
    this.#channels = new Channels(/dropbear/i.test(server) ? DROPBEAR_LIMIT : CHANNEL_LIMIT);
    this.#address = { host: settings.host, port: settings.port };
    this.#user = settings.username;
    this.#sudoPassword = sudoPassword;
    this.#deps = deps;
    const lost = (reason: string): void => {
      if (!this.#gone.signal.aborted) this.#gone.abort(connectionLost(this.#address, reason));
    };
    client.on('error', (error: Error) => { lost(error.message); });
    client.on('close', () => { lost('closed'); });
    client.on('end', () => { lost('ended by the box'); });
  }

  /** The first command: shows that the account has a shell of the right kind, and who it is. */
  async greet(signal: AbortSignal): Promise<void> {
    const result = await this.#perform(['id', '-u'], plainCommand(['id', '-u'], new Uint8Array()), { input: new Uint8Array(), root: false, deadlineMs: LOGIN_MS, signal });
    const uid = result.stdout.toString('utf8').trim();
    if (result.pid === null || !/^\d{1,10}$/.test(uid)) {
      const said = `${result.stdout.toString('utf8')} ${result.stderr.toString('utf8')}`.trim();
      throw new TunnelError('box-unsupported', { reason: 'its login does not give a Linux shell' }, { detail: said });
    }
    this.#uid = Number(uid);
  }

  async run(argv: readonly string[], options: CommandOptions): Promise<CommandResult> {
    const text = options.stdin instanceof Secret ? options.stdin.reveal() : (options.stdin ?? '');
    return this.#run(argv, { input: Buffer.from(text), root: options.root ?? false, deadlineMs: options.deadlineMs ?? COMMAND_MS, signal: options.signal });
  }

  async demand(argv: readonly string[], options: CommandOptions): Promise<string> {
    const result = await this.run(argv, options);
    if (result.code !== 0) throw commandFailed(argv, result);
    return result.stdout;
  }

  async writeFile(path: string, content: Uint8Array | string | Secret, options: { mode: number; signal: AbortSignal }): Promise<void> {
    const input = content instanceof Secret ? Buffer.from(content.reveal()) : Buffer.from(content as Uint8Array);
    const argv = ['sh', '-c', WRITE_SCRIPT, 'write-file', path, options.mode.toString(8).padStart(4, '0'), String(input.length)];
    const result = await this.#run(argv, { input, root: true, deadlineMs: COMMAND_MS + input.length / WRITE_RATE, signal: options.signal });
    if (result.code === 0) return;
    if (/no space left|disk quota/i.test(result.stderr)) throw new TunnelError('box-disk-full', { megabytes: 0 }, { detail: result.stderr });
    throw commandFailed(['write', path], result);
  }

  async reaches(address: { host: string; port: number }, signal: AbortSignal): Promise<boolean> {
    this.#throwIfGone();
    this.#trips++;
    return reachFromBox(this.#client, this, address, AbortSignal.any([signal, this.#gone.signal, this.#left.signal])).catch((error: unknown) => {
      if (signal.aborted) throw cancelled();
      this.#throwIfGone();
      throw error;
    });
  }

  async dial(address: { host: string; port: number }, signal: AbortSignal): Promise<Connection | 'closed' | 'forbidden'> {
    this.#throwIfGone();
    this.#trips++;
    const stop = AbortSignal.any([signal, this.#gone.signal, this.#left.signal]);
    return dialFromBox(this.#client, address, stop).catch((error: unknown) => {
      if (signal.aborted) throw cancelled();
      this.#throwIfGone();
      throw connectionLost(this.#address, error instanceof Error ? error.message : String(error));
    });
  }

  facts(signal: AbortSignal): Promise<BoxFacts> {
    return gatherFacts(this, () => this.#rootKind(signal), this.#deps.now, signal);
  }

  trips(): number {
    return this.#trips;
  }

  close(): void {
    if (this.#left.signal.aborted) return;
    this.#left.abort();
    // In the next turn whatever was cancelled, by this or just before, has begun to be ended on the box.
    setImmediate(() => {
      void Promise.allSettled(this.#endings).then(() => {
        this.#client.end();
        // A box that does not answer the goodbye.
        setTimeout(() => { this.#client.destroy(); }, 1000).unref();
      });
    });
  }

  async #run(argv: readonly string[], request: Request): Promise<CommandResult> {
    const command = request.root ? rootCommand(await this.#root(request.signal), argv, request.input) : plainCommand(argv, request.input);
    const result = await this.#perform(argv, command, request);
    let stderr = result.stderr.toString('utf8');
    if (request.root && this.#uid !== 0) {
      const own = afterRoot(stderr);
      if (own === null) throw (await this.#rootWay)?.kind === 'doas' ? explainDoas(stderr, this.#user) : explainSudo(stderr, this.#user, true);
      stderr = own;
    }
    return { code: result.code, stdout: result.stdout.toString('utf8'), stderr };
  }

  async #perform(argv: readonly string[], command: WireCommand, request: Request): Promise<RemoteResult> {
    this.#trips++;
    const deadline = after(Math.ceil(request.deadlineMs));
    const stop = AbortSignal.any([request.signal, deadline, this.#gone.signal, this.#left.signal]);
    const started = this.#deps.now();
    try {
      const result = await this.#onFreeChannel(command, stop, request.root);
      this.#throwIfGone(result);
      this.#deps.log('debug', 'box command', { command: (argv[0] === 'sh' ? nameOf(argv) : argv.join(' ')).slice(0, 200), code: result.code ?? -1, ms: this.#deps.now() - started });
      return result;
    } catch (error) {
      if (request.signal.aborted) throw cancelled();
      this.#throwIfGone();
      if (error instanceof TooMuchOutput) throw new TunnelError('box-command-failed', { command: nameOf(argv), code: 'too much output' });
      if (deadline.aborted) throw new TunnelError('deadline', { subject: nameOf(argv), seconds: Math.round(request.deadlineMs / 1000) });
      if (error instanceof TunnelError) throw error;
      const message = error instanceof Error ? error.message : String(error);
      if (isRefusedChannel(error) || isRefusedExec(error)) throw new TunnelError('box-unsupported', { reason: 'it runs no commands for this account' }, { detail: message });
      throw connectionLost(this.#address, message);
    }
  }

  async #onFreeChannel(command: WireCommand, stop: AbortSignal, root: boolean): Promise<RemoteResult> {
    for (let refusals = 0; ; refusals++) {
      await this.#channels.take(stop);
      const remote = new RemoteCommand(this.#client, command.line, command.input);
      try {
        const result = await orAborted(remote.done, stop);
        this.#channels.free();
        return result;
      } catch (error) {
        if (!remote.over) {
          // The channel is free again when the process is.
          this.#end(remote, root);
          throw error;
        }
        const others = this.#channels.used - 1;
        this.#channels.free();
        // dropbear 2022.83 refuses now and then to run what comes right after a command was ended (4 of 60 measured), though it ran others before.
        const again = isRefusedExec(error) && this.#uid >= 0 && refusals < MAX_REFUSALS;
        if (!isRefusedChannel(error) && !again) throw error;
        // Refused while others are open: MaxSessions is lower than we thought. Wait for one of them and ask again. With none
        // open, sshd has not noticed yet that the last one ended.
        if (others > 0 && !again) this.#channels.lower(others);
        else if (refusals >= MAX_REFUSALS) throw error;
        else await pause(20 * 2 ** refusals, stop);
      }
    }
  }

  /** Ends the process on the box. Where the connection itself is gone nobody can: sshd ends its side when it notices. */
  #end(remote: RemoteCommand, root: boolean): void {
    const ending = (async () => {
      const enough = AbortSignal.any([after(ENDING_MS), this.#gone.signal]);
      const pid = await orAborted(remote.pid, enough).catch(() => null);
      const way = root ? await this.#rootWay : null;
      remote.signal('TERM');
      // Enough for most, where the signal reaches the command: not through sudo, and not in OpenSSH before 7.9.
      if (way === null || way.kind === 'is-root') await orAborted(remote.closed, AbortSignal.any([enough, after(SIGNAL_MS)])).catch(() => undefined);
      if (pid !== null && !remote.over) {
        const argv = ['sh', '-c', END_SCRIPT, 'end-command', String(pid)];
        const { line, input } = way === null ? plainCommand(argv, new Uint8Array()) : rootCommand(way, argv, new Uint8Array());
        await orAborted(new RemoteCommand(this.#client, line, input).done, enough).catch(() => undefined);
      }
      remote.closeChannel();
    })()
      .catch(() => undefined)
      .finally(() => {
        this.#channels.free();
        this.#endings.delete(ending);
      });
    this.#endings.add(ending);
  }

  /** Asked once per connection, also when it failed: a wrong sudo password must not be tried again and again. */
  #root(signal: AbortSignal): Promise<RootWay> {
    this.#rootWay ??= findRootWay(this.#uid, this.#sudoPassword, this.#user, async (command) => {
      const result = await this.#perform(['sudo'], command, { input: command.input, root: false, deadlineMs: COMMAND_MS, signal: this.#gone.signal });
      return { code: result.code, stderr: result.stderr.toString('utf8') };
    });
    return orAborted(this.#rootWay, signal).catch((error: unknown) => {
      if (signal.aborted) throw cancelled();
      this.#throwIfGone();
      throw error;
    });
  }

  async #rootKind(signal: AbortSignal): Promise<BoxFacts['root']> {
    try {
      return (await this.#root(signal)).kind;
    } catch (error) {
      if (error instanceof TunnelError && error.code === 'box-sudo-password-wrong') return 'sudo-password';
      if (error instanceof TunnelError && NO_ROOT_CODES.includes(error.code)) return 'none';
      throw error;
    }
  }

  #throwIfGone(result?: RemoteResult): void {
    // A command that ended before the connection did has its answer.
    if (result !== undefined && (result.code !== null || result.signal !== null)) return;
    if (this.#gone.signal.aborted) throw this.#gone.signal.reason as TunnelError;
    if (this.#left.signal.aborted) throw connectionLost(this.#address, 'closed by us');
  }
}

async function orAborted<T>(promise: Promise<T>, signal: AbortSignal): Promise<T> {
  let abort: () => void = () => undefined;
  const aborted = new Promise<never>((_resolve, reject) => {
    abort = () => { reject(cancelled()); };
    if (signal.aborted) abort();
    else signal.addEventListener('abort', abort, { once: true });
  });
  try {
    return await Promise.race([promise, aborted]);
  } finally {
    signal.removeEventListener('abort', abort);
    // Whatever it still becomes, somebody has heard of it.
    promise.catch(() => undefined);
    aborted.catch(() => undefined);
  }
}

function pause(milliseconds: number, signal: AbortSignal): Promise<void> {
  let timer: NodeJS.Timeout | undefined;
  return orAborted(new Promise<void>((resolve) => { timer = setTimeout(resolve, milliseconds); }), signal).finally(() => { clearTimeout(timer); });
}

/** ssh2 gives the reason of RFC 4254 5.1 when the box refused to open a channel. */
function isRefusedChannel(error: unknown): boolean {
  return error instanceof Error && typeof (error as Error & { reason?: unknown }).reason === 'number';
}

/** The channel was opened, and the request to run the command in it was answered with no (RFC 4254 5.4): nothing was run. */
function isRefusedExec(error: unknown): boolean {
  return error instanceof Error && error.message.includes('Unable to exec');
}

function nameOf(argv: readonly string[]): string {
  return (argv[0] === 'sh' ? argv.slice(3, 4) : argv.slice(0, 2)).join(' ').slice(0, 80);
}

function commandFailed(argv: readonly string[], result: CommandResult): TunnelError {
  const said = (result.stderr.trim() === '' ? result.stdout : result.stderr).trim();
  return new TunnelError('box-command-failed', { command: nameOf(argv), code: result.code ?? 'signal' }, said === '' ? {} : { detail: said.slice(-500) });
}

