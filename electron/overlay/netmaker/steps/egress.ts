import { z } from 'zod';
import { TunnelError } from '../../../domain/errors';
import type { Json } from '../../../domain/json';
import type { PlannedStep } from '../../../domain/plan';
import type { StepContext, StepDriver } from '../../../engine/step';
import { createEgress, deleteEgress, listEgress, type Egress } from '../api/egress';
import { syncHost } from '../api/hosts';
import { rangesOf, setRanges } from '../api/legacy-egress';
import { listNetworks } from '../api/networks';
import { listNodes } from '../api/nodes';
import { listPolicies } from '../api/policies';
import { boxMember, type Member } from '../membership';
import { OneAtATime } from '../one-at-a-time';
import { refuseOwnEndpoint } from '../own-endpoint';
import { EgressInput, isOurs, readInput } from '../plan';
import { judgePolicies } from '../policy-verdict';
import { collision, covers, sameRange, type Occupied } from '../ranges';
import { overlayOf, sessionFor, type Session, type Sessions } from '../session';
import { pollThrough } from '../waiting';

/** `ids`: resources of this range that were there before us. `ranges`, `nat`: what the node served before us, in the old form. */
const Found = z.object({ ids: z.array(z.string()), ranges: z.array(z.string()), nat: z.boolean() });
const Result = z.object({ egressId: z.string().nullable(), nodeId: z.string() });

const LISTED_DEADLINE_MS = 30_000;
const METRIC = 256;

/** One camera's address, reachable from the network through the box. Found again by its range and node, or by its name. */
export function egressStep(sessions: Sessions): StepDriver {
  // The old call replaces all ranges of a node: two steps that read, add and write side by side would lose one.
  const nodes = new OneAtATime();

  function at(step: PlannedStep, context: StepContext): { session: Session; input: EgressInput } {
    const input = readInput(EgressInput, step);
    return { session: sessionFor(sessions, input.server, context.site, context.secrets), input };
  }

  return {
    kind: 'netmaker.egress',

    async inspect(step, context) {
      const { session, input } = at(step, context);
      const [server, member, networks] = await Promise.all([session.server(context.signal), boxMember(session.client, input.network, context), listNetworks(session.client, context.signal, true)]);
      const network = networks.find((candidate) => candidate.name === input.network);
      if (network === undefined) throw new TunnelError('overlay-network-missing', { network: input.network, networks: networks.map((candidate) => candidate.name).join(', ') });
      if (member !== null) await refuseOwnEndpoint(session, input.range, member.hostId, context.signal);
      const occupied: Occupied[] = network.range === '' ? [] : [{ range: network.range, owner: `the network ${network.name} itself` }];
      if (server.egressApi === 'v1') {
        const list = await listEgress(session.client, input.network, context.signal, true);
        const strangers = list.filter((egress) => egress.status !== false && !servedBy(egress, member) && Object.keys(egress.nodes ?? {}).length > 0);
        refuseCollision(input.range, [...occupied, ...strangers.map((egress) => ({ range: egress.range ?? '', owner: egress.name }))]);
        const same = list.filter((egress) => sameRange(egress.range ?? '', input.range));
        const found: Json = { ids: same.map((egress) => egress.id), ranges: [], nat: true };
        // One that another step of this site made goes when that step goes: when a person turns from whole networks to single cameras.
        const open = list.find((egress) => egress.status !== false && servedBy(egress, member) && covers(egress.range ?? '', input.range) && (egress.name === input.name || !isOurs(context.site.id, egress.name)));
        if (open !== undefined && member !== null) return { change: 'none', found, result: { egressId: open.id, nodeId: member.nodeId } };
        // Somebody switched it off on purpose: making a second one beside it would undo their decision behind their back.
        if (same.some((egress) => servedBy(egress, member))) throw new TunnelError('overlay-egress-missing', { range: input.range }, { detail: 'it is listed but switched off on the server' });
        await refuseClosed(session, input, context);
        return { change: 'add', found, result: null };
      }
      const list = await listNodes(session.client, input.network, context.signal, true);
      const strangers = list.filter((node) => node.id !== member?.nodeId);
      refuseCollision(input.range, [...occupied, ...strangers.flatMap((node) => rangesOf(node).ranges.map((range) => ({ range, owner: `the device ${node.address ?? node.id}` })))]);
      const ours = list.find((node) => node.id === member?.nodeId);
      const before = ours === undefined ? { ranges: [], nat: true, metrics: null } : rangesOf(ours);
      const found: Json = { ids: [], ranges: [...before.ranges], nat: before.nat };
      if (ours !== undefined && before.ranges.some((range) => covers(range, input.range))) return { change: 'none', found, result: { egressId: null, nodeId: ours.id } };
      return { change: 'add', found, result: null };
    },

    async apply(step, _found, context) {
      const { session, input } = at(step, context);
      const [server, member] = await Promise.all([session.server(context.signal), demandMember(session, input.network, context)]);
      if (server.egressApi === 'v1') {
        // Duplicates are not refused by the server, and a run that was killed may have made it already.
        const there = (await listEgress(session.client, input.network, context.signal)).some((egress) => sameRange(egress.range ?? '', input.range) && servedBy(egress, member));
        if (!there) await createEgress(session.client, { ...input, nodeId: member.nodeId }, context.signal);
      } else {
        await nodes.run(member.nodeId, () => changeRanges(session, input, member.nodeId, (ranges) => (ranges.some((range) => sameRange(range, input.range)) ? ranges : [...ranges, input.range]), true, context.signal));
      }
      await syncHost(session.client, member.hostId, context.signal);
      return { egressId: null, nodeId: member.nodeId };
    },

    async verify(step, result, context) {
      const { session, input } = at(step, context);
      const { nodeId } = Result.parse(result);
      const server = await session.server(context.signal);
      const listed = await pollThrough(
        async () => {
          if (server.egressApi === 'v1') {
            const open = (await listEgress(session.client, input.network, context.signal, true)).find((egress) => egress.status !== false && Object.hasOwn(egress.nodes ?? {}, nodeId) && covers(egress.range ?? '', input.range));
            return open === undefined ? undefined : { egressId: open.id, nodeId };
          }
          // Never from the answer to the change: on a newer server the old call says yes and does nothing.
          const node = (await listNodes(session.client, input.network, context.signal, true)).find((candidate) => candidate.id === nodeId);
          return node !== undefined && rangesOf(node).ranges.some((range) => covers(range, input.range)) ? { egressId: null, nodeId } : undefined;
        },
        { deadlineMs: LISTED_DEADLINE_MS, pauseMs: 200, signal: context.signal },
      );
      if (listed === undefined) throw new TunnelError('overlay-egress-missing', { range: input.range });
      return listed;
    },

    async undo(step, found, result, context) {
      const { session, input } = at(step, context);
      const before = Found.safeParse(found).data ?? { ids: [], ranges: [], nat: true };
      const made = Result.safeParse(result).data ?? null;
      // What was made as a resource of its own is taken back as one, whatever the server is called today.
      const asResource = made?.egressId != null || (await session.server(context.signal)).egressApi === 'v1';
      if (asResource) {
        // By its name too: the result may be lost, and a node that was removed first is not in `nodes` any more.
        const mine = (egress: Egress): boolean =>
          !before.ids.includes(egress.id) && (egress.id === made?.egressId || egress.name === input.name || (made !== null && sameRange(egress.range ?? '', input.range) && Object.hasOwn(egress.nodes ?? {}, made.nodeId)));
        const left = await pollThrough(
          async () => {
            const rest = (await listEgress(session.client, input.network, context.signal)).filter(mine);
            for (const egress of rest) await deleteEgress(session.client, egress.id, context.signal);
            return rest.length === 0 ? rest : undefined;
          },
          { deadlineMs: LISTED_DEADLINE_MS, pauseMs: 200, signal: context.signal },
        );
        if (left === undefined) throw new TunnelError('undo-left', { what: `the way to ${input.range}`, seconds: LISTED_DEADLINE_MS / 1000 });
        return [];
      }
      const nodeId = made?.nodeId ?? (await boxMember(session.client, input.network, context))?.nodeId;
      // No node, no ranges: the server forgets them with it.
      if (nodeId === undefined || before.ranges.some((range) => sameRange(range, input.range))) return [];
      await nodes.run(nodeId, () => changeRanges(session, input, nodeId, (ranges) => ranges.filter((range) => !sameRange(range, input.range)), before.nat, context.signal));
      const after = (await listNodes(session.client, input.network, context.signal)).find((node) => node.id === nodeId);
      if (after !== undefined && rangesOf(after).ranges.some((range) => sameRange(range, input.range))) throw new TunnelError('undo-left', { what: `the way to ${input.range}`, seconds: 0 });
      return [];
    },
  };
}

async function changeRanges(session: Session, input: EgressInput, nodeId: string, change: (ranges: readonly string[]) => readonly string[], nat: boolean, signal: AbortSignal): Promise<void> {
  const node = (await listNodes(session.client, input.network, signal)).find((candidate) => candidate.id === nodeId);
  if (node === undefined) return;
  const before = rangesOf(node);
  const ranges = change(before.ranges);
  if (ranges.length === before.ranges.length && before.nat === nat) return;
  const metrics = before.metrics === null ? null : ranges.map((network) => before.metrics?.find((entry) => sameRange(entry.network, network)) ?? { network, route_metric: METRIC });
  await setRanges(session.client, { network: input.network, nodeId, wanted: { ranges, nat, metrics } }, signal);
}

async function demandMember(session: Session, network: string, context: StepContext): Promise<Member> {
  const member = await boxMember(session.client, network, context);
  if (member === null) throw new TunnelError('overlay-node-missing', { seconds: 0 });
  return member;
}

/** A network that lets nobody through by itself: a way that nobody may use is not opened before a person has said who may. */
async function refuseClosed(session: Session, input: EgressInput, context: StepContext): Promise<void> {
  if (overlayOf(context.site).policy.kind !== 'ask') return;
  const policies = await listPolicies(session.client, input.network, context.signal, true);
  if (judgePolicies(policies, input.network, null) === 'closed') throw new TunnelError('overlay-policy-blocks', { network: input.network, range: input.range });
}

function servedBy(egress: Egress, member: Member | null): boolean {
  return member !== null && Object.hasOwn(egress.nodes ?? {}, member.nodeId);
}

function refuseCollision(range: string, occupied: readonly Occupied[]): void {
  const other = collision(range, occupied);
  if (other !== null) throw new TunnelError('overlay-range-collides', { range, owner: other.owner });
}
