import { parseAddress, parseRange, rangeContains } from '../../domain/addresses';
import { parseSaved, type SavedTable } from '../../engine/steps/iptables-save';

/** What the box says of itself; null: it could not be read. */
export interface ForwardingLook {
  /** `net.ipv4.ip_forward`. */
  readonly switched: string | null;
  /** As iptables-save prints it; '' where no table was ever made. */
  readonly iptables: string | null;
  /** As `nft list ruleset` prints it. */
  readonly nft: string | null;
  /** The interface that a packet to the camera leaves by. */
  readonly leaving: string | null;
  /** The box's own address in the overlay. */
  readonly source: string | null;
}

/** `unknown`: neither tool could be asked. */
export type Forwarding = 'passes' | 'switched-off' | 'dropped' | 'no-masquerade' | 'unknown';

const TUNNEL = 'netmaker';

/**
 * Does a packet that comes out of the tunnel reach this camera, and does the answer come back? It is passed on only with forwarding
 * switched on and no firewall that drops it, and a camera answers only to a neighbour: what leaves for it must carry the box's own
 * address (MASQUERADE). iptables first, because it shows what nft made for it as well; both are looked at. Pure.
 */
export function judgeForwarding(look: ForwardingLook, camera: string): Forwarding {
  if (look.switched === '0') return 'switched-off';
  if (look.leaving === null || (look.iptables === null && look.nft === null)) return 'unknown';
  const rules = [...(look.iptables === null ? [] : savedRules(parseSaved(look.iptables))), ...(look.nft === null ? [] : nftRules(look.nft))];
  if (forwardDrops(rules)) return 'dropped';
  const wanted = { leaving: look.leaving, source: look.source, camera };
  return rules.some((rule) => rule.place === 'leaving' && rule.verdict === 'masquerade' && fits(rule, wanted)) ? 'passes' : 'no-masquerade';
}

/** One rule or policy of either tool, as far as the question needs it. */
interface Rule {
  readonly place: 'forward' | 'leaving';
  readonly verdict: 'accept' | 'drop' | 'masquerade';
  readonly policy: boolean;
  readonly into: Match | null;
  readonly out: Match | null;
  readonly from: Match | null;
  readonly to: Match | null;
  /** Only for connections in a certain state: says nothing about a new one. */
  readonly stateful: boolean;
}
interface Match { readonly value: string; readonly not: boolean }

/** A policy of DROP with nothing before it that lets the tunnel through. Docker and ufw do this. */
function forwardDrops(rules: readonly Rule[]): boolean {
  const forward = rules.filter((rule) => rule.place === 'forward');
  if (!forward.some((rule) => rule.policy && rule.verdict === 'drop')) return false;
  return !forward.some((rule) => !rule.policy && rule.verdict === 'accept' && !rule.stateful && (rule.into === null || matches(rule.into, TUNNEL)) && (rule.out === null || rule.into !== null));
}

function fits(rule: Rule, wanted: { leaving: string; source: string | null; camera: string }): boolean {
  return (rule.out === null || matches(rule.out, wanted.leaving)) && (rule.from === null || (wanted.source !== null && holds(rule.from, wanted.source))) && (rule.to === null || holds(rule.to, wanted.camera));
}

function matches(match: Match, name: string): boolean {
  const hit = match.value.endsWith('+') || match.value.endsWith('*') ? name.startsWith(match.value.slice(0, -1)) : match.value === name;
  return hit !== match.not;
}

function holds(match: Match, address: string): boolean {
  const [range, value] = [parseRange(match.value), parseAddress(address)];
  return (range !== null && value !== null && rangeContains(range, value)) !== match.not;
}

// ---- iptables -----------------------------------------------------------------------------------------------------------

function savedRules(tables: readonly SavedTable[]): Rule[] {
  const filter = tables.find((table) => table.name === 'filter');
  const nat = tables.find((table) => table.name === 'nat');
  const policy = filter?.chains.get('FORWARD');
  return [
    ...(policy === undefined ? [] : [policyRule(policy === 'ACCEPT' ? 'accept' : 'drop')]),
    ...chainRules(filter, 'FORWARD').flatMap((line) => savedRule(line, 'forward') ?? []),
    ...chainRules(nat, 'POSTROUTING').flatMap((line) => savedRule(line, 'leaving') ?? []),
  ];
}

/** The rules of a chain and of all that it jumps to. */
function chainRules(table: SavedTable | undefined, first: string): string[] {
  const found: string[] = [];
  const waiting = [first];
  for (const seen = new Set<string>(); waiting.length > 0; ) {
    const chain = waiting.pop() ?? '';
    if (seen.has(chain)) continue;
    seen.add(chain);
    for (const rule of table?.rules.filter((line) => line.startsWith(`-A ${chain} `)) ?? []) {
      found.push(rule);
      const target = / -[jg] (\S+)/.exec(rule)?.[1];
      if (target !== undefined && table?.chains.has(target) === true) waiting.push(target);
    }
  }
  return found;
}

function savedRule(line: string, place: Rule['place']): Rule | null {
  const target = / -j (\S+)/.exec(line)?.[1] ?? '';
  const verdict = target === 'ACCEPT' ? 'accept' : target === 'DROP' || target === 'REJECT' ? 'drop' : target === 'MASQUERADE' || target === 'SNAT' ? 'masquerade' : null;
  if (verdict === null) return null;
  const match = (option: string): Match | null => {
    const found = new RegExp(` (! )?${option} (\\S+)`).exec(line);
    return found?.[2] === undefined ? null : { value: found[2], not: found[1] !== undefined };
  };
  return { place, verdict, policy: false, into: match('-i'), out: match('-o'), from: match('-s'), to: match('-d'), stateful: /--(ct)?state /.test(line) };
}

// ---- nft ----------------------------------------------------------------------------------------------------------------

const MAX_LINES = 50_000;

/** Chains of any table: what hangs on a hook, and the chains that netclient calls its own, which it jumps to from there. */
function nftRules(text: string): Rule[] {
  const rules: Rule[] = [];
  let place: Rule['place'] | null = null;
  for (const raw of text.split('\n').slice(0, MAX_LINES)) {
    const line = raw.trim();
    const chain = /^chain (\S+) \{/.exec(line)?.[1];
    if (chain !== undefined) place = /^(netmakerfilter|NETMAKER-ACL-FWD)$/.test(chain) ? 'forward' : chain === 'netmakernat' ? 'leaving' : null;
    if (/hook forward /.test(line)) place = 'forward';
    if (/hook postrouting /.test(line)) place = 'leaving';
    if (line === '}') place = null;
    else if (place !== null) rules.push(...nftRule(line, place));
  }
  return rules;
}

function nftRule(line: string, place: Rule['place']): Rule[] {
  const hook = /^type \S+ hook .*policy (accept|drop);/.exec(line)?.[1];
  if (hook !== undefined) return place === 'forward' ? [policyRule(hook === 'drop' ? 'drop' : 'accept')] : [];
  const verdict = /\b(masquerade|snat)\b/.test(line) ? 'masquerade' : /\baccept\b/.test(line) ? 'accept' : /\b(drop|reject)\b/.test(line) ? 'drop' : null;
  if (verdict === null) return [];
  const match = (words: string): Match | null => {
    const found = new RegExp(`\\b${words} (!= )?"?([^\\s"]+)"?`).exec(line);
    return found?.[2] === undefined ? null : { value: found[2], not: found[1] !== undefined };
  };
  return [{ place, verdict, policy: false, into: match('(?:iifname|iif)'), out: match('(?:oifname|oif)'), from: match('ip saddr'), to: match('ip daddr'), stateful: /\bct state\b/.test(line) }];
}

function policyRule(verdict: 'accept' | 'drop'): Rule {
  return { place: 'forward', verdict, policy: true, into: null, out: null, from: null, to: null, stateful: false };
}
