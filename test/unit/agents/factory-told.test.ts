import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { notTold, NOT_TOLD } from '../../../electron/agents/factory/not-told';
import { hidden, quotedForms } from '../../../electron/agents/factory/quoted-secrets';
import { changesSince, placeOf, type FactoryInput } from '../../../electron/agents/factory/told';
import { variantText } from '../../../electron/agents/factory/variant';
import { factoryText } from '../../../electron/domain/words/factory-text';
import { WORDS } from '../../../electron/domain/words/words';

const password = { kind: 'env', name: 'CAMERA' } as const;
const input: FactoryInput = {
  server: 'http://factory.example', name: 'site-gate', key: 'site-gate-0001', deviceId: 'd1', title: 'Gate', timeZone: 'UTC', recording: 'continuous',
  main: 'rtsp://192.168.1.11/1', sub: null, onvif: null, login: { username: 'admin', password }, storage: { kind: 'given' },
};
const site = { credentials: [{ id: 'c', name: 'Cameras', username: 'admin', password }] };

describe('what an earlier attempt told otherwise', () => {
  it('is nothing where it told the same, in whatever order the journal keeps it', () => {
    expect(changesSince(input, input, site)).toEqual([]);
    expect(changesSince({ ...input, login: { password: { name: 'CAMERA', kind: 'env' }, username: 'admin' } }, input, site)).toEqual([]);
  });

  it('is everything where the attempt is not known', () => {
    for (const before of [null, {}, 'x', { ...input, recording: 'never' }]) expect(changesSince(before, input, site)).toEqual(['stream', 'login', 'onvif', 'recording']);
  });

  it('is told by the set of before where only that was noted', () => {
    const former = { server: input.server, agent: input.name, credentialId: 'c', main: input.main, onvif: null };
    expect(changesSince(former, input, site)).toEqual([]);
    expect(changesSince(former, input, { credentials: [] })).toEqual(['login']);
    expect(changesSince({ ...former, credentialId: null }, { ...input, login: null }, site)).toEqual([]);
  });
});

it('an agent is found again by a step of any journal', () => {
  expect(placeOf(input)).toMatchObject({ server: 'http://factory.example', name: 'site-gate' });
  expect(placeOf({ server: 's', agent: 'a', credentialId: null, main: 'm', onvif: null })).toEqual({ server: 's', name: 'a' });
  expect(placeOf({ agent: 'a' })).toBeNull();
});

describe('what Factory cannot be told', () => {
  it('is named where the agent should have it', () => {
    expect(notTold({ sub: null, storage: { kind: 'given' } })).toEqual(['time-zone', 'title', 'key']);
    expect(notTold({ sub: 'rtsp://x', storage: { kind: 'own', vault: null, hub: null } })).toEqual(NOT_TOLD);
  });

  it('is said on the plan, in both languages, and so is why an agent is made anew', () => {
    expect(factoryText({ untold: 'sub,storage' }, WORDS.en)).toBe("Factory's own settings decide: second stream, storage of recordings.");
    expect(factoryText({ changes: 'stream,login', untold: 'sub' }, WORDS.nl)).toBe('Veranderd: stroom, login. Factory kan een agent niet wijzigen; hij wordt dus verwijderd en onder zijn naam opnieuw gemaakt, en neemt intussen niet op. De eigen instellingen van Factory bepalen: tweede stroom.');
    expect(factoryText({ camera: 'Gate', changes: 'constructor', untold: '' }, WORDS.en)).toBe('');
  });
});

describe('secrets that an answer quotes', () => {
  it('are hidden in every form in which parsers write them', () => {
    const secret = `p"w<&>/é'`;
    const forms = quotedForms([secret]);
    for (const quoted of [secret, encodeURIComponent(secret), JSON.stringify(secret), JSON.stringify(secret).replace(/[<>&]/g, (sign) => `\\u00${sign.charCodeAt(0).toString(16)}`)]) {
      expect(hidden(`before ${quoted} behind`, forms)).toMatch(/^before "?\[secret\]"? behind$/);
    }
  });

  it('never survive, whatever they are', () => {
    fc.assert(fc.property(fc.string({ minLength: 9, maxLength: 20 }), fc.string({ maxLength: 9 }), (secret, around) => {
      fc.pre(!around.includes(secret));
      expect(hidden(`${around}${secret}${around}`, quotedForms([secret, ''])).includes(secret)).toBe(false);
    }));
  });
});

it('a variant is named in words', () => {
  expect(variantText({ login: '/login', deployments: '/deployments', found: 'tried', title: null })).toBe('agents under /deployments, sign-in under /login');
});
