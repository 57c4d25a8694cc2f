import { describe, expect, it } from 'vitest';
import type { Device } from '../../../electron/domain/device';
import { foldJournal } from '../../../electron/domain/state';
import { WORDS } from '../../../electron/domain/words/words';
import { resultText } from '../../../electron/terminal/text';
import { fakeDevice, fakeSite } from '../../fixtures/fake-world';

describe('a survey on the terminal', () => {
  it('says of each device what to do first', () => {
    const device: Device = { ...fakeDevice('10.4.5.6'), advice: [{ advice: 'foreign-subnet', params: { address: '10.4.5.6', range: '10.4.5.0/24' } }, { advice: 'activate', params: { address: '10.4.5.6' } }] };
    const state = foldJournal([{ seq: 1, at: '2026-01-01T00:00:00.000Z', event: { type: 'surveyed', survey: { ranges: [], devices: [device, fakeDevice('192.168.1.20')], tookMs: 1, interfaces: [], routes: [] } } }]);
    const text = resultText('survey', fakeSite(), state, WORDS.en);
    expect(text).toMatch(/10\.4\.5\.6: It answers, but its address 10\.4\.5\.6 is in none of the networks.*\n-> Give the camera an address.*10\.4\.5\.0\/24/);
    expect(text).toContain('10.4.5.6: It was not set up yet');
    expect(text).not.toContain('192.168.1.20:');
    expect(text).not.toContain(WORDS.en.candidates.title);
  });

  it('names what could carry the tunnel, and why not where not; the check does while no computer was chosen', () => {
    const ssh = (address: string, banner: string): Device => ({ ...fakeDevice(address), kind: 'computer', name: null, ports: [{ port: 22, speaks: 'ssh' }], evidence: [{ source: 'ssh', address, facts: { port: '22', banner } }] });
    const devices = [fakeDevice('192.168.1.20'), ssh('192.168.1.30', 'SSH-2.0-ROSSSH'), ssh('192.168.1.40', 'SSH-2.0-OpenSSH_9.2p1 Debian-2')];
    const state = foldJournal([{ seq: 1, at: '2026-01-01T00:00:00.000Z', event: { type: 'surveyed', survey: { ranges: [], devices, tookMs: 1, interfaces: [], routes: [] } } }]);
    const told = /Could carry the tunnel:\n\+ {2}192\.168\.1\.40 {2}Linux computer {2}OpenSSH_9\.2p1 Debian-2 .*\n! {2}192\.168\.1\.30 {2}Router .*cannot run the VPN client/;
    expect(resultText('survey', fakeSite(), state, WORDS.en)).toMatch(told);
    expect(resultText('check', { ...fakeSite(), box: null }, state, WORDS.en)).toMatch(told);
    expect(resultText('check', fakeSite(), state, WORDS.en)).not.toContain('Could carry the tunnel');
  });
});
