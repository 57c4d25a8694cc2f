import { formatAddress, hostsOf, rangeContains, rangeSize, type Range } from '../domain/addresses';
import type { RangeSearch } from './search-plan';

/** What is reported together: a range, or all single addresses of a pasted list. */
export interface Portion {
  readonly subject: string;
  readonly searches: readonly RangeSearch[];
  /** Addresses that are asked. */
  readonly total: number;
}

/** Searches in one way, from one address of ours: they share sockets, however many ranges somebody pasted. */
export interface SweepGroup {
  readonly way: RangeSearch['way'];
  readonly portions: readonly Portion[];
}

export function groupSearches(searches: readonly RangeSearch[]): SweepGroup[] {
  const groups = new Map<string, RangeSearch[]>();
  for (const search of searches) {
    const key = search.way.kind === 'direct' ? 'direct' : `on-link ${search.way.from}`;
    const group = groups.get(key);
    if (group === undefined) groups.set(key, [search]);
    else group.push(search);
  }
  return [...groups.values()].flatMap((members) => (members[0] === undefined ? [] : [{ way: members[0].way, portions: portionsOf(members) }]));
}

/** The addresses of a group, in the order of its portions. */
export function* addressesOf(group: SweepGroup): Generator<string> {
  for (const portion of group.portions) for (const search of portion.searches) yield* candidates(search);
}

function portionsOf(searches: readonly RangeSearch[]): Portion[] {
  const single = searches.filter((search) => search.range.prefix === 32);
  const portion = (subject: string, members: readonly RangeSearch[]): Portion => ({ subject, searches: members, total: members.reduce((sum, search) => sum + countOf(search), 0) });
  const together = single.length < 4 ? single.map((search) => portion(search.text, [search])) : [portion(`${single[0]?.text ?? ''} … ${single.at(-1)?.text ?? ''}`, single)];
  return [...together, ...searches.filter((search) => search.range.prefix < 32).map((search) => portion(search.text, [search]))];
}

/**
 * The addresses that a device can have. On a wire of ours all but the two that its network gives to no host, wherever the range
 * ends: a piece of it has no such addresses of its own. Behind a router the network is not known; ranges up to a /24 probably are
 * networks, smaller ones probably pieces of a span.
 */
function* candidates({ range, way }: RangeSearch): Generator<string> {
  if (way.kind === 'direct' && range.prefix <= 24) {
    yield* hostsOf(range);
    return;
  }
  for (let value = range.base; value < range.base + rangeSize(range); value++) if (way.kind === 'direct' || !isEdge(way.network, value)) yield formatAddress(value);
}

function countOf({ range, way }: RangeSearch): number {
  if (way.kind === 'direct') return rangeSize(range) - (range.prefix <= 24 ? 2 : 0);
  return rangeSize(range) - edgesOf(way.network).filter((edge) => rangeContains(range, edge)).length;
}

function isEdge(network: Range, value: number): boolean {
  return edgesOf(network).includes(value);
}

function edgesOf(network: Range): number[] {
  return network.prefix >= 31 ? [] : [network.base, network.base + rangeSize(network) - 1];
}
