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

/** A simulated Netmaker, all of it: plain JSON. */
export const NetmakerState = z.object({
  /** Signs session tokens. */
  signingKey: z.string(),
  /** Raised to make all session tokens invalid. */
  era: z.number(),
  users: z.array(z.object({ username: z.string(), password: z.string(), totp: z.boolean() })),
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
    users: (input.users ?? []).map((user) => ({ ...user, totp: false })),
    apiTokens: [...(input.apiTokens ?? [])],
    networks: input.networks.map((network) => ({ ...network })),
    keys: [],
    hosts: [],
    joining: [],
    nodes: [],
    egresses: [],
    closed: [],
  };
}
