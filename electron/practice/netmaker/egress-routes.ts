import { randomUUID } from 'node:crypto';
import { z } from 'zod';
import { formatRange, parseRange, rangesOverlap } from '../../domain/addresses';
import type { Model } from './model';
import { bare, envelope, refusal } from './replies';
import type { Route } from './router';
import type { SimulatedEgress } from './state';
import { egressView, nodeView } from './views';

const EgressBody = z.object({
  id: z.string().default(''), name: z.string().default(''), network: z.string().default(''), description: z.string().default(''), range: z.string().default(''),
  nat: z.boolean().default(false), status: z.boolean().default(false), nodes: z.record(z.string(), z.number()).nullish(),
});
const Gateway = z.object({ natenabled: z.string().default(''), ranges: z.array(z.string()).nullish(), ranges_with_metric: z.array(z.object({ network: z.string(), route_metric: z.number() })).nullish() });

/** The resource of 0.99 and newer. Overlaps and duplicates are accepted, as by the real one: whoever asks must look first. */
export function egressRoutes(model: Model): Route[] {
  const check = (body: z.infer<typeof EgressBody>): string | null => {
    const state = model.state.read();
    if (parseRange(body.range) === null) return `invalid CIDR address: ${body.range}`;
    if (!state.networks.some((network) => network.netid === body.network)) return `failed to get network ${body.network}`;
    const nodes = Object.keys(body.nodes ?? {});
    if (nodes.length > 1) return 'can only set one routing node on CE';
    if (!nodes.every((id) => state.nodes.some((node) => node.id === id && node.network === body.network))) return `invalid routing node ${nodes.join(',')}`;
    return null;
  };
  const normal = (text: string): string => {
    const range = parseRange(text);
    return range === null ? text : formatRange(range);
  };
  return [
    {
      method: 'GET', path: '/api/v1/egress', for: 'user',
      handle: (call) => {
        const network = call.query.get('network') ?? '';
        if (network === '') return refusal(400, 'network is required');
        const list = model.state.read().egresses.filter((egress) => egress.network === network);
        // `null` for an empty list: a Go slice that was never made.
        return envelope('fetched egress resource', list.length === 0 ? null : list.map(egressView));
      },
    },
    {
      method: 'POST', path: '/api/v1/egress', for: 'user',
      handle: (call, _parts, caller) => {
        const body = EgressBody.safeParse(call.body);
        if (!body.success) return refusal(400, 'invalid character in request');
        const problem = check(body.data);
        if (problem !== null) return refusal(400, problem);
        const { name, network, description, range, nat, nodes } = body.data;
        // `status` is forced to true on creation.
        const egress: SimulatedEgress = { id: randomUUID(), name, network, description, range: normal(range), nat, status: true, nodes: nodes ?? {}, created_by: caller.name, created_at: new Date(model.now()).toISOString() };
        model.change((state) => state.egresses.push(egress));
        return envelope('created egress resource', egressView(egress));
      },
    },
    {
      method: 'PUT', path: '/api/v1/egress', for: 'user',
      handle: (call) => {
        const body = EgressBody.safeParse(call.body);
        if (!body.success || !model.state.read().egresses.some((egress) => egress.id === body.data.id)) return refusal(400, 'no result found');
        const problem = check(body.data);
        if (problem !== null) return refusal(400, problem);
        const { id, name, description, range, nat, status, nodes } = body.data;
        model.change((state) => { state.egresses = state.egresses.map((egress) => (egress.id === id ? { ...egress, name, description, range: normal(range), nat, status, nodes: nodes ?? {} } : egress)); });
        return envelope('updated egress resource', null);
      },
    },
    {
      method: 'DELETE', path: '/api/v1/egress', for: 'user',
      handle: (call) => {
        const id = call.query.get('id') ?? '';
        if (id === '') return refusal(400, 'id is required');
        if (!model.state.read().egresses.some((egress) => egress.id === id)) return refusal(400, 'no result found');
        model.change((state) => {
          state.egresses = state.egresses.filter((egress) => egress.id !== id);
          // Policies that name it go with it.
          state.policies = state.policies.filter((policy) => !policy.dst_type.some((to) => to.id === 'egress-id' && to.value === id));
        });
        return envelope('deleted egress resource', null);
      },
    },
  ];
}

/** The calls of 0.90 and older. On newer servers they still answer 200, and nothing happens. */
export function legacyEgressRoutes(model: Model): Route[] {
  const shown = (id: string): ReturnType<Route['handle']> => {
    const state = model.state.read();
    const node = state.nodes.find((candidate) => candidate.id === id);
    return node === undefined ? refusal(500, 'no result found') : bare(nodeView(state, node, model.api, model.checkIns.get(node.hostid) ?? 0));
  };
  return [
    {
      method: 'POST', path: '/api/nodes/:/:/creategateway', for: 'user',
      handle: (call, [network = '', id = '']) => {
        const body = Gateway.safeParse(call.body);
        if (!body.success) return refusal(400, 'invalid request');
        if (model.api === 'v1') return shown(id);
        const ranges = body.data.ranges ?? [];
        const own = parseRange(model.state.read().networks.find((candidate) => candidate.netid === network)?.addressrange ?? '');
        if (ranges.some((range) => parseRange(range) === null)) return refusal(400, 'IP range is not valid');
        if (own !== null && ranges.some((text) => rangesOverlap(parseRange(text) ?? own, own))) {
          return refusal(400, 'egress range should not be the same as or contained in the netmaker network address');
        }
        const metrics = body.data.ranges_with_metric ?? [];
        if (metrics.length > 0 && (metrics.length !== ranges.length || !metrics.every((entry) => ranges.includes(entry.network)))) return refusal(500, 'invalid ranges');
        const served = ranges.filter((range) => range !== '0.0.0.0/0');
        model.change((state) => { state.nodes = state.nodes.map((node) => (node.id === id ? { ...node, ranges: served, nat: body.data.natenabled !== 'no', metrics: [...metrics] } : node)); });
        return shown(id);
      },
    },
    {
      method: 'DELETE', path: '/api/nodes/:/:/deletegateway', for: 'user',
      handle: (_call, [, id = '']) => {
        if (model.api === 'legacy') model.change((state) => { state.nodes = state.nodes.map((node) => (node.id === id ? { ...node, ranges: [], nat: true, metrics: [] } : node)); });
        return shown(id);
      },
    },
  ];
}
