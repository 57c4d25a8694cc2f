import { z } from 'zod';
import { TunnelError } from '../../../domain/errors';
import type { Json } from '../../../domain/json';
import type { StepDriver } from '../../../engine/step';
import { boxState, publicKeyIn, readBoxState } from '../box-state';
import { KEY_NAME, KEY_REMOVE_NAME, KEY_REMOVE_SCRIPT, KEY_SCRIPT } from '../box-scripts';
import { keyPath } from '../configuration';
import { BoxInput, readInput } from '../plan';

const Found = z.object({ folder: z.boolean(), key: z.boolean() });
const Result = z.object({ publicKey: z.string() });

/** The box's public key by the result of this step; null: not made yet. */
export function keyResult(json: Json): string | null {
  return Result.safeParse(json).data?.publicKey ?? null;
}

/** The key pair of the tunnel, made on the box. Only the public half is ever read. */
export function keyStep(): StepDriver {
  return {
    kind: 'wireguard.key',

    async inspect(step, context) {
      const state = await boxState(context, readInput(BoxInput, step).interface);
      const found: Json = { folder: state.folder, key: state.keyFile };
      return state.publicKey === null ? { change: 'add', found, result: null } : { change: 'none', found, result: { publicKey: state.publicKey } };
    },

    async apply(step, _found, context) {
      const output = await (await context.box()).demand(['sh', '-c', KEY_SCRIPT, KEY_NAME, readInput(BoxInput, step).interface], { root: true, deadlineMs: 30_000, signal: context.signal });
      return { publicKey: publicKeyIn(output) };
    },

    async verify(step, _result, context) {
      const { publicKey } = await readBoxState(await context.box(), readInput(BoxInput, step).interface, context.signal);
      if (publicKey === null) throw new TunnelError('box-command-failed', { command: 'wg genkey', code: 0 }, { detail: 'it said yes, but there is no key that can be read' });
      return { publicKey };
    },

    async undo(step, found, _result, context) {
      const { interface: name } = readInput(BoxInput, step);
      const before = Found.safeParse(found).data ?? { folder: true, key: false };
      if (before.key) return [];
      const box = await context.box();
      await box.demand(['sh', '-c', KEY_REMOVE_SCRIPT, KEY_REMOVE_NAME, name, before.folder ? '' : 'folder'], { root: true, deadlineMs: 30_000, signal: context.signal });
      return (await readBoxState(box, name, context.signal)).keyFile ? [`${keyPath(name)} is still there`] : [];
    },
  };
}
