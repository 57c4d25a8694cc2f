import type { BoxCheck } from '../../engine/ports';
import { finding } from './finding';
import { lookAsRoot } from './look';
import { ownTunnel } from './tunnels';

/** A chain of the owner's own that drops: no other chain's "accept" helps against it, and nobody but him knows what it is for. */
export const nftDropsCheck: BoxCheck = {
  id: 'nft-drops',
  run: async (question, signal) => {
    const name = ownTunnel(question.site);
    const tables = nftForwardDrops((await lookAsRoot(question, signal)).nft.text, name);
    return finding('nft-drops', tables.length === 0 ? 'ok' : 'warns', { tables: tables.join(', '), interface: name });
  },
};

/** Tables of iptables-nft, which other checks look at, and firewalld's. */
const OTHERS = ['ip filter', 'ip6 filter', 'inet firewalld'];

/** Tables with a base chain on the forward hook that drops by policy and does not name the tunnel. */
export function nftForwardDrops(ruleset: string, name: string): string[] {
  const found: string[] = [];
  let table = '';
  let dropping = false;
  for (const line of ruleset.split('\n').slice(0, 50_000)) {
    const opened = /^table (\w+ [\w-]{1,60}) \{/.exec(line);
    if (opened?.[1] !== undefined) table = opened[1];
    if (/^\tchain /.test(line)) dropping = false;
    if (/type filter hook forward\b.*policy drop;/.test(line) && !OTHERS.includes(table)) {
      dropping = true;
      found.push(table);
    }
    if (dropping && line.includes(`iifname "${name}"`) && /\b(accept|jump \S+)$/.test(line.trimEnd())) {
      dropping = false;
      found.splice(found.lastIndexOf(table), 1);
    }
  }
  return [...new Set(found)].slice(0, 5);
}
