import { addNode } from './membership';
import { since, type Model } from './model';
import { bare, envelope, refusal } from './replies';
import type { Route } from './router';
import { nodeView } from './views';

/** Devices that wait to be let into a network, and the tags that they can be given (Professional). */
export function approvalRoutes(model: Model): Route[] {
  const shown = (): Record<string, unknown>[] => {
    const { pending, hosts } = model.state.read();
    return pending.map((one) => {
      const host = hosts.find((candidate) => candidate.id === one.hostid);
      return { id: one.id, host_id: one.hostid, host_name: host?.name ?? '', network: one.network, public_key: host?.publickey ?? '', enrollment_key_id: {}, os: 'linux', version: host?.version ?? '', location: '', requested_at: '2026-01-01T00:00:00Z' };
    });
  };
  const pending: Route[] = [
    {
      // Asks for a network and lists those of all, as the real one.
      method: 'GET', path: '/api/v1/pending_hosts', for: 'user',
      handle: (call) => ((call.query.get('network') ?? '') === '' ? refusal(400, 'network id param is missing') : envelope('returned pending hosts', shown())),
    },
    {
      method: 'POST', path: '/api/v1/pending_hosts/approve/:', for: 'user',
      handle: (_call, [id]) => {
        const one = model.state.read().pending.find((candidate) => candidate.id === id);
        if (one === undefined || !model.state.read().hosts.some((host) => host.id === one.hostid)) return refusal(400, 'record not found');
        const node = model.change((state) => {
          addNode(state, one.hostid, one.network, model.hub);
          state.pending = state.pending.filter((candidate) => candidate.id !== id);
          return state.nodes.find((candidate) => candidate.hostid === one.hostid && candidate.network === one.network);
        });
        return envelope(`added pending host to ${one.network}`, node === undefined ? null : nodeView(model.state.read(), node, model.api, 0));
      },
    },
    {
      method: 'POST', path: '/api/v1/pending_hosts/reject/:', for: 'user',
      handle: (_call, [id]) => {
        if (!model.state.read().pending.some((candidate) => candidate.id === id)) return refusal(400, 'record not found');
        model.change((state) => { state.pending = state.pending.filter((candidate) => candidate.id !== id); });
        return envelope('deleted pending host', null);
      },
    },
  ];
  const tags: Route = {
    method: 'GET', path: '/api/v1/tags', for: 'user',
    handle: (call) => envelope('fetched all tags in the network', model.state.read().tags.filter((tag) => tag.network === call.query.get('network')).map((tag) => ({ ...tag, used_by_count: 0, tagged_nodes: [] }))),
  };
  // The old list of who may speak with whom; until 1.5.0.
  const matrix: Route = { method: 'GET', path: '/api/networks/:/acls', for: 'user', handle: () => bare(model.state.read().matrix) };
  return [...(since(model, '1.1.0') ? pending : []), ...(model.pro && since(model, '0.26.0') ? [tags] : []), ...(since(model, '1.5.1') ? [] : [matrix])];
}
