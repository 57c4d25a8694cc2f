import { randomBytes } from 'node:crypto';
import { z } from 'zod';

const Interface = z.object({ name: z.string(), addressString: z.string() });

export const SimulatedHost = z.object({
  id: z.string(),
  hostpass: z.string(),
  name: z.string(),
  version: z.string(),
  os: z.string(),
  publickey: z.string(),
  listenport: z.number(),
  endpointip: z.string(),
  interfaces: z.array(Interface),
  firewallinuse: z.string(),
  macaddress: z.string(),
});
export type SimulatedHost = z.infer<typeof SimulatedHost>;

export const SimulatedNode = z.object({
  id: z.string(),
  hostid: z.string(),
  network: z.string(),
  /** CIDR with the network's prefix: `100.64.8.2/24`. */
  address: z.string(),
  /** The old form of egress; empty on newer servers. */
  ranges: z.array(z.string()),
  nat: z.boolean(),
  metrics: z.array(z.object({ network: z.string(), route_metric: z.number() })),
});
export type SimulatedNode = z.infer<typeof SimulatedNode>;

export const SimulatedEgress = z.object({
  id: z.string(),
  name: z.string(),
  network: z.string(),
  description: z.string(),
  range: z.string(),
  nat: z.boolean(),
  status: z.boolean(),
  nodes: z.record(z.string(), z.number()),
  created_by: z.string(),
  created_at: z.string(),
});
export type SimulatedEgress = z.infer<typeof SimulatedEgress>;

const PolicySubject = z.object({ id: z.string(), value: z.string() });
/** One that a person or a program made, beside the two that every network has. */
export const SimulatedPolicy = z.object({
  id: z.string(),
  name: z.string(),
  network_id: z.string(),
  policy_type: z.string(),
  src_type: z.array(PolicySubject),
  dst_type: z.array(PolicySubject),
  protocol: z.string(),
  type: z.string(),
  ports: z.array(z.string()),
  allowed_traffic_direction: z.number(),
  enabled: z.boolean(),
  created_by: z.string(),
});
export type SimulatedPolicy = z.infer<typeof SimulatedPolicy>;

/** A plain WireGuard client that comes in through a gateway. */
export const SimulatedExtClient = z.object({
  clientid: z.string(),
  network: z.string(),
  enabled: z.boolean(),
  extraallowedips: z.array(z.string()),
  ingressgatewayid: z.string(),
  address: z.string(),
  address6: z.string(),
  privatekey: z.string(),
  publickey: z.string(),
  dns: z.string(),
  postup: z.string(),
  postdown: z.string(),
  ownerid: z.string(),
});
export type SimulatedExtClient = z.infer<typeof SimulatedExtClient>;

/** A simulated Netmaker, all of it: plain JSON. */
export const NetmakerState = z.object({
  /** Signs session tokens. */
  signingKey: z.string(),
  /** Raised to make all session tokens invalid. */
  era: z.number(),
  /** `code`: the one that is right just now. `sso`: made by a company's login, without a password. */
  users: z.array(z.object({ username: z.string(), password: z.string(), totp: z.boolean(), code: z.string().default('000000'), sso: z.boolean().default(false) })),
  apiTokens: z.array(z.string()),
  networks: z.array(z.object({ netid: z.string(), addressrange: z.string() })),
  keys: z.array(z.object({ value: z.string(), tags: z.array(z.string()), networks: z.array(z.string()), uses_remaining: z.number(), unlimited: z.boolean(), expiration: z.number() })),
  hosts: z.array(SimulatedHost),
  /** Registered, and their node not there yet. */
  joining: z.array(z.object({ hostid: z.string(), network: z.string() })),
  nodes: z.array(SimulatedNode),
  egresses: z.array(SimulatedEgress),
  /** Networks whose policy "All Nodes" is switched off. */
  closed: z.array(z.string()),
  policies: z.array(SimulatedPolicy).default([]),
  /** Networks that admit a device only after somebody approved it. */
  approval: z.array(z.string()).default([]),
  pending: z.array(z.object({ id: z.string(), hostid: z.string(), network: z.string() })).default([]),
  tags: z.array(z.object({ id: z.string(), tag_name: z.string(), network: z.string() })).default([]),
  /** The old list of who may speak with whom: node to node to 1 (denied) or 2 (allowed). */
  matrix: z.record(z.string(), z.record(z.string(), z.number())).default({}),
  /** Nodes that plain WireGuard clients come in through, besides the hub. */
  gateways: z.array(z.string()).default([]),
  extClients: z.array(SimulatedExtClient).default([]),
});
export type NetmakerState = z.infer<typeof NetmakerState>;

export function newNetmakerState(input: {
  networks: readonly { netid: string; addressrange: string }[];
  users?: readonly { username: string; password: string }[];
  apiTokens?: readonly string[];
}): NetmakerState {
  return {
    signingKey: randomBytes(24).toString('base64url'),
    era: 0,
    users: (input.users ?? []).map((user) => ({ ...user, totp: false, code: '000000', sso: false })),
    apiTokens: [...(input.apiTokens ?? [])],
    networks: input.networks.map((network) => ({ ...network })),
    keys: [],
    hosts: [],
    joining: [],
    nodes: [],
    egresses: [],
    closed: [],
    policies: [],
    approval: [],
    pending: [],
    tags: [],
    matrix: {},
    gateways: [],
    extClients: [],
  };
}
