import { describe, expect, it } from 'vitest';
import fc from 'fast-check';
import { agentKey, agentName, distinctNames } from '../../../electron/domain/names';

/** RFC 1123 label. */
const LABEL = /^[a-z0-9]([-a-z0-9]*[a-z0-9])?$/;

describe('agent names', () => {
  it.each([
    ['bakery-12', 'Front gate', 'bakery-12-front-gate'],
    ['bakery', 'Entrée Süd', 'bakery-entree-sud'],
    ['bakery', 'Straße Søndre Łódź', 'bakery-strasse-sondre-lodz'],
    ['bakery', 'Кухня', 'bakery-kukhnya'],
    ['bakery', 'Київ їдальня', 'bakery-kiiv-idalnya'],
    ['bakery', 'Είσοδος 2', 'bakery-eisodos-2'],
    ['bakery', 'İstanbul kapısı', 'bakery-istanbul-kapisi'],
    ['bakery', 'Kantine №３', 'bakery-kantine-no3'],
    ['', '???', 'site-camera'],
  ])('of %s and %s is %s', (site, camera, name) => { expect(agentName(site, camera)).toBe(name); });

  it('do not depend on other cameras where the name cannot be said in Latin letters', () => {
    const names = ['入口', '出口', '入口 2', '出口 2', 'مدخل', '🐄', '🐖', 'Gate 🐄', 'Gate 🐖'].map((camera) => agentName('bakery', camera));
    expect(new Set(names).size).toBe(names.length);
    expect(names).toEqual(names.map((): unknown => expect.stringMatching(/^bakery-(camera|2|gate)-[0-9a-f]{4}$/)));
  });

  it('are accepted by Kubernetes whatever the camera is called (RFC 1123 label, 50 characters at most)', () => {
    fc.assert(
      fc.property(fc.oneof(fc.string({ unit: 'binary' }), fc.string({ unit: 'grapheme' })), fc.oneof(fc.string({ unit: 'binary', maxLength: 80 }), fc.string({ unit: 'grapheme', maxLength: 80 })), (site, camera) => {
        const name = agentName(site, camera);
        expect(name).toMatch(LABEL);
        expect(name.length).toBeLessThanOrEqual(50);
      }),
    );
  });

  it('stay what they are when they are made of a name again', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme', maxLength: 30 }), (camera) => {
        const name = agentName('s', camera);
        expect(agentName('s', name.slice(2))).toBe(name);
      }),
    );
  });

  it('are distinct within a site and keep their order', () => {
    expect(distinctNames(['gate', 'yard', 'gate', 'gate'])).toEqual(['gate', 'yard', 'gate-2', 'gate-3']);
    expect(new Set(distinctNames(['a', 'a-2', 'a', 'a'])).size).toBe(4);
  });

  it('stay valid and distinct however many cameras are called the same, and those that are distinct stay as they are', () => {
    const long = agentName('a-site-with-a-rather-long-name', 'and a camera with a name that is much too long');
    const many = distinctNames(Array.from({ length: 1001 }, () => long));
    expect(new Set(many).size).toBe(1001);
    expect(many.filter((name) => name.length > 50 || !LABEL.test(name))).toEqual([]);
    fc.assert(
      fc.property(fc.array(fc.constantFrom('a', 'a-2', 'a-3', 'b', 'b-2', 'x'.repeat(50)), { maxLength: 12 }), (names) => {
        const distinct = distinctNames(names);
        expect(new Set(distinct).size).toBe(names.length);
        expect(distinctNames(distinct)).toEqual(distinct);
      }),
    );
  });

  it('make identities that tell sites of one name apart', () => {
    expect(agentKey('site-gate', '00:11')).toMatch(/^site-gate-[0-9a-f]{4}$/);
    expect(agentKey('site-gate', '00:11')).not.toBe(agentKey('site-gate', '00:12'));
  });
});
