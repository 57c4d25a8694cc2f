/** What several runs of one measurement gave. */
export interface Spread {
  readonly runs: number;
  readonly min: number;
  readonly median: number;
  readonly max: number;
}

/** @throws Error without a single value: a measurement that did not happen must not look like one that gave 0. */
export function spread(values: readonly number[]): Spread {
  const sorted = [...values].sort((a, b) => a - b);
  const [min] = sorted;
  const max = sorted.at(-1);
  if (min === undefined || max === undefined || sorted.some((value) => !Number.isFinite(value))) throw new Error('nothing was measured');
  const upper = sorted[Math.floor(sorted.length / 2)] ?? max;
  const lower = sorted[Math.floor((sorted.length - 1) / 2)] ?? min;
  return { runs: sorted.length, min, median: (lower + upper) / 2, max };
}

/** `0.41 s (0.38 to 0.55, 5 runs)`; one run is given bare. */
export function told(values: Spread, unit: (value: number) => string): string {
  return values.runs === 1 ? unit(values.median) : `${unit(values.median)} (${unit(values.min)} to ${unit(values.max)}, ${values.runs} runs)`;
}

/** Milliseconds as a person says them: `38 ms`, `0.41 s`, `212 s`. */
export function time(milliseconds: number): string {
  if (milliseconds < 100) return `${Math.round(milliseconds)} ms`;
  const seconds = milliseconds / 1000;
  return `${seconds < 10 ? seconds.toFixed(2) : seconds < 100 ? seconds.toFixed(1) : Math.round(seconds)} s`;
}

/** `5.3x`; rounded down, so that a bar that was missed by a hair does not look like one that was met. */
export function times(ratio: number): string {
  return `${(Math.floor(ratio * 10) / 10).toFixed(1)}x`;
}

export function count(value: number): string {
  return String(Math.round(value));
}

/** Bytes in millions. */
export function megabytes(bytes: number): string {
  return `${Math.round(bytes / 1_000_000)} MB`;
}

/** Of those who should be found: found, missed, and named wrongly. */
export interface Recall {
  readonly found: readonly string[];
  readonly missed: readonly string[];
  readonly wrong: readonly string[];
}

/** `wanted`: each as the names under which it may be found (a camera with two addresses has two); `called`: each that was called one, with its names. */
export function recall(wanted: readonly (readonly string[])[], called: readonly (readonly string[])[]): Recall {
  const label = (names: readonly string[]): string => names.join(' = ');
  const meets = (a: readonly string[], b: readonly string[]): boolean => a.some((name) => b.includes(name));
  const used = new Set<readonly string[]>();
  const found: string[] = [];
  const missed: string[] = [];
  for (const want of wanted) {
    const match = called.find((entry) => !used.has(entry) && meets(want, entry));
    if (match === undefined) missed.push(label(want));
    else {
      used.add(match);
      found.push(label(want));
    }
  }
  // One camera that is called two is wrong once.
  return { found, missed, wrong: called.filter((entry) => !used.has(entry)).map(label) };
}
