import { z } from 'zod';
import { PictureRef } from './camera';
import { ErrorData } from './errors';
import { Params } from './json';

/** The layers between a camera and a recording, each asked for itself. "Online" in a server's list proves nothing. */
export const LAYERS = ['client-running', 'tunnel-handshake', 'survives-restart', 'box-reaches-camera', 'box-forwards', 'egress-listed', 'member-reaches-camera', 'agent-available', 'agent-connected', 'frame-received'] as const;
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

/** `frames`: a frame arrived at the far end. `available`: everything that could be asked said yes, but no frame could be seen. */
export function verdict(proof: CameraProof): 'frames' | 'available' | 'failed' {
  if (proof.layers.some((layer) => layer.outcome === 'failed')) return 'failed';
  return proof.layers.some((layer) => layer.layer === 'frame-received' && layer.outcome === 'proven') ? 'frames' : 'available';
}
