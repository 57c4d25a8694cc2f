import type { BoxCheck } from '../../engine/ports';
import { plainText } from '../../domain/plain-text';
import { CHECK_MS, finding } from './finding';

const SERVICES = ['wg-quick@*', 'tailscaled*', 'openvpn*', 'zerotier-one*', 'netbird*', 'strongswan*', 'ipsec*', 'nebula*'];
const INTERFACE = /^(wg|tailscale|tun|tap|zt|wt|nordlynx|ppp|ipsec|nebula)/;

export const otherVpnCheck: BoxCheck = {
  id: 'other-vpn',
  run: async ({ box, facts }, signal) => {
    const options = { signal, deadlineMs: CHECK_MS };
    const [interfaces, services] = await Promise.all([
      box.run(['ls', '/sys/class/net'], options),
      facts.init === 'systemd' ? box.run(['systemctl', 'list-units', '--type=service', '--state=active', '--no-legend', '--plain', ...SERVICES], options) : null,
    ]);
    const names = [
      ...interfaces.stdout.split('\n').filter((name) => INTERFACE.test(name)),
      ...(services?.stdout ?? '').split('\n').map((line) => line.trim().split(/\s+/)[0] ?? '').filter((name) => name.endsWith('.service')).map((name) => name.slice(0, -'.service'.length)),
    ].map((name) => plainText(name, 40));
    return finding('other-vpn', names.length === 0 ? 'ok' : 'warns', { names: [...new Set(names)].slice(0, 8).join(', ') });
  },
};
