import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import type { Clip } from '../../../electron/practice/cameras/clip';
import { Playback } from '../../../electron/practice/cameras/playback';

const clip: Clip = {
  codec: 'H264', width: 16, height: 16, fps: 10, kbps: 1, parameterSets: [],
  frames: [{ key: true, units: [] }, { key: false, units: [] }, { key: false, units: [] }],
};

beforeEach(() => void vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout', 'performance'] }));
afterEach(() => void vi.useRealTimers());

it('plays at its own speed and begins again at its end', () => {
  const shown: string[] = [];
  const playback = new Playback(clip, (frame, index) => shown.push(`${index}${frame.key ? ' key' : ''}`));
  playback.start();
  vi.advanceTimersByTime(650);
  expect(shown).toEqual(['0 key', '1', '2', '3 key', '4', '5', '6 key']);
  playback.stop();
});

it('sends what is due at once when the timer comes late', () => {
  const shown: number[] = [];
  const playback = new Playback(clip, (_frame, index) => shown.push(index));
  playback.start();
  vi.advanceTimersByTime(10);
  const late = performance.now() + 500;
  vi.spyOn(performance, 'now').mockReturnValue(late);
  vi.advanceTimersToNextTimer();
  expect(shown).toEqual([0, 1, 2, 3, 4, 5]);
  playback.stop();
});

it('does not hurry after a long sleep', () => {
  const shown: number[] = [];
  const playback = new Playback(clip, (_frame, index) => shown.push(index));
  playback.start();
  vi.advanceTimersByTime(10);
  const later = performance.now() + 3_600_000;
  vi.spyOn(performance, 'now').mockReturnValue(later);
  vi.advanceTimersToNextTimer();
  expect(shown).toEqual([0, 1]);
  playback.stop();
});

it('is still after it was stopped, also from within', () => {
  const shown: number[] = [];
  const playback = new Playback(clip, (_frame, index) => {
    shown.push(index);
    if (index === 1) playback.stop();
  });
  playback.start();
  vi.advanceTimersByTime(5000);
  expect(shown).toEqual([0, 1]);
  expect(playback.playing).toBe(false);
  expect(vi.getTimerCount()).toBe(0);
});
