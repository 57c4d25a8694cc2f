import { TunnelError, errorData, type ErrorCode } from '../../domain/errors';
import type { Params } from '../../domain/json';
import type { Layer, LayerProof } from '../../domain/proof';
import type { FactorySettings } from '../../domain/site';
import type { AgentProof, Secrets } from '../../engine/ports';
import { poll } from '../../http/poll';
import { AgentSilent, SNAPSHOT_DEADLINE_MS, signInToAgent, type AgentSession } from '../agent-api';
import type { FactoryClient } from './client';
import { agentNamed, listAgents } from './deployments';

/** An agent tries its camera every few seconds; a new one has to start first. */
const CONNECTED_DEADLINE_MS = 45_000;

/** Available by Factory's list; connected and a frame by the agent's own API, where that can be asked from here. */
export async function proveAgent(client: FactoryClient, settings: FactorySettings, name: string, secrets: Secrets, signal: AbortSignal): Promise<AgentProof> {
  const agent = agentNamed(await listAgents(client, signal), name);
  if (agent?.available !== true) {
    const why = agent === null ? 'Factory does not list it' : 'it does not run yet';
    return { layers: [failed('agent-available', 'agents-not-available', { name, seconds: 0 }), notAsked('agent-connected', why), notAsked('frame-received', why)], picture: null };
  }
  const available: LayerProof = { layer: 'agent-available', outcome: 'proven', params: {}, error: null };
  const unasked = (reason: string): AgentProof => ({ layers: [available, notAsked('agent-connected', reason), notAsked('frame-received', reason)], picture: null });
  if (settings.agentLogin === null) return unasked("no login for the agents' own pages was given");
  if (agent.address === null) return unasked('Factory does not say where the agent listens');
  try {
    const login = { username: settings.agentLogin.username, password: await secrets.reveal(settings.agentLogin.password) };
    const session = await signInToAgent(agent.address, login, secrets, signal);
    const { layers, picture } = await proveFrames(session, name, signal);
    return { layers: [available, ...layers], picture };
  } catch (error) {
    if (error instanceof AgentSilent) return unasked(error.reason === 'deadline' ? `${agent.address.host} does not answer from here` : error.reason);
    throw error;
  }
}

async function proveFrames(session: AgentSession, name: string, signal: AbortSignal): Promise<AgentProof> {
  const online = await poll(async () => ((await session.cameraOnline(signal)) ? true : undefined), { deadlineMs: CONNECTED_DEADLINE_MS, pauseMs: 500, maxPauseMs: 3_000, signal });
  if (online !== true) {
    const why = 'the agent has no connection to the camera';
    return { layers: [failed('agent-connected', 'agents-camera-offline', { name, seconds: CONNECTED_DEADLINE_MS / 1000 }), notAsked('frame-received', why)], picture: null };
  }
  const connected: LayerProof = { layer: 'agent-connected', outcome: 'proven', params: {}, error: null };
  const frame = await session.snapshot(signal);
  if (frame === null) return { layers: [connected, failed('frame-received', 'agents-no-frame', { name, seconds: SNAPSHOT_DEADLINE_MS / 1000 })], picture: null };
  const received: LayerProof = { layer: 'frame-received', outcome: 'proven', params: { width: frame.width, height: frame.height, bytes: frame.jpeg.length }, error: null };
  return { layers: [connected, received], picture: frame.jpeg };
}

function failed(layer: Layer, code: ErrorCode, params: Params): LayerProof {
  return { layer, outcome: 'failed', params, error: errorData(new TunnelError(code, params)) };
}

function notAsked(layer: Layer, reason: string): LayerProof {
  return { layer, outcome: 'not-asked', params: { reason }, error: null };
}
