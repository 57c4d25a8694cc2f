import { formatRange, parseRange } from '../../domain/addresses';
import type { WireGuardSettings } from '../../domain/site';
import { rulesFor } from './firewall';

/** So that NAT routers on the way do not forget the tunnel (wireguard.com/quickstart). Seconds. */
export const KEEPALIVE = 25;

export const FOLDER = '/etc/wireguard';
export const configPath = (name: string): string => `${FOLDER}/${name}.conf`;
export const keyPath = (name: string): string => `${FOLDER}/${name}.key`;
/** Read last, so that a line of the box's own sysctl.conf does not switch forwarding off again (sysctl.d(5): by name). */
export const sysctlPath = (name: string): string => `/etc/sysctl.d/99-zz-kerberos-tunnel-${name}.conf`;

export const SYSCTL_TEXT = '# Written by Kerberos Tunnel: its tunnel forwards to the cameras. "Take everything back" removes this file.\nnet.ipv4.ip_forward = 1\n';

/**
 * The configuration for `wg-quick`, without a secret: the private key stays in its own file, as wg-quick(8) suggests. The routes into
 * the tunnel are those of the overlay alone; what else the box sends stays where it was. The keepalive is switched on together with the
 * key: what is sent before there is one is lost, and nothing would be sent again until somebody in the cloud called (device.c, wg_open).
 */
export function tunnelConfig(settings: Pick<WireGuardSettings, 'address' | 'endpoint' | 'publicKey' | 'range'>, tool: 'iptables' | 'nft', openTo: readonly string[]): string {
  const range = parseRange(settings.range);
  const overlay = range === null ? settings.range : formatRange(range);
  const rules = rulesFor(tool, overlay, openTo);
  return [
    '# Written by Kerberos Tunnel. "Take everything back" removes this file.',
    '[Interface]',
    `Address = ${settings.address}/32`,
    `PostUp = wg set %i private-key ${FOLDER}/%i.key peer ${settings.publicKey} persistent-keepalive ${KEEPALIVE}`,
    ...rules.up.map((command) => `PostUp = ${command}`),
    ...rules.down.map((command) => `PostDown = ${command}`),
    '',
    '[Peer]',
    `PublicKey = ${settings.publicKey}`,
    `Endpoint = ${settings.endpoint}`,
    `AllowedIPs = ${overlay}`,
    '',
  ].join('\n');
}
