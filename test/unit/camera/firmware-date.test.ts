import { describe, expect, it } from 'vitest';
import { firmwareDate } from '../../../electron/camera/firmware-date';

const NOW = Date.UTC(2026, 10, 24);

describe('the day of a firmware', () => {
  it.each([
    ['V5.5.61 build 180718', '2018-07-18'], ['V5.7.3 build 220112 ', '2022-01-12'], ['2.800.0000000.8.R, Build Date 2019-12-05', '2019-12-05'], ['2.622.0000000.18.R,build:2018-07-05', '2018-07-05'],
    ['IPC_V2.1_20190516', '2019-05-16'], ['Build180718', '2018-07-18'], ['3.0.1 2021/03/31', '2021-03-31'],
  ])('stands in %s', (text, day) => {
    expect(firmwareDate(text, NOW)).toBe(day);
  });

  it.each([
    null, '', '1', '9.80.1', 'V5.5.61 build 181318', 'build 20', '2.420.0000.0', 'build 190231', '20301231', '2027-01-01', '19990101', '1234567820190516', 'V1.0 build 1807181',
  ])('is not guessed from %s', (text) => {
    expect(firmwareDate(text, NOW)).toBeNull();
  });
});
