import { describe, expect, it } from 'vitest';
import { chosenCameras } from '../../../../../electron/domain/choice';
import { foldJournal } from '../../../../../electron/domain/state';
import { hasProblem, matches } from '../../../../../renderer/wizard/accounts/camera-list';
import { loginGroups, workedAt } from '../../../../../renderer/wizard/accounts/login-groups';
import { checked, depot } from '../../../../fixtures/window/many-cameras';

const NOW = Date.UTC(2026, 10, 24, 10);
const cameras = chosenCameras(depot(), foldJournal(checked(32, null, NOW).map((event, index) => ({ seq: index + 1, at: '2026-11-24T10:00:00.000Z', event }))));

describe('logins that failed', () => {
  it('are told maker by maker: refused, spared, locked', () => {
    const groups = loginGroups(cameras).map((group) => [group.maker, group.refused.length, group.held.length, group.locked.length]);
    expect(groups).toEqual([['Dahua', 2, 2, 0], ['Reolink', 0, 0, 1]]);
  });

  it('say until when a camera is locked where it tells', () => {
    expect(loginGroups(cameras).map((group) => group.lockedUntil)).toEqual([null, NOW + 27 * 60_000]);
  });
});

describe('a login', () => {
  it('is known to fit the cameras that let it in', () => {
    expect(workedAt(cameras, 'login-1') + workedAt(cameras, 'login-2')).toBe(cameras.filter((camera) => camera.reading?.outcome === 'ready').length);
    expect(workedAt(cameras, 'login-3')).toBe(0);
  });
});

describe('a camera with a problem', () => {
  it('is one that does not work, or about which more than a remark was found', () => {
    const finding = (name: 'http-only' | 'clock-off') => ({ reading: { ...cameras[0]!.reading!, findings: [{ finding: name, params: {} }] } });
    expect(hasProblem(finding('http-only'))).toBe(false);
    expect(hasProblem(finding('clock-off'))).toBe(true);
    expect(hasProblem(cameras[2]!)).toBe(true);
    expect(hasProblem({ reading: null })).toBe(false);
  });

  it('is found by name, maker, model and address', () => {
    expect(cameras.filter((camera) => matches(camera, 'dahua 30.12')).map((camera) => camera.device.id)).toEqual(['mac-2']);
  });
});
