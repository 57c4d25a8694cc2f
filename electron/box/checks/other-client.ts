import { plainText } from '../../domain/plain-text';
import type { BoxCheck } from '../../engine/ports';
import { finding } from './finding';
import { TELLING, linesOf, look, lookAsRoot } from './look';

/** A netclient that serves somebody else would be taken away from him. One in our own network is our own, from an earlier run. */
export const otherClientCheck: BoxCheck = {
  id: 'other-client',
  run: async (question, signal) => {
    const { present } = await look(question, signal);
    // A hub's tunnel can stand beside it; that it is there is said of every other VPN.
    if (!linesOf(present).includes(TELLING.clientNodes) || question.site.overlay?.kind === 'wireguard') return finding('other-client', 'ok', { networks: '' });
    // Only the names leave the file; see netmaker's nodes.json: network name to node, each with its "network".
    const { clientNetworks } = await lookAsRoot(question, signal);
    const networks = [...new Set([...clientNetworks.text.slice(0, 20_000).matchAll(/"network": *"([^"]*)"/g)].map((match) => plainText(match[1] ?? '', 40)))];
    const { overlay } = question.site;
    const others = networks.filter((network) => network !== (overlay?.kind === 'netmaker' ? overlay.network : null));
    if (others.length === 0) return finding('other-client', 'ok', { networks: '' });
    return finding('other-client', others.length === networks.length ? 'blocks' : 'warns', { networks: others.slice(0, 5).join(', ') });
  },
};
