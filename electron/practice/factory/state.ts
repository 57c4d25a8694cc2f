import { randomBytes } from 'node:crypto';
import { z } from 'zod';

/** An agent as it was asked for. Values are strings, as in the documented API. */
export const SimulatedDeployment = z.object({
  name: z.string(),
  deployName: z.string(),
  rtsp: z.string(),
  continuous: z.string(),
  onvif: z.string(),
  onvif_xaddr: z.string(),
  onvif_username: z.string(),
  onvif_password: z.string(),
  createdAt: z.string(),
});
export type SimulatedDeployment = z.infer<typeof SimulatedDeployment>;

/** A simulated Factory, all of it: plain JSON. */
export const FactoryState = z.object({
  signingKey: z.string(),
  /** Raised to make all session tokens invalid. */
  era: z.number(),
  username: z.string(),
  password: z.string(),
  deployments: z.array(SimulatedDeployment),
});
export type FactoryState = z.infer<typeof FactoryState>;

export function newFactoryState(login: { username: string; password: string }): FactoryState {
  return { signingKey: randomBytes(24).toString('base64url'), era: 0, ...login, deployments: [] };
}
