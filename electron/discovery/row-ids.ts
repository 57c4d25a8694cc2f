import type { Device } from '../domain/device';

type Named = Pick<Device, 'id' | 'otherIds' | 'address' | 'otherAddresses'>;

/**
 * The ids under which rows were told: a device keeps the first one for the survey, also when a better one becomes known (its MAC comes
 * late), and when a second device turns up at its address.
 */
export class RowIds {
  /** By the best name that the device had at some time. */
  readonly #byName = new Map<string, string>();
  readonly #byAddress = new Map<string, Set<string>>();

  /** Names the devices of one telling, one after the other; `all` are those, and those that are not told yet. */
  round(all: readonly Named[]): (found: Named) => string {
    const reserved = new Set(all.flatMap((found) => this.#byName.get(found.id) ?? []));
    const used = new Set<string>();
    return (found) => {
      const addresses = [found.address, ...found.otherAddresses];
      const free = (id: string): boolean => !used.has(id);
      const own = this.#byName.get(found.id);
      const before = own !== undefined && free(own) ? own : addresses.flatMap((address) => [...(this.#byAddress.get(address) ?? [])]).find((id) => free(id) && !reserved.has(id));
      const id = before ?? [found.id, ...found.otherIds].find(free) ?? found.id;
      used.add(id);
      this.#byName.set(found.id, id);
      for (const address of addresses) this.#byAddress.set(address, (this.#byAddress.get(address) ?? new Set()).add(id));
      return id;
    };
  }
}
