import { z } from 'zod';
import type { Json } from '../../domain/json';
import type { StepContext } from '../../engine/step';
import { listNodes } from './api/nodes';
import { readBoxState, type BoxState } from './box-state';
import type { NetmakerClient } from './client';

/** Id of the step; other steps read its result. */
export const JOIN_STEP = 'netmaker.join';

/** The box as a member of the network. */
export const Member = z.object({ hostId: z.string(), nodeId: z.string(), address: z.string() });
export type Member = z.infer<typeof Member>;

export function joinResult(json: Json): Member | null {
  const parsed = Member.safeParse(json);
  return parsed.success ? parsed.data : null;
}

/** The host's node in the network, as the server lists it. */
export async function memberOf(client: NetmakerClient, network: string, hostId: string, signal: AbortSignal, shared = false): Promise<Member | null> {
  const node = (await listNodes(client, network, signal, shared)).find((candidate) => candidate.hostid === hostId);
  return node === undefined ? null : { hostId, nodeId: node.id, address: node.address ?? '' };
}

/** The box in the network: by the result of the join, else by the host id on the box itself. null: no member (yet). */
export async function boxMember(client: NetmakerClient, network: string, context: StepContext): Promise<Member | null> {
  const joined = joinResult(context.resultOf(JOIN_STEP));
  if (joined !== null) return joined;
  const { hostId } = await boxState(context);
  return hostId === null ? null : memberOf(client, network, hostId, context.signal, true);
}

const underway = new WeakMap<object, Promise<BoxState>>();

/** The state of the client on the box; looks that happen at the same time are one look. */
export async function boxState(context: StepContext): Promise<BoxState> {
  const box = await context.box();
  const look = underway.get(box) ?? readBoxState(box, context.signal).finally(() => underway.delete(box));
  underway.set(box, look);
  return look;
}
