import type { BoxCheck } from '../../engine/ports';
import { finding, noServer, overlayServer } from './finding';

/** TCP only; whether what answers there is trusted is a question of its own. */
export const serverReachableCheck: BoxCheck = {
  id: 'server-reachable',
  run: async ({ box, site }, signal) => {
    const server = overlayServer(site);
    if (server === null) return finding('server-reachable', 'unknown', { host: '' }, noServer(site));
    return finding('server-reachable', (await box.reaches(server, signal)) ? 'ok' : 'blocks', { host: server.host, port: server.port });
  },
};
