import { z } from 'zod';
import { TunnelError } from '../../../domain/errors';
import type { Box } from '../../ports';
import type { StepDriver } from '../../step';

/** Seconds within which a clock counts as right: the round trip of the question, and whole seconds in the answer. */
const RIGHT_SECONDS = 5;

/** `ntp`: whether the system keeps its clock right by itself; null where it has no way that we know. */
const Clock = z.object({ ntp: z.boolean().nullable(), skewSeconds: z.number() });

/**
 * The box's clock, set by ours at once, because certificates and handshakes need it now; kept right by the system's own time
 * service, because small computers have no battery and start in the past.
 */
export const SYNC_CLOCK: StepDriver = {
  kind: 'box.sync-clock',

  inspect: async (_step, context) => {
    const found = await lookAtClock(await context.box(), context.now, context.signal);
    const right = Math.abs(found.skewSeconds) <= RIGHT_SECONDS;
    return { change: right && found.ntp !== false ? 'none' : 'update', found, result: { set: true } };
  },

  apply: async (_step, found, context) => {
    const box = await context.box();
    const root = { root: true, signal: context.signal };
    const before = Clock.parse(found);
    if (Math.abs(before.skewSeconds) > RIGHT_SECONDS) await box.demand(['date', '-u', '-s', `@${Math.round(context.now() / 1000)}`], root);
    // A box that reaches no time server keeps the time it was just given, which is all that is needed now.
    if (before.ntp === false) await box.run(['timedatectl', 'set-ntp', 'true'], root);
    return { set: true };
  },

  verify: async (_step, result, context) => {
    const { skewSeconds } = await lookAtClock(await context.box(), context.now, context.signal);
    if (Math.abs(skewSeconds) > RIGHT_SECONDS) throw new TunnelError('box-clock-not-set', { seconds: Math.abs(skewSeconds) });
    return result;
  },

  undo: async (_step, found, _result, context) => {
    const before = Clock.safeParse(found);
    if (!before.success || before.data.ntp !== false) return [];
    const box = await context.box();
    await box.run(['timedatectl', 'set-ntp', 'false'], { root: true, signal: context.signal });
    const { ntp } = await lookAtClock(box, context.now, context.signal);
    return ntp === true ? ['The clock is kept right over the network; it was not before.'] : [];
  },
};

async function lookAtClock(box: Box, now: () => number, signal: AbortSignal): Promise<z.infer<typeof Clock>> {
  // NTP=, CanNTP= of systemd-timedated (org.freedesktop.timedate1); absent before systemd 239 and without systemd.
  const service = await box.run(['timedatectl', 'show', '--property=CanNTP', '--property=NTP'], { signal });
  const before = now();
  const { stdout } = await box.run(['date', '+%s'], { signal });
  const middle = (before + now()) / 2;
  const able = service.code === 0 && /^CanNTP=yes$/m.test(service.stdout);
  if (!/^\d{1,12}\s*$/.test(stdout)) throw new TunnelError('box-command-failed', { command: 'date' });
  return { ntp: able ? /^NTP=yes$/m.test(service.stdout) : null, skewSeconds: Math.round(Number(stdout) + 0.5 - middle / 1000) + 0 };
}
