import { describe, expect, it } from 'vitest';
import { BRAND_SETTINGS } from '../../../electron/discovery/explain/brand-settings';
import { BRAND_NAMES, BRANDS, CONCLUSIONS, DOORS, FAULTS, OUTCOMES } from '../../../electron/domain/why-not';
import { conclusionText, doorRows, doorText, guessText, settingText } from '../../../electron/domain/words/why-not-text';
import { WORDS, type Language } from '../../../electron/domain/words/words';

const LANGUAGES = Object.keys(WORDS) as Language[];
/** Every parameter that a conclusion may have. */
const PARAMS = { address: '10.0.0.1', networks: '10.0.0.0/24', kind: 'printer', brand: 'reolink', protocol: 'RTSP', port: 8554, ports: '80, 554', status: 453 };
const UNFILLED = /\{\w+\}/;

describe.each(LANGUAGES)('the words for an address without a camera, in %s,', (language) => {
  const words = WORDS[language];

  it.each(CONCLUSIONS)('are whole sentences for %s', (conclusion) => {
    const { what, todo } = conclusionText({ conclusion, params: PARAMS }, words);
    for (const text of [what, todo]) {
      expect(text).not.toMatch(UNFILLED);
      expect(text).toMatch(/[.:]$/);
    }
  });

  it.each(BRANDS)('name %s, why it is supposed, and its settings', (brand) => {
    const { what, why, note } = guessText({ brand, from: 'web', said: 'its page' }, words);
    expect(what).toContain(BRAND_NAMES[brand]);
    expect(why).toContain('its page');
    expect(note).toMatch(/\.$/);
    expect(note).not.toMatch(UNFILLED);
    for (const setting of BRAND_SETTINGS[brand]) {
      const text = settingText({ brand, ...setting }, words);
      expect(text.what).not.toBe('');
      expect(text.where).not.toBe('');
      // Menus stay as the device names them.
      expect(text.path).toBe(setting.path.join(' > '));
    }
  });

  it('tell for every door what was asked and how it went', () => {
    for (const door of DOORS) for (const outcome of OUTCOMES) for (const fault of [null, ...FAULTS]) {
      const { what, how } = doorText({ door, port: door === 'neighbour' ? null : 554, outcome, fact: null, fault }, words);
      expect(what).not.toMatch(UNFILLED);
      expect(how).not.toBe('');
    }
  });

  it('put the ports that are closed, and those that are silent, in one row each', () => {
    const tcp = (port: number, outcome: 'answered' | 'refused' | 'silent') => ({ door: 'tcp' as const, port, outcome, fact: null, fault: null });
    const { outcomes } = words.whyNot;
    const rows = doorRows([tcp(80, 'refused'), tcp(88, 'silent'), tcp(443, 'refused'), tcp(554, 'answered')], words);
    expect(rows.map(({ what, how }) => `${what.replace(/^\D+/, '')}: ${how}`)).toEqual([`88: ${outcomes.silent}`, `554: ${outcomes.answered}`, `80, 443: ${outcomes.refused}`]);
  });

  it('name a kind of device and a brand by their words', () => {
    expect(conclusionText({ conclusion: 'is-not-a-camera', params: { kind: 'printer' } }, words).what).toContain(words.kinds.printer);
    expect(conclusionText({ conclusion: 'only-cloud', params: { brand: 'ring' } }, words).what).toContain('Ring');
  });
});
