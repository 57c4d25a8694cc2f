/**
 * The day on which a firmware was built, where its version says so without doubt; `YYYY-MM-DD`, null otherwise. Hikvision writes
 * `V5.5.61 build 180718`, Dahua `2.800.0000000.8.R, Build Date 2019-12-05`, others `20190516`. `now`: milliseconds since 1970.
 */
export function firmwareDate(firmware: string | null, now: number): string | null {
  const text = firmware ?? '';
  const iso = /(?<!\d)(20\d{2})[-/.](\d{2})[-/.](\d{2})(?!\d)/.exec(text);
  const short = /\bbuild[\s:_-]{0,3}(\d{2})(\d{2})(\d{2})(?!\d)/i.exec(text);
  // Eight digits that make a day after 2005 are a day; other numbers of that length begin otherwise.
  const long = /(?<!\d)(20\d{2})(\d{2})(\d{2})(?!\d)/.exec(text);
  for (const match of [iso, short, long]) {
    if (match === null) continue;
    const year = Number(match[1]) + (match === short ? 2000 : 0);
    const time = Date.UTC(year, Number(match[2]) - 1, Number(match[3]));
    const day = new Date(time).toISOString().slice(0, 10);
    // 31 February rolls over to another day: then it was no date.
    if (day === `${year}-${match[2] ?? ''}-${match[3] ?? ''}` && year >= 2005 && time <= now) return day;
  }
  return null;
}
