import type { Portion } from './sweep-group';

/** Times that a portion is told at most: each is a message to the window. */
const STEPS = 200;

/**
 * How far a group of portions is when several things are done to each address in turn (asked, knocked at): as far as the slowest.
 * Tells of a portion when it begins, as it grows, and once when it is done.
 */
export class SweepProgress {
  readonly #portions: readonly Portion[];
  readonly #done: number[];
  readonly #report: (portion: Portion, done: number, finished: boolean) => void;
  #current = 0;
  #before = 0;
  #told = -1;

  constructor(portions: readonly Portion[], ways: number, report: (portion: Portion, done: number, finished: boolean) => void) {
    this.#portions = portions;
    this.#done = Array.from({ length: ways }, () => 0);
    this.#report = report;
    this.#tell(false);
  }

  /** `count` more addresses are done in this way. */
  add(way: number, count: number): void {
    this.#done[way] = (this.#done[way] ?? 0) + count;
    this.#tell(false);
  }

  /** All of it: answers that were due have come as well. */
  finish(): void {
    this.#tell(true);
  }

  #tell(finished: boolean): void {
    const done = Math.min(...this.#done);
    for (let portion = this.#portions[this.#current]; portion !== undefined; portion = this.#portions[this.#current]) {
      const inside = finished ? portion.total : Math.min(done - this.#before, portion.total);
      const complete = finished || (inside === portion.total && this.#current < this.#portions.length - 1);
      if (!complete) {
        if (this.#told < 0 || inside - this.#told >= portion.total / STEPS) {
          this.#told = inside;
          this.#report(portion, inside, false);
        }
        return;
      }
      this.#report(portion, portion.total, true);
      this.#before += portion.total;
      this.#current++;
      this.#told = -1;
    }
  }
}
