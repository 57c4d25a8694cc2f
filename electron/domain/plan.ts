import { z } from 'zod';
import { REPAIRS, type Repair } from './box';
import { Json, Params } from './json';

/**
 * Every kind of change that the product can make to the world. A step is data: its kind, whom it concerns and what it needs
 * (no secrets), so that it can be shown, signed, journaled, run again after a crash and undone weeks later.
 */
export const STEP_KINDS = [
  'box.load-tun', 'box.sync-clock', 'box.keep-awake', 'box.allow-docker-forward', 'box.allow-ufw-forward', 'box.baseline', 'netmaker.client', 'netmaker.key', 'netmaker.join', 'netmaker.egress', 'netmaker.policy', 'netmaker.key-removal', 'netmaker.router', 'wireguard.tools', 'wireguard.key', 'wireguard.peer', 'wireguard.tunnel', 'wireguard.handover', 'factory.agent', 'kubernetes.agent', 'docker.agent', 'edge.agent', 'camera.password',
] as const;
export const StepKind = z.enum(STEP_KINDS);
export type StepKind = z.infer<typeof StepKind>;

export const PlannedStep = z.object({
  /** Stable: the same step of the same site has the same id in every run. */
  id: z.string(),
  kind: StepKind,
  /** The sentence's words: names, addresses. */
  params: Params,
  /** What the driver needs to do it; JSON, without secrets. */
  input: Json,
  /** Steps that must be done first. */
  needs: z.array(z.string()),
});
export type PlannedStep = z.infer<typeof PlannedStep>;

/** A repair of the spare box as a step; its host is what people know it by. */
export function repairStep(repair: Repair, box: string): PlannedStep {
  return { id: `box.${repair}`, kind: `box.${repair}`, params: { box }, input: {}, needs: [] };
}

/** Does this step make an agent, wherever? Its params name the camera and the agent. */
export function isAgentStep(step: Pick<PlannedStep, 'kind'>): boolean {
  return step.kind.endsWith('.agent');
}

export function isRepair(step: PlannedStep): boolean {
  return REPAIRS.some((repair) => step.kind === `box.${repair}`);
}

/** Was it done on a camera, by itself and not for connecting? No plan has it; it stays until it is taken back. */
export function isOnCamera(step: Pick<PlannedStep, 'kind'>): boolean {
  return step.kind === 'camera.password';
}

export const Plan = z.object({
  /**
   * Steps with what the look at the world said. `none`: already so. `remove`: done by an earlier run and not wanted any more (a
   * camera was left out or renamed); it is taken back first.
   */
  steps: z.array(z.object({ step: PlannedStep, change: z.enum(['none', 'add', 'update', 'remove']) })),
  cameras: z.array(z.object({ deviceId: z.string(), name: z.string(), address: z.string(), kbps: z.number() })),
  /** Sum of the measured bitrates with 10 % for RTP, TCP and the tunnel, kbit/s; without the cameras whose agents run on the spare box. */
  totalKbps: z.number(),
});
export type Plan = z.infer<typeof Plan>;
