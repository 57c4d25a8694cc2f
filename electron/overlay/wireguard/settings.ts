import { formatAddress, parseAddress, parseRange, rangeContains, rangeSize } from '../../domain/addresses';
import { TunnelError } from '../../domain/errors';
import type { Site, WireGuardSettings } from '../../domain/site';

/** @throws input-invalid where the site has another overlay, or where its settings contradict each other. */
export function overlayOf(site: Site): WireGuardSettings {
  if (site.overlay?.kind !== 'wireguard') throw new TunnelError('input-invalid', { field: 'overlay', reason: 'missing' });
  return checked(site.overlay);
}

/** What no single field can tell: an address that the hub's range has no room for would never be answered. */
export function checked(settings: WireGuardSettings): WireGuardSettings {
  const [range, address, port] = [parseRange(settings.range), parseAddress(settings.address), Number(settings.endpoint.split(':').at(-1))];
  if (port < 1 || port > 65_535) throw new TunnelError('input-invalid', { field: 'overlay.endpoint', reason: `${port} is no port` });
  if (range === null || address === null || !rangeContains(range, address)) throw new TunnelError('input-invalid', { field: 'overlay.address', reason: `${settings.address} is not in ${settings.range}` });
  const last = range.base + rangeSize(range) - 1;
  if (range.prefix < 31 && (address === range.base || address === last)) throw new TunnelError('input-invalid', { field: 'overlay.address', reason: `${formatAddress(address)} belongs to no single device` });
  return settings;
}

/** What people know the hub by where it is reached over SSH. */
export function hubHost(settings: WireGuardSettings): string {
  return settings.hub.kind === 'ssh' ? settings.hub.box.host : settings.endpoint;
}
