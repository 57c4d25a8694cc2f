import { expect, it } from 'vitest';
import { foldJournal } from '../../../electron/domain/state';
import { WORDS } from '../../../electron/domain/words/words';
import { resultText } from '../../../electron/terminal/text';
import { ACCOUNTS, BOX, bakery, proved } from '../../fixtures/window/bakery';

const SITE = bakery({ ...ACCOUNTS, ...BOX });
const text = (language: 'en' | 'nl'): string =>
  resultText('prove', SITE, foldJournal(proved(SITE, ['frames', 'counted', 'refused', 'not-stored']).map((event, index) => ({ seq: index + 1, at: '2026-11-24T09:30:00.000Z', event }))), WORDS[language]);

it('a proof is a line per camera: the strongest that was had, how, and what to do about the rest', () => {
  expect(text('en').split('\n').slice(0, 10)).toEqual([
    "+ Front door (192.168.40.11): Picture at the far end (1280 x 720, first picture after 1.2 s, a second picture differs, 24.9 frames per second there, nothing lost in 10 s, asked through the cluster's own proxy)",
    '+ Counter (192.168.40.12): Receives the camera, by its own count (3 key frames while it was watched, 24.9 frames per second there, 12 packets lost in 10 s, read in its log)',
    '    Not seen: it cannot be reached from here (ECONNREFUSED)',
    '! Oven (192.168.40.13): Failed',
    '    The agent has not opened the stream.',
    '      The camera refuses the cloud agent bakery-oven another stream. It serves only so many viewers at a time, and an agent opens up to three.',
    '      -> Close other viewers and recorders of this camera, then prove again.',
    '    Not seen: the agent has no connection to the camera',
    "+ Yard (192.168.40.14): Picture at the far end (1280 x 720, first picture after 1.2 s, a second picture differs, 24.9 frames per second there, nothing lost in 10 s, asked through the cluster's own proxy)",
    '    The agent cannot store its recordings.',
  ]);
});

it('its own reasons are in the language of the person', () => {
  expect(text('nl')).toContain('hij is van hieruit niet te bereiken (ECONNREFUSED)');
  expect(text('nl')).toContain('gelezen in zijn log');
});
