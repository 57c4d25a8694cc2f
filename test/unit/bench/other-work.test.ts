import { describe, expect, it } from 'vitest';
import { othersShare, readProcessorTime } from '../../bench/other-work';

const system = (user: number, idle: number): string => `cpu  ${user} 0 100 ${idle} 0 0 0 0 0 0\ncpu0 1 1 1 1\n`;
const own = (utime: number, cutime: number): string => `42 (a name) with (brackets)) S 1 42 42 0 -1 4194304 100 0 0 0 ${utime} 5 ${cutime} 5 20 0 1 0`;

describe('the work of others', () => {
  it('is what was busy and not ours', () => {
    const before = readProcessorTime(system(1000, 5000), own(10, 20));
    const after = readProcessorTime(system(1400, 5600), own(60, 70));
    // 400 ticks of work in 1,000, of which 100 were ours.
    expect(othersShare(before, after)).toBeCloseTo(0.3);
  });

  it('is nothing where all of it was ours', () => {
    expect(othersShare(readProcessorTime(system(1000, 5000), own(0, 0)), readProcessorTime(system(1100, 5900), own(60, 60)))).toBe(0);
  });
});
