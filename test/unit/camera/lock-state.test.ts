import { describe, expect, it } from 'vitest';
import { speaksIsapi } from '../../../electron/camera/ask-lock';
import { LockedError, lockIn } from '../../../electron/camera/lock-state';

const NOW = Date.UTC(2026, 0, 1);
const said = (text: string) => lockIn(Buffer.from(text), NOW);

describe('a refusal', () => {
  it('of Hikvision tells whether it is locked and until when', () => {
    const check = (inside: string): string => `<?xml version="1.0" encoding="UTF-8"?>\n<userCheck>\n<statusValue>401</statusValue>\n<statusString>Unauthorized</statusString>\n${inside}\n</userCheck>`;
    expect(said(check('<lockStatus>lock</lockStatus><unlockTime>1741</unlockTime><retryLoginTime>0</retryLoginTime>'))).toEqual({ until: '2026-01-01T00:29:01.000Z', minutes: 30 });
    expect(said(check('<lockStatus>unlock</lockStatus><retryLoginTime>4</retryLoginTime>'))).toBeNull();
    expect(said('{"UserCheck":{"lockStatus": "lock", "unlockTime": 61}}')).toEqual({ until: '2026-01-01T00:01:01.000Z', minutes: 2 });
  });

  it.each([
    ['Error: Account is locked', null, 30], ['<Text>The user has been locked, try again in 5 minutes</Text>', '2026-01-01T00:05:00.000Z', 5], ['Illegal access', null, 30], ['Account Blocked 90 seconds', '2026-01-01T00:01:30.000Z', 2],
    ['your ip address was blocked', null, 30],
  ])('of others says so in words: %s', (text, until, minutes) => {
    expect(said(text)).toEqual({ until, minutes });
  });

  it.each(['', 'Unauthorized', 'Sender not authorized', '<html><head><title>401</title></head><body>Access denied. The shutter is locked.</body></html>', 'block size', '<lockStatus></lockStatus>'])('that is no more than one is not taken for a lock: %s', (text) => {
    expect(said(text)).toBeNull();
  });

  it('with a time that nobody would wait for is locked for the usual time', () => {
    expect(said('<lockStatus>lock</lockStatus><unlockTime>999999</unlockTime>')).toEqual({ until: null, minutes: 30 });
  });

  it('becomes an error that knows the time', () => {
    expect(new LockedError('10.0.0.1', { until: null, minutes: 30 })).toMatchObject({ code: 'camera-locked', params: { address: '10.0.0.1', minutes: 30 }, lock: { until: null } });
  });
});

describe('the question of Hikvision whether it is locked', () => {
  it('is asked of its own and its other names only', () => {
    expect(speaksIsapi([null, 'HIKVISION'])).toBe(true);
    expect(speaksIsapi(['IP Camera(C1234)'])).toBe(true);
    expect(speaksIsapi(['Dahua', 'IPC-HDW', null])).toBe(false);
  });
});
