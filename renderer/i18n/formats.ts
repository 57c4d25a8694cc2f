import type { Language } from '../../electron/domain/words/words';

/** Figures the way the language writes them. */
export interface Formats {
  readonly number: (value: number, digits?: number) => string;
  readonly dateTime: (iso: string) => string;
  /** Hours and minutes of a moment, milliseconds since 1970. */
  readonly time: (moment: number) => string;
  /** From kilobit per second. */
  readonly megabits: (kbps: number) => string;
  readonly list: (items: readonly string[]) => string;
}

export function formats(language: Language): Formats {
  const dates = new Intl.DateTimeFormat(language, { dateStyle: 'medium', timeStyle: 'short' });
  const times = new Intl.DateTimeFormat(language, { timeStyle: 'short' });
  const lists = new Intl.ListFormat(language, { type: 'conjunction' });
  const number = (value: number, digits = 0): string => new Intl.NumberFormat(language, { maximumFractionDigits: digits }).format(value);
  return {
    number,
    dateTime: (iso) => {
      const date = new Date(iso);
      return Number.isNaN(date.getTime()) ? iso : dates.format(date);
    },
    time: (moment) => times.format(new Date(moment)),
    megabits: (kbps) => number(kbps / 1000, kbps < 10_000 ? 1 : 0),
    list: (items) => lists.format(items),
  };
}
