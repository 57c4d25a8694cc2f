import { TunnelError } from '../../../domain/errors';
import type { StepDriver } from '../../../engine/step';
import { poll } from '../../../http/poll';
import { boxState, readBoxState } from '../box-state';
import { FRESH_SECONDS } from '../fresh';
import { KEY_STEP, readInput, TunnelInput } from '../plan';
import { keyResult } from './key';

/** Long enough for somebody who is on the phone with the hub's administrator; who is not, connects again later. */
const WAIT_MINUTES = 10;

/**
 * The hub is somebody else's to change: the file for it (`domain/hub-file.ts`) is shown by whoever runs this, and here its effect is
 * waited for. Nothing is changed on our side.
 */
export function handoverStep(): StepDriver {
  return {
    kind: 'wireguard.handover',

    async inspect(step, context) {
      const { handshakeAge } = await boxState(context, readInput(TunnelInput, step).interface);
      const known = handshakeAge !== null && handshakeAge < FRESH_SECONDS;
      return { change: known ? 'none' : 'add', found: null, result: null };
    },

    apply: () => Promise.resolve(null),

    async verify(step, _result, context) {
      const { interface: name, endpoint } = readInput(TunnelInput, step);
      const box = await context.box();
      const known = await poll(
        async () => {
          const { handshakeAge } = await readBoxState(box, name, context.signal);
          return handshakeAge !== null && handshakeAge < FRESH_SECONDS ? true : undefined;
        },
        { deadlineMs: WAIT_MINUTES * 60_000, pauseMs: 1_000, maxPauseMs: 5_000, signal: context.signal },
      );
      if (known === undefined) throw new TunnelError('wireguard-hub-waits', { endpoint, minutes: WAIT_MINUTES });
      return { handedOver: true };
    },

    undo(step, _found, result, context) {
      // Never answered: nobody put it in.
      if (result === null) return Promise.resolve([]);
      const { endpoint } = readInput(TunnelInput, step);
      return Promise.resolve([`the hub ${endpoint} still knows the small computer: take the peer ${keyResult(context.resultOf(KEY_STEP)) ?? 'of this site'} out there`]);
    },
  };
}
