import type { BoxCheck } from '../../engine/ports';
import { finding } from './finding';
import { TELLING, linesOf, look, lookAsRoot } from './look';

/**
 * netclient uses WireGuard in the kernel, or opens /dev/net/tun. In a restricted container the device is there and opening it
 * is refused, so it is opened.
 */
export const kernelTunnelCheck: BoxCheck = {
  id: 'kernel-tunnel',
  run: async (question, signal) => {
    const { tun, loadWireguard, loadTun } = await lookAsRoot(question, signal);
    if (tun.code === 0) return finding('kernel-tunnel', 'ok', { way: '/dev/net/tun' });
    const loaded = linesOf((await look(question, signal)).present).includes(TELLING.wireguard);
    if (loaded || loadWireguard.code === 0) return finding('kernel-tunnel', 'ok', { way: 'wireguard' });
    return finding('kernel-tunnel', 'blocks', {}, tun.text, loadTun.code === 0 ? 'load-tun' : 'none');
  },
};
