import { randomUUID } from 'node:crypto';
import { z } from 'zod';
import { HUB_NODE } from './membership';
import { since, type Model } from './model';
import { envelope, refusal } from './replies';
import type { Route } from './router';
import { MASTER } from './sign-in-routes';
import { SimulatedPolicy } from './state';
import { policyViews } from './views';

const Body = SimulatedPolicy.omit({ id: true, created_by: true });
const Changed = Body.extend({ id: z.string(), new_name: z.string().default('') });

/** Policies of a network (controllers/acls.go); in the Community edition since 0.99. */
export function policyRoutes(model: Model): Route[] {
  if (!since(model, model.pro ? '0.26.0' : '0.99.0')) return [];
  const problem = (policy: z.infer<typeof Body>): string | null => {
    const state = model.state.read();
    if (!state.networks.some((network) => network.netid === policy.network_id)) return `failed to get network details for ${policy.network_id}`;
    if (!model.pro && policy.allowed_traffic_direction === 0) return 'uni traffic flow not allowed on CE';
    const wrong = [...policy.src_type, ...policy.dst_type].find(({ id, value }) => {
      if (value === '*') return false;
      if (id === 'device') return !state.nodes.some((node) => node.id === value) && !isHubNode(model, value);
      if (id === 'egress-id') return !state.egresses.some((egress) => egress.id === value);
      return id !== 'tag' || !model.pro || !state.tags.some((tag) => tag.id === value);
    });
    return wrong === undefined ? null : 'invalid policy';
  };
  return [
    {
      method: 'GET', path: '/api/v1/acls', for: 'user',
      handle: (call) => {
        const network = call.query.get('network') ?? '';
        return network === '' ? refusal(400, 'network id param is missing') : envelope('fetched all acls in the network', policyViews(model.state.read(), network));
      },
    },
    {
      method: 'POST', path: '/api/v1/acls', for: 'user',
      handle: (call, _parts, caller) => {
        const body = Body.safeParse(call.body);
        if (!body.success) return refusal(400, 'invalid request');
        // It looks up who asks, and the master key is nobody.
        if (caller.name === MASTER) return refusal(400, 'no result found');
        const wrong = problem(body.data);
        if (wrong !== null) return refusal(400, wrong);
        const policy = { ...body.data, id: randomUUID(), created_by: caller.name };
        model.change((state) => state.policies.push(policy));
        return envelope('created acl successfully', policy);
      },
    },
    {
      method: 'PUT', path: '/api/v1/acls', for: 'user',
      handle: (call) => {
        const body = Changed.safeParse(call.body);
        const before = body.success ? model.state.read().policies.find((policy) => policy.id === body.data.id) : undefined;
        if (!body.success || before === undefined) return refusal(400, 'no result found');
        const wrong = problem(body.data);
        if (wrong !== null) return refusal(400, wrong);
        const { new_name, ...rest } = body.data;
        model.change((state) => { state.policies = state.policies.map((policy) => (policy.id === before.id ? { ...policy, ...rest, name: new_name === '' ? rest.name : new_name } : policy)); });
        return envelope(`updated acl ${before.name}`, null);
      },
    },
    {
      method: 'DELETE', path: '/api/v1/acls', for: 'user',
      handle: (call) => {
        const id = call.query.get('acl_id') ?? '';
        if (/\.(all-nodes|all-gateways)$/.test(id)) return refusal(400, 'cannot delete default policy');
        if (!model.state.read().policies.some((policy) => policy.id === id)) return refusal(400, 'no result found');
        model.change((state) => { state.policies = state.policies.filter((policy) => policy.id !== id); });
        return envelope('deleted acl', null);
      },
    },
  ];
}

function isHubNode(model: Model, id: string): boolean {
  return model.hub !== null && id === HUB_NODE;
}
