import type { BoxCheck } from '../../engine/ports';
import { CHECK_MS, finding } from './finding';

/**
 * What would drop packets between tunnel and cameras. netclient sets the FORWARD policy of iptables to ACCEPT, so that one is
 * only worth knowing; Docker sets it back when it restarts; firewalld and own nft chains are not touched by netclient.
 */
export const forwardingCheck: BoxCheck = {
  id: 'forwarding',
  run: async ({ box, facts }, signal) => {
    const options = { root: true, signal, deadlineMs: CHECK_MS };
    // iptables-save prints what exists; `iptables -S` would make a table that is not there yet.
    const [saved, ruleset] = await Promise.all([
      facts.firewall.includes('iptables') ? box.run(['iptables-save'], options) : null,
      facts.firewall.includes('nft') ? box.run(['nft', 'list', 'ruleset'], options) : null,
    ]);
    const what = [...forwardDrops(saved?.stdout ?? ''), ...nftForwardDrops(ruleset?.stdout ?? '')];
    return finding('forwarding', what.length === 0 ? 'ok' : 'warns', { what: what.join(', ') });
  },
};

/** In the form of iptables-save. */
export function forwardDrops(saved: string): string[] {
  const found: string[] = [];
  if (/^:FORWARD DROP\b/m.test(saved)) found.push('FORWARD policy DROP');
  if (/^:DOCKER-USER\b/m.test(saved)) found.push('Docker');
  if (/^:ufw-before-forward\b/m.test(saved) && /^:FORWARD DROP\b/m.test(saved)) found.push('ufw');
  return found;
}

/** Base chains of nft on the forward hook with policy drop, other than the ones that iptables-nft makes. */
export function nftForwardDrops(ruleset: string): string[] {
  const found: string[] = [];
  let table = '';
  for (const line of ruleset.split('\n').slice(0, 50_000)) {
    const opened = /^table (\w+ [\w-]{1,60}) \{/.exec(line);
    if (opened?.[1] !== undefined) table = opened[1];
    if (/type filter hook forward\b.*policy drop;/.test(line) && table !== 'ip filter' && table !== 'ip6 filter') found.push(`nft table ${table}`);
    if (/^table inet firewalld\b/.test(line)) found.push('firewalld');
  }
  return [...new Set(found)].slice(0, 5);
}
