import { plainText } from '../../domain/plain-text';
import type { BoxCheck } from '../../engine/ports';
import { finding } from './finding';
import { linesOf, look } from './look';
import { isTunnel, ownTunnel } from './tunnels';

export const otherVpnCheck: BoxCheck = {
  id: 'other-vpn',
  run: async (question, signal) => {
    const { interfaces, vpnServices } = await look(question, signal);
    if (interfaces.code !== 0) return finding('other-vpn', 'unknown', { names: '' }, interfaces.text);
    const own = ownTunnel(question.site);
    const services = vpnServices.code === 0 ? linesOf(vpnServices).flatMap((line) => /^\s*(\S+)\.service\b/.exec(line)?.[1] ?? []) : [];
    const names = [...linesOf(interfaces).filter((name) => isTunnel(name) && name !== own), ...services.filter((name) => name !== `wg-quick@${own}`)];
    return finding('other-vpn', names.length === 0 ? 'ok' : 'warns', { names: [...new Set(names.map((name) => plainText(name, 40)))].slice(0, 8).join(', ') });
  },
};
