import type { AgentSpec } from '../../domain/agent-spec';
import { TunnelError, errorData, type ErrorData } from '../../domain/errors';
import type { LayerProof } from '../../domain/proof';
import type { AgentProof, Log, Secrets } from '../../engine/ports';
import type { AgentAccess } from './agent-access';
import { AgentSilent, signInToAgent } from './agent-api';
import { readAgentLog } from './agent-log';
import { waitForCamera } from './camera-connection';
import { PROOF_DEADLINES, type Eyes, type ProofDeadlines } from './eyes';
import { countFrames, lookForFrames } from './frames';
import { failed, notAsked, proven, reasonOf } from './layers';
import { proveStorage } from './storage-proof';

export interface ProofDeps {
  readonly secrets: Secrets;
  /** Milliseconds since 1970. */
  readonly now: () => number;
  readonly log: Log;
  /** Absent: those that a real site wants. */
  readonly deadlines?: ProofDeadlines;
}

/**
 * The strongest proof that can be had for one agent, wherever it runs: a picture from its own API, else its log's count of key frames,
 * else its heartbeat, else that it runs. Weaker ones are asked where the stronger could not be. Each layer's `way` says how it was asked.
 * Waits for an agent that is still connecting; takes two minutes at the very most. Throws what `access.status` throws, and `cancelled`.
 */
export async function proveAgent(spec: AgentSpec, access: AgentAccess, deps: ProofDeps, signal: AbortSignal): Promise<AgentProof> {
  const { available, trouble } = await access.status(signal);
  if (!available) {
    const error = trouble ?? errorData(new TunnelError('agents-not-available', { name: spec.name, seconds: 0 }));
    return { layers: [{ layer: 'agent-available', outcome: 'failed', params: error.params, error }, notAsked('agent-connected', NOT_RUNNING), notAsked('frame-received', NOT_RUNNING)], picture: null };
  }
  const eyes = await openEyes(spec, access, deps, signal);
  const { layers, picture } = await withWhatAnswers(eyes);
  return { layers: [proven('agent-available', {}), ...layers.map((layer) => explained(layer, trouble)), ...(await proveStorage(eyes))], picture };
}

/** An agent that is ended again and again is there at times, and has no stream: its place knows why better than nobody does. */
function explained(layer: LayerProof, trouble: ErrorData | null): LayerProof {
  return trouble !== null && layer.error?.code === 'agents-camera-offline' ? { ...layer, params: trouble.params, error: trouble } : layer;
}

const NOT_RUNNING = { why: 'not-running' } as const;

async function openEyes(spec: AgentSpec, access: AgentAccess, { secrets, now, log, deadlines = PROOF_DEADLINES }: ProofDeps, signal: AbortSignal): Promise<Eyes> {
  const logs = access.logs?.bind(access);
  const blind: Eyes = {
    spec, secrets, deadlines, now, signal, api: null, closed: '',
    readLog: logs === undefined ? null : async () => {
      try {
        return readAgentLog(await logs(signal), spec);
      } catch (error) {
        if (signal.aborted) throw error;
        log('warn', 'the log of an agent cannot be had', { agent: spec.name, code: errorData(error).code });
        return null;
      }
    },
  };
  try {
    const api = await access.api(signal);
    if (typeof api === 'string') return { ...blind, closed: api };
    return { ...blind, api: { call: api.call, session: await signInToAgent(api.call, api.login, secrets, signal), way: api.way } };
  } catch (error) {
    if (signal.aborted) throw error;
    return { ...blind, closed: reasonOf(error) };
  }
}

/** Asks the agent itself; once it falls silent in the middle, what else can be asked. */
async function withWhatAnswers(eyes: Eyes): Promise<AgentProof> {
  try {
    return await proveStream(eyes);
  } catch (error) {
    if (!(error instanceof AgentSilent) || eyes.api === null) throw error;
    return proveStream({ ...eyes, api: null, closed: reasonOf(error) });
  }
}

async function proveStream(eyes: Eyes): Promise<AgentProof> {
  if (eyes.api === null && eyes.readLog === null) return { layers: [notAsked('agent-connected', eyes.closed), notAsked('frame-received', eyes.closed)], picture: null };
  const connection = await waitForCamera(eyes);
  if (connection.is === 'unknown') return { layers: [notAsked('agent-connected', connection.why), notAsked('frame-received', eyes.closed), ...(await heartbeat(eyes))], picture: null };
  if (connection.is === 'closed') return { layers: [failed('agent-connected', connection.error), notAsked('frame-received', { why: 'no-connection' })], picture: null };
  const connected = proven('agent-connected', { way: connection.way });
  const frames = eyes.api === null ? null : await lookForFrames(eyes, eyes.api);
  if (frames?.outcome === 'proven') return { layers: [connected, frames.layer], picture: frames.picture };
  const counted = await countFrames(eyes);
  // The agent's own count says that frames arrive: then its picture is what could not be had, not the camera's.
  const seen = frames === null ? notAsked('frame-received', eyes.closed) : frames.outcome === 'unfit' || counted?.outcome === 'proven' ? notAsked('frame-received', frames.why) : failed('frame-received', frames.error);
  const layers = [connected, seen, ...(counted === null || (seen.outcome === 'failed' && counted.outcome === 'failed') ? [] : [counted])];
  return { layers: counted?.outcome === 'proven' || seen.outcome === 'failed' ? layers : [...layers, ...(await heartbeat(eyes))], picture: frames?.picture ?? null };
}

/** Only where somebody says so: an agent need not have anybody to send one to. */
async function heartbeat(eyes: Eyes): Promise<LayerProof[]> {
  const place = (await eyes.readLog?.())?.heartbeat ?? null;
  if (place !== null) return [proven('agent-heartbeat', { place, way: 'log' })];
  const online = await eyes.api?.session.dashboard(eyes.signal).then(({ cloudOnline }) => cloudOnline, () => false);
  return online === true ? [proven('agent-heartbeat', { place: 'Kerberos Hub', way: eyes.api?.way ?? '' })] : [];
}
