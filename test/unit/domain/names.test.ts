import { describe, expect, it } from 'vitest';
import fc from 'fast-check';
import { agentName, distinctNames } from '../../../electron/domain/names';

describe('agent names', () => {
  it('are readable', () => {
    expect(agentName('bakery-12', 'Front gate')).toBe('bakery-12-front-gate');
    expect(agentName('bakery', 'Entrée Süd')).toBe('bakery-entree-sud');
    expect(agentName('', '???')).toBe('site-camera');
  });

  it('are accepted by Kubernetes whatever the camera is called (RFC 1123 label, 50 characters at most)', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), fc.string({ unit: 'binary' }), (site, camera) => {
        const name = agentName(site, camera);
        expect(name).toMatch(/^[a-z0-9]([-a-z0-9]*[a-z0-9])?$/);
        expect(name.length).toBeLessThanOrEqual(50);
      }),
    );
  });

  it('are distinct within a site and keep their order', () => {
    expect(distinctNames(['gate', 'yard', 'gate', 'gate'])).toEqual(['gate', 'yard', 'gate-2', 'gate-3']);
    expect(new Set(distinctNames(['a', 'a-2', 'a', 'a'])).size).toBe(4);
  });
});
