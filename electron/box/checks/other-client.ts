import type { BoxCheck } from '../../engine/ports';
import { plainText } from '../../domain/plain-text';
import { CHECK_MS, finding } from './finding';

/** A netclient that serves somebody else would be taken away from him. One in our own network is our own, from an earlier run. */
export const otherClientCheck: BoxCheck = {
  id: 'other-client',
  run: async ({ box, site }, signal) => {
    const { code } = await box.run(['ls', '-d', '/etc/netclient/nodes.json'], { signal, deadlineMs: CHECK_MS });
    if (code !== 0) return finding('other-client', 'ok', { networks: '' });
    // Only the names leave the file; see netmaker's nodes.json: network name to node, each with its "network".
    const nodes = await box.run(['grep', '-o', '"network": *"[^"]*"', '/etc/netclient/nodes.json'], { root: true, signal, deadlineMs: CHECK_MS });
    const networks = [...new Set([...nodes.stdout.slice(0, 20_000).matchAll(/"network": *"([^"]*)"/g)].map((match) => plainText(match[1] ?? '', 40)))];
    const others = networks.filter((network) => network !== (site.overlay?.kind === 'netmaker' ? site.overlay.network : null));
    if (others.length === 0) return finding('other-client', 'ok', { networks: '' });
    return finding('other-client', others.length === networks.length ? 'blocks' : 'warns', { networks: others.slice(0, 5).join(', ') });
  },
};
