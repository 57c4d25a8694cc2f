/** Counts wrong logins of one camera, whatever the protocol, and locks it for a time, as most makers do (facts: 3 to 10 failures, 1 to 30 minutes). */
export class Lockout {
  readonly #rule: { readonly failures: number; readonly seconds: number };
  readonly #now: () => number;
  #failures = 0;
  #total = 0;
  #until = 0;

  /** `now`: milliseconds of any clock that only goes forward. */
  constructor(rule: { readonly failures: number; readonly seconds: number }, now: () => number) {
    this.#rule = rule;
    this.#now = now;
  }

  /** Wrong logins since the camera was started. */
  get wrongLogins(): number {
    return this.#total;
  }

  get locked(): boolean {
    return this.#now() < this.#until;
  }

  /** Seconds until it opens again; 0 when it is open. */
  get secondsLeft(): number {
    return Math.max(0, Math.ceil((this.#until - this.#now()) / 1000));
  }

  /** Wrong logins that are still forgiven; 0 while it is locked. */
  get attemptsLeft(): number {
    return this.locked ? 0 : this.#rule.failures - this.#failures;
  }

  refused(): void {
    this.#total++;
    if (++this.#failures < this.#rule.failures) return;
    this.#failures = 0;
    this.#until = this.#now() + this.#rule.seconds * 1000;
  }

  accepted(): void {
    this.#failures = 0;
  }
}
