import type { BoxCheck } from '../../engine/ports';
import { CHECK_MS, finding } from './finding';

/**
 * netclient uses WireGuard in the kernel, or opens /dev/net/tun. In a restricted container the device is there and opening it
 * is refused, so it is opened; reading no byte of it has no effect.
 */
export const kernelTunnelCheck: BoxCheck = {
  id: 'kernel-tunnel',
  run: async ({ box }, signal) => {
    const options = { root: true, signal, deadlineMs: CHECK_MS };
    const tun = await box.run(['head', '-c', '0', '/dev/net/tun'], options);
    if (tun.code === 0) return finding('kernel-tunnel', 'ok', { way: '/dev/net/tun' });
    const [loaded, wireguard, loadable] = await Promise.all([
      box.run(['ls', '-d', '/sys/module/wireguard'], { signal, deadlineMs: CHECK_MS }),
      // -n: says whether it could be loaded, loads nothing.
      box.run(['modprobe', '-n', '-q', 'wireguard'], options),
      box.run(['modprobe', '-n', '-q', 'tun'], options),
    ]);
    if (loaded.code === 0 || wireguard.code === 0) return finding('kernel-tunnel', 'ok', { way: 'wireguard' });
    return finding('kernel-tunnel', 'blocks', {}, tun.stderr, loadable.code === 0 ? 'load-tun' : 'none');
  },
};
