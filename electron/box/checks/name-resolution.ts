import { isAddress } from '../../domain/addresses';
import type { BoxCheck } from '../../engine/ports';
import { CHECK_MS, finding, overlayServer } from './finding';

export const nameResolutionCheck: BoxCheck = {
  id: 'name-resolution',
  run: async ({ box, site }, signal) => {
    const server = overlayServer(site);
    if (server === null) return finding('name-resolution', 'unknown', { host: '' }, 'no server was entered');
    const { host } = server;
    if (isAddress(host) || host.includes(':')) return finding('name-resolution', 'ok', { host });
    const options = { signal, deadlineMs: CHECK_MS };
    let answer = await box.run(['getent', 'hosts', host], options);
    // busybox has no getent.
    if (answer.code === 127) answer = await box.run(['nslookup', host], options);
    if (answer.code === 127) return finding('name-resolution', 'unknown', { host }, 'it has neither getent nor nslookup');
    return finding('name-resolution', answer.code === 0 ? 'ok' : 'blocks', { host }, answer.stderr);
  },
};
