import { z } from 'zod';
import { TunnelError } from '../domain/errors';
import type { Secret } from '../domain/secret';
import type { Secrets } from '../engine/ports';
import { HttpFailure, exchange, type HttpAnswer } from '../http/request';
import { jpegSize } from '../domain/jpeg';

/*
 * The own HTTP API of a Kerberos agent (kerberos-io/agent machinery/src/routers/http/routes.go), asked directly.
 */

/** Why an agent could not be asked: not a failure of the camera, and told apart from one. */
export class AgentSilent extends Error {
  constructor(readonly reason: string) {
    super(reason);
    this.name = 'AgentSilent';
  }
}

export interface AgentLogin {
  readonly username: string;
  readonly password: Secret;
}

export interface AgentSession {
  /** Is the RTSP session open? It stays true for up to 15 s after the camera fell silent (three checks of 5 s). */
  cameraOnline(signal: AbortSignal): Promise<boolean>;
  /** The next key frame as JPEG; null when none came in time or it is no picture. */
  snapshot(signal: AbortSignal): Promise<{ jpeg: Uint8Array; width: number; height: number } | null>;
}

const SignedIn = z.object({ token: z.string().min(1).max(10_000) });
const Dashboard = z.object({ cameraOnline: z.boolean() });
const Snapshot = z.object({ base64: z.string() });

const REACH_DEADLINE_MS = 8_000;
/** The agent waits for the next key frame and has no deadline of its own; cameras send one every 1 to 10 s. */
export const SNAPSHOT_DEADLINE_MS = 15_000;
const MAX_JPEG = 3 * 1024 * 1024;

/** Signs in at `http://host:port`. Throws `AgentSilent` where it cannot be asked, `cancelled` when stopped. */
export async function signInToAgent(address: { host: string; port: number }, login: AgentLogin, secrets: Secrets, signal: AbortSignal): Promise<AgentSession> {
  const base = `http://${address.host}:${address.port}`;
  const signedIn = await ask({ url: `${base}/api/login`, method: 'POST', body: { username: login.username, password: login.password.reveal() }, deadlineMs: REACH_DEADLINE_MS, signal });
  const parsed = signedIn.status === 200 && signedIn.body.kind === 'json' ? SignedIn.safeParse(signedIn.body.value) : null;
  if (signedIn.status === 401) throw new AgentSilent('the agent refused the login');
  if (parsed?.success !== true) throw new AgentSilent('what answers at its address is not an agent');
  const bearer = secrets.learned(parsed.data.token);
  return {
    async cameraOnline(stop) {
      const answer = await ask({ url: `${base}/api/dashboard`, method: 'GET', bearer, deadlineMs: REACH_DEADLINE_MS, signal: stop });
      const dashboard = answer.status === 200 && answer.body.kind === 'json' ? Dashboard.safeParse(answer.body.value) : null;
      if (dashboard?.success !== true) throw new AgentSilent(`the agent's dashboard answered ${answer.status}`);
      return dashboard.data.cameraOnline;
    },
    async snapshot(stop) {
      const answer = await ask({ url: `${base}/api/camera/snapshot/base64`, method: 'GET', bearer, deadlineMs: SNAPSHOT_DEADLINE_MS, signal: stop }).catch((error: unknown) => {
        // Waiting for a key frame that never came is an answer about the camera.
        if (error instanceof AgentSilent && error.reason === 'deadline') return null;
        throw error;
      });
      const parsedSnapshot = answer?.status === 200 && answer.body.kind === 'json' ? Snapshot.safeParse(answer.body.value) : null;
      if (parsedSnapshot?.success !== true) return null;
      return picture(parsedSnapshot.data.base64);
    },
  };
}

function picture(base64: string): { jpeg: Uint8Array; width: number; height: number } | null {
  // Some versions send a data URL.
  const jpeg = new Uint8Array(Buffer.from(base64.replace(/^data:image\/jpeg;base64,/, ''), 'base64'));
  const size = jpeg.length > MAX_JPEG ? null : jpegSize(jpeg);
  return size === null ? null : { jpeg, ...size };
}

async function ask(request: Parameters<typeof exchange>[0]): Promise<HttpAnswer> {
  try {
    return await exchange(request);
  } catch (error) {
    if (error instanceof HttpFailure) throw new AgentSilent(error.reason === 'deadline' ? 'deadline' : `it cannot be reached from here (${error.detail})`);
    if (error instanceof TunnelError) throw error;
    throw new AgentSilent('it cannot be reached from here');
  }
}
