import type { BoxFacts } from '../../domain/box';
import type { BoxCheck } from '../../engine/ports';
import { finding } from './finding';
import { TELLING, linesOf, look, lookAsRoot, type Look, type RootLook } from './look';
import { bringsItsRules } from './tunnels';

/**
 * netclient makes rules for IPv6 first and gives up where the kernel cannot, so that the rules for IPv4 are missing too
 * (gravitl/netclient #397). Asked without making a table: nft lets the kernel judge one and forget it.
 */
export const ipv6NatCheck: BoxCheck = {
  id: 'ipv6-nat',
  run: async (question, signal) => {
    if (bringsItsRules(question.site)) return finding('ipv6-nat', 'ok', {}, 'a WireGuard tunnel needs none');
    const { able, why } = ipv6Nat(question.facts, await look(question, signal), await lookAsRoot(question, signal));
    return finding('ipv6-nat', able === null ? 'unknown' : able ? 'ok' : 'warns', {}, why);
  },
};

/** `able` null: it could not be found out. */
export function ipv6Nat(
  { kernel, firewall }: Pick<BoxFacts, 'kernel' | 'firewall'>,
  { present, modules }: Pick<Look, 'present' | 'modules'>,
  { nftIp6Nat, legacyTables6, loadIp6Nat }: Pick<RootLook, 'nftIp6Nat' | 'legacyTables6' | 'loadIp6Nat'>,
): { able: boolean | null; why: string } {
  if (!linesOf(present).includes(TELLING.ipv6)) return { able: false, why: 'IPv6 is switched off in its kernel' };
  if (nftIp6Nat.code === 0 || linesOf(legacyTables6).includes('nat') || loadIp6Nat.code === 0) return { able: true, why: '' };
  // Without the folder of its modules (a container) nobody there can tell what the kernel has.
  if (!linesOf(modules).includes(kernel)) return { able: null, why: 'its kernel does not show its modules' };
  if (firewall.includes('nft') && /not supported|no such file|could not process/i.test(nftIp6Nat.text)) return { able: false, why: nftIp6Nat.text };
  return loadIp6Nat.code === 1 && !firewall.includes('nft') ? { able: false, why: 'there is no module ip6table_nat' } : { able: null, why: nftIp6Nat.text };
}
