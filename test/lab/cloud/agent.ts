import { spawn, type ChildProcess } from 'node:child_process';
import { statSync } from 'node:fs';
import { readFile, rm } from 'node:fs/promises';
import type { RequestListener } from 'node:http';
import { setTimeout as delay } from 'node:timers/promises';
import { createSimulatedAgent } from '../../../electron/practice/factory/simulated-agent';
import type { AgentHandle } from '../../../electron/practice/factory/simulator';

export interface AgentOptions {
  readonly rtsp: string;
  readonly address: string;
  readonly port: number;
  readonly login: { readonly username: string; readonly password: string };
  /** Where the newest key frame is kept. */
  readonly frameFile: string;
  /** Milliseconds between two lines of its log; absent: as the real one. */
  readonly lookMs?: number;
}

export interface LabAgent extends AgentHandle {
  /** When the newest frame came, milliseconds since 1970; null before the first and after the stream stopped. */
  frameAt(): number | null;
  /** What a real agent would print, of this puller. */
  logs(): string;
  /** Its own HTTP API, for a cluster that passes calls on to it. */
  readonly handler: RequestListener;
}

/** The real agent tries again every 3 s after its stream broke. */
const RECONNECT_MS = 3_000;
/** The cameras send a key frame every 2 s; without one for so long the stream stands still. */
const FRESH_MS = 6_000;
/** The real one waits for the next key frame without end; here not longer than any caller does. */
const LONGEST_WAIT_MS = 60_000;

/** A cloud agent: the simulated agent's API around a real puller, whose every frame has crossed the tunnel. */
export function startAgent(options: AgentOptions): LabAgent {
  let puller: ChildProcess | null = null;
  let trouble: string | null = null;
  let keyFrames = 0;
  let counted: number | null = null;
  let stopped = false;
  let listening = false;

  const frameAt = (): number | null => {
    const at = statSync(options.frameFile, { throwIfNoEntry: false })?.mtimeMs;
    return at !== undefined && Date.now() - at < FRESH_MS ? at : null;
  };
  const agent = createSimulatedAgent({
    login: options.login,
    connected: () => frameAt() !== null,
    rtsp: options.rtsp,
    trouble: () => trouble,
    // At least so many: frames that came between two looks are one.
    keyFrames: () => {
      const at = frameAt();
      if (at !== null && at !== counted) keyFrames++;
      if (at !== null) trouble = null;
      counted = at ?? counted;
      return keyFrames;
    },
    ...(options.lookMs === undefined ? {} : { lookMs: options.lookMs }),
    frame: async () => {
      const end = Date.now() + LONGEST_WAIT_MS;
      while (frameAt() === null) {
        if (stopped || Date.now() > end) return null;
        await delay(100);
      }
      return readFile(options.frameFile);
    },
  });

  function pull(): void {
    if (stopped) return;
    // Decoding key frames only costs a hundredth of a core per camera. The camera's login is visible in argv: a lab may.
    // prettier-ignore
    puller = spawn('ffmpeg', [
      '-nostdin', '-v', 'error', '-threads', '1', '-rtsp_transport', 'tcp', '-timeout', '8000000', '-analyzeduration', '1000000', '-skip_frame', 'nokey', '-i', options.rtsp,
      '-map', '0:v:0', '-vsync', 'passthrough', '-q:v', '4', '-f', 'image2', '-update', '1', '-atomic_writing', '1', '-y', options.frameFile,
    ], { stdio: ['ignore', 'ignore', 'pipe'] });
    puller.stderr?.on('data', (chunk: Buffer) => {
      process.stderr.write(chunk);
      trouble = libraryWords(chunk.toString('utf8'), options.rtsp) ?? trouble;
    });
    puller.once('error', (error) => {
      console.error('agent:', error.message);
    });
    puller.once('close', () => setTimeout(pull, RECONNECT_MS));
  }

  agent.listen(options.address, options.port).then(
    () => { listening = true; },
    (error: unknown) => { console.error('agent:', String(error)); },
  );
  pull();

  return {
    address: options.address,
    port: options.port,
    // As in Kubernetes: the container runs. Whether it has a picture is another question.
    available: () => listening,
    frameAt,
    logs: () => agent.logs(),
    handler: agent.handler,
    stop: async () => {
      stopped = true;
      puller?.kill('SIGKILL'); // it holds nothing that wants a clean end
      await agent.close();
      await rm(options.frameFile, { force: true });
    },
  };
}

/** What ffmpeg says of an RTSP stream that it cannot open, as the real agent's library would have said it (gortsplib, Go's net). */
function libraryWords(said: string, rtsp: string): string | null {
  const at = /^rtsp:\/\/(?:[^/@]*@)?([^/]*)/.exec(rtsp)?.[1] ?? '';
  const [, status, message] = /method \w+ failed: (\d{3}) ([^\r\n]*)/.exec(said) ?? [];
  if (status !== undefined) return `bad status code: ${status} (${message ?? ''})`;
  if (/Connection refused/.test(said)) return `dial tcp ${at}: connect: connection refused`;
  if (/No route to host/.test(said)) return `dial tcp ${at}: connect: no route to host`;
  if (/Network is unreachable/.test(said)) return `dial tcp ${at}: connect: network is unreachable`;
  return /timed out/.test(said) ? `dial tcp ${at}: i/o timeout` : null;
}
