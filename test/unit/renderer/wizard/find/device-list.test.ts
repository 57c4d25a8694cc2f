import { describe, expect, it } from 'vitest';
import { DEVICE_KINDS } from '../../../../../electron/domain/device';
import { announcedCount, kindsOf, shownRows, titleOf, WHOLE, type Row } from '../../../../../renderer/wizard/find/device-list';
import { camera, otherDevices } from '../../../../fixtures/window/many-cameras';

const rows: readonly Row[] = [
  ...Array.from({ length: 16 }, (_one, index): Row => ({ device: camera(index), name: `Camera ${String(index + 1)}`, included: index !== 3, isCamera: true })),
  ...otherDevices().map((device): Row => ({ device, name: null, included: null, isCamera: false })),
];
const names = (view: Partial<typeof WHOLE>): (string | null)[] => shownRows(rows, { ...WHOLE, ...view }).map(titleOf);

describe('a list of devices', () => {
  it('is searched by every word, in whatever is shown of a device', () => {
    expect(names({ text: 'axis' })).toEqual(['Camera 2', 'Camera 10']);
    expect(names({ text: '  AXIS 30.19 ' })).toEqual(['Camera 10']);
    expect(names({ text: '44:19:b6:0c:00:02' })).toEqual(['Camera 3']);
    // The second address of a camera with two.
    expect(names({ text: '10.20.60.7' })).toEqual(['Camera 8']);
    expect(names({ text: 'nothing like it' })).toEqual([]);
  });

  it('is narrowed to what was chosen, left out, needs somebody, or is of one kind', () => {
    expect(names({ filter: 'chosen' })).toHaveLength(15);
    expect(names({ filter: 'left-out' })).toEqual(['Camera 4']);
    expect(names({ filter: 'advice' })).toEqual(['Camera 6', 'Camera 10']);
    expect(names({ filter: 'recorder' })).toEqual(['Hikvision DS-7608NI-K2']);
  });

  it('is sorted by address as numbers are', () => {
    expect(shownRows(rows, WHOLE).map((row) => row.device.address).slice(0, 6)).toEqual(['10.20.30.1', '10.20.30.2', '10.20.30.4', '10.20.30.6', '10.20.30.10', '10.20.30.11']);
  });

  it('is sorted by name as people count, with what has none at the end', () => {
    const sorted = names({ order: 'name' });
    expect(sorted.indexOf('Camera 9')).toBeLessThan(sorted.indexOf('Camera 10'));
    expect(sorted.at(-1)).toBeNull();
  });

  it('is sorted by maker, and by address within one', () => {
    expect(shownRows(rows, { ...WHOLE, order: 'maker' }).map((row) => row.device.vendor).slice(0, 5)).toEqual(['Axis', 'Axis', 'Bosch', 'Bosch', 'Brother']);
  });

  it('leaves the rows that it was given as they are', () => {
    const before = [...rows];
    shownRows(rows, { ...WHOLE, order: 'maker' });
    expect(rows).toEqual(before);
  });

  it('offers the kinds that occur', () => {
    expect(kindsOf(rows, DEVICE_KINDS)).toEqual([{ kind: 'camera', count: 15 }, { kind: 'recorder', count: 1 }, { kind: 'doorbell', count: 1 }, { kind: 'printer', count: 1 }, { kind: 'router', count: 1 }, { kind: 'unknown', count: 1 }]);
  });
});

describe('a screen reader', () => {
  it('hears of a growing number nine times on the way to five hundred', () => {
    expect(new Set(Array.from({ length: 501 }, (_one, count) => announcedCount(count)))).toEqual(new Set([0, 1, 5, 10, 25, 50, 100, 250, 500]));
  });
});
