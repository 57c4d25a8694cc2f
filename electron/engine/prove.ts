import { readyCameras, runsAtEdge, type ChosenCamera } from '../domain/choice';
import type { PictureRef } from '../domain/camera';
import { TunnelError, errorData } from '../domain/errors';
import type { Layer, LayerProof } from '../domain/proof';
import { agentSpec } from './agent-spec';
import type { AgentProof } from './ports';
import { siteCamera } from './site-camera';
import { inLanes, type Run } from './run';

/**
 * Asks every layer between the cameras and the far end for itself and records per camera what was proven, what failed and
 * what could not be asked. Throws only when nothing could be proven for anybody; a camera's failure stands in its proof.
 */
export async function prove(run: Run): Promise<void> {
  const cameras = readyCameras(run.site, run.state);
  if (!run.state.changed && !run.state.steps.some((step) => step.phase === 'kept')) throw new TunnelError('stage-missing', { stage: 'connect' });
  const tunnel = cameras.every((camera) => runsAtEdge(run.site, camera)) ? [] : await boxLayers(run);
  const failures = await inLanes(cameras, 6, run.signal, (camera) => run.during({ task: 'prove-camera', subject: camera.choice.name }, () => proveCamera(run, camera, tunnel)));
  if (failures[0] !== undefined) throw failures[0].error;
}

async function boxLayers(run: Run): Promise<LayerProof[]> {
  try {
    return await run.overlay().proveBox(run.site, await run.box(), run.ports.secrets, run.signal);
  } catch (error) {
    if (run.signal.aborted) throw error;
    // The far end may still be asked: a box that refuses SSH today can carry pictures all the same.
    return [notAsked('client-running', error), notAsked('tunnel-handshake', error)];
  }
}

async function proveCamera(run: Run, camera: ChosenCamera, tunnel: readonly LayerProof[]): Promise<void> {
  const target = siteCamera(camera);
  const { secrets, pictures, now } = run.ports;
  // What never leaves the site has no tunnel to be proven.
  const edge = runsAtEdge(run.site, camera);
  const overlay = edge ? null : run.overlay();
  const [reach, forwards, egress, member, agent] = await Promise.all([
    guard(run, 'box-reaches-camera', async () => {
      const reached = await (await run.box()).reaches({ host: target.address, port: target.rtspPort }, run.signal);
      return { layer: 'box-reaches-camera', outcome: reached ? 'proven' : 'failed', params: {}, error: null };
    }),
    guard(run, 'box-forwards', async () => overlay?.proveForwarding?.(run.site, await run.box(), target, run.signal)),
    guard(run, 'egress-listed', async () => overlay?.proveEgress(run.site, target, secrets, run.signal)),
    guard(run, 'member-reaches-camera', async () => overlay?.proveMember?.(run.site, target, secrets, run.signal)),
    proveAgent(run, camera).catch((error: unknown) => {
      if (run.signal.aborted) throw error;
      return { layers: [failed('agent-available', error)], picture: null };
    }),
  ]);
  const picture: PictureRef | null = agent.picture === null ? null : await pictures.save(agent.picture);
  await run.record({
    type: 'proved',
    proof: { deviceId: camera.device.id, name: camera.choice.name, layers: [...(edge ? [] : tunnel), ...reach, ...forwards, ...egress, ...answeredBy(agent.layers, member), ...agent.layers], picture, provenAt: new Date(now()).toISOString() },
  });
}

async function proveAgent(run: Run, camera: ChosenCamera): Promise<AgentProof> {
  const spec = agentSpec(run.site, camera);
  if (spec === null) throw new TunnelError('stage-missing', { stage: 'check' });
  const { registrar, view } = run.agents(camera.choice.runs);
  return registrar.prove(spec, view);
}

/** An agent that got to the camera is that other device: what could not be asked of the others is answered then. */
function answeredBy(agent: readonly LayerProof[], member: readonly LayerProof[]): readonly LayerProof[] {
  const reached = agent.some((layer) => (layer.layer === 'agent-connected' || layer.layer === 'frame-received' || layer.layer === 'frames-counted') && layer.outcome === 'proven');
  return reached ? member.filter((layer) => layer.outcome !== 'not-asked') : member;
}

/** Nothing where nobody has anything to say of it. */
async function guard(run: Run, layer: Layer, ask: () => Promise<LayerProof | undefined>): Promise<LayerProof[]> {
  try {
    const proof = await ask();
    return proof === undefined ? [] : [proof];
  } catch (error) {
    if (run.signal.aborted) throw error;
    return [notAsked(layer, error)];
  }
}

function notAsked(layer: Layer, error: unknown): LayerProof {
  const data = errorData(error);
  return { layer, outcome: 'not-asked', params: { reason: data.detail ?? data.code }, error: data };
}

function failed(layer: Layer, error: unknown): LayerProof {
  return { layer, outcome: 'failed', params: {}, error: errorData(error) };
}
