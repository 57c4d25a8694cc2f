import { z } from 'zod';

/** Files above this are kept by size and checksum only: nobody reads a program's text again. */
export const KEPT_BYTES = 64 * 1024;

const KeptFile = z.object({ mode: z.number().int(), size: z.number().int(), sha256: z.string(), /** base64; null above `KEPT_BYTES`. */ content: z.string().nullable() });
export type KeptFile = z.infer<typeof KeptFile>;

const Peer = z.object({ publicKey: z.string(), endpoint: z.string(), allowedIps: z.array(z.string()) });
export type Peer = z.infer<typeof Peer>;

/** All that the simulated spare box remembers. */
export const BoxState = z.object({
  /** OpenSSH private key, made at the first start; its fingerprint is what gets pinned. */
  hostKey: z.string().nullable(),
  files: z.record(z.string(), KeptFile),
  directories: z.array(z.string()),
  sysctl: z.record(z.string(), z.string()),
  /** As iptables-save prints it; empty: no table was ever made. */
  firewall: z.object({ v4: z.string(), v6: z.string() }),
  service: z.object({ active: z.boolean(), enabled: z.boolean() }),
  /** The kernel's tun module. */
  tun: z.object({ loaded: z.boolean(), loadable: z.boolean() }).default({ loaded: true, loadable: true }),
  /** `ntp`: whether its time service is on; null: it has none. `aheadSeconds`: of the real time. */
  clock: z.object({ ntp: z.boolean().nullable(), aheadSeconds: z.number() }).default({ ntp: null, aheadSeconds: 0 }),
  /** How it starts services. */
  init: z.enum(['systemd', 'openrc', 'procd', 'sysv', 'runit']).default('systemd'),
  /** Addresses that it reaches besides loopback, and what comes from there. */
  internet: z.record(z.string(), z.string()).default({}),
  /** `offers`: versions of the client in its maker's source. `alsoChanges`: what installing it would change besides. `keys`: those that rpm trusts. */
  packages: z.object({ manager: z.enum(['apt', 'dnf']).nullable(), installed: z.array(z.string()), offers: z.array(z.string()), alsoChanges: z.array(z.string()), keys: z.array(z.string()) }).default({ manager: 'apt', installed: [], offers: [], alsoChanges: [], keys: [] }),
  /** `registry`: images that can be pulled, and the version of the client in each. `accepts`: rules of DOCKER-USER. */
  container: z
    .object({
      tool: z.enum(['docker', 'podman']).nullable(),
      registry: z.record(z.string(), z.string()),
      images: z.array(z.string()),
      accepts: z.array(z.string()),
      one: z.object({ image: z.string(), running: z.boolean(), restart: z.string(), words: z.array(z.string()) }).nullable(),
    })
    .default({ tool: null, registry: {}, images: [], accepts: [], one: null }),
  /** What the server last said. */
  peers: z.array(Peer),
});
export type BoxState = z.infer<typeof BoxState>;

export const FRESH_BOX: BoxState = {
  hostKey: null,
  files: {},
  directories: [],
  sysctl: { 'net.ipv4.ip_forward': '0', 'net.ipv6.conf.all.forwarding': '0' },
  firewall: { v4: '', v6: '' },
  service: { active: false, enabled: false },
  tun: { loaded: true, loadable: true },
  clock: { ntp: null, aheadSeconds: 0 },
  init: 'systemd',
  internet: {},
  packages: { manager: 'apt', installed: [], offers: [], alsoChanges: [], keys: [] },
  container: { tool: null, registry: {}, images: [], accepts: [], one: null },
  peers: [],
};
