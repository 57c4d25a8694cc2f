import { formatRange, isAddress, parseRange, rangeContains, rangeSize, rangesOverlap, type Range } from '../domain/addresses';
import { TunnelError } from '../domain/errors';
import type { Survey, SurveyRoute } from '../domain/device';
import { MOST_ADDRESSES } from '../domain/range-list';
import { interfaceShown, isLinkLocal, type LocalNetwork } from './interfaces';

/** How one range is searched. `on-link`: by ARP, from our address on that wire. `direct`: by connecting (loopback, or behind a router). */
export interface RangeSearch {
  readonly range: Range;
  readonly text: string;
  readonly way: { readonly kind: 'on-link'; readonly from: string; readonly network: Range } | { readonly kind: 'direct' };
}

export interface SearchPlan {
  readonly searches: readonly RangeSearch[];
  /** Our addresses on the wires that are asked by multicast. */
  readonly multicastFrom: readonly string[];
  /** Single addresses that somebody entered. */
  readonly typed: readonly string[];
  readonly interfaces: Survey['interfaces'];
  /** Addresses of this computer, which is no camera. */
  readonly own: ReadonlySet<string>;
}

const LOOPBACK: Range = { base: 127 * 2 ** 24, prefix: 8 };

/**
 * What to search and how. With ranges: those, and multicast only on wires they touch (the practice site, on loopback, asks no real
 * network). Without: the computer's own real networks.
 * @throws TunnelError `range-invalid`, `range-too-large`, `no-network`.
 */
export function planSearch(requested: readonly string[], networks: readonly LocalNetwork[]): SearchPlan {
  const wires = networks.filter((network) => network.kind !== 'loopback');
  const own = new Set(wires.map((network) => network.address));
  const ranges = requested.map((text) => {
    const range = parseRange(text);
    if (range === null) throw new TunnelError('range-invalid', { range: text.slice(0, 60) });
    if (rangeSize(range) > MOST_ADDRESSES) throw new TunnelError('range-too-large', { range: formatRange(range), addresses: rangeSize(range) });
    return range;
  });
  const real = wires.filter((network) => network.kind === 'real');
  // A computer that has nothing but software networks is itself one: in a container, in the lab.
  const unasked = real.length > 0 ? real : wires;
  if (ranges.length === 0 && unasked.length === 0) throw new TunnelError('no-network');
  const searchedWires = ranges.length === 0 ? unasked : wires.filter((network) => ranges.some((range) => rangesOverlap(range, network.onLink)));
  const searches = ranges.length === 0 ? unasked.filter((network) => !isLinkLocal(network)).map((network) => onLink(network.range, network)) : ranges.flatMap((range) => searchesOf(range, wires));
  return {
    searches: distinct(searches),
    multicastFrom: [...new Set(searchedWires.map((network) => network.address))],
    typed: requested.filter((text) => isAddress(text.replace(/\/32$/, ''))).map((text) => text.replace(/\/32$/, '').trim()),
    interfaces: networks.map((network) => interfaceShown(network, searchedWires.includes(network), ranges.length > 0)),
    own,
  };
}

function onLink(range: Range, network: LocalNetwork): RangeSearch {
  return { range, text: formatRange(range), way: { kind: 'on-link', from: network.address, network: network.onLink } };
}

/** A range may be wider than the wire it touches: that part by ARP, and the whole by connecting, for what lies behind a router. */
function searchesOf(range: Range, wires: readonly LocalNetwork[]): RangeSearch[] {
  const around = wires.find((network) => rangeContains(network.onLink, range.base) && network.onLink.prefix <= range.prefix);
  if (around !== undefined) return [onLink(range, around)];
  const inside = rangesOverlap(range, LOOPBACK) ? [] : wires.filter((network) => rangesOverlap(range, network.onLink)).map((network) => onLink(network.onLink, network));
  return [...inside, { range, text: formatRange(range), way: { kind: 'direct' } }];
}

function distinct(searches: readonly RangeSearch[]): RangeSearch[] {
  return searches.filter((search, index) => searches.findIndex((other) => other.text === search.text && other.way.kind === search.way.kind) === index);
}

/** Is this address one that may be connected to? Answers from elsewhere are shown, not scanned: they may be somebody else's. */
export function mayVisit(plan: SearchPlan, address: number, networks: readonly LocalNetwork[]): boolean {
  return plan.searches.some((search) => rangeContains(search.range, address)) || networks.some((network) => plan.multicastFrom.includes(network.address) && rangeContains(network.onLink, address));
}

/** Announcements come in at shared ports from every wire of this computer; those of wires that nobody asked about are not ours to show. */
export function isOnOtherWire(plan: SearchPlan, address: number, networks: readonly LocalNetwork[]): boolean {
  return !mayVisit(plan, address, networks) && networks.some((network) => rangeContains(network.onLink, address));
}

/** In no network of ours and behind no router that we know of, apart from the one to everywhere: whoever is there cannot be spoken to from here. */
export function isForeign(plan: SearchPlan, address: number, networks: readonly LocalNetwork[], routes: readonly Pick<SurveyRoute, 'range'>[]): boolean {
  if (mayVisit(plan, address, networks) || networks.some((network) => rangeContains(network.onLink, address))) return false;
  return !routes.some((route) => {
    const range = parseRange(route.range);
    return range !== null && rangeContains(range, address);
  });
}
