import { childAt, firstDescendant, textAt, type XmlNode } from './xml';

/**
 * The camera's clock from a GetSystemDateAndTime answer, milliseconds since 1970; null when it says none. 1970 and 2000 are
 * honest answers (cameras without a battery). Without UTCDateTime the local time and zone are used; as zone texts are written
 * with either sign (`CST-8`, `GMT+08:00`), the reading nearest to `nearTo` is taken.
 */
export function cameraClock(body: XmlNode, nearTo: number): number | null {
  const answer = firstDescendant(body, 'SystemDateAndTime');
  if (answer === null) return null;
  const utc = dateTime(childAt(answer, 'UTCDateTime'));
  if (utc !== null) return utc;
  const local = dateTime(childAt(answer, 'LocalDateTime'));
  if (local === null) return null;
  const candidates = zoneOffsets(textAt(answer, 'TimeZone', 'TZ') ?? '').map((offset) => local - offset * 60_000);
  return candidates.reduce((best, next) => (Math.abs(next - nearTo) < Math.abs(best - nearTo) ? next : best));
}

function dateTime(node: XmlNode | null): number | null {
  const field = (low: number, high: number, ...path: string[]): number => {
    const value = Number(textAt(node, ...path) ?? NaN);
    return Number.isInteger(value) && value >= low && value <= high ? value : NaN;
  };
  const time = Date.UTC(
    field(1970, 2200, 'Date', 'Year'), field(1, 12, 'Date', 'Month') - 1, field(1, 31, 'Date', 'Day'),
    field(0, 24, 'Time', 'Hour'), field(0, 59, 'Time', 'Minute'), field(0, 61, 'Time', 'Second'),
  );
  return Number.isNaN(time) ? null : time;
}

/** Possible offsets from UTC in minutes, POSIX reading (west is positive) first, then the opposite one, each also with an hour of summer time. */
function zoneOffsets(zone: string): number[] {
  const match = /^(?:<[^>]{1,12}>|[A-Za-z_/ ]{0,40})([+-]?)(\d{1,2})(?::?(\d{2}))?/.exec(zone);
  if (match === null) return [0];
  const minutes = (Number(match[2]) * 60 + Number(match[3] ?? 0)) * (match[1] === '-' ? -1 : 1);
  if (Math.abs(minutes) > 14 * 60) return [0];
  const summer = /\d[A-Za-z<]/.test(zone.slice(match[0].length - 1)) ? [60] : [];
  return [-minutes, minutes].flatMap((offset) => [offset, ...summer.map((extra) => offset + extra)]);
}
