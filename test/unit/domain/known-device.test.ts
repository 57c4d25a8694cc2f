import { describe, expect, it } from 'vitest';
import { allCameras } from '../../../electron/domain/choice';
import { Survey, type Device } from '../../../electron/domain/device';
import type { JournalEvent } from '../../../electron/domain/journal';
import { keptFor } from '../../../electron/domain/known-device';
import { CameraChoice, newSite } from '../../../electron/domain/site';
import { foldJournal } from '../../../electron/domain/state';
import { fakeDevice, fakeReading } from '../../fixtures/fake-world';

const MAC = 'ac:cc:8e:be:cc:ea';
const A = '192.168.1.20';
const byMac: Device = { ...fakeDevice(A), id: MAC, mac: MAC, otherIds: [`u@${A}`, A] };
const byAddress: Device = { ...fakeDevice(A), id: A, otherIds: [] };
const lateMac: Device = { ...byMac, id: A, otherIds: [MAC, `u@${A}`] };
const surveyed = (...devices: Device[]) => ({ type: 'surveyed' as const, survey: { ranges: [], devices, tookMs: 1, interfaces: [], routes: [] } });
const siteWith = (deviceId: string) => ({ ...newSite({ id: 's', name: 'S', mode: 'real' as const, language: 'en' as const, timeZone: 'UTC' }), cameras: [CameraChoice.parse({ deviceId, name: 'Gate', include: true, credentialId: null, mainToken: null, subToken: null })] });
const stateOf = (...events: JournalEvent[]) => foldJournal(events.map((event, seq) => ({ seq: seq + 1, at: '2026-01-01T00:00:00.000Z', event })));

describe('what was decided of a camera', () => {
  it.each([
    ['by its address, when its MAC is known now', A, byMac],
    ['by its MAC, when a row had it too late', MAC, lateMac],
    ['by endpoint and address, when its MAC is known now', `u@${A}`, byMac],
    ['by its MAC', MAC, byMac],
  ])('%s holds', (_name, decided, device) => {
    expect(allCameras(siteWith(decided), stateOf(surveyed(device))).map((camera) => camera.choice.name)).toEqual(['Gate']);
  });

  it('holds for nobody else', () => {
    const other: Device = { ...fakeDevice('192.168.1.21'), id: 'x', otherIds: [A] };
    expect(keptFor([byAddress, other], new Map([[A, 'gate']]))).toEqual(new Map([[A, 'gate']]));
    // Two that may have had the id: a guess would connect the wrong camera.
    expect(keptFor([byMac, other], new Map([[A, 'gate']]))).toEqual(new Map());
    expect(keptFor([byMac], new Map([[A, 'old'], [MAC, 'new']]))).toEqual(new Map([[MAC, 'new']]));
  });
});

describe('a journal of an earlier version', () => {
  it('has surveys without what is told of them now, and is read', () => {
    const { otherIds: _otherIds, channels: _channels, advice: _advice, ...device } = byMac;
    const survey = Survey.parse({ ranges: ['192.168.1.0/24'], devices: [device], tookMs: 1, interfaces: [{ name: 'eth0', address: '192.168.1.5', range: '192.168.1.0/24', searched: true }] });
    expect(survey).toMatchObject({ devices: [{ id: MAC, otherIds: [], channels: null, advice: [] }], interfaces: [{ kind: 'real', partOf: null }], routes: [] });
    expect(allCameras(siteWith(MAC), stateOf({ type: 'surveyed', survey })).map((camera) => camera.choice.name)).toEqual(['Gate']);
  });
});

describe('what was read of a camera', () => {
  it('stays its own when the next survey knows it by another id', () => {
    const reading = fakeReading(byAddress);
    const state = stateOf(surveyed(byAddress), { type: 'camera-read', reading }, surveyed(byMac));
    expect(state.readings).toEqual({ [MAC]: { ...reading, deviceId: MAC } });
    // One that is not found this time is kept for the next.
    expect(stateOf(surveyed(byAddress), { type: 'camera-read', reading }, surveyed()).readings).toEqual({ [A]: reading });
  });
});
