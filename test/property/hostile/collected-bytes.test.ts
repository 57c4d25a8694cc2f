import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { CollectedBytes } from '../../../electron/camera/collected-bytes';
import { withinTime } from './watchdog';

describe('bytes that are collected', () => {
  it('are all that came, in order', () => {
    fc.assert(fc.property(fc.array(fc.uint8Array({ maxLength: 3_000 }), { maxLength: 12 }), (chunks) => {
      const collected = new CollectedBytes();
      for (const chunk of chunks) collected.add(chunk);
      expect(collected.all().equals(Buffer.concat(chunks))).toBe(true);
      expect(collected.length).toBe(chunks.reduce((sum, chunk) => sum + chunk.length, 0));
    }));
  });

  it('cost what they are, not what a list of them would', () => {
    const one = Buffer.from('x');
    const collected = new CollectedBytes();
    const before = process.memoryUsage();
    expect(withinTime(10_000, () => { for (let count = 0; count < 1_000_000; count++) collected.add(one); })).toBe(true);
    const after = process.memoryUsage();
    expect(collected.length).toBe(1_000_000);
    // A list of as many buffers costs about 100 MB.
    expect(after.heapUsed + after.external - before.heapUsed - before.external).toBeLessThan(40 * 1024 * 1024);
  });
});
