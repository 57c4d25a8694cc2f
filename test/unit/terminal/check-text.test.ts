import { describe, expect, it } from 'vitest';
import type { BoxFacts, CheckResult } from '../../../electron/domain/box';
import { CameraReading } from '../../../electron/domain/camera';
import { EMPTY_STATE, type SiteState } from '../../../electron/domain/state';
import { WORDS } from '../../../electron/domain/words/words';
import { makeResult, Result } from '../../../electron/terminal/result';
import { resultText } from '../../../electron/terminal/text';
import { fakeDevice, fakeReading, fakeSite } from '../../fixtures/fake-world';

const device = fakeDevice('10.0.0.11');
const reading: CameraReading = {
  ...fakeReading(device),
  findings: [{ finding: 'http-only', params: {} }, { finding: 'gop-long', params: { seconds: 8 } }, { finding: 'no-password', params: {} }],
};
const state: SiteState = { ...EMPTY_STATE, survey: { ranges: [], devices: [device], tookMs: 1, interfaces: [] } as never, readings: { [device.id]: reading } };

describe('a check', () => {
  it('is told with every finding, what to do about it, and the gravest first', () => {
    const lines = resultText('check', fakeSite(), state, WORDS.en).split('\n');
    expect(lines.filter((line) => /^[!~i] {2}10\.0\.0\.11 /.test(line))).toEqual([
      expect.stringMatching(/^! .*It shows its picture without a password\. Set a password in the camera\.$/),
      expect.stringMatching(/^~ .*every 8 s.*2 seconds\.$/),
      expect.stringMatching(/^i .*managed without encryption/),
    ]);
  });

  it('of the small computer names what to do with the names that it takes, and the command that does it', () => {
    const checks: CheckResult[] = [
      { check: 'ufw', outcome: 'warns', params: { interface: 'netmaker' }, detail: null, fix: 'allow-ufw-forward' },
      { check: 'udp-out', outcome: 'unknown', params: {}, detail: 'it has neither bash nor python3 to ask with', fix: 'none' },
    ];
    const facts = { hostname: 'box' } as BoxFacts;
    const text = resultText('check', fakeSite(), { ...state, box: { facts, checks } }, WORDS.en);
    expect(text).toMatch(/sudo ufw route allow in on netmaker \(Add the rule for me: repair\)/);
    expect(text).toContain('it has neither bash nor python3 to ask with');
  });

  it('is printed for programs with the severity of each finding', () => {
    const result = Result.parse(makeResult('check', 0, null, fakeSite(), state, null));
    expect(result.cameras[0]?.reading?.findings.map(({ finding, severity }) => [finding, severity])).toEqual([['http-only', 'info'], ['gop-long', 'warn'], ['no-password', 'bad']]);
    expect(result.cameras[0]?.reading).toMatchObject({ tls: 'none', network: null, lock: null, channels: [] });
  });
});

describe('a reading in an old journal', () => {
  it('is read as one that did not say what was not asked then', () => {
    const { tls: _tls, network: _network, lock: _lock, channels: _channels, keyFrame: _keyFrame, ...old } = reading;
    const { codecProfile: _profile, gopSeconds: _seconds, ...main } = reading.main ?? {};
    expect(CameraReading.parse({ ...old, main })).toMatchObject({ tls: 'none', network: null, lock: null, channels: [], main: { codecProfile: null, gopSeconds: null } });
  });
});
