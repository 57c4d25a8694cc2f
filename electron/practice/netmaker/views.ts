import { hubNetwork, HUB_HOST, HUB_NODE, type Hub } from './membership';
import { since, type Model } from './model';
import type { NetmakerState, SimulatedEgress, SimulatedHost, SimulatedNode } from './state';

/*
 * How the server shows its things. With the fields of newer versions that a client has no use for: whoever reads these must not
 * depend on there being no others.
 */

/** `auto_join` came with 1.2 as a text and is a truth value since 1.5.1. */
export function networkView(network: { netid: string; addressrange: string }, model: Model): Record<string, unknown> {
  const joins = !model.state.read().approval.includes(network.netid);
  const base = { addressrange: network.addressrange, addressrange6: '', netid: network.netid, defaultkeepalive: 20, defaultmtu: 1420, nodeslastmodified: 1_760_000_000, networklastmodified: 1_760_000_000 };
  if (since(model, '1.5.1')) return { ...base, id: `net-${network.netid}`, auto_join: joins, auto_remove: false, jit_enabled: false, virtual_nat_pool_ipv4: '' };
  return { ...base, isipv4: 'yes', isipv6: 'no', defaultacl: 'yes', defaultlistenport: 51821, ...(since(model, '1.2.0') ? { auto_join: String(joins) } : {}) };
}

export function keyView(key: NetmakerState['keys'][number], publicServer: string): Record<string, unknown> {
  return {
    expiration: key.expiration > 0 ? new Date(key.expiration * 1000).toISOString() : '0001-01-01T00:00:00Z',
    uses_remaining: key.uses_remaining,
    value: key.value,
    networks: key.networks,
    unlimited: key.unlimited,
    tags: key.tags,
    token: Buffer.from(JSON.stringify({ server: publicServer, value: key.value })).toString('base64'),
    type: key.uses_remaining > 0 ? 2 : key.unlimited ? 3 : 1,
    relay: '00000000-0000-0000-0000-000000000000',
    groups: null,
    default: false,
    auto_egress: false,
    auto_assign_gw: false,
  };
}

export function hostView(state: NetmakerState, host: SimulatedHost): Record<string, unknown> {
  const { hostpass: _hidden, ...shown } = host;
  return {
    ...shown,
    verbosity: 0, os_family: 'debian', debug: false, isstaticport: false, isstatic: false, wg_public_listen_port: host.listenport, mtu: 1420,
    defaultinterface: host.interfaces[0]?.name ?? '', endpointipv6: '', nodes: state.nodes.filter((node) => node.hostid === host.id).map((node) => node.id),
    isdefault: false, nat_type: '', persistentkeepalive: 20, autoupdate: true, dns: 'no', enable_flow_logs: false, location: '', country_code: '',
  };
}

/** `isegressgateway` and its ranges are never filled by servers with the new form of egress, whatever is open. */
export function nodeView(state: NetmakerState, node: SimulatedNode, api: 'v1' | 'legacy', lastCheckIn: number): Record<string, unknown> {
  const legacy = api === 'legacy';
  return {
    id: node.id, hostid: node.hostid, address: node.address, address6: '', localaddress: '', allowedips: null, lastmodified: 1_760_000_000, expdatetime: 4_890_000_000,
    lastcheckin: lastCheckIn, network: node.network, networkrange: state.networks.find((network) => network.netid === node.network)?.addressrange ?? '', networkrange6: '',
    isrelayed: false, isrelay: false, relayedby: '', isingressgateway: isGateway(state, node.id), is_gw: isGateway(state, node.id), dnson: false, connected: true, pendingdelete: false, server: 'netmaker',
    isegressgateway: legacy && node.ranges.length > 0,
    egressgatewayranges: legacy ? node.ranges : null,
    egressgatewaynatenabled: legacy && node.ranges.length > 0 && node.nat,
    ...(legacy && node.metrics.length > 0 ? { egressgatewayranges_with_metric: node.metrics } : {}),
    status: lastCheckIn > 0 ? 'online' : 'unknown', is_static: false, is_user_node: false, static_node: {},
  };
}

/** The hub stands for the cloud, and is reached from everywhere. */
export function isGateway(state: NetmakerState, nodeId: string): boolean {
  return nodeId === HUB_NODE || state.gateways.includes(nodeId);
}

export function egressView(egress: SimulatedEgress): Record<string, unknown> {
  return { ...egress, tags: {}, mode: egress.nat ? 'direct_nat' : '', virtual_range: '', domain: '', domain_ans: [], is_internet_gateway: false, updated_at: egress.created_at };
}

/** The hub in the lists of hosts and nodes. */
export function hubViews(state: NetmakerState, hub: Hub | null, api: 'v1' | 'legacy'): { host: Record<string, unknown>; node: Record<string, unknown>; network: string } | null {
  const network = hubNetwork(state, hub);
  if (hub === null || network === null) return null;
  const prefix = state.networks.find((candidate) => candidate.netid === network)?.addressrange.split('/')[1] ?? '24';
  const node: SimulatedNode = { id: HUB_NODE, hostid: HUB_HOST, network, address: `${hub.address}/${prefix}`, ranges: [], nat: true, metrics: [] };
  const host: SimulatedHost = {
    id: HUB_HOST, hostpass: '', name: 'cloud', version: '', os: 'linux', publickey: hub.publicKey, listenport: hub.endpoint.port, endpointip: hub.endpoint.ip,
    interfaces: [], firewallinuse: 'iptables', macaddress: '02:00:00:00:00:0a',
  };
  return { host: { ...hostView(state, host), nodes: [HUB_NODE], isdefault: true }, node: nodeView(state, node, api, 1_760_000_000), network };
}

export function policyViews(state: NetmakerState, network: string): Record<string, unknown>[] {
  const policy = (id: string, name: string, enabled: boolean, from = '*'): Record<string, unknown> => ({
    id: `${network}.${id}`, default: true, meta_data: '', name, network_id: network, policy_type: 'device-policy', src_type: [{ id: 'tag', value: from }], dst_type: [{ id: 'tag', value: '*' }],
    protocol: 'all', type: 'Any', ports: [], allowed_traffic_direction: 1, enabled, created_by: 'auto', created_at: '2026-01-01T00:00:00Z',
  });
  const own = state.policies.filter((one) => one.network_id === network).map((one) => ({ ...one, default: false, meta_data: '', created_at: '2026-01-01T00:00:00Z' }));
  return [policy('all-nodes', 'All Nodes', !state.closed.includes(network)), policy('all-gateways', 'All Gateways', true, `${network}.gateways`), ...own];
}
