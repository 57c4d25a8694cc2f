import { z } from 'zod';
import { TunnelError } from '../../../domain/errors';
import type { Box } from '../../ports';
import type { StepDriver } from '../../step';

const TARGETS = ['sleep.target', 'suspend.target', 'hibernate.target', 'hybrid-sleep.target'];

/** Those that could be reached before us. */
const Found = z.object({ open: z.array(z.enum(TARGETS)) });

/** Nobody can send the computer to sleep any more, neither its lid nor its desktop; a masked target is one that nothing can start. */
export const KEEP_AWAKE: StepDriver = {
  kind: 'box.keep-awake',

  inspect: async (_step, context) => {
    const open = await openTargets(await context.box(), context.signal);
    return { change: open.length === 0 ? 'none' : 'update', found: { open }, result: { masked: true } };
  },

  apply: async (_step, found, context) => {
    const { open } = Found.parse(found);
    if (open.length > 0) await (await context.box()).demand(['systemctl', 'mask', ...open], { root: true, signal: context.signal });
    return { masked: true };
  },

  verify: async (_step, result, context) => {
    const open = await openTargets(await context.box(), context.signal);
    if (open.length > 0) throw new TunnelError('box-repair-without-effect', { what: open.join(', ') });
    return result;
  },

  undo: async (_step, found, _result, context) => {
    const before = Found.safeParse(found);
    if (!before.success) return ['It was not noted whether the computer could sleep before.'];
    if (before.data.open.length === 0) return [];
    const box = await context.box();
    await box.run(['systemctl', 'unmask', ...before.data.open], { root: true, signal: context.signal });
    const open = await openTargets(box, context.signal);
    return before.data.open.filter((target) => !open.includes(target)).map((target) => `${target} is still masked; it was not before.`);
  },
};

/** Asked one by one: for a target that this system does not have nothing is printed, and lines would be counted wrongly. */
async function openTargets(box: Box, signal: AbortSignal): Promise<string[]> {
  const states = await Promise.all(TARGETS.map((target) => box.run(['systemctl', 'is-enabled', target], { signal })));
  return TARGETS.filter((_target, index) => /^(static|enabled|disabled|indirect)\s*$/.test(states[index]?.stdout ?? ''));
}
