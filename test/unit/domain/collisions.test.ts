import { describe, expect, it } from 'vitest';
import { blockingCollision, compareRanges, freeRange, type Occupation, type OccupiedRange, type Question } from '../../../electron/domain/collisions';

const CAMERAS = ['192.168.1.11', '192.168.1.12'];
const NONE: Occupation = { network: 'cams', networks: [{ name: 'cams', bridge: null }], ranges: [], virtualNat: false, unseen: [] };

function taken(range: string, part: Partial<OccupiedRange> = {}): OccupiedRange {
  return { range, kind: 'egress', network: 'cams', owner: { network: 'cams', name: 'Bakery' }, ...part };
}

function ask(ranges: readonly OccupiedRange[], part: Partial<Omit<Question, 'occupation'>> & { occupation?: Partial<Occupation> } = {}): ReturnType<typeof compareRanges> {
  return compareRanges({ wanted: CAMERAS.map((address) => ({ range: `${address}/32`, cameras: [address] })), cameras: CAMERAS, box: [], ...part, occupation: { ...NONE, ranges, ...part.occupation } });
}

const SUBNET = [{ range: '192.168.1.0/24', cameras: CAMERAS }];

describe('a site with the addresses of another one', () => {
  it('is found, with the name of the other and the cameras concerned', () => {
    expect(ask([taken('192.168.1.0/24')]).collisions).toEqual([
      { range: '192.168.1.11/32', cameras: ['192.168.1.11'], other: taken('192.168.1.0/24'), weight: 'blocks' },
      { range: '192.168.1.12/32', cameras: ['192.168.1.12'], other: taken('192.168.1.0/24'), weight: 'blocks' },
    ]);
  });

  it.each<[string, OccupiedRange, 'blocks' | 'warns' | null]>([
    ['the same camera address, opened by somebody', taken('192.168.1.11/32'), 'blocks'],
    ['another address of the same network', taken('192.168.1.13/32'), null],
    ['half of the network, the other one', taken('192.168.1.128/25'), null],
    ['half of the network, this one', taken('192.168.1.0/25'), 'blocks'],
    ['everything private', taken('192.168.0.0/16'), 'blocks'],
    ['an exit to the internet', taken('0.0.0.0/0'), null],
    ['half of the internet', taken('128.0.0.0/1'), 'blocks'],
    ['an address inside a range, written with its bits', taken('192.168.1.77/24'), 'blocks'],
    ['the network itself', taken('192.168.1.0/24', { kind: 'overlay' }), 'blocks'],
    ['what another router brings along', taken('192.168.1.0/24', { kind: 'external-client' }), 'blocks'],
    ['where the gateway is reached', taken('192.168.1.12/32', { kind: 'endpoint' }), 'blocks'],
    ['where an agent is plugged in', taken('192.168.1.5/24', { kind: 'member-lan' }), 'warns'],
    ['the same in another network', taken('192.168.1.0/24', { network: 'office' }), null],
    ['no range at all', taken('192.168.1.0/33'), null],
    ['an IPv6 range', taken('fd00::/64'), null],
  ])('%s', (_what, other, weight) => {
    expect(ask([other], { occupation: { networks: [{ name: 'cams', bridge: null }, { name: 'office', bridge: null }] } }).collisions[0]?.weight ?? null).toBe(weight);
  });

  it('is a warning where a device is in both networks', () => {
    const report = ask([taken('192.168.1.0/24', { network: 'office' })], { occupation: { networks: [{ name: 'cams', bridge: null }, { name: 'office', bridge: 'cloud-1' }] } });
    expect(report.collisions.map((one) => one.weight)).toEqual(['warns', 'warns']);
    expect(blockingCollision(report)).toBeNull();
  });

  it('names what blocks first, and each thing once', () => {
    const report = ask([taken('192.168.1.5/24', { kind: 'member-lan' }), taken('192.168.1.11/32'), taken('192.168.1.11/32')]);
    expect(report.collisions.map((one) => one.weight)).toEqual(['blocks', 'warns', 'warns']);
    expect(blockingCollision(report)?.range).toBe('192.168.1.11/32');
  });

  it('does not trip over ranges that are none, and says so', () => {
    expect(ask([taken('camera network'), taken('10.0.0.0/40'), taken('fd00::/64')]).ignored).toEqual(['camera network', '10.0.0.0/40']);
  });

  it('may be its own box, plugged into what another site opened', () => {
    const report = ask([taken('10.1.0.0/16')], { box: [{ interface: 'eth0', address: '192.168.1.2' }, { interface: 'eth1', address: '10.1.2.3' }] });
    expect(report.collisions).toEqual([{ range: '10.1.0.0/16', cameras: [], weight: 'warns', other: { range: '10.1.2.3/32', kind: 'box-interface', network: 'cams', owner: { interface: 'eth1', address: '10.1.2.3', name: 'Bakery' } } }]);
  });
});

describe('the ways out', () => {
  const ways = (...question: Parameters<typeof ask>): unknown[] => ask(...question).ways;
  const office = { networks: [{ name: 'cams', bridge: null }, { name: 'office', bridge: null }, { name: 'full', bridge: null }] };

  it('are none while nothing is in the way', () => {
    expect(ways([taken('10.0.0.0/8')])).toEqual([]);
    expect(ways([taken('192.168.1.5/24', { kind: 'member-lan' })])).toEqual([]);
  });

  it('are only the cameras, where the whole network was to be opened and they are free', () => {
    expect(ways([taken('192.168.1.99/32')], { wanted: SUBNET })[0]).toEqual({ way: 'cameras-only' });
    expect(ways([taken('192.168.1.11/32')], { wanted: SUBNET })[0]).not.toEqual({ way: 'cameras-only' });
    expect(ways([taken('192.168.1.11/32')])[0]).not.toEqual({ way: 'cameras-only' });
  });

  it('are other networks, without those that have the addresses already', () => {
    expect(ways([taken('192.168.1.11/32'), taken('192.168.1.0/24', { network: 'full' })], { occupation: office })).toContainEqual({ way: 'other-network', networks: ['office'] });
    expect(ways([taken('192.168.1.11/32'), taken('192.168.1.0/24', { kind: 'overlay', network: 'office' }), taken('192.168.1.0/24', { network: 'full' })], { occupation: office }).map((one) => (one as { way: string }).way)).toEqual(['renumber']);
  });

  it('are virtual addresses, where the server has them', () => {
    expect(ways([taken('192.168.1.0/24')], { occupation: { virtualNat: true } })).toContainEqual({ way: 'virtual-nat' });
  });

  it('are new addresses that are free everywhere', () => {
    expect(ways([taken('192.168.1.0/24'), taken('192.168.0.0/19', { network: 'office' })], { occupation: office })).toContainEqual({ way: 'renumber', range: '192.168.32.0/24' });
  });
});

describe('a free range', () => {
  it('is none that routers have as they come', () => {
    expect(freeRange([])).toBe('192.168.21.0/24');
    expect(freeRange(['192.168.16.0/20'])).toBe('192.168.32.0/24');
  });

  it('is found in 10.0.0.0/8 and 172.16.0.0/12 when 192.168.0.0/16 is full, and nowhere when all is', () => {
    expect(freeRange(['192.168.0.0/16'])).toBe('10.21.21.0/24');
    expect(freeRange(['192.168.0.0/16', '10.0.0.0/8', 'nonsense'])).toBe('172.18.21.0/24');
    expect(freeRange(['192.168.0.0/16', '10.0.0.0/8', '172.16.0.0/12'])).toBeNull();
    expect(freeRange(['0.0.0.0/0'])).toBeNull();
  });
});
