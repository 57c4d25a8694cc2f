import { createHash } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { DigestGuard } from '../../../electron/practice/cameras/digest-guard';
import { Lockout } from '../../../electron/practice/cameras/lockout';
import { TokenGuard } from '../../../electron/practice/cameras/token-guard';

const md5 = (text: string): string => createHash('md5').update(text).digest('hex');
const account = { username: 'practice', password: 'camera: "1"' };

/** A client's answer as RFC 2617 (3.2.2) says. */
function answerTo(challenge: string, options: { username?: string; password?: string; method?: string; uri?: string } = {}): string {
  const { username = account.username, password = account.password, method = 'GET', uri = '/a?b=c' } = options;
  const field = (name: string): string => new RegExp(`${name}="([^"]*)"`).exec(challenge)?.[1] ?? '';
  const [realm, nonce] = [field('realm'), field('nonce')];
  const [ha1, ha2] = [md5(`${username}:${realm}:${password}`), md5(`${method}:${uri}`)];
  const qop = challenge.includes('qop=');
  const response = qop ? md5(`${ha1}:${nonce}:00000001:abc:auth:${ha2}`) : md5(`${ha1}:${nonce}:${ha2}`);
  return `Digest username="${username}", realm="${realm}", nonce="${nonce}", uri="${uri}", response="${response}"${qop ? ', qop=auth, nc=00000001, cnonce="abc"' : ''}`;
}

describe.each([true, false])('Digest with qop %s', (qop) => {
  const guard = (now = (): number => 0): DigestGuard => new DigestGuard({ realm: 'Practice', qop, account, now });

  it('lets the right login in', () => {
    const door = guard();
    expect(door.check(answerTo(door.challenge()), 'GET', '/a?b=c')).toBe('right');
  });

  it.each([
    ['password', { password: 'other' }],
    ['user', { username: 'admin' }],
    ['method', { method: 'POST' }],
    ['address', { uri: '/a' }],
  ])('refuses a wrong %s', (_what, options) => {
    const door = guard();
    expect(door.check(answerTo(door.challenge(), options), 'GET', '/a?b=c')).toBe('wrong');
  });

  it('refuses an answer that names another address than the request', () => {
    const door = guard();
    expect(door.check(answerTo(door.challenge()).replace('uri="/a?b=c"', 'uri="/a"'), 'GET', '/a?b=c')).toBe('wrong');
  });

  it('calls an old nonce stale and no wrong login', () => {
    let now = 0;
    const door = guard(() => now);
    const header = answerTo(door.challenge());
    now = 5 * 60_000 + 1;
    expect(door.check(header, 'GET', '/a?b=c')).toBe('stale');
  });

  it('calls a nonce of its life before the restart stale', () => {
    expect(guard().check(answerTo(guard().challenge()), 'GET', '/a?b=c')).toBe('stale');
  });

  it.each([['Basic cHJhY3RpY2U6eA=='], ['Digest'], ['Digest username="']])('takes %j for a wrong login', (header) => {
    expect(guard().check(header, 'GET', '/a?b=c')).toBe('wrong');
  });

  it('knows that nothing was sent', () => {
    expect(guard().check(undefined, 'GET', '/a?b=c')).toBe('missing');
  });
});

describe('WS-UsernameToken', () => {
  // The example of the ONVIF Application Programmer's Guide 1.0, section 6.1.1.3.
  const example = { nonce: 'LKqI6G/AikKCQrN0zqZFlg==', created: '2010-09-16T07:50:45Z', digest: 'tuOSpGlFlIXsozq4HFNeeGeFLEI=' };
  const envelope = (fields: { username?: string; digest?: string; nonce?: string; created?: string }): string =>
    `<s:Envelope><s:Header><wsse:Security><wsse:UsernameToken><wsse:Username>${fields.username ?? 'user'}</wsse:Username><wsse:Password Type="x#PasswordDigest">${fields.digest ?? example.digest}</wsse:Password><wsse:Nonce>${fields.nonce ?? example.nonce}</wsse:Nonce><wsu:Created>${fields.created ?? example.created}</wsu:Created></wsse:UsernameToken></wsse:Security></s:Header></s:Envelope>`;
  const guard = (clock: string): TokenGuard => new TokenGuard({ username: 'user', password: 'userpassword' }, () => Date.parse(clock));

  it('lets the published example in', () => {
    expect(guard(example.created).check(envelope({}))).toBe('right');
  });

  it('does not let it in twice', () => {
    const door = guard(example.created);
    door.check(envelope({}));
    expect(door.check(envelope({}))).toBe('replayed');
  });

  it.each(['2010-09-16T07:55:46Z', '2010-09-16T07:45:44Z', '2026-01-01T00:00:00Z'])('does not let it in when the camera believes it is %s', (clock) => {
    expect(guard(clock).check(envelope({}))).toBe('old');
  });

  it.each(['2010-09-16T07:55:45Z', '2010-09-16T07:45:45Z'])('forgives five minutes (%s)', (clock) => {
    expect(guard(clock).check(envelope({}))).toBe('right');
  });

  it.each([{ username: 'admin' }, { digest: 'AAAAAAAAAAAAAAAAAAAAAAAAAAA=' }, { nonce: 'AAAA' }, { created: 'yesterday' }])('refuses %j', (fields) => {
    expect(guard(example.created).check(envelope(fields))).toBe('wrong');
  });

  it('knows that nothing was sent', () => {
    expect(guard(example.created).check('<s:Envelope><s:Body><GetProfiles/></s:Body></s:Envelope>')).toBe('missing');
  });
});

describe('a lockout', () => {
  it('comes with the fifth wrong login in a row and goes by itself', () => {
    let now = 0;
    const lockout = new Lockout({ failures: 5, seconds: 60 }, () => now);
    for (let failure = 0; failure < 4; failure++) lockout.refused();
    expect(lockout.locked).toBe(false);
    lockout.refused();
    expect(lockout.locked).toBe(true);
    now = 60_000;
    expect(lockout.locked).toBe(false);
  });

  it('does not come when a right login was between', () => {
    const lockout = new Lockout({ failures: 5, seconds: 60 }, () => 0);
    for (let failure = 0; failure < 4; failure++) lockout.refused();
    lockout.accepted();
    for (let failure = 0; failure < 4; failure++) lockout.refused();
    expect(lockout.locked).toBe(false);
    expect(lockout.wrongLogins).toBe(8);
  });
});
