/**
 * What `iptables-save` prints, as far as taking back needs it. It lists only tables that exist, so reading it changes nothing
 * (`iptables -L` makes tables and loads modules).
 */
export interface SavedTable {
  readonly name: string;
  /** Built-in and own chains with their policy; `-` for own ones. */
  readonly chains: ReadonlyMap<string, string>;
  /** Rules as they were appended: `-A FORWARD -i netmaker ...`. */
  readonly rules: readonly string[];
}

const MAX_LINES = 50_000;

export function parseSaved(text: string): SavedTable[] {
  const tables: { name: string; chains: Map<string, string>; rules: string[] }[] = [];
  for (const line of text.split('\n').slice(0, MAX_LINES)) {
    const table = tables.at(-1);
    const chain = /^:(\S{1,64}) (\S+)/.exec(line);
    if (/^\*[a-z]{1,20}$/.test(line)) tables.push({ name: line.slice(1), chains: new Map(), rules: [] });
    else if (chain?.[1] !== undefined && chain[2] !== undefined) table?.chains.set(chain[1], chain[2]);
    // Counters, as iptables-save -c prints them, are not part of a rule.
    else if (/^(\[\d+:\d+\] )?-A /.test(line)) table?.rules.push(line.replace(/^\[\d+:\d+\] /, ''));
  }
  return tables;
}

/** netclient's own chains (C:firewall/iptables_linux.go); every rule of it carries the comment NETMAKER. */
const OWN_CHAINS = ['netmakerfilter', 'netmakernat', 'NETMAKER-ACL-IN', 'NETMAKER-ACL-FWD', 'NETMAKER-ACL-OUT'];

export function netmakerTraces(tables: readonly SavedTable[]): number {
  return tables.reduce((sum, table) => sum + table.rules.filter(isNetmakerRule).length + ownChains(table).length, 0);
}

/** Input for `iptables-restore --noflush` that removes every trace of netclient and nothing else; empty when there is none. */
export function removalOfNetmaker(tables: readonly SavedTable[]): string {
  const parts = tables.flatMap((table) => {
    const chains = ownChains(table);
    const rules = table.rules.filter((rule) => isNetmakerRule(rule) && !chains.some((chain) => rule.startsWith(`-A ${chain} `)));
    if (rules.length + chains.length === 0) return [];
    return [`*${table.name}`, ...rules.map((rule) => rule.replace(/^-A /, '-D ')), ...chains.map((chain) => `-F ${chain}`), ...chains.map((chain) => `-X ${chain}`), 'COMMIT'];
  });
  return parts.length === 0 ? '' : `${parts.join('\n')}\n`;
}

function ownChains(table: SavedTable): string[] {
  return OWN_CHAINS.filter((chain) => table.chains.has(chain));
}

function isNetmakerRule(rule: string): boolean {
  return /--comment "?NETMAKER"?(\s|$)/.test(rule) || OWN_CHAINS.some((chain) => rule.startsWith(`-A ${chain} `) || rule.endsWith(`-j ${chain}`));
}
