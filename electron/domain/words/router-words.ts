/** Routers that people meet on sites and that speak WireGuard by themselves. */
export const ROUTERS = ['openwrt', 'mikrotik', 'pfsense', 'unifi', 'fritzbox', 'teltonika'] as const;
export type Router = (typeof ROUTERS)[number];

/**
 * How a configuration gets into a router. `{overlay}`: what lies behind the tunnel; `{site}`: what is reached through it; `{file}`:
 * name of the file. `return`: how answers find their way back, which is where most of them fail.
 */
export interface RouterWords {
  /** Before anything else. */
  readonly first: readonly string[];
  readonly routers: Readonly<Record<Router, { readonly name: string; readonly steps: readonly string[]; readonly return: string }>>;
  /** Afterwards. */
  readonly last: readonly string[];
  readonly saved: string;
  readonly removed: string;
}
