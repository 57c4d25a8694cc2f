import type { InstallWay } from '../../../domain/site';
import { parseVersion, sameVersion } from '../api/version';
import { WAYS, type Way } from './way';

/** A package source that the box reaches, and what it offers there. */
export interface PackageOffer {
  readonly manager: 'apt' | 'dnf';
  /** Versions of the client, as the source writes them: `1.5.1`, `1.5.1-1`. */
  readonly versions: readonly string[];
}

/** What the box has for the ways that need something of it. */
export interface BoxTools {
  /** The program that it can download with; null: none. */
  readonly downloader: string | null;
  readonly packages: PackageOffer | null;
  readonly container: 'docker' | 'podman' | null;
}

export interface WayFacts {
  /** The server's: the client must be of the same. */
  readonly version: string;
  /** The maker's name of the box's processor. */
  readonly architecture: string;
  /** Does the maker build the client for it? */
  readonly built: boolean;
  /** Where this program has a checked client for it: in the site's settings, or on its shelf. */
  readonly binary: 'site' | 'shelf' | null;
  /** Where the box can get one whose checksum is known; null: no checksum, no download. */
  readonly download: { readonly url: string; readonly sha256: string } | null;
  /** null: not asked, because `binary` is all that is needed. */
  readonly tools: BoxTools | null;
}

export interface Refusal {
  readonly way: Way;
  /** In the expert's words. */
  readonly reason: string;
}

export type Decision = { readonly way: Way; readonly refused: readonly Refusal[] } | { readonly way: null; readonly refused: readonly Refusal[] };

/** Processors that the maker's images are for (gravitl/netclient on Docker Hub: linux/amd64, arm64, arm/v7). */
const IMAGES: readonly string[] = ['amd64', 'arm64', 'armv7'];

/** Can it be decided without asking the box what it has? */
export function decidesWithoutBox(wanted: InstallWay, facts: Pick<WayFacts, 'binary' | 'built'>): boolean {
  return wanted === 'push' || (wanted === 'auto' && facts.binary !== null && facts.built);
}

/** The first way that works, or the one that was chosen if it does; with why the others before it do not. */
export function decideWay(wanted: InstallWay, facts: WayFacts): Decision {
  const refused: Refusal[] = [];
  for (const way of wanted === 'auto' ? WAYS : [wanted]) {
    const reason = whyNot(way, facts);
    if (reason === null) return { way, refused };
    refused.push({ way, reason });
  }
  return { way: null, refused };
}

/** The version among those on offer that is the server's; null: none is, or the server does not say its version. */
export function offered(versions: readonly string[], server: string): string | null {
  // A self-built server fits anything that was chosen by hand, but not whatever a package source happens to have.
  if (parseVersion(server) === null) return null;
  return versions.find((version) => parseVersion(version) !== null && sameVersion(version, server)) ?? null;
}

function whyNot(way: Way, facts: WayFacts): string | null {
  switch (way) {
    case 'push':
      if (facts.binary !== null) return null;
      return facts.built ? 'this program holds no client for it' : `the maker builds no client for ${facts.architecture}`;
    case 'fetch':
      if (facts.download === null) return 'no checksum is known to compare a download with';
      return facts.tools?.downloader == null ? 'the small computer has no program to download with' : null;
    case 'package': {
      const offer = facts.tools?.packages ?? null;
      if (offer === null || offer.versions.length === 0) return "the small computer does not reach the maker's package source, or knows no such packages";
      return offered(offer.versions, facts.version) === null ? `the package source offers ${offer.versions.slice(0, 5).join(', ')}; the server is ${facts.version}` : null;
    }
    case 'container':
      if (facts.tools?.container == null) return 'neither Docker nor podman runs there';
      if (!IMAGES.includes(facts.architecture)) return `there is no image for ${facts.architecture}`;
      return parseVersion(facts.version) === null ? `no image is known for the server's version ${facts.version}` : null;
  }
}
