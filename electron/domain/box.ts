import { z } from 'zod';

/** What the spare box is; read over SSH, nothing was changed for it. */
export const BoxFacts = z.object({
  hostname: z.string(),
  system: z.string(),
  systemId: z.string(),
  kernel: z.string(),
  /** netclient's own names: amd64, arm64, armv7, armv6, armv5, mips-softfloat, ... */
  architecture: z.string(),
  init: z.enum(['systemd', 'openrc', 'procd', 'sysv', 'runit', 'unknown']),
  root: z.enum(['is-root', 'sudo', 'sudo-password', 'doas', 'none']),
  addresses: z.array(z.object({ interface: z.string(), address: z.string() })),
  firewall: z.array(z.enum(['iptables', 'nft'])),
  freeKiB: z.number().int(),
  memoryKiB: z.number().int(),
  /** Box clock minus ours, seconds. */
  clockSkewSeconds: z.number(),
  client: z.object({ version: z.string().nullable(), active: z.boolean(), enabled: z.boolean() }),
});
export type BoxFacts = z.infer<typeof BoxFacts>;

export const CHECK_IDS = [
  'root', 'architecture', 'init', 'kernel-tunnel', 'firewall-tool', 'disk', 'memory', 'clock', 'writable', 'keeps-changes', 'restart-pending', 'packages',
  'stays-awake', 'default-route', 'name-resolution', 'server-reachable', 'server-trusted', 'udp-out', 'udp-ports', 'other-client', 'own-identity', 'other-vpn',
  'on-camera-network', 'stable-address', 'cameras-reachable', 'ranges-apart', 'forwarding', 'docker-forward', 'ufw', 'firewalld', 'nft-drops', 'firewall-mix',
  'ipv6-nat',
] as const;
export const CheckId = z.enum(CHECK_IDS);
export type CheckId = z.infer<typeof CheckId>;

/** Repairs that the product can do on a box by itself; each is a step (`engine/steps/repairs`) and is taken back like any other. */
export const REPAIRS = ['load-tun', 'sync-clock', 'keep-awake', 'allow-docker-forward', 'allow-ufw-forward'] as const;
export const Repair = z.enum(REPAIRS);
export type Repair = z.infer<typeof Repair>;

/** `blocks`: connecting would fail. `warns`: it may fail or be worse. `unknown`: could not be asked, with the reason in `detail`. */
export const CheckResult = z.object({
  check: CheckId,
  outcome: z.enum(['ok', 'warns', 'blocks', 'unknown']),
  params: z.record(z.string(), z.union([z.string(), z.number()])),
  detail: z.string().nullable(),
  /** Offered where it is safe and likely to help. */
  fix: z.enum([...REPAIRS, 'none']),
});
export type CheckResult = z.infer<typeof CheckResult>;

export const HostKey = z.object({
  /** `ssh-ed25519`, ... */
  algorithm: z.string(),
  /** OpenSSH form, `SHA256:...` without padding. */
  fingerprint: z.string().regex(/^SHA256:[A-Za-z0-9+/]{43}$/),
});
export type HostKey = z.infer<typeof HostKey>;

export const BoxReport = z.object({ facts: BoxFacts, checks: z.array(CheckResult) });
export type BoxReport = z.infer<typeof BoxReport>;
