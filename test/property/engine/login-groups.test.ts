import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { Secret } from '../../../electron/domain/secret';
import { LoginGroup, REFUSALS_PER_GROUP } from '../../../electron/engine/login-groups';
import type { Login } from '../../../electron/engine/ports';

const SETS = ['a', 'b', 'c'];
const logins: Login[] = SETS.map((credentialId) => ({ credentialId, username: 'admin', password: new Secret(credentialId) }));

/** What a camera does with a login: each set is right or wrong for it, or it says nothing at all. */
const camera = fc.record({
  takes: fc.subarray(SETS),
  silent: fc.boolean(),
  known: fc.option(fc.constantFrom(...SETS)),
  /** Goes away before it is through, after so many logins. */
  leavesAfter: fc.option(fc.integer({ min: 0, max: 3 })),
  channel: fc.constantFrom('onvif' as const, 'rtsp' as const),
});

describe('a group of cameras, in whatever order they answer', () => {
  it('never spends a login on more than two that refuse it, and never keeps one waiting for ever', async () => {
    await fc.assert(fc.asyncProperty(fc.array(camera, { minLength: 1, maxLength: 12 }), fc.scheduler(), async (cameras, scheduler) => {
      const group = new LoginGroup();
      const refused = new Map<string, number>();
      const through: number[] = [];
      const visits = cameras.map(async ({ takes, silent, known, leavesAfter, channel }, index) => {
        const member = group.join(`camera ${index}`, logins, known);
        const tried = new Set<string>();
        try {
          for (;;) {
            if (leavesAfter === tried.size) return;
            const login = await member.next({ channel, tried, only: null, signal: new AbortController().signal });
            if (login === null) return;
            expect(tried.has(login.credentialId)).toBe(false);
            tried.add(login.credentialId);
            await scheduler.schedule(Promise.resolve());
            if (silent) return;
            const accepted = takes.includes(login.credentialId);
            if (!accepted) refused.set(`${channel} ${login.credentialId}`, (refused.get(`${channel} ${login.credentialId}`) ?? 0) + 1);
            member.told(channel, login.credentialId, accepted ? 'accepted' : 'refused');
            if (accepted) return;
          }
        } finally {
          member.leave();
          through.push(index);
        }
      });
      const all = Promise.all(visits);
      await scheduler.waitFor(all);
      expect(through).toHaveLength(cameras.length);
      for (const [login, count] of refused) expect(count, login).toBeLessThanOrEqual(REFUSALS_PER_GROUP);
    }), { numRuns: 300 });
  });
});
