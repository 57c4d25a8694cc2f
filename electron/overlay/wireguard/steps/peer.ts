import { z } from 'zod';
import { formatRange, parseRange } from '../../../domain/addresses';
import { TunnelError } from '../../../domain/errors';
import type { PlannedStep } from '../../../domain/plan';
import type { Box } from '../../../engine/ports';
import type { StepContext, StepDriver } from '../../../engine/step';
import { boxState, publicKeyIn } from '../box-state';
import { HUB_REMOVE_NAME, HUB_REMOVE_SCRIPT, HUB_SET_NAME, HUB_SET_SCRIPT } from '../hub-scripts';
import { readHubState, routed, takenBy, type HubState } from '../hub-state';
import type { Hubs } from '../hubs';
import { KEY_STEP, PeerInput, readInput } from '../plan';
import { hubHost, overlayOf } from '../settings';
import { demandUsable } from '../usable-hub';
import { keyResult } from './key';

const Key = z.string().refine((text) => publicKeyIn(text) === text);
const Ranges = z.array(z.string().refine((text) => parseRange(text) !== null)).max(2000);
/**
 * `key`: the box's, where it was known. `live`: ranges that the hub gave this key before us; null: it did not know it. `routes`: of the
 * interface, as they were. `peers`: the others, who must not lose anything.
 */
const Found = z.object({ key: Key.nullable(), live: Ranges.nullable(), routes: Ranges, peers: z.array(z.object({ key: Key, allowed: Ranges })).max(5000) });
const Result = z.object({ publicKey: Key });

const HUB_DEADLINE_MS = 60_000;

/** The box as a peer of the hub: in the running interface, and in its file, so that it is still there after a restart of the hub. */
export function peerStep(hubs: Hubs): StepDriver {
  async function onHub<T>(step: PlannedStep, context: StepContext, work: (hub: Box, input: PeerInput, state: HubState) => Promise<T>): Promise<T> {
    const input = readInput(PeerInput, step);
    const settings = overlayOf(context.site);
    if (hubHost(settings) !== input.hub) throw new TunnelError('input-invalid', { field: 'overlay.hub', reason: `this was done on ${input.hub}` });
    return hubs.with(settings, context.secrets, context.signal, async (hub) => work(hub, input, await readHubState(hub, input.hubInterface, input.name, context.signal)));
  }

  return {
    kind: 'wireguard.peer',

    inspect: (step, context) =>
      onHub(step, context, async (_hub, input, state) => {
        demandUsable(state, overlayOf(context.site), input.hubInterface);
        const key = keyResult(context.resultOf(KEY_STEP)) ?? (await boxState(context, input.interface)).publicKey;
        const wanted = wantedRanges(input);
        refuseTaken(state, input, wanted, key);
        const live = state.peers.find((peer) => peer.publicKey === key)?.allowed ?? null;
        const others = state.peers.filter((peer) => peer.publicKey !== key).map((peer) => ({ key: peer.publicKey, allowed: [...peer.allowed] }));
        const found = { key, live: live === null ? null : [...live], routes: state.routes.filter((route) => route.interface === input.hubInterface).map((route) => route.range), peers: others };
        if (key === null) return { change: 'add', found, result: null };
        if (isSet(state, input, key, wanted)) return { change: 'none', found, result: { publicKey: key } };
        return { change: live === null && state.block === null ? 'add' : 'update', found, result: null };
      }),

    apply: (step, _found, context) =>
      onHub(step, context, async (hub, input, state) => {
        const key = keyResult(context.resultOf(KEY_STEP)) ?? (await boxState(context, input.interface)).publicKey;
        if (key === null) throw new TunnelError('bug', {}, { detail: 'the hub was to be told a key that is not there' });
        const wanted = wantedRanges(input);
        // Somebody else may have been at the hub since the plan.
        refuseTaken(state, input, wanted, key);
        // A hub with SaveConfig has no lines of ours: what its peer has there we gave it.
        const given = state.saves ? (state.peers.find((peer) => peer.publicKey === key)?.allowed ?? []) : (state.block?.allowed ?? []);
        const gone = given.filter((range) => !wanted.includes(range));
        const { code, stderr } = await hub.run(['sh', '-c', HUB_SET_SCRIPT, HUB_SET_NAME, input.hubInterface, input.name, key, wanted.join(','), state.block?.publicKey ?? '', [...new Set(gone)].join(',')], { root: true, deadlineMs: HUB_DEADLINE_MS, signal: context.signal });
        if (code !== 0) throw hubRefused(input.hub, code, stderr);
        return { publicKey: key };
      }),

    verify: (step, result, context) =>
      onHub(step, context, (_hub, input, state) => {
        const { publicKey } = Result.parse(result);
        const wanted = wantedRanges(input);
        refuseTaken(state, input, wanted, publicKey);
        if (!isSet(state, input, publicKey, wanted)) throw new TunnelError('wireguard-hub-unusable', { hub: input.hub, reason: 'it took the small computer in, but does not list it with all its ranges' });
        return Promise.resolve({ publicKey });
      }),

    undo: (step, found, result, context) =>
      onHub(step, context, async (hub, input, state) => {
        const before = Found.safeParse(found).data ?? { key: null, live: null, routes: [], peers: [] };
        const boxKey = await boxState(context, input.interface).then((box) => box.publicKey, (error: unknown) => {
          // A box that cannot be asked must not keep its peer on the hub.
          if (context.signal.aborted) throw error;
          return null;
        });
        const keys = [...new Set([Result.safeParse(result).data?.publicKey, state.block?.publicKey, before.key, boxKey])].filter((key) => key != null);
        // Ranges of before go back only where they would not be taken from somebody who has them by now.
        const restore = before.live !== null && before.live.length > 0 && takenBy(state, input.hubInterface, before.live, keys) === null ? before.live.join(',') : '';
        const routes = [...wantedRanges(input), ...(state.block?.allowed ?? [])].filter((range) => !before.routes.includes(range));
        const { code, stderr } = await hub.run(['sh', '-c', HUB_REMOVE_SCRIPT, HUB_REMOVE_NAME, input.hubInterface, input.name, [...new Set(routes)].join(','), restore, ...keys], { root: true, deadlineMs: HUB_DEADLINE_MS, signal: context.signal });
        if (code !== 0) throw hubRefused(input.hub, code, stderr);
        return differences(await readHubState(hub, input.hubInterface, input.name, context.signal), input, before, keys, routes);
      }),
  };
}

function wantedRanges(input: PeerInput): string[] {
  return [...new Set([`${input.address}/32`, ...input.openTo])];
}

function refuseTaken(state: HubState, input: PeerInput, wanted: readonly string[], key: string | null): void {
  const taken = takenBy(state, input.hubInterface, wanted, [key, state.block?.publicKey ?? null]);
  if (taken !== null) throw new TunnelError('overlay-range-collides', { range: taken.range, owner: taken.owner });
}

/** In the running interface with exactly these ranges, in the file (which a hub with SaveConfig writes itself), and with a route each. */
function isSet(state: HubState, input: PeerInput, key: string, wanted: readonly string[]): boolean {
  const sameRanges = (list: readonly string[]): boolean => list.length === wanted.length && wanted.every((range) => list.includes(range));
  const live = state.peers.find((peer) => peer.publicKey === key);
  if (live === undefined || !sameRanges(live.allowed)) return false;
  if (!state.saves && !(state.block !== null && state.block.publicKey === key && sameRanges(state.block.allowed))) return false;
  return wanted.every((range) => routed(state, input.hubInterface, range));
}

function differences(state: HubState, input: PeerInput, before: z.infer<typeof Found>, keys: readonly string[], routes: readonly string[]): string[] {
  const ours = state.peers.filter((peer) => keys.includes(peer.publicKey));
  return [
    ...(state.block === null ? [] : [`the file of ${input.hubInterface} on ${input.hub} still has our lines`]),
    ...(before.live === null ? ours.map(() => `${input.hub} still knows the small computer as a peer`) : ours.length === 0 ? [`${input.hub} knew the small computer before and does not any more`] : []),
    ...state.routes.filter((route) => route.interface === input.hubInterface && routes.includes(route.range)).map((route) => `${input.hub} still has the route to ${route.range}`),
    ...before.peers.flatMap(({ key, allowed }) => {
      const now = state.peers.find((peer) => peer.publicKey === key);
      const lost = allowed.map((text) => formatRange(parseRange(text) ?? { base: 0, prefix: 32 })).filter((range) => now !== undefined && !now.allowed.includes(range));
      return lost.length === 0 ? [] : [`the peer ${key} had ${lost.join(', ')} on ${input.hub} and has it no more`];
    }),
  ];
}

/** Exit codes of the scripts (hub-scripts.ts). */
function hubRefused(hub: string, code: number | null, stderr: string): TunnelError {
  const reasons: Readonly<Record<number, string>> = {
    65: 'the marks around our lines in its file were changed by somebody; take the lines out by hand',
    66: 'its interface has no file in /etc/wireguard, so that it would forget the small computer at its next start',
    70: 'it did not take the peer',
    71: 'it did not take the route to a camera',
    74: 'its file could not be written',
    75: 'somebody else is working on its file',
  };
  return new TunnelError('wireguard-hub-unusable', { hub, reason: reasons[code ?? -1] ?? `the command ended with ${code ?? 'a signal'}` }, { detail: stderr.slice(-500) });
}
