import { TunnelError } from '../../../domain/errors';
import type { StepContext, StepDriver } from '../../../engine/step';
import { keysTagged } from '../api/enrollment-keys';
import type { NetmakerClient } from '../client';
import { deleteKeys, ensureToken, findToken } from '../enrollment';
import { boxState, memberOf } from '../membership';
import { KeyInput, readInput } from '../plan';
import { sessionFor, type Sessions } from '../session';
import type { PlannedStep } from '../../../domain/plan';

/**
 * A short-lived enrolment key, found again by its name. Its token is never journaled: whoever needs it reads it from the
 * server's list. Where the box is a member already, no key is needed and none is made.
 */
export function keyStep(sessions: Sessions): StepDriver {
  return {
    kind: 'netmaker.key',
    looksEarly: true,

    async inspect(step, context) {
      const { client, input } = at(sessions, step, context);
      const joined = await isMember(client, input.network, context);
      const usable = joined || (await findToken(client, context.secrets, { ...input, now: context.now() }, context.signal)) !== null;
      return usable ? { change: 'none', found: null, result: { tag: input.tag } } : { change: 'add', found: null, result: null };
    },

    async apply(step, _found, context) {
      const { client, input } = at(sessions, step, context);
      await ensureToken(client, context.secrets, { ...input, now: context.now() }, context.signal);
      return { tag: input.tag };
    },

    async verify(step, result, context) {
      const { client, input } = at(sessions, step, context);
      const there = (await findToken(client, context.secrets, { ...input, now: context.now() }, context.signal)) !== null;
      if (!there && !(await isMember(client, input.network, context))) {
        throw new TunnelError('overlay-refused', { action: 'make an enrolment key', status: 200, message: 'it said yes, but lists no such key' });
      }
      return result;
    },

    async undo(step, _found, _result, context) {
      const { client, input } = at(sessions, step, context);
      await deleteKeys(client, input.tag, context.signal);
      return (await keysTagged(client, input.tag, context.signal)).length === 0 ? [] : [`the enrolment key ${input.tag} is still there`];
    },
  };
}

/** Deletes the key once the box is in. There is nothing to undo: a key that is gone opens nothing. */
export function keyRemovalStep(sessions: Sessions): StepDriver {
  return {
    kind: 'netmaker.key-removal',

    async inspect(step, context) {
      const { client, input } = at(sessions, step, context);
      const [joined, keys] = await Promise.all([isMember(client, input.network, context), keysTagged(client, input.tag, context.signal)]);
      // Before the join there is none yet, but there will be one to delete.
      const change = joined && keys.length === 0 ? 'none' : 'add';
      return { change, found: null, result: null };
    },

    async apply(step, _found, context) {
      const { client, input } = at(sessions, step, context);
      await deleteKeys(client, input.tag, context.signal);
      return null;
    },

    async verify(step, result, context) {
      const { client, input } = at(sessions, step, context);
      if ((await keysTagged(client, input.tag, context.signal)).length > 0) {
        throw new TunnelError('overlay-refused', { action: 'delete the enrolment key', status: 200, message: 'it said yes, but still lists it' });
      }
      return result;
    },

    undo: () => Promise.resolve([]),
  };
}

function at(sessions: Sessions, step: PlannedStep, context: StepContext): { client: NetmakerClient; input: KeyInput } {
  const input = readInput(KeyInput, step);
  return { client: sessionFor(sessions, input.server, context.site, context.secrets).client, input };
}

async function isMember(client: NetmakerClient, network: string, context: StepContext): Promise<boolean> {
  const state = await boxState(context);
  if (state.hostId === null || !state.networks.includes(network)) return false;
  return (await memberOf(client, network, state.hostId, context.signal, true)) !== null;
}
