import { describe, expect, it } from 'vitest';
import { EXIT, readOptions, USAGE } from '../../../electron/terminal/usage';
import { exitCodeOf, rangesToSearch } from '../../../electron/terminal/onboarding';
import { ERRORS, errorData, TunnelError, type ErrorCode } from '../../../electron/domain/errors';

describe('the command line', () => {
  it('asks for help when told nothing', () => {
    expect(readOptions([])).toBe('help');
    expect(readOptions(['connect', '--help'])).toBe('help');
  });

  it.each([
    [['dance', '--practice'], 'unknown command'],
    [['connect'], '--site FILE or --practice'],
    [['connect', '--practice', '--site', 'x'], '--site FILE or --practice'],
    [['connect', '--practice', '--accept-host-key', 'yes'], 'SHA256'],
    [['connect', '--practice', '--language', 'tlh'], 'en or nl'],
    [['connect', '--practice', '--password', 'x'], '--password'],
    [['router', '--practice'], '--out FILE'],
  ])('refuses %j and says why', (argv, reason) => {
    expect(() => readOptions(argv)).toThrow(TunnelError);
    try {
      readOptions(argv);
    } catch (error) {
      expect(errorData(error)).toMatchObject({ code: 'input-invalid', params: { reason: expect.stringContaining(reason) as string } });
    }
  });

  it('takes --accept-host-key with and without a fingerprint', () => {
    const fingerprint = `SHA256:${'x'.repeat(43)}`;
    expect(readOptions(['connect', '--site', 's.json', '--accept-host-key', fingerprint])).toMatchObject({ acceptHostKey: fingerprint });
    expect(readOptions(['connect', '--site', 's.json', '--accept-host-key', '--json'])).toMatchObject({ acceptHostKey: 'any', json: true });
    expect(readOptions(['connect', '--accept-host-key', '--site', 's.json'])).toMatchObject({ acceptHostKey: 'any', site: 's.json' });
  });

  it('takes ranges in every form, once or repeated', () => {
    expect(readOptions(['survey', '--site', 's.json', '--range', '192.168.1.0/24,192.168.2.10-11', '--range', '192.168.1.0/24 10.0.0.7'])).toMatchObject({ ranges: ['192.168.1.0/24', '192.168.2.10/31', '10.0.0.7/32'], largeRanges: false });
    expect(() => readOptions(['survey', '--site', 's.json', '--range', '192.168.1.0/24,gate'])).toThrowError(expect.objectContaining({ code: 'range-invalid', params: { range: 'gate' } }));
    expect(() => readOptions(['survey', '--practice', '--range', '192.168.1.0/24'])).toThrowError(expect.objectContaining({ code: 'input-invalid' }));
  });

  it('searches large ranges only when told to, wherever they stand', () => {
    const large = { code: 'range-asks-first', params: { range: '10.0.0.0/16', addresses: 65_536, minutes: 4 } };
    expect(() => rangesToSearch(['10.0.0.0/16'], { ranges: [], largeRanges: false })).toThrowError(expect.objectContaining(large));
    expect(() => rangesToSearch([], { ranges: ['10.0.0.0/16'], largeRanges: false })).toThrowError(expect.objectContaining(large));
    expect(rangesToSearch(['192.168.1.0/24'], { ranges: ['10.0.0.0/16', '192.168.1.0/24'], largeRanges: true })).toEqual(['192.168.1.0/24', '10.0.0.0/16']);
    expect(rangesToSearch([], { ranges: [], largeRanges: false })).toEqual([]);
  });

  it('documents every exit code that it uses', () => {
    const used = new Set([...Object.values(EXIT), ...(Object.keys(ERRORS) as ErrorCode[]).map((code) => exitCodeOf(errorData(new TunnelError(code))))]);
    for (const code of used) expect(USAGE).toMatch(new RegExp(`(^|\\s)${code}\\s+[a-z]`, 'm'));
  });
});
