import { isAddress } from '../../domain/addresses';
import type { Site } from '../../domain/site';
import type { BoxCheck } from '../../engine/ports';
import { askBox } from './ask-box';
import { finding, overlayServer } from './finding';

export const nameResolutionCheck: BoxCheck = {
  id: 'name-resolution',
  run: async ({ box, site }, signal) => {
    const host = hostOf(site);
    if (host === null) return finding('name-resolution', 'unknown', { host: '' }, 'no server was entered');
    if (isAddress(host) || host.includes(':')) return finding('name-resolution', 'ok', { host });
    // busybox has no getent, and its nslookup does not look into the file of hosts, as every other program does.
    const [getent, nslookup, file] = await askBox(box, [['getent', 'hosts', host], ['nslookup', host], ['grep', '-qwF', host, '/etc/hosts']], { signal });
    const first = [getent, file?.code === 0 ? file : nslookup].find((answer) => answer !== undefined && answer.code !== 127);
    if (first === undefined) return finding('name-resolution', 'unknown', { host }, 'it has neither getent nor nslookup');
    return finding('name-resolution', first.code === 0 ? 'ok' : 'blocks', { host }, first.code === 0 ? '' : first.text);
  },
};

function hostOf(site: Site): string | null {
  if (site.overlay?.kind !== 'wireguard') return overlayServer(site)?.host ?? null;
  return site.overlay.endpoint.replace(/:\d+$/, '').replace(/^\[|\]$/g, '');
}
