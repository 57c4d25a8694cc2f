import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import fc from 'fast-check';
import { describe, expect, it, onTestFinished } from 'vitest';
import { fitBounds, readBounds, SMALLEST, USUAL, type Area } from '../../../electron/shell/window-bounds';

const LAPTOP: Area = { x: 0, y: 25, width: 1440, height: 875 };
const SECOND: Area = { x: 1440, y: 0, width: 1920, height: 1080 };

describe('the window', () => {
  it('has its usual size at first, placed by the system', () => {
    expect(fitBounds(null, [LAPTOP])).toEqual(USUAL);
  });

  it('comes back where it was', () => {
    const remembered = { x: 1500, y: 40, width: 1300, height: 900 };
    expect(fitBounds(remembered, [LAPTOP, SECOND])).toEqual(remembered);
  });

  it('is placed by the system when its screen is gone', () => {
    expect(fitBounds({ x: 1500, y: 40, width: 1300, height: 800 }, [LAPTOP])).toEqual({ width: 1300, height: 800 });
  });

  it('is made to fit a smaller screen', () => {
    expect(fitBounds({ x: 0, y: 25, width: 2500, height: 1400 }, [LAPTOP])).toEqual({ x: 0, y: 25, width: 1440, height: 875 });
  });

  it('is never smaller than the wizard needs, also on a small screen', () => {
    const { width, height } = fitBounds({ x: 0, y: 0, width: 200, height: 100 }, [{ x: 0, y: 0, width: 800, height: 480 }]);
    expect({ width, height }).toEqual(SMALLEST);
  });

  it('always shows its title bar on some screen', () => {
    const coordinate = fc.integer({ min: -4000, max: 8000 });
    const size = fc.integer({ min: 1, max: 5000 });
    fc.assert(
      fc.property(fc.record({ x: coordinate, y: coordinate, width: size, height: size }), (remembered) => {
        const bounds = fitBounds(remembered, [LAPTOP, SECOND]);
        if (bounds.x === undefined || bounds.y === undefined) return;
        const { x, y } = bounds;
        expect([LAPTOP, SECOND].some((screen) => x >= screen.x && y >= screen.y && x < screen.x + screen.width && y < screen.y + screen.height)).toBe(true);
      }),
    );
  });
});

describe('the memory of the window', () => {
  it.each([['nothing', null], ['no JSON', '{'], ['no numbers', '{"x":"1"}'], ['an absurd size', '{"x":0,"y":0,"width":1e9,"height":5}']])('that is %s counts for nothing', (_what, content) => {
    const folder = mkdtempSync(path.join(os.tmpdir(), 'bounds-'));
    onTestFinished(() => rmSync(folder, { recursive: true }));
    const file = path.join(folder, 'window.json');
    if (content !== null) writeFileSync(file, content);
    expect(readBounds(file)).toBeNull();
  });
});
