import { expect, it } from 'vitest';
import { readNeighbourTable } from '../../bench/neighbour-table';

const HEAD = 'entries  allocs   table_fulls';

it('the neighbour table is as full as the kernel says, over all processors', () => {
  expect(readNeighbourTable(`${HEAD}\n0000001f 0000d529 0000000a\n0000001f 0000c3d9 00000001\n`)).toEqual({ entries: 31, fulls: 11 });
});

it('a kernel that does not tell is not taken for one whose table was never full', () => {
  expect(() => readNeighbourTable('entries  allocs\n0000001f 0000d529\n')).toThrow('does not tell');
  expect(() => readNeighbourTable('')).toThrow('does not tell');
});
