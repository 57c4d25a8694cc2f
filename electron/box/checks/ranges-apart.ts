import { parseAddress, parseRange, rangeContains, rangesOverlap } from '../../domain/addresses';
import type { BoxCheck } from '../../engine/ports';
import { finding } from './finding';
import { look } from './look';
import { parseRoutes, routeText } from './routes';
import { isTunnel, ownTunnel } from './tunnels';

/**
 * The overlay's own range against the networks that the box is in. Where it is the cameras' network, joining would take the cameras
 * away from the box; where it is another one (Docker's 172.17.0.0/16), only that.
 */
export const rangesApartCheck: BoxCheck = {
  id: 'ranges-apart',
  run: async (question, signal) => {
    const overlay = question.overlayRange === null ? null : parseRange(question.overlayRange);
    const range = question.overlayRange ?? '';
    if (overlay === null) return finding('ranges-apart', 'unknown', { range, others: '' }, 'the range of the tunnel network is not known yet: sign in first');
    const { routes } = await look(question, signal);
    if (routes.code !== 0) return finding('ranges-apart', 'unknown', { range, others: '' }, routes.code === 127 ? 'it has no ip command' : routes.text);
    const cameras = question.cameras.flatMap(({ address }) => parseAddress(address) ?? []);
    const own = ownTunnel(question.site);
    const clashing = parseRoutes(routes).filter((route) => route.range !== null && rangesOverlap(route.range, overlay) && route.interface !== own && !(isTunnel(route.interface) && !route.direct));
    if (clashing.length === 0 && !cameras.some((camera) => rangeContains(overlay, camera))) return finding('ranges-apart', 'ok', { range, others: '' });
    const takesCameras = cameras.some((camera) => rangeContains(overlay, camera) || clashing.some((route) => route.range !== null && rangeContains(route.range, camera)));
    const others = clashing.map(routeText);
    return finding('ranges-apart', takesCameras ? 'blocks' : 'warns', { range, others: others.slice(0, 5).join(', ') });
  },
};
