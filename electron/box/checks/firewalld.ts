import type { BoxCheck } from '../../engine/ports';
import { finding } from './finding';
import { linesOf, lookAsRoot, type RootLook } from './look';
import { ownTunnel } from './tunnels';

/**
 * Named with the way to allow it, and not repaired: a zone decides about more than forwarding, and which one is right is its owner's
 * to say. netclient does not speak to firewalld.
 */
export const firewalldCheck: BoxCheck = {
  id: 'firewalld',
  run: async (question, signal) => {
    const name = ownTunnel(question.site);
    return finding('firewalld', firewalldDrops(await lookAsRoot(question, signal), name) ? 'warns' : 'ok', { interface: name });
  },
};

/**
 * An interface that no zone names is in the default zone; since firewalld 1.0 that forwards between its own interfaces where
 * `--query-forward` says yes. `--get-active-zones`: the zone's name, then `  interfaces: eth0 netmaker`.
 */
export function firewalldDrops({ firewalldState, firewalldZones, firewalldForward }: Pick<RootLook, 'firewalldState' | 'firewalldZones' | 'firewalldForward'>, name: string): boolean {
  if (firewalldState.code !== 0 || linesOf(firewalldState)[0] !== 'running') return false;
  let zone = '';
  for (const line of linesOf(firewalldZones)) {
    if (/^\S/.test(line)) zone = line.split(' ')[0] ?? '';
    else if (/^\s+interfaces:/.test(line) && line.trim().split(/\s+/).includes(name)) return zone !== 'trusted';
  }
  return linesOf(firewalldForward)[0] !== 'yes';
}
