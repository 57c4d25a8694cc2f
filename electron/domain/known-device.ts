import type { Device } from './device';

/**
 * What is kept under ids of devices (choices, readings, proofs), for the devices of this survey: what is kept under a device's own
 * id, else under another id of it, where that id is nobody else's. Surveys know more or less of a camera: by its MAC today, by its
 * address tomorrow through a router.
 */
export function keptFor<T>(devices: readonly Pick<Device, 'id' | 'otherIds'>[], kept: ReadonlyMap<string, T>): Map<string, T> {
  const claims = new Map<string, number>();
  const own = new Set(devices.map((device) => device.id));
  for (const device of devices) for (const id of new Set(device.otherIds)) claims.set(id, (claims.get(id) ?? 0) + 1);
  const found = new Map<string, T>();
  for (const device of devices) {
    const id = kept.has(device.id) ? device.id : device.otherIds.find((other) => kept.has(other) && !own.has(other) && claims.get(other) === 1);
    const value = id === undefined ? undefined : kept.get(id);
    if (value !== undefined) found.set(device.id, value);
  }
  return found;
}
