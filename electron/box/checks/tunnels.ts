import { createHash } from 'node:crypto';
import { NETCLIENT_INTERFACE } from '../../domain/netclient-interface';
import type { Site } from '../../domain/site';

/** Names that VPN programs give their interfaces. */
export function isTunnel(name: string): boolean {
  return /^(netmaker|wg|tailscale|tun|tap|zt|wt|nordlynx|ppp|ipsec|nebula|kt[\da-f]{8}$)/.test(name);
}

/** The interface of the tunnel that this site makes on its box; of a hub's as `overlay/wireguard` names it. */
export function ownTunnel(site: Site): string {
  return site.overlay?.kind === 'wireguard' ? `kt${createHash('sha256').update(site.id).digest('hex').slice(0, 8)}` : NETCLIENT_INTERFACE;
}

/**
 * A WireGuard tunnel brings rules of its own that come before those of Docker and ufw, with the interface. What netclient brings depends
 * on its version.
 */
export function bringsItsRules(site: Site): boolean {
  return site.overlay?.kind === 'wireguard';
}
