import { isAddress } from '../../domain/addresses';
import type { CameraNetwork } from '../../domain/camera';
import { childAt, descendants, firstDescendant, textAt, type XmlNode } from './xml';

/** GetNetworkInterfaces: how the interface that has `address` got it; without such a one, the first enabled one. */
export function interfaceSettings(body: XmlNode, address: string): Pick<CameraNetwork, 'dhcp' | 'prefix'> {
  const found = [...descendants(firstDescendant(body, 'GetNetworkInterfacesResponse'), 'NetworkInterfaces')].map((node) => {
    const config = childAt(node, 'IPv4', 'Config');
    const entries = (config?.children ?? []).filter((child) => child.name === 'Manual' || child.name === 'FromDHCP' || child.name === 'LinkLocal');
    return { node, config, entries, own: entries.find((entry) => textAt(entry, 'Address') === address) };
  });
  const seen = found.find((entry) => entry.own !== undefined) ?? found.find((entry) => textAt(entry.node, 'Enabled') !== 'false') ?? found[0];
  if (seen === undefined) return { dhcp: null, prefix: null };
  // Where our address stands tells more than the switch: some leave it on beside a fixed address.
  const named = textAt(seen.config, 'DHCP')?.toLowerCase();
  const dhcp = seen.own?.name === 'FromDHCP' ? true : seen.own?.name === 'Manual' ? false : named === 'true' || named === '1' ? true : named === 'false' || named === '0' ? false : null;
  const prefix = Number(textAt(seen.own ?? seen.entries[0] ?? null, 'PrefixLength') ?? NaN);
  return { dhcp, prefix: Number.isInteger(prefix) && prefix >= 0 && prefix <= 32 ? prefix : null };
}

/** GetNetworkDefaultGateway. */
export function defaultGateway(body: XmlNode): string | null {
  const named = textAt(firstDescendant(body, 'NetworkGateway'), 'IPv4Address') ?? '';
  return isAddress(named) && named !== '0.0.0.0' ? named : null;
}

/** GetDNS: the servers of either origin, at most four. */
export function nameServers(body: XmlNode): string[] {
  const information = firstDescendant(body, 'DNSInformation');
  const named = (information?.children ?? []).filter((child) => child.name === 'DNSFromDHCP' || child.name === 'DNSManual').map((child) => textAt(child, 'IPv4Address') ?? '');
  return [...new Set(named.filter((address) => isAddress(address) && address !== '0.0.0.0'))].slice(0, 4);
}

/** GetNetworkProtocols: is HTTPS switched on? Null where the answer does not list protocols. */
export function offersHttps(body: XmlNode): boolean | null {
  const protocols = [...descendants(firstDescendant(body, 'GetNetworkProtocolsResponse'), 'NetworkProtocols')];
  if (protocols.length === 0) return null;
  return protocols.some((node) => textAt(node, 'Name')?.toUpperCase() === 'HTTPS' && textAt(node, 'Enabled')?.toLowerCase() === 'true');
}
