import { parseRange, rangesOverlap, rangeSize } from '../../../electron/domain/addresses';
import type { Survey } from '../../../electron/domain/device';
import type { Site } from '../../../electron/domain/site';

/** Where a range that is searched comes from. */
export type RangeSource = { readonly kind: 'interface'; readonly name: string; readonly address: string } | { readonly kind: 'route'; readonly via: string } | { readonly kind: 'typed' };

export interface SearchedRange { readonly range: string; readonly source: RangeSource }

/** What could be searched too, and why it was not. */
export interface RangeOffer { readonly range: string; readonly why: 'virtual' | 'part' | 'route'; readonly name: string; readonly via: string }

export function searchedRanges(site: Site, survey: Survey | null): SearchedRange[] {
  const own = survey?.interfaces ?? [];
  const ranges = site.ranges.length > 0 ? site.ranges : [...new Set(own.filter((one) => one.searched).map((one) => one.range))];
  return ranges.map((range) => {
    const at = own.find((one) => one.range === range);
    if (at !== undefined) return { range, source: { kind: 'interface', name: at.name, address: at.address } };
    const route = survey?.routes.find((one) => one.range === range);
    return { range, source: route === undefined ? { kind: 'typed' } : { kind: 'route', via: route.via } };
  });
}

export function rangeOffers(site: Site, survey: Survey | null): RangeOffer[] {
  if (survey === null) return [];
  const searched = searchedRanges(site, survey).map(({ range }) => range);
  const covered = (range: string): boolean => searched.some((one) => holds(one, range));
  const offers = new Map<string, RangeOffer>();
  for (const { name, range, partOf, kind } of survey.interfaces) {
    // Nobody hangs a camera on the loopback of this computer, and a network without addresses has none.
    if (kind === 'loopback') continue;
    const why = kind === 'virtual' ? 'virtual' : 'part';
    const offered = why === 'virtual' ? range : (partOf ?? range);
    if (!covered(offered)) offers.set(offered, { range: offered, why, name, via: '' });
  }
  for (const { range, via, interface: name } of survey.routes) if (!covered(range) && !offers.has(range)) offers.set(range, { range, why: 'route', name, via });
  return [...offers.values()];
}

function holds(large: string, small: string): boolean {
  const [outer, inner] = [parseRange(large), parseRange(small)];
  return outer !== null && inner !== null && outer.prefix <= inner.prefix && rangesOverlap(outer, inner);
}

/** A single address is written without its /32. */
export function rangeText(range: string): string {
  return range.replace(/\/32$/, '');
}

export function addressCount(ranges: readonly string[]): number {
  return ranges.reduce((sum, text) => {
    const range = parseRange(text);
    return sum + (range === null ? 0 : rangeSize(range));
  }, 0);
}

/** Minutes that a search takes, at the pace that spares the neighbour table of this computer: measured 285 addresses a second. */
export function searchMinutes(addresses: number): number {
  return Math.max(1, Math.round(addresses / 285 / 60));
}
