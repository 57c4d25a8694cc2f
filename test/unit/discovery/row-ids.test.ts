import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { RowIds } from '../../../electron/discovery/row-ids';

const device = (id: string, address: string, otherIds: string[] = []) => ({ id, otherIds, address, otherAddresses: [] });
const A = '192.168.1.64';

describe('the ids of rows', () => {
  it('stay what they were when a better name becomes known', () => {
    const ids = new RowIds();
    expect(ids.round([device(A, A)])(device(A, A))).toBe(A);
    for (let again = 0; again < 2; again++) expect(ids.round([device('mac', A, [A])])(device('mac', A, [A]))).toBe(A);
  });

  it('are nobody else\'s: not of one at the same address, in whatever order they are named', () => {
    const ids = new RowIds();
    ids.round([device(A, A)])(device(A, A));
    ids.round([device('second', A, [A])])(device('second', A, [A]));
    const both = [device('first', A, [A]), device('second', A, [A])];
    const name = ids.round(both);
    expect(both.map((found) => name(found))).toEqual(['first', A]);
  });

  it('are never the same for two, whatever becomes known in whatever order', () => {
    const found = fc.uniqueArray(fc.tuple(fc.constantFrom('a', 'b', 'c', A, '192.168.1.65'), fc.constantFrom(A, '192.168.1.65')), { selector: ([id]) => id, maxLength: 5 }).map((all) => all.map(([id, address]) => device(id, address, [`${id}@${address}`])));
    fc.assert(fc.property(fc.array(found, { maxLength: 6 }), (rounds) => {
      const ids = new RowIds();
      for (const all of rounds) {
        const name = ids.round(all);
        const given = all.map((one) => name(one));
        expect(new Set(given).size).toBe(given.length);
      }
    }), { numRuns: 500 });
  });
});
