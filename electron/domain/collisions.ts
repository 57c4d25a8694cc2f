import { z } from 'zod';
import { formatRange, parseAddress, parseRange, rangeContains, rangesOverlap, type Range } from './addresses';
import { Params } from './json';

/*
 * Every address exists once in an overlay: of two ways to the same one, only one is taken, and nobody is told. Two sites whose
 * router hands out 192.168.1.x are the normal case, so it is looked for before anything is changed. Pure.
 */

/**
 * `overlay`: the range of a network itself. `egress`: a way that somebody opened. `external-client`: what a router without a client
 * brings along. `endpoint`: where a gateway is reached from outside; a range that holds it is left out by the server without a word
 * (fact sheet 0.7). `member-lan`: a network that a device of the overlay is plugged into. `box-interface`: one of the box's own.
 */
export const OCCUPIED_KINDS = ['overlay', 'egress', 'external-client', 'endpoint', 'member-lan', 'box-interface'] as const;
export const OccupiedKind = z.enum(OCCUPIED_KINDS);
export type OccupiedKind = z.infer<typeof OccupiedKind>;

/** A range that somebody answers for already. `owner`: `network`, `name` or `device`, for the words of its kind. */
export const OccupiedRange = z.object({ range: z.string(), kind: OccupiedKind, network: z.string(), owner: Params });
export type OccupiedRange = z.infer<typeof OccupiedRange>;

/** All that is in use, as far as the account can see. */
export interface Occupation {
  /** The one that the site joins. */
  readonly network: string;
  /** `bridge`: a device, not the box, that is a member of this network and of the site's; null: none. */
  readonly networks: readonly { readonly name: string; readonly bridge: string | null }[];
  readonly ranges: readonly OccupiedRange[];
  /** Can the server give a site addresses of its own invention (Netmaker Pro since 1.5)? */
  readonly virtualNat: boolean;
  /** What the account may not list, in the expert's words. */
  readonly unseen: readonly string[];
}

/** A range of the site that is to be opened, and who is in it. */
export interface WantedRange { readonly range: string; readonly cameras: readonly string[] }

/** `blocks`: connecting would take somebody's addresses away, or lead nowhere. `warns`: it may, for the device that is named. */
export const Collision = z.object({ range: z.string(), cameras: z.array(z.string()), other: OccupiedRange, weight: z.enum(['blocks', 'warns']) });
export type Collision = z.infer<typeof Collision>;

/** What can be done; the technician chooses. `range`: a free one; null: none was found. */
export const WayOut = z.discriminatedUnion('way', [
  z.object({ way: z.literal('cameras-only') }),
  z.object({ way: z.literal('other-network'), networks: z.array(z.string()) }),
  z.object({ way: z.literal('virtual-nat') }),
  z.object({ way: z.literal('renumber'), range: z.string().nullable() }),
]);
export type WayOut = z.infer<typeof WayOut>;

export const CollisionReport = z.object({
  collisions: z.array(Collision),
  /** Empty where nothing is in the way. */
  ways: z.array(WayOut),
  /** Ranges of the server that are none. */
  ignored: z.array(z.string()),
  unseen: z.array(z.string()),
});
export type CollisionReport = z.infer<typeof CollisionReport>;

/** More of them say nothing new, and all of them are written to the journal. */
const MOST_SHOWN = 200;

export interface Question {
  readonly wanted: readonly WantedRange[];
  /** Addresses of the cameras that are to be reached. */
  readonly cameras: readonly string[];
  readonly occupation: Occupation;
  /** What the box is plugged into, without what the overlay's client made. */
  readonly box: readonly { readonly interface: string; readonly address: string }[];
}

/** Compares what is wanted with what is in use, and says what can be done. */
export function compareRanges(question: Question): CollisionReport {
  const { wanted, cameras, occupation, box } = question;
  const { known, ignored } = readable(occupation.ranges);
  const collisions = [...collisionsOf(wanted, known, occupation), ...boxCollisions(box, known, occupation.network)];
  const unique = [...new Map(collisions.map((one) => [JSON.stringify([one.range, one.other]), one])).values()].sort((a, b) => Number(a.weight === 'warns') - Number(b.weight === 'warns'));
  const blocked = unique.some((one) => one.weight === 'blocks');
  return { collisions: unique.slice(0, MOST_SHOWN), ways: blocked ? waysOut(wanted, cameras, known, occupation) : [], ignored, unseen: [...occupation.unseen] };
}

/** The first collision that keeps the site from being connected; null: none. */
export function blockingCollision(report: CollisionReport | null): Collision | null {
  return report?.collisions.find((one) => one.weight === 'blocks') ?? null;
}

/** Collisions with the same thing, as one: twelve cameras against one range are one story. */
export interface CollisionGroup { readonly other: OccupiedRange; readonly weight: Collision['weight']; readonly ranges: readonly string[]; readonly cameras: readonly string[] }

export function collisionGroups({ collisions }: Pick<CollisionReport, 'collisions'>): CollisionGroup[] {
  const groups = new Map<string, CollisionGroup>();
  for (const { range, cameras, other, weight } of collisions) {
    const key = JSON.stringify([other.kind, other.network, other.owner, weight]);
    const before = groups.get(key) ?? { other, weight, ranges: [], cameras: [] };
    groups.set(key, { ...before, ranges: [...new Set([...before.ranges, range])], cameras: [...new Set([...before.cameras, ...cameras])] });
  }
  return [...groups.values()];
}

interface Known { readonly range: Range; readonly occupied: OccupiedRange }

function readable(ranges: readonly OccupiedRange[]): { known: Known[]; ignored: string[] } {
  const known: Known[] = [];
  const ignored = new Set<string>();
  for (const occupied of ranges) {
    const range = parseRange(occupied.range);
    if (range === null) {
      // IPv6 is not malformed, only out of scope.
      if (!occupied.range.includes(':')) ignored.add(occupied.range.slice(0, 50));
    } else if (range.prefix > 0) {
      // 0.0.0.0/0 is an exit to the internet: whatever is more specific wins over it.
      known.push({ range, occupied });
    }
  }
  return { known, ignored: [...ignored].slice(0, MOST_SHOWN) };
}

function collisionsOf(wanted: readonly WantedRange[], known: readonly Known[], occupation: Pick<Occupation, 'network' | 'networks'>): Collision[] {
  return wanted.flatMap(({ range: text, cameras }) => {
    const range = parseRange(text);
    if (range === null) return [];
    return known.flatMap(({ range: taken, occupied }): Collision[] => {
      if (!rangesOverlap(range, taken)) return [];
      const weight = weightOf(occupied, occupation);
      return weight === null ? [] : [{ range: formatRange(range), cameras: [...cameras], other: occupied, weight }];
    });
  });
}

/** Two networks do not see each other; only a device that is in both has to choose. null: not in the way. */
function weightOf(occupied: OccupiedRange, { network, networks }: Pick<Occupation, 'network' | 'networks'>): Collision['weight'] | null {
  if (occupied.network !== network) return networks.some((one) => one.name === occupied.network && one.bridge !== null) ? 'warns' : null;
  return occupied.kind === 'member-lan' ? 'warns' : 'blocks';
}

/** The box itself gets routes to all that is open in the network: one that leads to where it is plugged in cuts it off (netclient before 1.5.1). */
function boxCollisions(box: Question['box'], known: readonly Known[], network: string): Collision[] {
  return box.flatMap(({ interface: name, address: text }) => {
    const address = parseAddress(text);
    if (address === null) return [];
    return known
      .filter(({ range, occupied }) => occupied.network === network && (occupied.kind === 'overlay' || occupied.kind === 'egress' || occupied.kind === 'external-client') && rangeContains(range, address))
      .map(({ range, occupied }): Collision => ({
        range: formatRange(range), cameras: [], weight: 'warns', other: { range: `${text}/32`, kind: 'box-interface', network, owner: { interface: name, address: text, name: occupied.owner['name'] ?? network } },
      }));
  });
}

function waysOut(wanted: readonly WantedRange[], cameras: readonly string[], known: readonly Known[], occupation: Occupation): WayOut[] {
  const ways: WayOut[] = [];
  const single: WantedRange[] = cameras.map((address) => ({ range: `${address}/32`, cameras: [] }));
  const blocks = (ranges: readonly WantedRange[], network: string): boolean => collisionsOf(ranges, known, { network, networks: [] }).some((one) => one.weight === 'blocks');
  const wide = wanted.some(({ range }) => (parseRange(range)?.prefix ?? 32) < 32);
  if (wide && single.length > 0 && !blocks(single, occupation.network)) ways.push({ way: 'cameras-only' });
  const networks = occupation.networks.filter((one) => one.name !== occupation.network && !blocks(wanted, one.name)).map((one) => one.name);
  if (networks.length > 0) ways.push({ way: 'other-network', networks });
  if (occupation.virtualNat) ways.push({ way: 'virtual-nat' });
  ways.push({ way: 'renumber', range: freeRange([...known.map(({ range }) => formatRange(range)), ...wanted.map(({ range }) => range), ...single.map(({ range }) => range)]) });
  return ways;
}

/** What routers hand out as they come: the next site has one of these. */
const FACTORY_DEFAULTS = new Set([0, 1, 2, 8, 10, 11, 15, 16, 20, 31, 42, 50, 68, 76, 86, 88, 100, 123, 168, 178, 188, 254]);
const FIRST = 21;

/** A private /24 that overlaps nothing of these and is no router's default; null where all are taken. What is no range is not regarded. */
export function freeRange(taken: readonly string[]): string | null {
  const ranges = taken.flatMap((text) => parseRange(text) ?? []);
  for (const range of candidates()) if (!ranges.some((other) => rangesOverlap(range, other))) return formatRange(range);
  return null;
}

function* candidates(): Generator<Range> {
  const net = (a: number, b: number, c: number): Range => ({ base: ((a * 256 + b) * 256 + c) * 256, prefix: 24 });
  for (let third = FIRST; third < 254; third++) if (!FACTORY_DEFAULTS.has(third)) yield net(192, 168, third);
  for (let second = FIRST; second < 255; second++) for (let third = FIRST; third < 254; third++) yield net(10, second, third);
  for (let second = 18; second < 32; second++) for (let third = FIRST; third < 254; third++) yield net(172, second, third);
}
