import { z } from 'zod';

/**
 * The processors that netclient is built for, in its maker's names (gravitl/netclient .github/workflows/patch.yml), the usual ones
 * first. There is none for 32-bit PCs and none for riscv64.
 */
export const ARCHITECTURES = ['amd64', 'arm64', 'armv7', 'armv6', 'armv5', 'mipsle-softfloat', 'mips-softfloat', 'mipsle-hardfloat', 'mips-hardfloat'] as const;
export const ClientArchitecture = z.enum(ARCHITECTURES);
export type ClientArchitecture = z.infer<typeof ClientArchitecture>;

/** What nearly every small computer has: PCs and the four generations of Raspberry Pi. */
export const USUAL_ARCHITECTURES: readonly ClientArchitecture[] = ['amd64', 'arm64', 'armv7', 'armv6'];

/** As the maker tags it; also part of file names. */
const VERSION = /^v\d{1,3}\.\d{1,3}\.\d{1,3}(-[0-9a-z][0-9a-z.-]{0,20})?$/;
export const ClientVersion = z.string().regex(VERSION);

/** `1.5.1` and `v1.5.1` are the same version; null: not one. */
export function clientVersion(text: string): string | null {
  const version = `v${text.trim().toLowerCase().replace(/^v/, '')}`;
  return VERSION.test(version) ? version : null;
}

export function clientArchitectureOf(text: string): ClientArchitecture | null {
  return ARCHITECTURES.find((architecture) => architecture === text) ?? null;
}

const Sha256 = z.string().regex(/^[0-9a-f]{64}$/);

/** Who says that a checksum is the right one. `person`: somebody who saw it. `nobody`: waits for a person and is not used before. */
export const ClientTrust = z.enum(['maker', 'manifest', 'person', 'nobody']);
export type ClientTrust = z.infer<typeof ClientTrust>;

/** A VPN client that this computer keeps for sites without internet. */
export const HeldClient = z.object({
  version: ClientVersion,
  architecture: ClientArchitecture,
  sha256: Sha256,
  /** Bytes. */
  size: z.number().int(),
  keptAt: z.string(),
  trust: ClientTrust,
  /** Where it came from: a host, or the name of a file. */
  from: z.string(),
  /** `damaged`: it was not what was kept any more, and was set aside. `missing`: somebody took the file away. */
  state: z.enum(['good', 'damaged', 'missing']),
});
export type HeldClient = z.infer<typeof HeldClient>;

/** May it be put on a small computer? Whether its bytes are still right is asked again when it is taken. */
export function isUsable(held: HeldClient): boolean {
  return held.state === 'good' && held.trust !== 'nobody';
}

/** What can be fetched of one version. */
export interface ClientRelease {
  readonly version: string;
  /** Whose the checksums are, where there are any. */
  readonly vouchedBy: 'maker' | 'manifest';
  readonly assets: readonly {
    readonly architecture: ClientArchitecture;
    /** null: nobody published one. */
    readonly sha256: string | null;
    /** Bytes, where it is known. */
    readonly size: number | null;
    /** The same file at each of them. */
    readonly addresses: readonly string[];
  }[];
}

const Address = z.string().trim().max(500).regex(/^https?:\/\/[^\s@]+$/i);

/** Where releases are asked for; null and empty: at the maker's own places. */
export const ReleasePlaces = z.object({
  /** GitHub's API of the maker's repository, or one that speaks like it. */
  api: Address.nullable().default(null),
  /** Folders that hold `VERSION/netclient-linux-ARCHITECTURE`. */
  downloads: z.array(Address).max(5).default([]),
  /** An administrator's own list of checksums, an address or a file; then nobody else is asked. `{version}` stands for the version. */
  manifest: z.string().min(1).max(500).nullable().default(null),
});
export type ReleasePlaces = z.infer<typeof ReleasePlaces>;

/** How far fetching is. */
export const ClientFetch = z.object({
  version: z.string(),
  architecture: z.string(),
  /** Megabytes (10^6); `total` null: not known yet. */
  done: z.number().int(),
  total: z.number().int().nullable(),
});
export type ClientFetch = z.infer<typeof ClientFetch>;
