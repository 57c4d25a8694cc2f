import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { isOneColour, wholeJpeg } from '../../../electron/agents/proof/whole-jpeg';
import { ONE_COLOUR } from '../../fixtures/one-colour';

const GATE = new Uint8Array(readFileSync(join(import.meta.dirname, '../../../assets/practice/gate.jpg')));

describe('a picture from the far end', () => {
  it('has a size', () => {
    expect(wholeJpeg(GATE)).toEqual({ width: 1280, height: 720 });
  });

  it.each([
    ['was cut off in the middle', GATE.slice(0, GATE.length / 2)],
    ['lacks its last two bytes', GATE.slice(0, -2)],
    ['has a head only', Uint8Array.of(...GATE.slice(0, 200), 0xff, 0xd9)],
    ['is a page', new TextEncoder().encode('<html>no picture</html>')],
    ['is nothing', new Uint8Array()],
  ])('that %s is none', (_why, bytes) => {
    expect(wholeJpeg(bytes)).toBeNull();
  });

  it('may be filled up with zeros', () => {
    expect(wholeJpeg(Uint8Array.of(...GATE, 0, 0, 0))).toEqual({ width: 1280, height: 720 });
  });

  it('shows nothing when it is one colour', () => {
    expect(wholeJpeg(ONE_COLOUR)).toEqual({ width: 160, height: 120 });
    expect([isOneColour(ONE_COLOUR), isOneColour(GATE)]).toEqual([true, false]);
    // One block that differs, in the middle.
    const spot = Uint8Array.from(ONE_COLOUR);
    spot[Math.floor(spot.length * 0.85)]! ^= 0x3c;
    expect(isOneColour(spot)).toBe(false);
  });
});
