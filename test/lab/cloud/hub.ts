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
  // The interface outlives this program: a peer that was removed and set again would lose its session, and find out only
  // when its keys are two minutes old.
  let peersNow = new Set((await run('wg', ['show', device, 'peers'])).stdout.split('\n').filter(Boolean));
  let routesNow = await routesOver(device);

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

/** The ranges routed into the tunnel, without the overlay's own. */
async function routesOver(device: string): Promise<Set<string>> {
  const { stdout } = await run('ip', ['-j', 'route', 'show', 'dev', device]);
  const routes = JSON.parse(stdout) as { dst: string; protocol?: string }[];
  return new Set(routes.filter(({ protocol }) => protocol !== 'kernel').map(({ dst }) => (dst.includes('/') ? dst : `${dst}/32`)));
}

async function publicKeyOf(privateKey: string): Promise<string> {
  const child = run('wg', ['pubkey']);
  child.child.stdin?.end(privateKey);
  return (await child).stdout.trim();
}
