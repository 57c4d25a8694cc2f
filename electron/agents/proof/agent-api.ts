import { z } from 'zod';
import { TunnelError } from '../../domain/errors';
import { plainText } from '../../domain/plain-text';
import type { ProofReason } from '../../domain/proof';
import type { Secret } from '../../domain/secret';
import type { Secrets } from '../../engine/ports';
import { HttpFailure, type HttpAnswer } from '../../http/request';
import type { AgentCall, AgentLogin } from './agent-access';
import { isOneColour, wholeJpeg } from './whole-jpeg';

/*
 * The own HTTP API of a Kerberos agent (kerberos-io/agent machinery/src/routers/http/routes.go), whatever way its calls take.
 */

/** Why an agent could not be asked: not a failure of the camera, and told apart from one. */
export class AgentSilent extends Error {
  /** `said`: what came in place of an answer. */
  constructor(readonly why: ProofReason, readonly said: string = '') {
    super(why);
    this.name = 'AgentSilent';
  }
}

export interface Snapshot {
  readonly jpeg: Uint8Array;
  readonly width: number;
  readonly height: number;
  /** One colour from edge to edge. */
  readonly empty: boolean;
}

/** What an agent knows of its own stream; null: it does not say. */
export interface AgentStream {
  /** The main stream's address as the agent was told it; holds the camera's login. */
  readonly rtsp: Secret | null;
  /** Frames per second, measured from their time stamps. */
  readonly fps: number | null;
  readonly width: number | null;
  readonly height: number | null;
}

export interface AgentSession {
  /**
   * `cameraOnline`: is the RTSP session open? It stays true for up to 15 s after the camera fell silent (three checks of 5 s).
   * `cloudOnline`: has Hub accepted its latest heartbeat?
   */
  dashboard(signal: AbortSignal): Promise<{ readonly cameraOnline: boolean; readonly cloudOnline: boolean }>;
  /**
   * The next key frame as JPEG, of the sub stream where there is one (`Base64Image`, capture/main.go); null when none came in time or
   * it is no whole picture. An agent that cannot decode a key frame answers with its last good one.
   */
  snapshot(signal: AbortSignal): Promise<Snapshot | null>;
  /** What its session signs its calls with. */
  readonly bearer: Secret;
  /** null: it does not say. */
  stream(signal: AbortSignal): Promise<AgentStream | null>;
  /** Opens this stream anew from where the agent runs, for a moment; null: that went well, else what its library said. */
  verifyStream(rtsp: Secret, signal: AbortSignal): Promise<string | null>;
}

const SignedIn = z.object({ token: z.string().min(1).max(10_000) });
const Dashboard = z.object({ cameraOnline: z.boolean(), cloudOnline: z.boolean().catch(false) });
const Base64 = z.object({ base64: z.string().max(4_200_000) });
const Size = z.number().int().min(1).max(100_000).nullable().catch(null);
const Configured = z.object({
  config: z.object({ capture: z.object({ ipcamera: z.object({ rtsp: z.string().min(1).max(4_000).nullable().catch(null), fps: z.coerce.number().positive().max(1_000).nullable().catch(null), width: Size, height: Size }) }) }),
});
const Verified = z.object({ message: z.string() });

export const REACH_DEADLINE_MS = 8_000;
/** The agent waits for the next key frame and has no deadline of its own; cameras send one every 1 to 10 s. */
export const SNAPSHOT_DEADLINE_MS = 15_000;
/** The agent gives up after 5 s itself (`VerifyCamera`). */
const VERIFY_DEADLINE_MS = 12_000;
const MAX_JPEG = 3 * 1024 * 1024;

/** Throws `AgentSilent` where it cannot be asked, `cancelled` when stopped. */
export async function signInToAgent(call: AgentCall, login: AgentLogin, secrets: Secrets, signal: AbortSignal): Promise<AgentSession> {
  const signedIn = await ask(call, { method: 'POST', path: '/api/login', body: { username: login.username, password: login.password.reveal() }, deadlineMs: REACH_DEADLINE_MS }, signal);
  const parsed = signedIn.status === 200 && signedIn.body.kind === 'json' ? SignedIn.safeParse(signedIn.body.value) : null;
  if (signedIn.status === 401) throw new AgentSilent('login-refused');
  if (parsed?.success !== true) throw new AgentSilent('no-agent');
  const bearer = secrets.learned(parsed.data.token);
  return {
    bearer,
    async dashboard(stop) {
      const answer = await ask(call, { method: 'GET', path: '/api/dashboard', bearer, deadlineMs: REACH_DEADLINE_MS }, stop);
      const dashboard = answer.status === 200 && answer.body.kind === 'json' ? Dashboard.safeParse(answer.body.value) : null;
      if (dashboard?.success !== true) throw new AgentSilent('dashboard', String(answer.status));
      return dashboard.data;
    },
    async snapshot(stop) {
      // Waiting for a key frame that never came is an answer about the camera.
      const answer = await ask(call, { method: 'GET', path: '/api/camera/snapshot/base64', bearer, deadlineMs: SNAPSHOT_DEADLINE_MS }, stop).catch(nullWhenLate);
      const snapshot = answer?.status === 200 && answer.body.kind === 'json' ? Base64.safeParse(answer.body.value) : null;
      return snapshot?.success === true ? picture(snapshot.data.base64) : null;
    },
    async stream(stop) {
      const answer = await ask(call, { method: 'GET', path: '/api/config', bearer, deadlineMs: REACH_DEADLINE_MS }, stop).catch(nullWhenLate);
      const configured = answer?.status === 200 && answer.body.kind === 'json' ? Configured.safeParse(answer.body.value) : null;
      if (configured?.success !== true) return null;
      const { rtsp, ...rest } = configured.data.config.capture.ipcamera;
      return { ...rest, rtsp: rtsp === null ? null : learnedAddress(rtsp, secrets) };
    },
    async verifyStream(rtsp, stop) {
      const answer = await ask(call, { method: 'POST', path: '/api/camera/verify/primary', body: { rtsp: rtsp.reveal(), sub_rtsp: '' }, bearer, deadlineMs: VERIFY_DEADLINE_MS }, stop).catch(nullWhenLate);
      if (answer === null) return 'i/o timeout';
      if (answer.status === 200) return null;
      const verified = answer.body.kind === 'json' ? Verified.safeParse(answer.body.value) : null;
      return verified?.success === true ? verified.data.message.slice(0, 2_000) : `the agent answered ${answer.status}`;
    },
  };
}

/** The agent may still hold a password that nobody here knows: it is kept out of every text as well. */
function learnedAddress(rtsp: string, secrets: Secrets): Secret {
  const password = /^[a-z]+:\/\/[^/:@]*:(.*)@/i.exec(rtsp)?.[1];
  if (password !== undefined && password !== '') {
    secrets.learned(password);
    try {
      secrets.learned(decodeURIComponent(password));
    } catch {
      // Not percent-encoded: the form above is the only one.
    }
  }
  return secrets.learned(rtsp);
}

function picture(base64: string): Snapshot | null {
  // Some versions send a data URL.
  const jpeg = new Uint8Array(Buffer.from(base64.replace(/^data:image\/jpeg;base64,/, ''), 'base64'));
  const size = jpeg.length > MAX_JPEG ? null : wholeJpeg(jpeg);
  return size === null ? null : { jpeg, ...size, empty: isOneColour(jpeg) };
}

async function ask(call: AgentCall, request: Parameters<AgentCall>[0], signal: AbortSignal): Promise<HttpAnswer> {
  try {
    return await call(request, signal);
  } catch (error) {
    if (error instanceof HttpFailure) throw error.reason === 'deadline' ? new AgentSilent('no-answer') : new AgentSilent('unreachable', plainText(error.detail, 200));
    if (error instanceof TunnelError) throw error;
    throw new AgentSilent('unreachable', 'the call failed');
  }
}

function nullWhenLate(error: unknown): null {
  if (error instanceof AgentSilent && error.why === 'no-answer') return null;
  throw error;
}
