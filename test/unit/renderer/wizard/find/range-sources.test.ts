import { describe, expect, it } from 'vitest';
import { addressCount, rangeOffers, searchedRanges, searchMinutes } from '../../../../../renderer/wizard/find/range-sources';
import { depot, surveyOf } from '../../../../fixtures/window/many-cameras';

const survey = surveyOf(1);

describe('where is searched', () => {
  it('is the own networks unless somebody chose', () => {
    expect(searchedRanges(depot(), survey)).toEqual([{ range: '10.20.30.0/24', source: { kind: 'interface', name: 'enp3s0', address: '10.20.30.99' } }]);
    expect(searchedRanges(depot(), null)).toEqual([]);
  });

  it('says of each range where it comes from', () => {
    const site = depot({ ranges: ['10.20.30.0/24', '192.168.5.0/24', '10.9.8.7/32'] });
    expect(searchedRanges(site, survey).map(({ source }) => source.kind)).toEqual(['interface', 'route', 'typed']);
  });
});

describe('what could be searched too', () => {
  it('is the rest of a large network, virtual networks, and what lies behind routers', () => {
    expect(rangeOffers(depot(), survey).map(({ range, why }) => [range, why])).toEqual([['10.20.0.0/16', 'part'], ['172.17.0.0/16', 'virtual'], ['192.168.5.0/24', 'route']]);
  });

  it('is not offered when it is searched already, also inside of something larger', () => {
    const site = depot({ ranges: ['10.20.0.0/16', '172.16.0.0/12', '192.168.5.0/24'] });
    expect(rangeOffers(site, survey)).toEqual([]);
  });

  it('is nothing before the first search', () => {
    expect(rangeOffers(depot(), null)).toEqual([]);
  });
});

describe('how long a search takes', () => {
  it('is told in minutes, at the pace that the neighbour table bears', () => {
    expect(searchMinutes(addressCount(['10.20.0.0/16']))).toBe(4);
    expect(searchMinutes(addressCount(['10.20.0.0/21']))).toBe(1);
  });
});
