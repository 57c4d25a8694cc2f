import { createHash } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { authorization, parseChallenges, strongestChallenge, type DigestChallenge } from '../../../electron/camera/digest';
import { login } from '../../fixtures/cameras/ledger';

const digestOf = (header: string): DigestChallenge => {
  const challenge = parseChallenges([header])[0];
  if (challenge?.scheme !== 'digest') throw new Error('no digest');
  return challenge;
};
const field = (header: string, name: string): string | undefined => new RegExp(`(?:^|[ ,])${name}="?([^",]*)`).exec(header)?.[1];

describe('answers to challenges', () => {
  // RFC 2617 3.5 and RFC 7616 3.9.1 print the whole exchange.
  it('are those of RFC 2617 with MD5', () => {
    const challenge = digestOf('Digest realm="testrealm@host.com", qop="auth,auth-int", nonce="dcd98b7102dd2f0e8b11d0f600bfb0c093", opaque="5ccc069c403ebaf9f0171e9517f40e41"');
    const header = authorization(challenge, login('Mufasa', 'Circle Of Life'), { method: 'GET', uri: '/dir/index.html', count: 1, cnonce: '0a4f113b' });
    expect(field(header, 'response')).toBe('6629fae49393a05397450978507c4ef1');
    expect(field(header, 'opaque')).toBe('5ccc069c403ebaf9f0171e9517f40e41');
  });

  it('are those of RFC 7616 with SHA-256', () => {
    const challenge = digestOf('Digest realm="http-auth@example.org", qop="auth, auth-int", algorithm=SHA-256, nonce="7ypf/xlj9XXwfDPEoM4URrv/xwf94BcCAzFZH4GiTo0v", opaque="FQhe/qaU925kfnzjCev0ciny7QMkPqMAFRtzCUYo5tdS"');
    const header = authorization(challenge, login('Mufasa', 'Circle of Life'), { method: 'GET', uri: '/dir/index.html', count: 1, cnonce: 'f2/wE4q74E6zIJEtWaHKaf5wv/H5QzzpXusqGemxURZJ' });
    expect(field(header, 'response')).toBe('753927fa0e85d155564e2e272a28d1802ca10daf4496794697cf8db5856cb6c1');
    expect(header).toContain('algorithm=SHA-256');
  });

  it('without qop are the three hashes of RFC 2069', () => {
    const md5 = (text: string): string => createHash('md5').update(text).digest('hex');
    const challenge = digestOf('Digest realm="Login to 4K01FD2PAJ6E3FF", nonce="203c8d27b595204504dfa65fd22586bd"');
    const header = authorization(challenge, login('admin', 'a:b'), { method: 'DESCRIBE', uri: 'rtsp://10.0.0.9:554/cam?channel=1&subtype=0', count: 1 });
    expect(field(header, 'response')).toBe(md5(`${md5('admin:Login to 4K01FD2PAJ6E3FF:a:b')}:203c8d27b595204504dfa65fd22586bd:${md5('DESCRIBE:rtsp://10.0.0.9:554/cam?channel=1&subtype=0')}`));
    expect(header).not.toContain('qop');
    expect(header).not.toContain('algorithm');
  });

  it('cannot be made to carry headers of the camera', () => {
    const header = authorization({ ...digestOf('Digest realm="x", nonce="n"'), realm: 'a"\r\nEvil: yes', nonce: 'b\nc' }, login('u', 'p'), { method: 'GET', uri: '/', count: 1 });
    expect(header).not.toMatch(/[\r\n]/);
    expect(header).toContain('realm="a\\"Evil: yes"');
  });
});

describe('challenges', () => {
  it('in several headers give the strongest: SHA-256, then MD5, then Basic', () => {
    const offered = parseChallenges(['Basic realm="cam"', 'Digest realm="cam", nonce="1", algorithm=MD5', 'Digest realm="cam", nonce="2", algorithm=SHA-256']);
    expect(strongestChallenge(offered)).toMatchObject({ scheme: 'digest', algorithm: 'SHA-256', nonce: '2' });
    expect(strongestChallenge(offered.slice(0, 2))).toMatchObject({ scheme: 'digest', algorithm: 'MD5' });
    expect(strongestChallenge(offered.slice(0, 1))).toEqual({ scheme: 'basic', realm: 'cam' });
    expect(strongestChallenge([])).toBeNull();
  });

  it('in one header are told apart', () => {
    expect(parseChallenges(['Digest realm="a, b", nonce="x", stale="FALSE", Basic realm="c"']).map((challenge) => [challenge.scheme, challenge.realm])).toEqual([['digest', 'a, b'], ['basic', 'c']]);
  });

  it('that we cannot answer are left out', () => {
    expect(parseChallenges(['Negotiate', 'Digest realm="x"', 'Digest realm="x", nonce="y", algorithm=SHA-512-256', 'Digest realm="x", nonce="y", qop="token"'])).toEqual([]);
  });

  it('that want the body covered are answered so, and only where nothing else is offered', () => {
    const answer = (qop: string, body?: string): string => authorization(digestOf(`Digest realm="x", nonce="y", qop="${qop}"`), login('u', 'p'), { method: 'POST', uri: '/', count: 1, cnonce: 'c', ...(body === undefined ? {} : { body }) });
    const md5 = (text: string): string => createHash('md5').update(text).digest('hex');
    expect(answer('auth-int', '<a/>')).toContain(`response="${md5(`${md5('u:x:p')}:y:00000001:c:auth-int:${md5(`POST:/:${md5('<a/>')}`)}`)}"`);
    expect(answer('auth-int')).toContain('qop=auth-int');
    expect(answer('auth-int,auth')).toContain('qop=auth,');
  });

  it('say in their own way that a nonce is stale', () => {
    expect(digestOf('Digest realm="x", nonce="y", stale=true').stale).toBe(true);
    expect(digestOf('Digest realm="x", nonce="y", stale="FALSE"').stale).toBe(false);
  });
});
