import { z } from 'zod';
import { TunnelError } from '../../../domain/errors';
import { NETCLIENT_INTERFACE } from '../../../domain/netclient-interface';
import type { Box } from '../../ports';
import type { StepDriver } from '../../step';

const RULE = ['allow', 'in', 'on', NETCLIENT_INTERFACE];

const Found = z.object({ allowed: z.boolean() });

/** A rule in ufw's own words; it keeps it over a restart and applies it to IPv6 too. It accepts no connection to the box itself. */
export const ALLOW_UFW_FORWARD: StepDriver = {
  kind: 'box.allow-ufw-forward',

  inspect: async (_step, context) => {
    const allowed = await isAllowed(await context.box(), context.signal);
    return { change: allowed ? 'none' : 'add', found: { allowed }, result: { allowed: true } };
  },

  apply: async (_step, _found, context) => {
    await (await context.box()).demand(['ufw', 'route', ...RULE], { root: true, signal: context.signal });
    return { allowed: true };
  },

  verify: async (_step, result, context) => {
    if (!(await isAllowed(await context.box(), context.signal))) throw new TunnelError('box-repair-without-effect', { what: `ufw route ${RULE.join(' ')}` });
    return result;
  },

  undo: async (_step, found, _result, context) => {
    const before = Found.safeParse(found);
    if (!before.success) return ['It was not noted whether ufw let the tunnel pass before.'];
    if (before.data.allowed) return [];
    const box = await context.box();
    if (await isAllowed(box, context.signal)) await box.run(['ufw', 'route', 'delete', ...RULE], { root: true, signal: context.signal });
    return (await isAllowed(box, context.signal)) ? [`ufw still lets pass what comes in on ${NETCLIENT_INTERFACE}; it did not before.`] : [];
  },
};

/** `ufw show added` prints the rules as they are typed, one per line: `ufw route allow in on netmaker`. */
async function isAllowed(box: Box, signal: AbortSignal): Promise<boolean> {
  const { stdout } = await box.run(['ufw', 'show', 'added'], { root: true, signal });
  return stdout.split('\n').some((line) => line.trim() === `ufw route ${RULE.join(' ')}`);
}
