import type { BoxCheck } from '../../engine/ports';
import { finding, overlayServer } from './finding';

/** TCP only. Whether TLS is accepted there shows when the client registers. */
export const serverReachableCheck: BoxCheck = {
  id: 'server-reachable',
  run: async ({ box, site }, signal) => {
    const server = overlayServer(site);
    if (server === null) return finding('server-reachable', 'unknown', { host: '' }, 'no server was entered');
    return finding('server-reachable', (await box.reaches(server, signal)) ? 'ok' : 'blocks', { host: server.host, port: server.port });
  },
};
