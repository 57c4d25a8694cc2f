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

/** Why something was not asked, where this program knows itself; the `why` of a layer's params, and `said` what the other side said to it. */
export const PROOF_REASONS = [
  'not-running', 'no-connection', 'login-refused', 'no-agent', 'no-answer', 'unreachable', 'dashboard', 'log-silent', 'no-log', 'no-count', 'no-picture', 'no-second', 'old', 'one-colour',
] as const;
export type ProofReason = (typeof PROOF_REASONS)[number];

export function verdict(proof: Pick<CameraProof, 'layers'>): Verdict {
  // What becomes of the pictures behind the agent does not undo that they arrived; it is a failure of its own.
  if (proof.layers.some((layer) => layer.outcome === 'failed' && layer.layer !== 'agent-stores')) return 'failed';
  const proven = (wanted: Layer): boolean => proof.layers.some((layer) => layer.layer === wanted && layer.outcome === 'proven');
  if (proven('frame-received')) return 'frames';
  if (proven('frames-counted')) return 'counted';
  return proven('agent-heartbeat') ? 'heartbeat' : 'available';
}
