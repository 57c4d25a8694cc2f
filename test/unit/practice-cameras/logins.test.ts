import { createHash } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { authorization, parseChallenges, strongestChallenge } from '../../../electron/camera/digest';
import { ChallengeGuard } from '../../../electron/practice/cameras/challenge-guard';
import type { HttpLogin } from '../../../electron/practice/cameras/character';
import { Lockout } from '../../../electron/practice/cameras/lockout';
import { TokenGuard } from '../../../electron/practice/cameras/token-guard';
import { userCheck } from '../../../electron/practice/cameras/user-check';
import { login } from '../../fixtures/cameras/ledger';

const account = { username: 'admin', password: 'a:"b' };
const guard = (...schemes: HttpLogin[]): ChallengeGuard => new ChallengeGuard({ schemes, realm: 'R', qop: true, account, now: () => 0 });
const basic = (text: string): string => `Basic ${Buffer.from(text).toString('base64')}`;

describe('a device that asks for a login', () => {
  it.each([[['digest-md5']], [['digest-sha256']], [['digest-sha256', 'digest-md5']], [['digest-md5', 'basic']], [['basic']]] as const)('by %j lets the right one in and no other', (schemes) => {
    const door = guard(...schemes);
    const challenge = strongestChallenge(parseChallenges(door.challenges()));
    if (challenge === null) throw new Error('no challenge');
    const request = { method: 'GET', uri: '/x', count: 1 };
    expect(door.check(authorization(challenge, login(account.username, account.password), request), 'GET', '/x')).toBe('right');
    expect(door.check(authorization(challenge, login(account.username, 'other'), request), 'GET', '/x')).toBe('wrong');
    expect(door.check(authorization(challenge, login('other', account.password), request), 'GET', '/x')).toBe('wrong');
  });

  it('offers its schemes in their order, a header each', () => {
    expect(guard('digest-md5', 'basic').challenges().map((header) => header.split(' ')[0])).toEqual(['Digest', 'Basic']);
    expect(guard('digest-sha256').challenges()[0]).toContain('algorithm=SHA-256');
  });

  it('takes no scheme that it did not offer', () => {
    expect(guard('digest-md5').check(basic(`${account.username}:${account.password}`), 'GET', '/x')).toBe('wrong');
    const other = guard('digest-md5');
    const [challenge] = parseChallenges(guard('digest-sha256').challenges());
    if (challenge === undefined) throw new Error('no challenge');
    expect(other.check(authorization(challenge, login(account.username, account.password), { method: 'GET', uri: '/x', count: 1 }), 'GET', '/x')).toBe('wrong');
  });

  it('without schemes lets everybody in', () => {
    expect(guard().check(undefined, 'GET', '/x')).toBe('right');
    expect(guard().challenges()).toEqual([]);
  });

  it('counts nothing where nothing was sent', () => {
    expect(guard('basic').check('', 'GET', '/x')).toBe('missing');
  });
});

describe('a token', () => {
  const nonce = Buffer.from('0123456789abcdef');
  const created = '2026-01-01T00:00:00Z';
  const digest = createHash('sha1').update(nonce).update(created).update(account.password).digest('base64');
  const envelope = `<UsernameToken><Username>${account.username}</Username><Password>${digest}</Password><Nonce>${nonce.toString('base64')}</Nonce><Created>${created}</Created></UsernameToken>`;

  it.each([[true, 'replayed'], [false, 'right']] as const)('that comes twice, where each may come once only: %s, is %s', (nonceOnce, verdict) => {
    const door = new TokenGuard(account, () => Date.parse(created), { nonceOnce });
    expect([door.check(envelope), door.check(envelope)]).toEqual(['right', verdict]);
  });
});

describe('what Hikvision says of a refused login', () => {
  it('counts the tries down, then the seconds', () => {
    let now = 0;
    const lockout = new Lockout({ failures: 3, seconds: 1800 }, () => now);
    const said = (name: string): string | undefined => new RegExp(`<${name}>([^<]*)`).exec(userCheck(lockout, true))?.[1];
    lockout.refused();
    expect([said('lockStatus'), said('retryLoginTime'), said('unlockTime')]).toEqual(['unlock', '2', undefined]);
    lockout.refused();
    lockout.refused();
    now = 60_000;
    expect([said('lockStatus'), said('retryLoginTime'), said('unlockTime')]).toEqual(['lock', '0', '1740']);
    now = 1_800_000;
    expect([said('lockStatus'), said('retryLoginTime')]).toEqual(['unlock', '3']);
  });
});
