/** One bar of the product's promise, and what was measured. */
export interface Line {
  readonly what: string;
  readonly bar: string;
  readonly measured: string;
  /** null: could not be measured here; `measured` says why. */
  readonly holds: boolean | null;
}

export interface BenchResult {
  readonly name: string;
  /** The lab in one sentence. */
  readonly lab: string;
  readonly lines: readonly Line[];
  /** Every figure behind the lines, for those who want to calculate themselves. */
  readonly figures: unknown;
}

export interface Measured {
  /** ISO 8601. */
  readonly at: string;
  readonly machine: string;
  /** Work of others on the processors during the measurement, from the load before it began. */
  readonly load: string;
  readonly results: readonly BenchResult[];
}

const BEGIN = '<!-- measured: begin (npm run bench -- --readme) -->';
const END = '<!-- measured: end -->';

export function markdown(measured: Measured): string {
  const rows = measured.results.flatMap((result) => result.lines).map((line) => `| ${cell(line.what)} | ${cell(line.bar)} | ${cell(line.measured)} | ${line.holds === null ? 'not measured' : line.holds ? 'holds' : '**does not hold**'} |`);
  return [
    `Measured on ${measured.at.slice(0, 10)}, ${measured.machine}; ${measured.load}. Times are medians with the smallest and the largest beside them.`,
    '',
    '| what | bar | measured | |',
    '|---|---|---|---|',
    ...rows,
    '',
    ...measured.results.map((result) => `- \`${result.name}\`: ${result.lab}`),
  ].join('\n');
}

function cell(text: string): string {
  return text.replaceAll('|', '\\|').replaceAll('\n', ' ');
}

/** The README with this between its two marks. @throws Error where it has none. */
export function intoReadme(readme: string, table: string): string {
  const begin = readme.indexOf(BEGIN);
  const end = readme.indexOf(END);
  if (begin < 0 || end < begin) throw new Error(`the README has no place for the figures: "${BEGIN}" ... "${END}"`);
  return `${readme.slice(0, begin + BEGIN.length)}\n${table}\n${readme.slice(end)}`;
}
