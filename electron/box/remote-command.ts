import type { Client, ClientChannel } from 'ssh2';

/** Per stream. A box that sends more than this for one command is broken or hostile; half an answer would be misread. */
export const OUTPUT_CAP = 1024 * 1024;

/** Silence after the end: some daemons keep the output of the command that started them; the command itself is over. */
const LINGER_MS = 3000;

export class TooMuchOutput extends Error {}

export interface RemoteResult {
  readonly code: number | null;
  readonly signal: string | null;
  /** null: `WIRE_SCRIPT` never began, so what is there was said by the login shell. */
  readonly pid: number | null;
  readonly stdout: Buffer;
  readonly stderr: Buffer;
}

/** One command on one channel, from the request to its end. */
export class RemoteCommand {
  readonly done: Promise<RemoteResult>;
  /** Resolves as soon as the process is known, or null when it ended without saying. */
  readonly pid: Promise<number | null>;
  /** Resolves when its channel is closed, or never was opened; also where `done` told before that there is too much output. */
  readonly closed: Promise<void>;
  readonly #client: Client;
  #channel: ClientChannel | null = null;
  #abandoned = false;
  #over = false;
  #close: () => void = () => undefined;

  constructor(client: Client, line: string, input: Uint8Array) {
    this.#client = client;
    let knowPid: (pid: number | null) => void = () => undefined;
    this.pid = new Promise((resolve) => { knowPid = resolve; });
    this.closed = new Promise((resolve) => { this.#close = resolve; });
    this.done = this.#start(line, input, (pid) => { knowPid(pid); });
    this.done.then((result) => { knowPid(result.pid); }, () => { knowPid(null); });
  }

  /** Its channel is closed, or never was opened. */
  get over(): boolean {
    return this.#over;
  }

  /**
   * OpenSSH since 7.9 gives it to the process group, dropbear to the process; it does not reach what sudo has started. ssh2's
   * own `signal` is silent once the input has ended, which RFC 4254 6.9 does not ask for, so its inner layer is used where it
   * is there.
   */
  signal(name: 'TERM'): void {
    const { _protocol: protocol } = this.#client as Client & { _protocol?: { signal?: (channel: number, name: string) => void } };
    const { outgoing } = (this.#channel ?? {}) as { outgoing?: { id: number; state: string } };
    if (outgoing !== undefined && (outgoing.state === 'open' || outgoing.state === 'eof')) protocol?.signal?.(outgoing.id, name);
  }

  closeChannel(): void {
    this.#abandoned = true;
    this.#channel?.close();
  }

  #start(line: string, input: Uint8Array, knowPid: (pid: number) => void): Promise<RemoteResult> {
    return new Promise<RemoteResult>((resolve, reject) => {
      const fail = (error: unknown): void => {
        this.#over = true;
        this.#close();
        reject(error instanceof Error ? error : new Error(String(error)));
      };
      try {
        this.#client.exec(line, (error, channel) => {
          if (error !== undefined) return void fail(error);
          // Now and not a moment later: a short command's answer, exit code and end can be in the packet that is being read.
          this.#listen(channel, knowPid, resolve, reject);
          this.#channel = channel;
          // Given up while it was being opened: nothing may be sent any more.
          if (this.#abandoned) channel.close();
          else channel.end(Buffer.from(input));
        });
      } catch (error) {
        // ssh2 throws when the socket is gone already.
        fail(error);
      }
    });
  }

  #listen(channel: ClientChannel, knowPid: (pid: number) => void, resolve: (result: RemoteResult) => void, reject: (error: Error) => void): void {
    const stdout = new Capture(OUTPUT_CAP);
    const stderr = new Capture(OUTPUT_CAP);
    let exit: { code: number | null; signal: string | null } = { code: null, signal: null };
    let linger: NodeJS.Timeout | undefined;
    let exited = false;
    const heard = (): void => {
      clearTimeout(linger);
      if (exited) linger = setTimeout(() => { channel.close(); }, LINGER_MS);
    };
    const take = (into: Capture, chunk: Buffer): void => {
      heard();
      if (!into.add(chunk)) reject(new TooMuchOutput());
    };
    channel.on('data', (chunk: Buffer) => {
      take(stdout, chunk);
      if (stdout.pid !== null) knowPid(stdout.pid);
    });
    channel.stderr.on('data', (chunk: Buffer) => { take(stderr, chunk); });
    channel.on('error', () => undefined);
    channel.on('exit', (code: number | null, signal?: string) => {
      exit = { code, signal: signal ?? null };
      exited = true;
      heard();
    });
    channel.on('close', () => {
      this.#over = true;
      this.#close();
      clearTimeout(linger);
      resolve({ ...exit, pid: stdout.pid, stdout: stdout.answer(), stderr: stderr.answer() });
    });
  }
}

/** One output of a command; knows where the answer begins. */
class Capture {
  pid: number | null = null;
  readonly #cap: number;
  readonly #chunks: Buffer[] = [];
  #size = 0;

  constructor(cap: number) {
    this.#cap = cap;
  }

  /** False when there is too much. */
  add(chunk: Buffer): boolean {
    this.#size += chunk.length;
    if (this.#size > this.#cap) return false;
    this.#chunks.push(chunk);
    if (this.pid === null) this.#findBeginning();
    return true;
  }

  answer(): Buffer {
    return Buffer.concat(this.#chunks);
  }

  #findBeginning(): void {
    const all = Buffer.concat(this.#chunks);
    const match = /(?:^|\n)kt:(\d{1,10})\n/.exec(all.toString('latin1'));
    this.#chunks.splice(0, this.#chunks.length, all);
    if (match === null) return;
    // 0 and 1 would mean "everything" to kill; no command of ours is either.
    this.pid = Math.max(2, Number(match[1]));
    this.#chunks.splice(0, 1, all.subarray(match.index + match[0].length));
  }
}
