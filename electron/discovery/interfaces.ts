import os from 'node:os';
import { formatRange, parseRange, type Range } from '../domain/addresses';
import type { SurveyInterface } from '../domain/device';

/** An IPv4 network that this computer is in. */
export interface LocalNetwork {
  readonly name: string;
  readonly address: string;
  /** What is swept of it: the network, or the part around us where it is very large. */
  readonly range: Range;
  /** The whole network, which is what can be reached without a router. */
  readonly onLink: Range;
  readonly kind: SurveyInterface['kind'];
}

/**
 * Networks made by software: containers, virtual machines, tunnels. Nobody hangs a camera on them, and open-nvr#235 shows what
 * scanning them costs. Names of Linux, macOS and Windows.
 */
const VIRTUAL = /^(docker|br-|veth|virbr|vmnet|vboxnet|vEthernet|lxc|lxd|podman|cni|flannel|cali|kube|tun|tap|utun|wg|tailscale|zt|nm-|netmaker|nordlynx|ppp|ipsec|awdl|llw|anpi|bridge\d|VMware|VirtualBox|Hyper-V|Tailscale|ZeroTier|WireGuard|OpenVPN)/i;
const VIRTUAL_ANYWHERE = /virtualbox|vmware|hyper-v|\(wsl\)|loopback pseudo|tap-windows/i;

/** Prefix of the part of a very large network (a 10.0.0.0/8 of a big site) that is swept without being asked for: 1,024 addresses. */
const LARGEST_UNASKED = 22;

/** The networks of this computer; addresses without a network (a /32) are left out. */
export function localNetworks(interfaces: ReturnType<typeof os.networkInterfaces> = os.networkInterfaces()): LocalNetwork[] {
  return Object.entries(interfaces).flatMap(([name, addresses]) =>
    (addresses ?? []).flatMap((entry): LocalNetwork[] => {
      // Node 18.0 to 18.3 said 4 instead of 'IPv4'.
      if (entry.family !== 'IPv4' || entry.cidr === null) return [];
      const onLink = parseRange(entry.cidr);
      if (onLink === null || onLink.prefix > 30) return [];
      const part = onLink.prefix >= LARGEST_UNASKED ? onLink : parseRange(`${entry.address}/${LARGEST_UNASKED}`);
      return [{ name, address: entry.address, onLink, range: part ?? onLink, kind: entry.internal ? 'loopback' : VIRTUAL.test(name) || VIRTUAL_ANYWHERE.test(name) ? 'virtual' : 'real' }];
    }),
  );
}

/** Addresses that devices without DHCP give themselves (RFC 3927): not swept, but whoever answers there is shown. */
export function isLinkLocal(network: LocalNetwork): boolean {
  return formatRange({ base: network.onLink.base, prefix: 16 }).startsWith('169.254.');
}

/** As it is shown. `whole`: asked for as ranges, so that nothing of it was cut down. */
export function interfaceShown(network: LocalNetwork, searched: boolean, whole: boolean): SurveyInterface {
  const part = searched && !whole && network.range.prefix > network.onLink.prefix;
  return { name: network.name, address: network.address, range: formatRange(network.range), searched, kind: network.kind, partOf: part ? formatRange(network.onLink) : null };
}
