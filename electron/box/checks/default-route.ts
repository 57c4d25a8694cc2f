import { plainText } from '../../domain/plain-text';
import type { BoxCheck } from '../../engine/ports';
import { finding } from './finding';
import { look } from './look';
import { parseRoutes, wayOut } from './routes';
import { isTunnel } from './tunnels';

/** A VPN that takes all traffic would carry the tunnel inside itself, and end it whenever it restarts. */
export const defaultRouteCheck: BoxCheck = {
  id: 'default-route',
  run: async (question, signal) => {
    const { routes } = await look(question, signal);
    if (routes.code !== 0) return finding('default-route', 'unknown', { interface: '' }, routes.code === 127 ? 'it has no ip command' : routes.text);
    const device = wayOut(parseRoutes(routes));
    if (device === null) return finding('default-route', 'warns', { interface: '-' }, 'it has no default route');
    const name = plainText(device, 32);
    return finding('default-route', isTunnel(device) ? 'warns' : 'ok', { interface: name });
  },
};
