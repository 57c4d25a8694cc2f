import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { localNetworks } from '../../../electron/discovery/interfaces';
import { planSearch } from '../../../electron/discovery/search-plan';
import { addressesOf, groupSearches, type Portion } from '../../../electron/discovery/sweep-group';
import { onLinkPace, Pacer, parseThreshold } from '../../../electron/discovery/sweep-pace';
import { SweepProgress } from '../../../electron/discovery/sweep-progress';

const lan = localNetworks({ eth0: [{ address: '192.168.1.5', netmask: '', family: 'IPv4', mac: '00:00:00:00:00:00', internal: false, cidr: '192.168.1.5/24' }] });
const groups = (...ranges: string[]) => groupSearches(planSearch(ranges, lan).searches);

describe('the pace on our own wires', () => {
  /** Most addresses that are without an answer at the same time when so many are asked at this pace: an unanswered one counts for three seconds. */
  const crowd = (pace: { burst: number; perSecond: number }, addresses: number): number => {
    let clock = 0;
    const pacer = new Pacer(pace, () => clock);
    const asked: number[] = [];
    let most = 0;
    for (; asked.length < addresses; clock += 25) {
      while (asked.length < addresses && pacer.take()) asked.push(clock);
      most = Math.max(most, asked.filter((at) => at > clock - 3_000).length);
    }
    return most;
  };

  it('never fills the neighbour table, however many addresses and however little room', () => {
    fc.assert(fc.property(fc.integer({ min: 1, max: 6_000 }), fc.integer({ min: 300, max: 8_192 }), (addresses, room) => {
      expect(crowd(onLinkPace(addresses, room), addresses)).toBeLessThan(room);
    }), { numRuns: 60 });
  });

  it('asks a /24 at once, and a /16 within 230 seconds with 40 hosts known already', () => {
    expect(onLinkPace(254, 1_000).burst).toBeGreaterThanOrEqual(250);
    const { burst, perSecond } = onLinkPace(65_534, 1_024 - 40);
    // The last answers are waited for another 1.2 s.
    expect((65_534 - burst) / perSecond).toBeLessThan(228.5);
  });

  it('goes by the limit of the system where it tells one', () => {
    expect([parseThreshold('1024\n'), parseThreshold(''), parseThreshold('much')]).toEqual([1_024, null, null]);
    expect(onLinkPace(65_534, 16_384).perSecond).toBeGreaterThan(onLinkPace(65_534, 1_024).perSecond);
  });

  it('makes up for waking late, but not for more than a burst', () => {
    let clock = 0;
    const pacer = new Pacer({ burst: 10, perSecond: 100 }, () => clock);
    const take = (): number => {
      let count = 0;
      while (pacer.take()) count++;
      return count;
    };
    expect(take()).toBe(10);
    clock = 70;
    expect(take()).toBe(7);
    clock = 60_000;
    expect(take()).toBe(10);
  });
});

describe('what is asked', () => {
  it('is every address of a range but those that belong to no host', () => {
    expect([...addressesOf(groups('192.168.1.0/24')[0] ?? never())]).toHaveLength(254);
    // A piece of a network has no network address of its own.
    expect([...addressesOf(groups('192.168.1.12/30')[0] ?? never())]).toEqual(['192.168.1.12', '192.168.1.13', '192.168.1.14', '192.168.1.15']);
    expect([...addressesOf(groups('192.168.1.252/30')[0] ?? never())]).toEqual(['192.168.1.252', '192.168.1.253', '192.168.1.254']);
    expect([...addressesOf(groups('10.9.9.12/30')[0] ?? never())]).toHaveLength(4);
    expect([...addressesOf(groups('10.9.9.0/24')[0] ?? never())]).toHaveLength(254);
  });

  it('is one group for each way, however many addresses are pasted', () => {
    const pasted = Array.from({ length: 100 }, (_, index) => `192.168.1.${index + 10}`);
    const [onLink, direct, ...others] = groups(...pasted, '10.9.9.7', '192.168.1.0/25');
    expect(others).toEqual([]);
    expect(onLink?.portions.map((portion) => [portion.subject, portion.total])).toEqual([['192.168.1.10/32 … 192.168.1.109/32', 100], ['192.168.1.0/25', 127]]);
    expect(direct?.portions.map((portion) => portion.subject)).toEqual(['10.9.9.7/32']);
  });

  it('is counted as it is asked', () => {
    for (const range of ['192.168.1.0/24', '192.168.1.0/26', '192.168.1.192/26', '192.168.1.7', '10.0.0.0/23', '10.0.0.4/31']) {
      for (const group of groups(range)) expect([range, [...addressesOf(group)].length]).toEqual([range, group.portions.reduce((sum, portion) => sum + portion.total, 0)]);
    }
  });
});

describe('how far a sweep is', () => {
  const portion = (subject: string, total: number): Portion => ({ subject, total, searches: [] });

  it('is told portion by portion, as far as the slowest way', () => {
    const told: string[] = [];
    const progress = new SweepProgress([portion('a', 4), portion('b', 2)], 2, ({ subject, total }, done, finished) => told.push(`${subject} ${done}/${total}${finished ? ' done' : ''}`));
    progress.add(0, 3);
    progress.add(1, 2);
    progress.add(0, 3);
    progress.add(1, 3);
    progress.finish();
    expect(told).toEqual(['a 0/4', 'a 2/4', 'a 4/4 done', 'b 1/2', 'b 2/2 done']);
  });

  it('of 65,536 addresses is no 65,536 messages', () => {
    let told = 0;
    const progress = new SweepProgress([portion('a', 65_536)], 1, () => told++);
    for (let asked = 0; asked < 65_536; asked++) progress.add(0, 1);
    progress.finish();
    expect(told).toBeLessThan(210);
  });
});

function never(): never {
  throw new Error('no group');
}
