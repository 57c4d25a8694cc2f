import { describe, expect, it } from 'vitest';
import { recall, spread, time, times, told } from '../../bench/figures';

describe('what several runs gave', () => {
  it('is their smallest, middle and largest value', () => {
    expect(spread([30, 10, 20])).toEqual({ runs: 3, min: 10, median: 20, max: 30 });
    expect(spread([4, 1, 3, 2])).toEqual({ runs: 4, min: 1, median: 2.5, max: 4 });
  });

  it('is no figure at all where nothing was measured', () => {
    expect(() => spread([])).toThrow('nothing was measured');
    expect(() => spread([1, Number.NaN])).toThrow('nothing was measured');
    expect(() => spread([1, Infinity])).toThrow('nothing was measured');
  });

  it('is said with the spread, and a single run without', () => {
    expect(told(spread([400, 300, 500]), time)).toBe('0.40 s (0.30 s to 0.50 s, 3 runs)');
    expect(told(spread([212_000]), time)).toBe('212 s');
  });

  it('never makes a missed ratio look like one that was met', () => {
    expect(times(4.99)).toBe('4.9x');
    expect(times(5)).toBe('5.0x');
  });
});

describe('recall', () => {
  const cameras = [['10.0.0.1'], ['10.0.0.2', '10.0.0.3']];

  it('counts a camera with two addresses once, whichever it was found at', () => {
    expect(recall(cameras, [['10.0.0.1'], ['10.0.0.3']])).toEqual({ found: ['10.0.0.1', '10.0.0.2 = 10.0.0.3'], missed: [], wrong: [] });
  });

  it('calls it wrong when one camera was taken for two, or something else for one', () => {
    expect(recall(cameras, [['10.0.0.1'], ['10.0.0.2'], ['10.0.0.3'], ['10.0.0.200']])).toEqual({ found: ['10.0.0.1', '10.0.0.2 = 10.0.0.3'], missed: [], wrong: ['10.0.0.3', '10.0.0.200'] });
  });

  it('misses one of two cameras that were taken for one', () => {
    expect(recall([['10.0.0.1'], ['10.0.0.2']], [['10.0.0.1', '10.0.0.2']]).missed).toEqual(['10.0.0.2']);
  });

  it('names what was missed', () => {
    expect(recall(cameras, [['10.0.0.2']]).missed).toEqual(['10.0.0.1']);
  });
});
