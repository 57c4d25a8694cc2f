import { describe, expect, it } from 'vitest';
import { errorData, TunnelError } from '../../../electron/domain/errors';
import type { WhyNot } from '../../../electron/domain/why-not';
import { whyNotText } from '../../../electron/domain/words/why-not-text';
import { WORDS } from '../../../electron/domain/words/words';
import { makeWhyResult, whyExitCode, WhyResult } from '../../../electron/terminal/why-result';
import { readWhyOptions } from '../../../electron/terminal/why-usage';

const ANSWER: WhyNot = {
  address: '192.168.1.20', onLink: true, networks: ['192.168.1.0/24'], mac: '44:19:b6:00:00:01', vendor: 'Hikvision', kind: 'camera',
  brand: { brand: 'hikvision', from: 'rtsp', said: 'IP Camera(G1)' },
  doors: [
    { door: 'neighbour', port: null, outcome: 'answered', fact: '44:19:b6:00:00:01', fault: null },
    { door: 'tcp', port: 554, outcome: 'answered', fact: null, fault: null },
    { door: 'rtsp-describe', port: 554, outcome: 'answered', fact: 'RTSP 401', fault: null },
    { door: 'onvif', port: 80, outcome: 'wrong', fact: 'HTTP 404', fault: 'other-protocol' },
  ],
  conclusions: [{ conclusion: 'onvif-off-likely', params: {} }],
  settings: [{ brand: 'hikvision', opens: 'onvif', place: 'web-page', variant: 'usual', path: ['Configuration', 'Network', 'Enable ONVIF'] }],
  tookMs: 900,
};

describe('why, on the command line', () => {
  it('takes one address', () => {
    expect(readWhyOptions(['why', '192.168.1.20', '--json'])).toEqual({ command: 'why', address: '192.168.1.20', practice: false, data: null, json: true, language: null });
    expect(readWhyOptions(['--practice', 'why', '127.77.1.11', '--language', 'nl'])).toMatchObject({ address: '127.77.1.11', practice: true, language: 'nl' });
    expect(readWhyOptions(['why', '--help'])).toBe('help');
  });

  it('leaves every other command alone', () => {
    for (const argv of [[], ['survey', '--practice'], ['connect', '--site', 'why'], ['--site', 'x.json', 'why', '1.2.3.4']]) expect(readWhyOptions(argv)).toBeNull();
  });

  it.each([[['why']], [['why', 'camera']], [['why', '1.2.3.4', '1.2.3.5']], [['why', '1.2.3.4', '--site', 'x']], [['why', '1.2.3.4', '--language', 'tlh']], [['why', '1.2.3']]])('refuses %j', (argv) => {
    expect(() => readWhyOptions(argv)).toThrow(TunnelError);
  });

  it('ends with a code that a script can use', () => {
    expect(whyExitCode(ANSWER)).toBe(3);
    expect(whyExitCode({ ...ANSWER, doors: [...ANSWER.doors, { door: 'onvif', port: 8000, outcome: 'answered', fact: null, fault: null }] })).toBe(0);
    expect(whyExitCode({ ...ANSWER, doors: [] })).toBe(1);
  });

  it('prints a document of its schema, with an answer and without', () => {
    expect(WhyResult.parse(JSON.parse(JSON.stringify(makeWhyResult(3, null, ANSWER)))).answer).toEqual(ANSWER);
    expect(WhyResult.parse(JSON.parse(JSON.stringify(makeWhyResult(130, errorData(new TunnelError('cancelled')), null)))).error).toMatchObject({ code: 'cancelled' });
  });

  it('says first what follows and what to do, then the brand, the setting, and everything that was asked', () => {
    const lines = whyNotText(ANSWER, WORDS.en).split('\n');
    expect(lines.slice(0, 4)).toEqual(['192.168.1.20', '', WORDS.en.whyNot.conclusions['onvif-off-likely'].what, `-> ${WORDS.en.whyNot.conclusions['onvif-off-likely'].todo}`]);
    expect(lines).toContain('Most likely Hikvision');
    expect(lines).toContain('  Its video server says "IP Camera(G1)".');
    expect(lines).toContain("  Switches ONVIF on. On the device's web page: Configuration > Network > Enable ONVIF");
    expect(lines.at(-1)).toBe('  ONVIF (port 80)               speaks something else  HTTP 404');
  });
});
