import type { BoxCheck } from '../../engine/ports';
import { finding } from './finding';
import { lookAsRoot } from './look';

/** netclient and our own steps set the FORWARD policy to ACCEPT and put it back, so this is only worth knowing. */
export const forwardingCheck: BoxCheck = {
  id: 'forwarding',
  run: async (question, signal) => {
    const { iptables } = await lookAsRoot(question, signal);
    const drops = dropsForwarded(iptables.text) && !hasChain(iptables.text, 'DOCKER-USER') && !hasChain(iptables.text, 'ufw-before-forward');
    return finding('forwarding', drops ? 'warns' : 'ok', { what: drops ? 'FORWARD policy DROP' : '' });
  },
};

/** In the form of iptables-save. */
export function dropsForwarded(saved: string): boolean {
  return /^:FORWARD (?!ACCEPT\b)/m.test(saved);
}

export function hasChain(saved: string, chain: string): boolean {
  return saved.split('\n').some((line) => line.startsWith(`:${chain} `));
}
