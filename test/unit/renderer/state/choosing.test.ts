import { describe, expect, it } from 'vitest';
import { allCameras } from '../../../../electron/domain/choice';
import { Site } from '../../../../electron/domain/site';
import { EMPTY_STATE } from '../../../../electron/domain/state';
import { chooseFor, leaveAlone, patternNames, takeAsCamera } from '../../../../renderer/state/choosing';
import { camera, depot, otherDevices, surveyOf } from '../../../fixtures/window/many-cameras';

const state = { ...EMPTY_STATE, survey: surveyOf(5) };

describe('what is chosen for many cameras at once', () => {
  it('is written down for those, and nobody else', () => {
    const site = chooseFor(depot(), state, new Set(['mac-1', 'mac-3']), (choice) => ({ ...choice, include: false }));
    expect(site.cameras.map((choice) => [choice.deviceId, choice.include])).toEqual([['mac-1', false], ['mac-3', false]]);
    expect(allCameras(site, state).filter((one) => one.choice.include)).toHaveLength(3);
  });

  it('keeps what else was decided for a camera', () => {
    const named = chooseFor(depot(), state, new Set(['mac-1']), (choice) => ({ ...choice, name: 'Gate' }));
    const left = chooseFor(named, state, new Set(['mac-1']), (choice) => ({ ...choice, include: false }));
    expect(left.cameras).toMatchObject([{ name: 'Gate', include: false }]);
  });

  it('is told the place of each camera in the list that the person sees', () => {
    const site = chooseFor(depot(), state, new Set(['mac-4', 'mac-0']), (choice, position) => ({ ...choice, name: `Number ${String(position)}` }));
    expect(Object.fromEntries(site.cameras.map((choice) => [choice.deviceId, choice.name]))).toEqual({ 'mac-4': 'Number 0', 'mac-0': 'Number 1' });
  });

  it('fits the site file with five hundred cameras', () => {
    const many = { ...EMPTY_STATE, survey: surveyOf(500) };
    const ids = new Set(many.survey.devices.map((device) => device.id));
    const site = chooseFor(depot(), many, ids, (choice) => ({ ...choice, include: true }));
    expect(Site.parse(site).cameras).toHaveLength(500);
  });
});

describe('a device that is no camera', () => {
  const printer = otherDevices().find((device) => device.kind === 'printer')!;

  it('is one when the technician says so, and none when they change their mind', () => {
    const taken = takeAsCamera(depot(), printer, 'Camera 10.20.30.4');
    expect(allCameras(taken, state).map((one) => one.device.id)).toContain('printer');
    expect(allCameras(leaveAlone(taken, printer), state).map((one) => one.device.id)).not.toContain('printer');
  });
});

describe('names from a pattern', () => {
  const devices = [0, 1, 8].map(camera);

  it('count, and tell maker, model and address', () => {
    expect(patternNames('Camera {n}', devices, new Set())).toEqual(['Camera 1', 'Camera 2', 'Camera 3']);
    expect(patternNames('{maker} {model} at {address}', devices, new Set())).toEqual(['Hikvision DS-2CD2347G2-LU at 10.20.30.10', 'Axis P3265-LVE at 10.20.30.11', 'Hikvision DS-2CD2347G2-LU at 10.20.30.18']);
  });

  it('stay distinct, also from names that others have', () => {
    expect(patternNames('Hall', devices, new Set())).toEqual(['Hall', 'Hall 2', 'Hall 3']);
    expect(patternNames('Camera {n}', devices, new Set(['camera 1', 'Camera 1 2']))).toEqual(['Camera 1 3', 'Camera 2', 'Camera 3']);
  });

  it('are the address where the pattern holds nothing', () => {
    expect(patternNames('{maker}', [{ ...camera(0), vendor: null }], new Set())).toEqual(['10.20.30.10']);
  });
});
