import { describe, expect, it } from 'vitest';
import type { CollisionReport, OccupiedRange } from '../../../electron/domain/collisions';
import { EMPTY_STATE, type SiteState } from '../../../electron/domain/state';
import { WORDS } from '../../../electron/domain/words/words';
import { makeResult, Result } from '../../../electron/terminal/result';
import { resultText } from '../../../electron/terminal/text';
import { fakeSite } from '../../fixtures/fake-world';

const BAKERY: OccupiedRange = { range: '192.168.1.0/24', kind: 'egress', network: 'cams', owner: { network: 'cams', name: 'Bakery' } };
const report: CollisionReport = {
  collisions: [
    ...[11, 12, 13, 14, 15].map((last) => ({ range: `192.168.1.${last}/32`, cameras: [`Camera ${last}`], other: BAKERY, weight: 'blocks' as const })),
    { range: '192.168.1.11/32', cameras: ['Camera 11'], other: { range: '192.168.1.9/24', kind: 'member-lan', network: 'cams', owner: { device: 'agents', interface: 'eth0' } }, weight: 'warns' },
  ],
  ways: [{ way: 'other-network', networks: ['office'] }, { way: 'renumber', range: '192.168.21.0/24' }],
  ignored: [],
  unseen: ['the network hidden'],
};
const state: SiteState = { ...EMPTY_STATE, collisions: report };

describe('addresses that another site has, on the terminal', () => {
  it.each(['check', 'plan', 'router'] as const)('are told by "%s" with their owner, the cameras and the ways out', (command) => {
    const lines = resultText(command, fakeSite(), state, WORDS.en).split('\n');
    expect(lines).toEqual(expect.arrayContaining([
      '! Somebody else in the network has these addresses already',
      '  ! 192.168.1.11/32, 192.168.1.12/32, 192.168.1.13/32 … (5) belongs to "Bakery" in the network cams. One of the two would take the addresses away from the other, without a word. Concerns: Camera 11, Camera 12, Camera 13 … (5)',
      '  ~ 192.168.1.11/32 belongs to the network that agents is plugged into (eth0). If agents runs cloud agents, it would not reach these cameras, or lose its own devices at these addresses. Concerns: Camera 11',
      expect.stringMatching(/^ {2}This is nothing unusual/),
      '  -> Use another network for this site. The addresses are free in: office. The cloud agents of this site must be in that network too.',
      expect.stringMatching(/^ {2}-> Give this site other addresses\. Nothing that is known uses 192\.168\.21\.0\/24\./),
      '  (Your account may not see: the network hidden)',
    ]));
  });

  it('are no word where there are none', () => {
    expect(resultText('check', fakeSite(), { ...EMPTY_STATE, collisions: { collisions: [], ways: [], ignored: ['x'], unseen: [] } }, WORDS.en)).toBe('');
  });

  it('are printed for programs as they were found', () => {
    expect(Result.parse(makeResult('plan', 1, null, fakeSite(), state, null)).collisions).toEqual(report);
    expect(Result.parse(makeResult('plan', 0, null, fakeSite(), EMPTY_STATE, null)).collisions).toBeNull();
  });
});
