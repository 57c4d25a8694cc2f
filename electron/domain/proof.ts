import { z } from 'zod';
import { PictureRef } from './camera';
import { ErrorData } from './errors';
import { Params } from './json';

/** The layers between a camera and a recording, each asked for itself. "Online" in a server's list proves nothing. */
export const LAYERS = ['client-running', 'tunnel-handshake', 'survives-restart', 'box-reaches-camera', 'box-forwards', 'egress-listed', 'member-reaches-camera', 'agent-available', 'agent-connected', 'frame-received', 'frames-counted', 'agent-heartbeat', 'agent-stores'] as const;
export const LayerProof = z.object({
  layer: z.enum(LAYERS),
  outcome: z.enum(['proven', 'failed', 'not-asked']),
  params: Params,
  error: ErrorData.nullable(),
});
export type LayerProof = z.infer<typeof LayerProof>;
export type Layer = LayerProof['layer'];

export const CameraProof = z.object({
  deviceId: z.string(),
  name: z.string(),
  layers: z.array(LayerProof),
  /** What the far end saw. */
  picture: PictureRef.nullable(),
  provenAt: z.string(),
});
export type CameraProof = z.infer<typeof CameraProof>;

/**
 * The strongest that was proven, which is always named. `frames`: a frame arrived at the far end and was seen. `counted`: the agent's log
 * says that frames arrive. `heartbeat`: the agent is heard of in Vault or Hub. `available`: everything that could be asked said yes, and no more.
 */
export const VERDICTS = ['frames', 'counted', 'heartbeat', 'available', 'failed'] as const;
export type Verdict = (typeof VERDICTS)[number];

export function verdict(proof: Pick<CameraProof, 'layers'>): Verdict {
  if (proof.layers.some((layer) => layer.outcome === 'failed')) return 'failed';
  const proven = (wanted: Layer): boolean => proof.layers.some((layer) => layer.layer === wanted && layer.outcome === 'proven');
  if (proven('frame-received')) return 'frames';
  if (proven('frames-counted')) return 'counted';
  return proven('agent-heartbeat') ? 'heartbeat' : 'available';
}
