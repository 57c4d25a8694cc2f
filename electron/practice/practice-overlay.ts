import { createHash } from 'node:crypto';
import { parseAddress, parseRange, rangeContains } from '../domain/addresses';
import type { BoxState } from './box/box-state';
import { advertisedRanges, type Hub } from './netmaker/membership';
import type { NetmakerState, SimulatedNode } from './netmaker/state';

export const PRACTICE_NETWORK = { netid: 'practice', addressrange: '100.64.8.0/24' } as const;

/** The member that stands for the cloud; its key opens nothing. */
export function practiceHub(host: string): Hub {
  return { publicKey: createHash('sha256').update('practice hub').digest('base64'), endpoint: { ip: host, port: 51821 }, address: '100.64.8.1' };
}

/**
 * Would the practice overlay carry a packet to this address now? No tunnel is made on a practice site: the simulated agents ask
 * here instead, so that without a running client on the box or without the egress they see nothing, as real ones.
 */
export function overlayReaches(address: string, netmaker: NetmakerState, box: BoxState): boolean {
  const wanted = parseAddress(address);
  if (wanted === null || !box.service.active) return false;
  return netmaker.nodes
    .some((node) => advertisedRanges(netmaker, node, 'v1').filter((text) => admitted(netmaker, node, text)).some((text) => {
      const range = parseRange(text);
      return range !== null && rangeContains(range, wanted);
    }));
}

/** Where the network lets nobody through by itself, a policy must name the way. */
function admitted(netmaker: NetmakerState, node: SimulatedNode, range: string): boolean {
  if (!netmaker.closed.includes(node.network)) return true;
  const ids = netmaker.egresses.filter((egress) => egress.range === range && Object.hasOwn(egress.nodes, node.id)).map((egress) => egress.id);
  return netmaker.policies.some((policy) => policy.enabled && policy.dst_type.some((to) => to.value === '*' || ids.includes(to.value)));
}
