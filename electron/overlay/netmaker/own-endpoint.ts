import { parseAddress, parseRange, rangeContains } from '../../domain/addresses';
import { TunnelError } from '../../domain/errors';
import { listHostAddresses } from './api/host-addresses';
import type { Session } from './session';

/**
 * A range that holds the address at which the network reaches the box itself is left out of every peer's routes without a word
 * (fact sheet 0.7, issue #2534). Known only once the box has joined, so the plan cannot always tell. @throws overlay-range-collides.
 */
export async function refuseOwnEndpoint(session: Session, text: string, hostId: string, signal: AbortSignal): Promise<void> {
  const range = parseRange(text);
  // A single camera is never the box: nothing to ask the server for.
  if (range === null || range.prefix === 32) return;
  const own = (await listHostAddresses(session.client, signal, true)).find((host) => host.id === hostId);
  const endpoint = parseAddress(own?.endpoint ?? '');
  if (endpoint !== null && rangeContains(range, endpoint)) throw new TunnelError('overlay-range-collides', { range: text, owner: own?.name ?? hostId }, { detail: `the box itself is reached at ${own?.endpoint ?? ''}, which is in this range` });
}
