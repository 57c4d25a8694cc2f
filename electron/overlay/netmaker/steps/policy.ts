import { z } from 'zod';
import { TunnelError } from '../../../domain/errors';
import type { PlannedStep } from '../../../domain/plan';
import type { StepContext, StepDriver } from '../../../engine/step';
import { listEgress } from '../api/egress';
import { changePolicy, createPolicy, deletePolicy, listPolicies, type Policy, type PolicyBody, type Subject } from '../api/policies';
import { boxMember } from '../membership';
import { PolicyInput, readInput } from '../plan';
import { judgePolicies } from '../policy-verdict';
import { covers } from '../ranges';
import { overlayOf, sessionFor, type Session, type Sessions } from '../session';
import { pollThrough } from '../waiting';

/** Policies of our name that were there before us: somebody else's by then, whatever they are called. */
const Found = z.object({ ids: z.array(z.string()) });
const Result = z.object({ policyId: z.string().nullable() });

const LISTED_DEADLINE_MS = 30_000;

/**
 * Where the network lets nobody through by itself: one policy that allows the chosen devices and tags to open the cameras' ports on
 * the ways that this site opened, and nothing else. Existing policies are never changed; found again by its name.
 */
export function policyStep(sessions: Sessions): StepDriver {
  return {
    kind: 'netmaker.policy',

    async inspect(step, context) {
      const { session, input } = at(sessions, step, context);
      const [policies, egressIds] = await Promise.all([listPolicies(session.client, input.network, context.signal, true), waysOf(session, input, context)]);
      const named = (policies ?? []).filter((policy) => policy.name === input.name);
      const own = ownId(step, context);
      const found = { ids: named.map((policy) => policy.id).filter((id) => id !== own) };
      // Where everything is open, or there are no policies, one more would only pretend to protect something.
      const network = judgePolicies(policies, input.network, null);
      if (network !== 'closed') return { change: 'none', found, result: { policyId: null } };
      refuseMasterKey(context);
      if (egressIds === null) return { change: 'add', found, result: null };
      const body = bodyOf(input, egressIds, await session.server(context.signal));
      const same = named.find((policy) => says(policy, body));
      if (same !== undefined) return { change: 'none', found, result: { policyId: same.id } };
      return { change: named.some((policy) => policy.id === own) ? 'update' : 'add', found, result: null };
    },

    async apply(step, _found, context) {
      const { session, input } = at(sessions, step, context);
      const [policies, egressIds] = await Promise.all([listPolicies(session.client, input.network, context.signal), waysOf(session, input, context)]);
      if (egressIds === null) throw new TunnelError('overlay-egress-missing', { range: input.ranges.join(', ') });
      const body = bodyOf(input, egressIds, await session.server(context.signal));
      const own = policies?.find((policy) => policy.id === ownId(step, context));
      // One of our name that is not known to be ours is left alone, unless it says exactly this: then a run that was killed made it.
      if (policies?.some((policy) => policy.name === input.name && says(policy, body)) === true) return { policyId: null };
      if (own === undefined) await createPolicy(session.client, body, context.signal);
      else await changePolicy(session.client, own.id, body, context.signal);
      return { policyId: null };
    },

    async verify(step, _result, context) {
      const { session, input } = at(sessions, step, context);
      const server = await session.server(context.signal);
      const listed = await pollThrough(
        async () => {
          const [policies, egressIds] = await Promise.all([listPolicies(session.client, input.network, context.signal), waysOf(session, input, context)]);
          if (judgePolicies(policies, input.network, null) !== 'closed') return { policyId: null };
          const body = egressIds === null ? null : bodyOf(input, egressIds, server);
          const policy = body === null ? undefined : policies?.find((candidate) => candidate.name === input.name && says(candidate, body));
          return policy === undefined ? undefined : { policyId: policy.id };
        },
        { deadlineMs: LISTED_DEADLINE_MS, pauseMs: 200, signal: context.signal },
      );
      if (listed === undefined) throw new TunnelError('overlay-policy-blocks', { network: input.network, range: input.ranges.join(', ') }, { detail: 'the server said yes to the policy, but does not list it' });
      return listed;
    },

    async undo(step, found, result, context) {
      const { session, input } = at(sessions, step, context);
      const before = Found.safeParse(found).data ?? { ids: [] };
      const made = Result.safeParse(result).data?.policyId ?? null;
      const left = await pollThrough(
        async () => {
          const policies = await listPolicies(session.client, input.network, context.signal);
          // They could be seen when ours was made.
          if (policies === null && made !== null) throw new TunnelError('overlay-refused', { action: 'list the policies', status: 403, message: 'this account may not see them' });
          const mine = (policies ?? []).filter((policy) => !before.ids.includes(policy.id) && (policy.name === input.name || policy.id === made));
          for (const policy of mine) await deletePolicy(session.client, policy.id, context.signal);
          return mine.length === 0 ? mine : undefined;
        },
        { deadlineMs: LISTED_DEADLINE_MS, pauseMs: 200, signal: context.signal },
      );
      if (left === undefined) throw new TunnelError('undo-left', { what: `the policy ${input.name}`, seconds: LISTED_DEADLINE_MS / 1000 });
      return [];
    },
  };
}

function at(sessions: Sessions, step: PlannedStep, context: StepContext): { session: Session; input: PolicyInput } {
  const input = readInput(PolicyInput, step);
  return { session: sessionFor(sessions, input.server, context.site, context.secrets), input };
}

/** The policy that an earlier run of this step made, as far as its result reached the journal. */
function ownId(step: PlannedStep, context: StepContext): string | null {
  return Result.safeParse(context.resultOf(step.id)).data?.policyId ?? null;
}

/** Ids of what the box serves for these ranges; null: not all of it is there yet. */
async function waysOf(session: Session, input: PolicyInput, context: StepContext): Promise<string[] | null> {
  const [server, member] = await Promise.all([session.server(context.signal), boxMember(session.client, input.network, context)]);
  if (server.egressApi === 'legacy' || member === null) return null;
  const list = (await listEgress(session.client, input.network, context.signal, true)).filter((egress) => egress.status !== false && Object.hasOwn(egress.nodes ?? {}, member.nodeId));
  const ids = input.ranges.map((range) => list.find((egress) => covers(egress.range ?? '', range))?.id);
  return ids.every((id) => id !== undefined) ? [...new Set(ids)].sort() : null;
}

function bodyOf(input: PolicyInput, egressIds: readonly string[], server: { readonly pro: boolean }): PolicyBody {
  return { name: input.name, network: input.network, from: input.who.map(({ kind, id }) => ({ id: kind, value: id })), egressIds, ports: input.ports, pro: server.pro };
}

/** Does it allow exactly this? Neither order nor the names that newer servers add matter. */
function says(policy: Policy, body: PolicyBody): boolean {
  const set = (subjects: readonly Subject[]): string => subjects.map(({ id, value }) => `${id} ${value}`).sort().join('\n');
  return policy.enabled !== false
    && set(policy.src_type ?? []) === set(body.from)
    && set(policy.dst_type ?? []) === set(body.egressIds.map((value) => ({ id: 'egress-id', value })))
    && policy.protocol === 'tcp'
    && [...(policy.ports ?? [])].sort().join() === body.ports.map(String).sort().join();
}

/** The server notes who made a policy and does not find the master key among its users (fact sheet 1.3). */
function refuseMasterKey(context: StepContext): void {
  if (overlayOf(context.site).auth.kind === 'master-key') throw new TunnelError('overlay-policy-by-user', {});
}
