import { randomUUID } from 'node:crypto';
import { z } from 'zod';
import { advertisedRanges, hubNetwork, removeHost, removeNodes, servedRanges } from './membership';
import type { Model } from './model';
import { bare, envelope, refusal } from './replies';
import type { Route } from './router';
import { issueToken } from '../http/session-token';
import type { SimulatedHost } from './state';
import { hostView } from './views';

const HostBody = z.object({
  id: z.string().min(1), hostpass: z.string(), name: z.string().default(''), version: z.string().default(''), os: z.string().default('linux'), publickey: z.string().default(''),
  listenport: z.number().default(51821), endpointip: z.string().nullish(), firewallinuse: z.string().default('iptables'), macaddress: z.string().default(''),
  interfaces: z.array(z.object({ name: z.string().default(''), addressString: z.string().default('') })).nullish(),
});
const Credentials = z.object({ id: z.string(), password: z.string() });
const Enrollment = z.object({ value: z.string() });

/** What netclient asks for: to register, to sign in, and what it must be. */
export function hostRoutes(model: Model): Route[] {
  return [
    {
      method: 'POST', path: '/api/v1/host/register/**', for: 'anybody',
      handle: (call, [token = '']) => {
        const body = HostBody.safeParse(call.body);
        const value = enrollmentValue(token);
        if (value === null) return refusal(400, 'invalid token');
        const key = model.state.read().keys.find((candidate) => candidate.value === value);
        const fresh = key !== undefined && (key.unlimited || key.uses_remaining > 0 || key.expiration * 1000 > model.now());
        if (!fresh) return refusal(400, 'invalid enrollment key');
        if (!body.success) return refusal(400, 'missing traffic key');
        const { endpointip, interfaces, ...rest } = body.data;
        const host: SimulatedHost = { ...rest, endpointip: endpointip ?? '', interfaces: interfaces ?? [] };
        const known = model.state.read().hosts.find((candidate) => candidate.id === host.id);
        if (known !== undefined && key.networks.length === 0) return refusal(400, 'host already exists');
        model.change((state) => {
          // One use is gone even if a later part fails.
          state.keys = state.keys.map((candidate) => (candidate.value === value && candidate.uses_remaining > 0 ? { ...candidate, uses_remaining: candidate.uses_remaining - 1 } : candidate));
          state.hosts = [...state.hosts.filter((candidate) => candidate.id !== host.id), host];
          const waits = (network: string): boolean => model.pro && state.approval.includes(network) && !state.nodes.some((node) => node.hostid === host.id && node.network === network);
          for (const network of key.networks.filter(waits)) if (!state.pending.some((one) => one.hostid === host.id && one.network === network)) state.pending.push({ id: randomUUID(), hostid: host.id, network });
          state.joining.push(...key.networks.filter((network) => !waits(network)).filter((network) => !state.joining.some((joining) => joining.hostid === host.id && joining.network === network)).map((network) => ({ hostid: host.id, network })));
        });
        model.nodesSoon();
        const name = model.publicServer.split(':')[0] ?? model.publicServer;
        return bare({
          server_config: { CoreDNSAddr: '', Server: name, API: model.publicServer, APIHost: model.publicServer, APIPort: '443', DNSMode: 'off', Version: model.version, MQPort: '443', Broker: `wss://broker.${name}`, BrokerType: 'mosquitto', TrafficKey: '', Stun: true },
          requested_host: hostView(model.state.read(), host),
        });
      },
    },
    {
      method: 'POST', path: '/api/hosts/adm/authenticate', for: 'anybody',
      handle: (call) => {
        const credentials = Credentials.safeParse(call.body);
        const host = credentials.success ? model.state.read().hosts.find((candidate) => candidate.id === credentials.data.id) : undefined;
        if (!credentials.success || host === undefined) return refusal(401, 'no result found');
        if (host.hostpass !== credentials.data.password) return refusal(401, 'invalid credentials');
        const { signingKey, era } = model.state.read();
        const token = issueToken(signingKey, { subject: host.id, kind: 'host', era, expires: model.now() + model.sessionMs });
        return envelope('W1R3: Host Authorized', { ID: host.id, AuthToken: token });
      },
    },
    { method: 'GET', path: '/api/v1/host', for: 'host', handle: (_call, _parts, caller) => bare(hostPull(model, caller.name)) },
    {
      method: 'POST', path: '/api/v1/host/checkin', for: 'host',
      handle: (_call, _parts, caller) => {
        model.checkIns.set(caller.name, Math.floor(model.now() / 1000));
        return envelope('checked in', null);
      },
    },
    {
      method: 'DELETE', path: '/api/v1/host', for: 'host',
      handle: (_call, _parts, caller) => {
        model.change((state) => { removeHost(state, caller.name); });
        return envelope('deleted host', null);
      },
    },
    {
      // A device that leaves one of several networks.
      method: 'DELETE', path: '/api/v1/host/networks/:', for: 'host',
      handle: (_call, [network], caller) => {
        model.change((state) => { removeNodes(state, (node) => node.hostid === caller.name && node.network === network); });
        return envelope('left network', null);
      },
    },
  ];
}

/** Everything a host needs to bring up its tunnel: its nodes, its peers with what they may send, and the ranges it serves. */
function hostPull(model: Model, id: string): Record<string, unknown> {
  const state = model.state.read();
  const mine = state.nodes.filter((node) => node.hostid === id);
  const networks = new Set(mine.map((node) => node.network));
  const host = state.hosts.find((candidate) => candidate.id === id);
  const keepalive = 20_000_000_000;
  const hubIn = hubNetwork(state, model.hub);
  const peers = state.hosts
    .filter((other) => other.id !== id)
    .flatMap((other) => {
      const nodes = state.nodes.filter((node) => node.hostid === other.id && networks.has(node.network));
      if (nodes.length === 0) return [];
      const allowed = nodes.flatMap((node) => [`${node.address.split('/')[0] ?? ''}/32`, ...advertisedRanges(state, node, model.api)]);
      const endpoint = other.endpointip === '' ? null : { IP: other.endpointip, Port: other.listenport, Zone: '' };
      return [{ PublicKey: other.publickey, Remove: false, UpdateOnly: false, PresharedKey: null, Endpoint: endpoint, PersistentKeepaliveInterval: keepalive, ReplaceAllowedIPs: true, AllowedIPs: allowed }];
    });
  const hub = model.hub !== null && hubIn !== null && networks.has(hubIn)
    ? [{ PublicKey: model.hub.publicKey, Remove: false, UpdateOnly: false, PresharedKey: null, Endpoint: { IP: model.hub.endpoint.ip, Port: model.hub.endpoint.port, Zone: '' }, PersistentKeepaliveInterval: keepalive, ReplaceAllowedIPs: true, AllowedIPs: [`${model.hub.address}/32`] }]
    : [];
  return {
    host: host === undefined ? null : hostView(state, host),
    nodes: mine.map((node) => ({ id: node.id, hostid: node.hostid, network: node.network, address: node.address, networkrange: state.networks.find((network) => network.netid === node.network)?.addressrange ?? '', connected: true })),
    peers: [...hub, ...peers],
    egress: mine.flatMap((node) => servedRanges(state, node, model.api).map(({ range, nat }) => ({ node: node.id, range, nat }))),
    server_config: { Server: model.publicServer.split(':')[0] ?? model.publicServer, API: model.publicServer, Version: model.version },
  };
}

function enrollmentValue(token: string): string | null {
  try {
    const parsed = Enrollment.safeParse(JSON.parse(Buffer.from(token, 'base64').toString('utf8')));
    return parsed.success ? parsed.data.value : null;
  } catch {
    return null;
  }
}
