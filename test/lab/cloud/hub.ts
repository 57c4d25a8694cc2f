import { execFile } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { promisify } from 'node:util';
import type { Lab } from './lab';

const run = promisify(execFile);

/** A host that is in the network: its WireGuard key, its overlay address, and the ranges it serves as a gateway. */
export interface HubPeer {
  readonly publicKey: string;
  readonly address: string;
  readonly ranges: readonly string[];
}

export interface Hub {
  readonly publicKey: string;
  /** Makes the interface and the routes those of `peers`; calls that come while one runs are folded into one more. */
  apply(peers: readonly HubPeer[]): Promise<void>;
}

/** The cloud's end of the tunnel: the interface itself was made by `lab cloud start`, here its peers and routes are kept. */
export async function openHub(lab: Lab): Promise<Hub> {
  const device = lab.cloud.hub.interface;
  const publicKey = await publicKeyOf(readFileSync(lab.cloud.hub.keyFile, 'utf8'));
  // What a cloud program before this one left on the interface.
  const known = (await run('wg', ['show', device, 'peers'])).stdout.split('\n').filter(Boolean);
  for (const key of known) await run('wg', ['set', device, 'peer', key, 'remove']);
  let peersNow = new Set<string>();
  let routesNow = new Set<string>();

  async function bring(peers: readonly HubPeer[]): Promise<void> {
    const keys = new Set(peers.map((peer) => peer.publicKey));
    const routes = new Set(peers.flatMap((peer) => peer.ranges));
    for (const key of peersNow) if (!keys.has(key)) await run('wg', ['set', device, 'peer', key, 'remove']);
    for (const peer of peers) {
      // The endpoint is learned from the peer's own packets: it sits behind the site's router.
      await run('wg', ['set', device, 'peer', peer.publicKey, 'allowed-ips', [`${peer.address}/32`, ...peer.ranges].join(',')]);
    }
    for (const route of routesNow) if (!routes.has(route)) await run('ip', ['route', 'del', route, 'dev', device]).catch(() => undefined);
    for (const route of routes) if (!routesNow.has(route)) await run('ip', ['route', 'replace', route, 'dev', device]);
    peersNow = keys;
    routesNow = routes;
  }

  let running: Promise<void> | null = null;
  let next: readonly HubPeer[] | null = null;
  return {
    publicKey,
    apply(peers) {
      next = peers;
      running ??= (async () => {
        try {
          while (next !== null) {
            const wanted = next;
            next = null;
            await bring(wanted);
          }
        } finally {
          running = null;
        }
      })();
      return running;
    },
  };
}

async function publicKeyOf(privateKey: string): Promise<string> {
  const child = run('wg', ['pubkey']);
  child.child.stdin?.end(privateKey);
  return (await child).stdout.trim();
}
