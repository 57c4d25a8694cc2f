import { describe, expect, test } from 'vitest';
import { disagreement, OLD, oldHere, type Offer } from '../../../electron/box/algorithms';
import { parseOffer } from '../../../electron/box/offer';

describe('why there is no agreement', () => {
  const fine: Offer = { kex: ['curve25519-sha256'], hostKeys: ['ssh-ed25519'], ciphers: ['aes128-ctr'], macs: ['hmac-sha2-256'] };
  test.each<[string, Partial<Offer>, string[], string[]]>([
    ['nothing is wrong', {}, [], []],
    ['an old key exchange', { kex: ['diffie-hellman-group1-sha1', 'diffie-hellman-group14-sha1'] }, ['diffie-hellman-group14-sha1', 'diffie-hellman-group1-sha1'], []],
    ['old and new beside each other', { kex: ['diffie-hellman-group1-sha1', 'curve25519-sha256'] }, [], []],
    ['all old', { kex: ['diffie-hellman-group1-sha1'], hostKeys: ['ssh-dss'], ciphers: ['3des-cbc'], macs: ['hmac-sha1', 'hmac-md5'] }, ['diffie-hellman-group1-sha1', 'ssh-dss', '3des-cbc', 'hmac-sha1'], []],
    ['an old MAC beside a cipher that needs none', { ciphers: ['aes256-gcm@openssh.com'], macs: ['hmac-sha1'] }, [], []],
    ['a cipher that not even we know any more', { ciphers: ['arcfour'] }, [], ['ciphers']],
    ['something newer than we know, beside something old', { kex: ['mlkem768x25519-sha256'], hostKeys: ['ssh-rsa'] }, ['ssh-rsa'], ['kex']],
  ])('%s', (_what, change, old, none) => {
    expect(disagreement({ ...fine, ...change })).toEqual({ old, none });
  });
});

test('what the crypto library of the program cannot do is not promised', () => {
  const without = oldHere((name) => name !== 'modp2');
  expect(oldHere(() => true)).toEqual(OLD);
  expect(disagreement({ kex: ['diffie-hellman-group1-sha1'], hostKeys: ['ssh-rsa'], ciphers: ['aes128-ctr'], macs: ['hmac-sha2-256'] }, without)).toEqual({ old: ['ssh-rsa'], none: ['kex'] });
  expect(disagreement({ kex: ['diffie-hellman-group14-sha1'], hostKeys: ['ssh-dss'], ciphers: ['3des-cbc'], macs: ['hmac-sha1'] }, without)).toEqual({ old: ['diffie-hellman-group14-sha1', '3des-cbc', 'hmac-sha1'], none: ['hostKeys'] });
});

describe("a server's first packet", () => {
  const list = (names: string): Buffer => {
    const text = Buffer.from(names, 'latin1');
    const length = Buffer.alloc(4);
    length.writeUInt32BE(text.length);
    return Buffer.concat([length, text]);
  };
  const packet = (payload: Buffer, announced = payload.length + 1 + 4): Buffer => {
    const head = Buffer.alloc(5);
    head.writeUInt32BE(announced);
    head[4] = 4;
    return Buffer.concat([head, payload, Buffer.alloc(4)]);
  };
  const kexinit = Buffer.concat([Buffer.from([20]), Buffer.alloc(16), ...['k1,ext-info-s,kex-strict-s-v00@openssh.com', 'h1,h2', 'c1', 'c2', 'm1', 'm2', 'none', 'none', '', ''].map(list), Buffer.alloc(5)]);
  const greeting = Buffer.from('Keep out\r\nSSH-2.0-OpenSSH_5.5\r\n');

  test('is read however it is cut, and not before it is whole', () => {
    const whole = Buffer.concat([greeting, packet(kexinit)]);
    for (let end = 0; end < whole.length; end++) expect(parseOffer(whole.subarray(0, end)), String(end)).toBe('more');
    expect(parseOffer(whole)).toEqual({ kex: ['k1'], hostKeys: ['h1', 'h2'], ciphers: ['c1'], macs: ['m1'] });
  });

  test.each<[string, Buffer]>([
    ['another packet', packet(Buffer.concat([Buffer.from([2]), kexinit.subarray(1)]))],
    ['a packet that never ends', packet(kexinit, 0xff_ff_ff_ff)],
    ['a list that is longer than the packet', packet(Buffer.concat([Buffer.from([20]), Buffer.alloc(16), Buffer.from([0xff, 0xff, 0xff, 0xff])]))],
    ['lists that are missing', packet(Buffer.concat([Buffer.from([20]), Buffer.alloc(16), list('k1')]))],
  ])('%s is none', (_what, bytes) => {
    expect(parseOffer(Buffer.concat([greeting, bytes]))).toBeNull();
  });

  test('names are text', () => {
    const evil = Buffer.concat([Buffer.from([20]), Buffer.alloc(16), ...['\u001b[2Jk1', `${'x'.repeat(500)}`, 'c', 'c', 'm', 'm'].map(list)]);
    expect(parseOffer(Buffer.concat([greeting, packet(evil)]))).toMatchObject({ kex: [expect.not.stringContaining('\u001b') as string], hostKeys: [expect.stringMatching(/^x{1,64}$/) as string] });
  });
});
