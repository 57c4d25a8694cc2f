import { describe, expect, it } from 'vitest';
import { allCameras } from '../../../electron/domain/choice';
import { Device, Survey } from '../../../electron/domain/device';
import { newSite } from '../../../electron/domain/site';
import { foldJournal } from '../../../electron/domain/state';

const SITE = newSite({ id: 'site', name: 'Site', mode: 'real', language: 'en', timeZone: 'UTC' });
const device = (last: number, more: Partial<Device> = {}): Device =>
  Device.parse({ id: `d${last}`, address: `10.0.0.${last}`, otherAddresses: [], mac: null, kind: 'camera', reasons: [], name: null, vendor: null, model: null, ports: [], onvif: null, rtspPort: null, evidence: [], ...more });
const stateOf = (...devices: Device[]): ReturnType<typeof foldJournal> =>
  foldJournal([{ seq: 1, at: '2026-01-01T00:00:00.000Z', event: { type: 'surveyed', survey: Survey.parse({ ranges: [], devices, tookMs: 1, interfaces: [] }) } }]);

describe('which cameras are taken before anybody decided', () => {
  it('those that can answer; the others are listed, and are taken when somebody says so', () => {
    const state = stateOf(
      device(1),
      device(2, { advice: [{ advice: 'activate', params: {} }] }),
      device(3, { advice: [{ advice: 'foreign-subnet', params: {} }] }),
      device(4, { advice: [{ advice: 'duplicate-address', params: {} }] }),
      device(5, { kind: 'printer' }),
    );
    expect(allCameras(SITE, state).map(({ device: { id }, choice }) => [id, choice.include])).toEqual([['d1', true], ['d2', false], ['d3', false], ['d4', true]]);
    const decided = { ...SITE, cameras: [{ deviceId: 'd2', name: 'Gate', include: true, credentialId: null, mainToken: null, subToken: null, allowBasic: false }] };
    expect(allCameras(decided, state).find((camera) => camera.device.id === 'd2')?.choice).toMatchObject({ name: 'Gate', include: true });
  });
});
