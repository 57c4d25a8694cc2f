import { z } from 'zod';

export const RESOURCES = ['deployments', 'services', 'configmaps', 'secrets', 'pods'] as const;
export type Resource = (typeof RESOURCES)[number];

/** Somebody who may come in. `rights`: `verb resource` each, as in a role; `*`: everything. */
export const SimulatedAccount = z.object({ token: z.string(), user: z.string(), rights: z.union([z.literal('*'), z.array(z.string())]) });
export type SimulatedAccount = z.infer<typeof SimulatedAccount>;

export const StoredObject = z.object({ resource: z.enum(RESOURCES), namespace: z.string(), name: z.string(), body: z.record(z.string(), z.unknown()) });
export type StoredObject = z.infer<typeof StoredObject>;

/** A simulated cluster, all of it: plain JSON. */
export const ClusterState = z.object({
  /** The `resourceVersion` of the newest change. */
  version: z.number(),
  accounts: z.array(SimulatedAccount),
  namespaces: z.array(z.string()),
  objects: z.array(StoredObject),
});
export type ClusterState = z.infer<typeof ClusterState>;

export function newClusterState(options: { accounts: SimulatedAccount[]; namespaces: string[] }): ClusterState {
  return { version: 100, ...options, objects: [] };
}
