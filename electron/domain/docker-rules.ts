/** Mark of our rules, so that a person who finds them knows whose they are. */
const MARK = '-m comment --comment kerberos-tunnel';

/** How many of our rules are in force. `saved`: what iptables-save prints. */
export function markedRules(saved: string): number {
  return saved.split('\n').filter((line) => line.startsWith('-A ') && line.includes(` ${MARK} `)).length;
}

/**
 * What lets a tunnel's traffic pass Docker's FORWARD policy DROP, as arguments of iptables after -C, -D, -I or -A. Answers are accepted
 * in DOCKER-USER, which is asked first and which Docker never touches. What begins a connection is accepted at the end of FORWARD only:
 * there Netmaker's own access rules have had their say, also after Docker alone was restarted and put its chains before them.
 */
export function dockerRules(name: string): { readonly chain: 'DOCKER-USER' | 'FORWARD'; readonly rule: string }[] {
  const answers = `-m conntrack --ctstate RELATED,ESTABLISHED ${MARK} -j ACCEPT`;
  return [
    { chain: 'DOCKER-USER', rule: `-i ${name} ${answers}` },
    { chain: 'DOCKER-USER', rule: `-o ${name} ${answers}` },
    { chain: 'FORWARD', rule: `-i ${name} ${MARK} -j ACCEPT` },
  ];
}

/**
 * Are both ways open, by our rules, by the owner's or by those of a netclient that has access rules (since 0.99: its FORWARD begins with
 * them; older ones only set the policy)?
 */
export function passesDocker(saved: string, name: string): boolean {
  const lines = saved.split('\n');
  const on = (way: string): string[] => lines.filter((line) => /^-A (FORWARD|DOCKER-USER) /.test(line) && line.includes(` ${way} ${name} `) && !line.includes(` ! ${way} ${name} `));
  const netclient = lines.some((line) => line.startsWith(`-A NETMAKER-ACL-FWD -i ${name} `) && line.endsWith(' -j ACCEPT'));
  const begins = on('-i').some((line) => (line.endsWith(' -j ACCEPT') && !/--ctstate (RELATED,ESTABLISHED|ESTABLISHED,RELATED)\b/.test(line)) || (netclient && line.endsWith(' -j NETMAKER-ACL-FWD')));
  return begins && on('-o').some((line) => line.endsWith(' -j ACCEPT'));
}
