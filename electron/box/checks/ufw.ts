import type { BoxCheck } from '../../engine/ports';
import { finding } from './finding';
import { linesOf, lookAsRoot, type RootLook } from './look';
import { bringsItsRules, ownTunnel } from './tunnels';

/** Its own files are read: `ufw status` takes a second of Python on a Raspberry Pi. Forwarded answers ufw lets pass by itself. */
export const ufwCheck: BoxCheck = {
  id: 'ufw',
  run: async (question, signal) => {
    const name = ownTunnel(question.site);
    const blocked = !bringsItsRules(question.site) && ufwDrops(await lookAsRoot(question, signal), name);
    return finding('ufw', blocked ? 'warns' : 'ok', { interface: name }, '', blocked ? 'allow-ufw-forward' : 'none');
  },
};

/** `### tuple ### route:allow any any 0.0.0.0/0 any 0.0.0.0/0 in_netmaker` (ufw's own notation, src/backend_iptables.py). */
export function ufwDrops({ ufwSettings, ufwRules }: Pick<RootLook, 'ufwSettings' | 'ufwRules'>, name: string): boolean {
  const settings = linesOf(ufwSettings);
  if (!settings.some((line) => /^ENABLED=["']?yes\b/i.test(line))) return false;
  if (settings.some((line) => /^DEFAULT_FORWARD_POLICY=["']?ACCEPT\b/.test(line))) return false;
  return !linesOf(ufwRules).some((line) => line.startsWith('### tuple ### route:allow any any 0.0.0.0/0 any 0.0.0.0/0 ') && line.split(/[ !]/).includes(`in_${name}`) && !line.includes('!out_'));
}
