import { z } from 'zod';
import { formatRange, parseRange } from '../../../domain/addresses';
import { TunnelError } from '../../../domain/errors';
import type { Json } from '../../../domain/json';
import type { PlannedStep } from '../../../domain/plan';
import type { Site } from '../../../domain/site';
import type { StepContext, StepDriver } from '../../../engine/step';
import { changeExtClient, createExtClient, deleteExtClient, findExtClient, type ExtClient } from '../api/ext-clients';
import { listGateways } from '../api/gateways';
import { keyTag, readInput, ServerInput } from '../plan';
import { overlayOf, sessionFor, type Session, type Sessions } from '../session';
import { pollThrough } from '../waiting';

const RouterInput = ServerInput.extend({ id: z.string(), ranges: z.array(z.string()) });
type RouterInput = z.infer<typeof RouterInput>;
/** What was there before us: null is nothing. */
const Found = z.object({ before: z.object({ ranges: z.array(z.string()), enabled: z.boolean() }).nullable() });

export const ROUTER_STEP = 'netmaker.router';
const LISTED_DEADLINE_MS = 30_000;

/** Name of the router in the network: letters, digits and dashes only, and stable, so that it is found again. */
export function routerId(siteId: string): string {
  return keyTag(siteId);
}

/** The router as a plain WireGuard client that brings the site's ranges along. */
export function planRouter(site: Site, ranges: readonly string[]): PlannedStep {
  const { url, network } = overlayOf(site);
  const id = routerId(site.id);
  return {
    id: ROUTER_STEP,
    kind: 'netmaker.router',
    params: { name: id, network, ranges: shortList(ranges) },
    input: { server: url.replace(/\/+$/, ''), network, id, ranges: [...ranges] },
    needs: [],
  };
}

/**
 * Makes the external client and nothing else: no device is made a gateway by us. Where it is there already, from another laptop, it
 * is adjusted and keeps its keys; undo returns to what was found, and never touches another client.
 */
export function routerStep(sessions: Sessions): StepDriver {
  const at = (step: PlannedStep, context: StepContext): { session: Session; input: RouterInput } => {
    const input = readInput(RouterInput, step);
    return { session: sessionFor(sessions, input.server, context.site, context.secrets), input };
  };
  return {
    kind: 'netmaker.router',

    async inspect(step, context) {
      const { session, input } = at(step, context);
      const there = await findExtClient(session.client, input.network, input.id, context.signal);
      if (there === null) {
        await demandGateway(session, input.network, context);
        return { change: 'add', found: { before: null }, result: null };
      }
      const found: Json = { before: { ranges: [...(there.extraallowedips ?? [])], enabled: there.enabled !== false } };
      return isAsWanted(there, input) ? { change: 'none', found, result: { id: input.id } } : { change: 'update', found, result: null };
    },

    async apply(step, _found, context) {
      const { session, input } = at(step, context);
      const there = await findExtClient(session.client, input.network, input.id, context.signal);
      if (there !== null) {
        if (!isAsWanted(there, input)) await changeExtClient(session.client, { network: input.network, before: there, ranges: input.ranges, enabled: true }, context.signal);
        return { id: input.id };
      }
      const gateway = await demandGateway(session, input.network, context);
      const made = await createExtClient(session.client, { network: input.network, gateway, id: input.id, ranges: input.ranges }, context.signal);
      // The name is taken, and not in this network: names are unique on the whole server.
      if (!made && (await findExtClient(session.client, input.network, input.id, context.signal)) === null) {
        throw new TunnelError('overlay-refused', { action: `let ${input.id} into the network`, status: 400, message: 'another network has an external client of this name' });
      }
      return { id: input.id };
    },

    async verify(step, result, context) {
      const { session, input } = at(step, context);
      let last: ExtClient | null = null;
      const listed = await pollThrough(
        async () => {
          last = await findExtClient(session.client, input.network, input.id, context.signal);
          return last !== null && isAsWanted(last, input) ? true : undefined;
        },
        { deadlineMs: LISTED_DEADLINE_MS, pauseMs: 200, signal: context.signal },
      );
      if (listed === undefined) throw new TunnelError('overlay-egress-missing', { range: input.ranges.join(', ') }, { detail: last === null ? 'the external client is not listed' : 'the external client is switched off, or lacks ranges' });
      return result;
    },

    async undo(step, found, _result, context) {
      const { session, input } = at(step, context);
      // Unknown is as nothing: then it was us.
      const before = Found.safeParse(found).data?.before ?? null;
      const there = await findExtClient(session.client, input.network, input.id, context.signal);
      if (there === null) return before === null ? [] : [`the external client ${input.id} is gone`];
      if (before === null) {
        await deleteExtClient(session.client, input.network, input.id, context.signal);
        if ((await findExtClient(session.client, input.network, input.id, context.signal)) !== null) throw new TunnelError('undo-left', { what: `the external client ${input.id}`, seconds: 0 });
        return [];
      }
      await changeExtClient(session.client, { network: input.network, before: there, ranges: before.ranges, enabled: before.enabled }, context.signal);
      const after = await findExtClient(session.client, input.network, input.id, context.signal);
      const same = after !== null && sameRanges(after.extraallowedips ?? [], before.ranges) && (after.enabled !== false) === before.enabled;
      return same ? [] : [`the external client ${input.id} does not bring along what it did before`];
    },
  };
}

/** The first one that is connected, in the order of their ids, so that every run takes the same. */
async function demandGateway(session: Session, network: string, context: StepContext): Promise<string> {
  const gateways = [...(await listGateways(session.client, network, context.signal))].sort((a, b) => Number(b.connected) - Number(a.connected) || a.nodeId.localeCompare(b.nodeId));
  const [first] = gateways;
  if (first === undefined) throw new TunnelError('overlay-gateway-missing', { network });
  return first.nodeId;
}

function isAsWanted(there: ExtClient, input: RouterInput): boolean {
  return there.enabled !== false && sameRanges(there.extraallowedips ?? [], input.ranges);
}

function sameRanges(a: readonly string[], b: readonly string[]): boolean {
  const normal = (ranges: readonly string[]): string => [...new Set(ranges.map((text) => {
    const range = parseRange(text);
    return range === null ? text : formatRange(range);
  }))].sort().join();
  return normal(a) === normal(b);
}

/** Fit for a sentence. */
function shortList(ranges: readonly string[]): string {
  return ranges.length <= 8 ? ranges.join(', ') : `${ranges.slice(0, 3).join(', ')}, … (${ranges.length})`;
}
