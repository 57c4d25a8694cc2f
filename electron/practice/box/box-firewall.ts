/** iptables of the simulated box, as text in the form of iptables-save. */

const COMMENT = '-m comment --comment NETMAKER';

/** What netclient's daemon makes when it starts (C:firewall/iptables_linux.go); the FORWARD policy becomes ACCEPT. */
export function withNetmaker(masquerade: readonly string[]): string {
  return lines(
    '*filter', ':INPUT ACCEPT [0:0]', ':FORWARD ACCEPT [0:0]', ':OUTPUT ACCEPT [0:0]',
    ':NETMAKER-ACL-FWD - [0:0]', ':NETMAKER-ACL-IN - [0:0]', ':NETMAKER-ACL-OUT - [0:0]', ':netmakerfilter - [0:0]',
    `-A INPUT -i netmaker ${COMMENT} -j NETMAKER-ACL-IN`,
    `-A FORWARD -i netmaker ! -o netmaker ${COMMENT} -j NETMAKER-ACL-FWD`,
    `-A NETMAKER-ACL-FWD -i netmaker ${COMMENT} -j ACCEPT`,
    `-A NETMAKER-ACL-IN -i netmaker ${COMMENT} -j ACCEPT`,
    'COMMIT',
    '*nat', ':PREROUTING ACCEPT [0:0]', ':INPUT ACCEPT [0:0]', ':OUTPUT ACCEPT [0:0]', ':POSTROUTING ACCEPT [0:0]', ':netmakernat - [0:0]',
    ...masquerade.map((leaving) => `-A POSTROUTING -o ${leaving} ${COMMENT} -j MASQUERADE`),
    `-A POSTROUTING -o netmaker ${COMMENT} -j netmakernat`,
    '-A netmakernat -j RETURN',
    'COMMIT',
  );
}

/** The daemon takes its rules with it when it ends in good order; the tables and the policy stay. */
export function withoutNetmaker(saved: string): string {
  const chains = /^(:|-A )(NETMAKER-ACL-(FWD|IN|OUT)|netmakerfilter|netmakernat) /;
  return lines(...saved.split('\n').filter((line) => line !== '' && !chains.test(line) && !line.includes(COMMENT)));
}

export function setPolicy(saved: string, chain: string, policy: string): string {
  const made = saved === '' ? lines('*filter', ':INPUT ACCEPT [0:0]', ':FORWARD ACCEPT [0:0]', ':OUTPUT ACCEPT [0:0]', 'COMMIT') : saved;
  return made.replace(new RegExp(`^:${chain} \\S+`, 'm'), `:${chain} ${policy}`);
}

/** `iptables-restore --noflush` as far as the product uses it: rules deleted, chains flushed and deleted. */
export function restore(saved: string, input: string): string {
  let table = '';
  const gone = new Set<string>();
  for (const line of input.split('\n')) {
    if (line.startsWith('*')) table = line;
    const [verb, chain] = line.split(' ');
    if (verb === '-D') gone.add(`${table} ${line.replace(/^-D /, '-A ')}`);
    if (verb === '-F' || verb === '-X') gone.add(`${table} ${verb} ${chain ?? ''}`);
  }
  let current = '';
  return lines(
    ...saved.split('\n').filter((line) => {
      if (line.startsWith('*')) current = line;
      const chain = /^(?::|-A )(\S+)/.exec(line)?.[1] ?? '';
      if (line.startsWith(':')) return !gone.has(`${current} -X ${chain}`);
      return line !== '' && !gone.has(`${current} ${line}`) && !(line.startsWith('-A') && gone.has(`${current} -F ${chain}`));
    }),
  );
}

function lines(...all: string[]): string {
  return all.length === 0 ? '' : `${all.join('\n')}\n`;
}
