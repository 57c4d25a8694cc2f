import { randomUUID } from 'node:crypto';
import { hostsOf, parseAddress, parseRange, rangeContains } from '../../domain/addresses';
import type { NetmakerState, SimulatedNode } from './state';

/** A member that is always there and stands for the cloud. */
export interface Hub {
  /** WireGuard public key, base64. */
  readonly publicKey: string;
  readonly endpoint: { readonly ip: string; readonly port: number };
  /** `100.64.8.1`; decides the network it is in. */
  readonly address: string;
}

export const HUB_HOST = '00000000-0000-4000-8000-00000000000a';
export const HUB_NODE = '00000000-0000-4000-8000-00000000000b';

export function hubNetwork(state: NetmakerState, hub: Hub | null): string | null {
  const address = parseAddress(hub?.address ?? '');
  if (address === null) return null;
  return state.networks.find((network) => {
    const range = parseRange(network.addressrange);
    return range !== null && rangeContains(range, address);
  })?.netid ?? null;
}

/** Gives a registered host its node; the address is the lowest free one of the network. */
export function addNode(state: NetmakerState, hostid: string, network: string, hub: Hub | null): void {
  if (state.nodes.some((node) => node.hostid === hostid && node.network === network)) return;
  const range = parseRange(state.networks.find((candidate) => candidate.netid === network)?.addressrange ?? '');
  if (range === null || !state.hosts.some((host) => host.id === hostid)) return;
  const taken = new Set(state.nodes.filter((node) => node.network === network).map((node) => node.address.split('/')[0]));
  if (hubNetwork(state, hub) === network && hub !== null) taken.add(hub.address);
  for (const address of hostsOf(range)) {
    if (taken.has(address)) continue;
    const node: SimulatedNode = { id: randomUUID(), hostid, network, address: `${address}/${range.prefix}`, ranges: [], nat: true, metrics: [] };
    state.nodes.push(node);
    return;
  }
}

/** A node that goes is taken out of every egress; the egress itself stays, with nobody behind it. */
export function removeNodes(state: NetmakerState, gone: (node: SimulatedNode) => boolean): void {
  const ids = new Set(state.nodes.filter(gone).map((node) => node.id));
  state.nodes = state.nodes.filter((node) => !ids.has(node.id));
  state.egresses = state.egresses.map((egress) => ({ ...egress, nodes: Object.fromEntries(Object.entries(egress.nodes).filter(([id]) => !ids.has(id))) }));
}

export function removeHost(state: NetmakerState, id: string): void {
  removeNodes(state, (node) => node.hostid === id);
  state.hosts = state.hosts.filter((host) => host.id !== id);
  state.joining = state.joining.filter((joining) => joining.hostid !== id);
}

/** What a node serves to the overlay, in either form of egress. */
export function servedRanges(state: NetmakerState, node: SimulatedNode, api: 'v1' | 'legacy'): { range: string; nat: boolean }[] {
  if (api === 'legacy') return node.ranges.map((range) => ({ range, nat: node.nat }));
  return state.egresses.filter((egress) => egress.status && egress.network === node.network && Object.hasOwn(egress.nodes, node.id)).map((egress) => ({ range: egress.range, nat: egress.nat }));
}

/** Those that its peers are told. A range that holds the gateway's own endpoint is left out without a word (#2534). */
export function advertisedRanges(state: NetmakerState, node: SimulatedNode, api: 'v1' | 'legacy'): string[] {
  const endpoint = parseAddress(state.hosts.find((host) => host.id === node.hostid)?.endpointip ?? '');
  return servedRanges(state, node, api)
    .map(({ range }) => range)
    .filter((text) => {
      const range = parseRange(text);
      return range !== null && (endpoint === null || !rangeContains(range, endpoint));
    });
}
