import type { HostKey } from '../../domain/box';
import { TunnelError } from '../../domain/errors';
import type { WireGuardSettings } from '../../domain/site';
import { Machines } from '../../engine/machines';
import type { Box, BoxConnector, Secrets } from '../../engine/ports';

/** Connections to hubs that are reached over SSH. */
export class Hubs {
  readonly #machines: Machines;

  /** `pinOf`: the key of a host that a person accepted for this site; null: none yet. */
  constructor(deps: { boxes: BoxConnector; pinOf: (host: string, port: number) => HostKey | null }) {
    this.#machines = new Machines(deps);
  }

  /** @throws input-invalid for a hub that is not reached over SSH, and what connecting throws. */
  async with<T>(settings: WireGuardSettings, secrets: Secrets, signal: AbortSignal, work: (hub: Box, interfaceName: string) => Promise<T>): Promise<T> {
    if (settings.hub.kind !== 'ssh') throw new TunnelError('input-invalid', { field: 'overlay.hub', reason: 'this hub is not reached over SSH' });
    const { box, interface: interfaceName } = settings.hub;
    return this.#machines.with(box, secrets, signal, (hub) => work(hub, interfaceName));
  }
}
