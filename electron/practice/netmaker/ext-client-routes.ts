import { generateKeyPairSync } from 'node:crypto';
import { z } from 'zod';
import { formatAddress, hostsOf, parseRange } from '../../domain/addresses';
import { advertisedRanges, HUB_NODE } from './membership';
import { since, type Model } from './model';
import { bare, envelope, nothing, refusal } from './replies';
import type { Route } from './router';
import type { NetmakerState, SimulatedExtClient } from './state';
import { isGateway } from './views';

const Custom = z.object({ clientid: z.string().default(''), extraallowedips: z.array(z.string()).nullish(), enabled: z.boolean().default(false), dns: z.string().default(''), postup: z.string().default(''), postdown: z.string().default('') });

/** Plain WireGuard clients behind a gateway: the real one's routes of all versions, as read in its controllers/ext_client.go. */
export function extClientRoutes(model: Model): Route[] {
  const read = (): NetmakerState => model.state.read();
  const of = (network: string): SimulatedExtClient[] => read().extClients.filter((one) => one.network === network);
  const find = (network: string, id: string): SimulatedExtClient | undefined => of(network).find((one) => one.clientid === id);
  const problem = (body: z.infer<typeof Custom>): string | null => {
    if (!/^[a-zA-Z0-9-]+$/.test(body.clientid)) return 'client validatation: ext client name must be alphanumderic and/or dashes and less that 15 chars';
    return (body.extraallowedips ?? []).some((range) => !range.includes('/') || parseRange(range) === null) ? 'ext client extra ip must be a valid cidr' : null;
  };
  return [
    { method: 'GET', path: '/api/extclients', for: 'user', handle: () => bare(read().extClients) },
    { method: 'GET', path: '/api/extclients/:', for: 'user', handle: (_call, [network = '']) => bare(of(network).length === 0 ? null : of(network)) },
    {
      method: 'GET', path: '/api/extclients/:/:', for: 'user',
      handle: (_call, [network = '', id = '']) => {
        const client = find(network, id);
        return client === undefined ? refusal(500, 'could not find any records') : bare(client);
      },
    },
    {
      method: 'GET', path: '/api/extclients/:/:/file', for: 'user',
      handle: (_call, [network = '', id = '']) => {
        const client = find(network, id);
        return client === undefined ? refusal(500, 'could not find any records') : { status: 200, type: 'text', body: configOf(model, client) };
      },
    },
    {
      method: 'POST', path: '/api/extclients/:/:', for: 'user',
      handle: (call, [network = '', nodeId = '']) => {
        if (!isGateway(read(), nodeId)) return refusal(400, 'ingress does not exist');
        const body = Custom.safeParse(call.body);
        if (!body.success) return refusal(400, 'invalid character in request');
        const wrong = problem(body.data) ?? (read().extClients.some((one) => one.clientid === body.data.clientid) ? 'client validatation: duplicate client name' : null);
        if (wrong !== null) return refusal(400, wrong);
        const keys = keyPair();
        const client: SimulatedExtClient = {
          clientid: body.data.clientid, network, enabled: true, extraallowedips: [...(body.data.extraallowedips ?? [])], ingressgatewayid: nodeId, address: freeAddress(read(), network, model), address6: '',
          privatekey: keys.privateKey, publickey: keys.publicKey, dns: body.data.dns, postup: body.data.postup, postdown: body.data.postdown, ownerid: 'api',
        };
        model.change((state) => state.extClients.push(client));
        return since(model, '1.4.0') ? bare(client) : nothing;
      },
    },
    {
      method: 'PUT', path: '/api/extclients/:/:', for: 'user',
      handle: (call, [network = '', id = '']) => {
        const body = Custom.safeParse(call.body);
        if (!body.success || find(network, id) === undefined) return refusal(500, 'could not find any records');
        const wrong = problem(body.data);
        if (wrong !== null) return refusal(400, wrong);
        const { clientid, enabled, dns, postup, postdown } = body.data;
        model.change((state) => { state.extClients = state.extClients.map((one) => (one.network === network && one.clientid === id ? { ...one, clientid, enabled, dns, postup, postdown, extraallowedips: [...(body.data.extraallowedips ?? [])] } : one)); });
        return bare(find(network, clientid));
      },
    },
    {
      method: 'DELETE', path: '/api/extclients/:/:', for: 'user',
      handle: (_call, [network = '', id = '']) => {
        if (find(network, id) === undefined) return refusal(500, `Could not delete extclient ${id}`);
        model.change((state) => { state.extClients = state.extClients.filter((one) => one.network !== network || one.clientid !== id); });
        return envelope(`${id} deleted.`, null);
      },
    },
  ];
}

/** As the real one writes it, blank lines and all: the ranges of the network and everything that is open in it. */
function configOf(model: Model, client: SimulatedExtClient): string {
  const state = model.state.read();
  const gateway = gatewayOf(model, state, client.ingressgatewayid);
  const allowed = [
    state.networks.find((network) => network.netid === client.network)?.addressrange ?? '',
    ...state.nodes.filter((node) => node.network === client.network).flatMap((node) => advertisedRanges(state, node, model.api)),
    ...state.extClients.filter((one) => one.network === client.network && one.clientid !== client.clientid).flatMap((one) => one.extraallowedips),
  ];
  return `[Interface]
Address = ${client.address}/32
PrivateKey = ${client.privatekey}
MTU = 1420
${client.dns === '' ? '' : `DNS = ${client.dns}`}
${client.postup === '' ? '' : `PostUp = ${client.postup}`}
${client.postdown === '' ? '' : `PostDown = ${client.postdown}`}

[Peer]
PublicKey = ${gateway.publicKey}
AllowedIPs = ${allowed.join(',')}
Endpoint = ${gateway.ip}:${gateway.port}
PersistentKeepalive = 20

`;
}

function gatewayOf(model: Model, state: NetmakerState, nodeId: string): { publicKey: string; ip: string; port: number } {
  if (nodeId === HUB_NODE && model.hub !== null) return { publicKey: model.hub.publicKey, ...model.hub.endpoint };
  const hostId = state.nodes.find((node) => node.id === nodeId)?.hostid;
  const host = state.hosts.find((one) => one.id === hostId);
  return { publicKey: host?.publickey ?? '', ip: host?.endpointip ?? '', port: host?.listenport ?? 0 };
}

/** The highest free one, so that it does not take the place of a device that comes later. */
function freeAddress(state: NetmakerState, network: string, model: Model): string {
  const range = parseRange(state.networks.find((one) => one.netid === network)?.addressrange ?? '');
  if (range === null) return '';
  const taken = new Set([...state.nodes.map((node) => node.address.split('/')[0]), ...state.extClients.map((one) => one.address), model.hub?.address]);
  return [...hostsOf(range)].slice(-500).reverse().find((address) => !taken.has(address)) ?? formatAddress(range.base);
}

function keyPair(): { privateKey: string; publicKey: string } {
  const { privateKey, publicKey } = generateKeyPairSync('x25519');
  // Both forms end with the 32 bytes of the key itself.
  const raw = (der: Buffer): string => der.subarray(-32).toString('base64');
  return { privateKey: raw(privateKey.export({ type: 'pkcs8', format: 'der' })), publicKey: raw(publicKey.export({ type: 'spki', format: 'der' })) };
}
