import { randomBytes } from 'node:crypto';
import { z } from 'zod';
import { addNode, removeHost, removeNodes } from './membership';
import { since, type Model } from './model';
import { bare, envelope, nothing, refusal } from './replies';
import type { Route } from './router';
import { hostView, hubViews, keyView, networkView, nodeView } from './views';

const NewKey = z.object({ tags: z.array(z.string()), networks: z.array(z.string()).nullish(), uses_remaining: z.number().default(0), expiration: z.number().default(0), unlimited: z.boolean().default(false) });

/** What an administrator's token may ask for, in the versions that have it. */
export function userRoutes(model: Model): Route[] {
  const read = (): ReturnType<Model['state']['read']> => model.state.read();
  const shownNode = (id: string): Record<string, unknown> | null => {
    const state = read();
    const node = state.nodes.find((candidate) => candidate.id === id);
    return node === undefined ? null : nodeView(state, node, model.api, model.checkIns.get(node.hostid) ?? 0);
  };
  const deleteHost: Route['handle'] = (_call, [id = '']) => {
    if (!read().hosts.some((host) => host.id === id)) return refusal(500, 'could not find any records');
    model.change((state) => { removeHost(state, id); });
    return bare(null);
  };
  return [
    { method: 'GET', path: '/api/server/health', for: 'anybody', handle: () => ({ status: 200, type: 'text', body: 'Server is up and running!!' }) },
    {
      method: 'GET', path: '/api/server/status', for: 'anybody',
      handle: () => bare({
        db_connected: true, broker_connected: true, license_error: '', is_pro: model.pro, is_broker_conn_open: true, trial_end_date: '0001-01-01T00:00:00Z', is_on_trial_license: false,
        ...(since(model, '1.2.0') ? { version: model.version } : {}), ...(since(model, '1.5.0') ? { deployment_mode: 'self-hosted' } : {}),
      }),
    },
    {
      method: 'GET', path: '/api/server/getserverinfo', for: 'user',
      handle: () => bare({ CoreDNSAddr: '', API: model.publicServer, APIPort: '8081', DNSMode: 'off', Version: model.version, MQPort: '443', MQUserName: 'netmaker', MQPassword: 'simulated-broker-password', Server: 'netmaker', Broker: 'wss://broker.invalid', Is_EE: model.pro }),
    },
    { method: 'GET', path: '/api/networks', for: 'user', handle: () => bare(read().networks.map((network) => networkView(network, model))) },
    {
      method: 'GET', path: '/api/networks/:', for: 'user',
      handle: (_call, [net]) => {
        const network = read().networks.find((candidate) => candidate.netid === net);
        return network === undefined ? refusal(500, 'no result found') : bare(networkView(network, model));
      },
    },
    { method: 'GET', path: '/api/v1/enrollment-keys', for: 'user', handle: () => bare(read().keys.map((key) => keyView(key, model.publicServer))) },
    {
      method: 'POST', path: '/api/v1/enrollment-keys', for: 'user',
      handle: (call) => {
        const wanted = NewKey.safeParse(call.body);
        if (!wanted.success) return refusal(400, 'validation error: tags is required');
        const { tags, uses_remaining, expiration, unlimited } = wanted.data;
        // The real one panics here: the connection closes.
        if (tags.length === 0) throw new Error('index out of range [0] with length 0');
        if (tags.some((tag) => tag.length < 3 || tag.length > 32)) return refusal(400, 'validation error: name length must be between 3 and 32 characters');
        if (read().keys.some((key) => key.tags.some((tag) => tags.includes(tag)))) return refusal(400, 'key names must be unique');
        if (uses_remaining <= 0 && expiration <= 0 && !unlimited) return refusal(500, 'enrollment key is not valid, must have uses, expiration or be unlimited');
        const key = { value: randomBytes(24).toString('base64url').slice(0, 32), tags, networks: wanted.data.networks ?? [], uses_remaining, unlimited, expiration: uses_remaining > 0 ? 0 : expiration };
        model.change((state) => state.keys.push(key));
        return bare(keyView(key, model.publicServer));
      },
    },
    {
      method: 'DELETE', path: '/api/v1/enrollment-keys/:', for: 'user',
      handle: (_call, [value]) => {
        if (!read().keys.some((key) => key.value === value)) return refusal(500, 'no enrollment key found');
        model.change((state) => { state.keys = state.keys.filter((key) => key.value !== value); });
        return nothing;
      },
    },
    {
      method: 'GET', path: '/api/hosts', for: 'user',
      handle: () => {
        const state = read();
        const hub = hubViews(state, model.hub, model.api);
        return bare([...(hub === null ? [] : [hub.host]), ...state.hosts.map((host) => hostView(state, host))]);
      },
    },
    {
      method: 'POST', path: '/api/hosts/:/networks/:', for: 'user',
      handle: (_call, [id = '', network = '']) => {
        const state = read();
        if (!state.hosts.some((host) => host.id === id)) return refusal(500, 'could not find any records');
        if (state.nodes.some((node) => node.hostid === id && node.network === network)) return refusal(500, `host already part of network ${network}`);
        if (!state.networks.some((candidate) => candidate.netid === network)) return refusal(500, 'no result found');
        model.change((next) => { addNode(next, id, network, model.hub); });
        return nothing;
      },
    },
    {
      method: 'DELETE', path: '/api/hosts/:/networks/:', for: 'user',
      handle: (_call, [id = '', network = '']) => {
        if (!read().nodes.some((node) => node.hostid === id && node.network === network)) return refusal(500, 'no node found');
        model.change((state) => { removeNodes(state, (node) => node.hostid === id && node.network === network); });
        return envelope('removed host from network', null);
      },
    },
    // Since 1.5.1 the old route is for devices only and answers 401 to users.
    { method: 'DELETE', path: '/api/hosts/:', for: since(model, '1.5.1') ? 'host' : 'user or host', handle: deleteHost },
    ...(since(model, '1.5.1') ? [{ method: 'DELETE', path: '/api/v1/ui/hosts/:', for: 'user' as const, handle: deleteHost }] : []),
    ...(since(model, '0.20.6') ? [{ method: 'POST', path: '/api/hosts/:/sync', for: 'user' as const, handle: () => envelope('host sync requested', null) }] : []),
    {
      method: 'GET', path: '/api/nodes/:', for: 'user',
      handle: (_call, [network]) => {
        const state = read();
        const hub = hubViews(state, model.hub, model.api);
        const nodes = state.nodes.filter((node) => node.network === network).map((node) => nodeView(state, node, model.api, model.checkIns.get(node.hostid) ?? 0));
        return bare([...(hub !== null && hub.network === network ? [hub.node] : []), ...nodes]);
      },
    },
    {
      method: 'GET', path: '/api/nodes/:/:', for: since(model, '1.5.1') ? 'host' : 'user or host',
      handle: (_call, [, id = '']) => {
        const node = shownNode(id);
        return node === null ? refusal(500, 'no result found') : bare({ node, peers: [], hostpeers: [], peer_ids: {} });
      },
    },
    {
      method: 'DELETE', path: '/api/nodes/:/:', for: since(model, '1.5.1') ? 'host' : 'user or host',
      handle: (_call, [, id]) => {
        model.change((state) => { removeNodes(state, (node) => node.id === id); });
        return bare({ Code: 200, Message: 'node deleted' });
      },
    },
  ];
}
