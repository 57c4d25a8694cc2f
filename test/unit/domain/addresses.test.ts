import { describe, expect, it } from 'vitest';
import { compareAddresses, formatRange, hostsOf, parseAddress, parseRange, rangeContains, rangesOverlap } from '../../../electron/domain/addresses';

const range = (text: string): NonNullable<ReturnType<typeof parseRange>> => {
  const parsed = parseRange(text);
  if (parsed === null) throw new Error(text);
  return parsed;
};

describe('addresses', () => {
  it.each(['', '1.2.3', '1.2.3.256', '01.2.3.4', '1.2.3.4.5', 'a.b.c.d', '1.2.3.-4', '1.2.3.4/33', '1.2.3.4/', '1.2.3.4/8/8'])('refuses "%s"', (text) => {
    expect(parseRange(text)).toBeNull();
  });

  it('takes an address inside a range as that range', () => {
    expect(formatRange(range('192.168.1.77/24'))).toBe('192.168.1.0/24');
    expect(formatRange(range(' 10.0.0.1 '))).toBe('10.0.0.1/32');
    expect(formatRange(range('255.255.255.255/1'))).toBe('128.0.0.0/1');
  });

  it('leaves out network and broadcast address where a range has them', () => {
    expect([...hostsOf(range('10.0.0.0/30'))]).toEqual(['10.0.0.1', '10.0.0.2']);
    expect([...hostsOf(range('10.0.0.0/31'))]).toEqual(['10.0.0.0', '10.0.0.1']);
    expect([...hostsOf(range('10.0.0.9'))]).toEqual(['10.0.0.9']);
  });

  it('sees that two sites have the same addresses', () => {
    expect(rangesOverlap(range('192.168.1.0/24'), range('192.168.1.20/32'))).toBe(true);
    expect(rangesOverlap(range('192.168.0.0/16'), range('192.169.0.0/16'))).toBe(false);
    expect(rangeContains(range('100.64.0.0/10'), parseAddress('100.127.255.255') ?? 0)).toBe(true);
  });

  it('orders addresses as numbers', () => {
    expect(['10.0.0.10', '10.0.0.9', '9.0.0.1'].sort(compareAddresses)).toEqual(['9.0.0.1', '10.0.0.9', '10.0.0.10']);
  });
});
