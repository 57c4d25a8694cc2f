import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { corpusMissing } from '../../fixtures/cameras/corpus';
import { expectPrototypesUntouched, promise } from './invariants';
import { minimise } from './minimise';
import { mutate } from './mutations';
import { Random } from './random';
import { seedsFor } from './seeds';
import { TARGETS, type Target } from './targets';
import { withinTime } from './watchdog';

/** Another run, or a longer one: `FUZZ_SEED=7 FUZZ_INPUTS=5000000 npx vitest run test/property/hostile/fuzz.test.ts`; `FUZZ_TARGET=sdp` one parser only. */
const SEED = Number(process.env['FUZZ_SEED'] ?? 20_261_124);
const INPUTS = Number(process.env['FUZZ_INPUTS'] ?? 250_000);
const ONLY = process.env['FUZZ_TARGET'];
const RESULTS = join(import.meta.dirname, '../../../test-results/fuzz');

/** Inputs under one watch. */
const BATCH = 500;
/** Milliseconds after which a batch, and then one input alone, is broken off. The slowest honest batch takes under one second on an idle machine. */
const BATCH_TIME = 60_000;
const INPUT_TIME = 5_000;

interface Failure {
  readonly target: string;
  readonly seed: number;
  readonly number: number;
  readonly what: string;
  readonly input: string;
  readonly minimised: string;
}

/** What is wrong with the reading of this input; null: nothing. */
function wrong(target: Target, input: Buffer): string | null {
  let found: string | null = null;
  const done = withinTime(INPUT_TIME, () => {
    try {
      target.check(input);
      expectPrototypesUntouched();
    } catch (error) {
      found = error instanceof Error ? `${error.name}: ${error.message}`.split('\n')[0]?.slice(0, 300) ?? '' : 'threw no error';
    }
  });
  return done ? found : `not done within ${INPUT_TIME} ms`;
}

/** The kind of failure, without what differs from input to input. */
const kindOf = (what: string): string => what.replace(/[\d."'].*$/, '').slice(0, 60);

function report(target: Target, number: number, input: Buffer): Failure {
  const what = wrong(target, input) ?? 'not twice the same';
  // What hangs is not tried thousands of times.
  const minimised = what.startsWith('not done') ? minimise(input, (candidate) => wrong(target, candidate)?.startsWith('not done') === true, 12) : minimise(input, (candidate) => kindOf(wrong(target, candidate) ?? '') === kindOf(what));
  mkdirSync(RESULTS, { recursive: true });
  const name = `${target.name}-${SEED}-${number}`;
  writeFileSync(join(RESULTS, `${name}.bin`), input);
  writeFileSync(join(RESULTS, `${name}.min.bin`), minimised);
  return { target: target.name, seed: SEED, number, what, input: join(RESULTS, `${name}.bin`), minimised: JSON.stringify(minimised.toString('latin1').slice(0, 500)) };
}

function fuzz(target: Target, index: number, inputs: number): { failure: Failure | null; seeds: number } {
  const seeds = seedsFor(target);
  const random = new Random(SEED * 31 + index);
  for (let done = 0; done < inputs; ) {
    let current: Buffer = Buffer.alloc(0);
    let threw = false;
    const batch = Math.min(BATCH, inputs - done);
    const inTime = withinTime(BATCH_TIME, () => {
      for (let left = batch; left > 0; left--, done++) {
        // The seeds themselves come first: what starts wrong ends wrong.
        current = seeds[done] ?? mutate(random.pick(seeds), random, target.dialect, seeds);
        try {
          target.check(current);
        } catch {
          threw = true;
          return;
        }
      }
    });
    if (threw || !inTime) return { failure: report(target, done, current), seeds: seeds.length };
  }
  expectPrototypesUntouched();
  return { failure: null, seeds: seeds.length };
}

const targets = TARGETS.map((target, index) => ({ target, index })).filter(({ target }) => ONLY === undefined || target.name === ONLY);
const shares = targets.reduce((sum, { target }) => sum + target.share, 0);

describe(`changed answers of cameras (seed ${SEED}, ${corpusMissing() ?? 'from recordings'})`, () => {
  const counts: { parser: string; inputs: number; seeds: number; seconds: number }[] = [];

  it.each(targets.map((entry) => [entry.target.name, entry] as const))('%s keeps its promises', (name, { target, index }) => {
    const inputs = Math.ceil((INPUTS * target.share) / shares);
    const started = process.cpuUsage();
    const { failure, seeds } = fuzz(target, index, inputs);
    counts.push({ parser: name, inputs, seeds, seconds: Math.round(process.cpuUsage(started).user / 10_000) / 100 });
    expect(seeds).toBeGreaterThan(0);
    expect(failure).toBeNull();
  }, 24 * 3_600_000);

  it('were as many as wanted', () => {
    console.table(counts);
    expect(counts.reduce((sum, { inputs }) => sum + inputs, 0)).toBeGreaterThanOrEqual(INPUTS);
  });
});

describe('the fuzzer itself', () => {
  const target = (check: Target['check']): Target => ({ name: 'example', dialect: 'headers', share: 1, kinds: ['sdp'], check });

  it('finds a parser that throws, and the shortest input that makes it', () => {
    const broken = target((input) => { promise(!input.includes('a=control'), 'it knows that word'); });
    expect(minimise(Buffer.from('v=0\r\na=control:*\r\n'), (candidate) => wrong(broken, candidate) !== null).toString()).toBe('a=control');
  });

  it('breaks off a parser that does not come to an end', () => {
    expect(withinTime(50, () => { for (;;) Math.random(); })).toBe(false);
    expect(withinTime(50, () => { /^(a+)+$/.test(`${'a'.repeat(60)}!`); })).toBe(false);
    expect(withinTime(5_000, () => undefined)).toBe(true);
  });

  it('makes the same inputs from the same seed', () => {
    const make = (seed: number): string => {
      const random = new Random(seed);
      return Array.from({ length: 50 }, () => mutate(Buffer.from('m=video 0 RTP/AVP 96\r\na=b:1\r\n'), random, 'headers', [Buffer.from('x')]).toString('latin1')).join('|');
    };
    expect(make(1)).toBe(make(1));
    expect(make(1)).not.toBe(make(2));
  });
});
