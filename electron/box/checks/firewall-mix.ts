import type { BoxCheck } from '../../engine/ports';
import { finding } from './finding';
import { linesOf, look, lookAsRoot, type Look, type RootLook } from './look';

/** Rules of the one kind are invisible to the tools of the other, and both are obeyed (gravitl/netmaker #917). */
export const firewallMixCheck: BoxCheck = {
  id: 'firewall-mix',
  run: async (question, signal) => {
    const what = mixOf(await look(question, signal), await lookAsRoot(question, signal));
    return what === null ? finding('firewall-mix', 'ok') : finding('firewall-mix', 'warns', {}, what);
  },
};

/** `iptables v1.8.9 (nf_tables)`; before 1.8 there was only the old kind and the version says nothing. */
export function mixOf({ iptablesVersion }: Pick<Look, 'iptablesVersion'>, { legacyTables, legacyRules, nft }: Pick<RootLook, 'legacyTables' | 'legacyRules' | 'nft'>): string | null {
  if (iptablesVersion.code !== 0) return null;
  if (/\(nf_tables\)/.test(iptablesVersion.text)) {
    const tables = legacyTables.code === 0 ? linesOf(legacyTables) : [];
    // Tables alone are made by a look at them; where the tool is there it tells whether they hold anything.
    const used = tables.length > 0 && (legacyRules.code !== 0 || /^-A /m.test(legacyRules.text));
    return used ? `iptables is of the nft kind, and the old kind has tables too: ${tables.join(', ')}` : null;
  }
  const made = [...nft.text.matchAll(/^table (ip (?:filter|nat)) \{/gm)].map((match) => match[1] ?? '');
  return nft.code === 0 && made.length > 0 ? `iptables is of the old kind, and there are nft tables of the same names: ${made.join(', ')}` : null;
}
