/*
 * The rules that let the overlay through to the cameras and to nothing else, as commands that `wg-quick` runs with the interface:
 * so they come back with it after a restart of the box. Each may run again on top of its own remains. `%i` is the interface.
 *
 * In FORWARD ours come first: Docker and ufw set its policy to DROP, and what they put in front of ours later returns what is not
 * theirs. The cameras' answers go back, but no camera calls into the overlay by itself.
 */

export interface Rules {
  readonly up: readonly string[];
  readonly down: readonly string[];
}

/** `overlay`: the overlay's own range, whose addresses the cameras must not see: they have no way back to them. */
export function rulesFor(tool: 'iptables' | 'nft', overlay: string, openTo: readonly string[]): Rules {
  return tool === 'iptables' ? iptablesRules(overlay, openTo) : nftRules(overlay, openTo);
}

/** Chains of our own; a name has 28 characters at most. */
function iptablesRules(overlay: string, openTo: readonly string[]): Rules {
  const jump = (rule: string): string => `iptables -w -C ${rule} 2>/dev/null || iptables -w -I ${rule}`;
  const [filter, nat] = [['FORWARD -i %i -j KT-%i', 'FORWARD -o %i -j KT-%i'], 'POSTROUTING -j KT-%i'];
  return {
    up: [
      'iptables -w -N KT-%i 2>/dev/null || iptables -w -F KT-%i',
      'iptables -w -A KT-%i -o %i -m conntrack --ctstate RELATED,ESTABLISHED -j ACCEPT',
      `iptables -w -A KT-%i -i %i -d ${openTo.join(',')} -j ACCEPT`,
      'iptables -w -A KT-%i -j DROP',
      ...filter.map(jump),
      'iptables -w -t nat -N KT-%i 2>/dev/null || iptables -w -t nat -F KT-%i',
      `iptables -w -t nat -A KT-%i -s ${overlay} ! -o %i -j MASQUERADE`,
      `iptables -w -t nat -C ${nat} 2>/dev/null || iptables -w -t nat -I ${nat}`,
    ],
    down: [
      ...filter.map((rule) => `iptables -w -D ${rule} || true`),
      'iptables -w -F KT-%i || true',
      'iptables -w -X KT-%i || true',
      `iptables -w -t nat -D ${nat} || true`,
      'iptables -w -t nat -F KT-%i || true',
      'iptables -w -t nat -X KT-%i || true',
    ],
  };
}

/** A table of our own, for boxes without iptables (and so without Docker). */
function nftRules(overlay: string, openTo: readonly string[]): Rules {
  const rules = [
    'add table ip kerberos_tunnel_%i',
    'flush table ip kerberos_tunnel_%i',
    'add chain ip kerberos_tunnel_%i forward { type filter hook forward priority 0 ; }',
    'add chain ip kerberos_tunnel_%i postrouting { type nat hook postrouting priority 100 ; }',
    'add rule ip kerberos_tunnel_%i forward oifname "%i" ct state established,related accept',
    `add rule ip kerberos_tunnel_%i forward iifname "%i" ip daddr { ${openTo.join(', ')} } accept`,
    'add rule ip kerberos_tunnel_%i forward iifname "%i" drop',
    'add rule ip kerberos_tunnel_%i forward oifname "%i" drop',
    `add rule ip kerberos_tunnel_%i postrouting ip saddr ${overlay} oifname != "%i" masquerade`,
  ];
  return { up: [`nft '${rules.join(' ; ')}'`], down: ["nft 'delete table ip kerberos_tunnel_%i' || true"] };
}
