import { collisionGroups, type CollisionGroup, type CollisionReport, type WayOut } from '../collisions';
import { fill, type Words } from './words';

/** Of many, this many are named. */
const MOST_NAMED = 4;

/** Whom the addresses belong to. */
export function ownerText(group: CollisionGroup, words: Words): string {
  const { belongs, kinds } = words.collisions;
  return fill(belongs, { range: someOf(group.ranges), owner: fill(kinds[group.other.kind].who, { network: group.other.network, ...group.other.owner }) });
}

/** What would happen. */
export function whyText(group: CollisionGroup, words: Words): string {
  return fill(words.collisions.kinds[group.other.kind].why, { network: group.other.network, ...group.other.owner });
}

export function concernsText(group: CollisionGroup, words: Words): string | null {
  return group.cameras.length === 0 ? null : fill(words.collisions.concerns, { cameras: someOf(group.cameras) });
}

export function wayOutText(way: WayOut, words: Words): string {
  const { ways, noFreeRange } = words.collisions;
  switch (way.way) {
    case 'cameras-only':
    case 'virtual-nat':
      return ways[way.way].text;
    case 'other-network':
      return fill(ways[way.way].text, { networks: way.networks.join(', ') });
    case 'renumber':
      return way.range === null ? noFreeRange : fill(ways[way.way].text, { range: way.range });
  }
}

/** What the server said and could not be used, and what it did not say: for the expert. */
export function limitsText(report: CollisionReport, words: Words): string[] {
  const { ignored, unseen } = words.collisions;
  return [...(report.ignored.length === 0 ? [] : [fill(ignored, { ranges: report.ignored.join(', ') })]), ...(report.unseen.length === 0 ? [] : [fill(unseen, { what: report.unseen.join(', ') })])];
}

/** The whole of it for a terminal; empty where nothing is to be said. */
export function collisionText(report: CollisionReport | null, words: Words): string {
  if (report === null || (report.collisions.length === 0 && report.unseen.length === 0)) return '';
  const { blocked, warned, normal, waysTitle, ways } = words.collisions;
  const groups = collisionGroups(report);
  const blocks = groups.some((group) => group.weight === 'blocks');
  return [
    ...(groups.length === 0 ? [] : [`${blocks ? '!' : '~'} ${blocks ? blocked : warned}`]),
    ...groups.map((group) => [`  ${group.weight === 'blocks' ? '!' : '~'} ${ownerText(group, words)} ${whyText(group, words)}`, concernsText(group, words)].filter((part) => part !== null).join(' ')),
    ...(blocks ? [`  ${normal}`, `  ${waysTitle}:`] : []),
    ...report.ways.map((way) => `  -> ${ways[way.way].title}. ${wayOutText(way, words)}`),
    ...limitsText(report, words).map((line) => `  (${line})`),
  ].join('\n');
}

function someOf(list: readonly string[]): string {
  return list.length <= MOST_NAMED ? list.join(', ') : `${list.slice(0, MOST_NAMED - 1).join(', ')} … (${list.length})`;
}
