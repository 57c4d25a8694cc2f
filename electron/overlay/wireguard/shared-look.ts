/** Looks at the same thing on the same machine that happen at the same time are one look. */
export class SharedLook<T> {
  readonly #underway = new WeakMap<object, Map<string, Promise<T>>>();

  of(machine: object, what: string, look: () => Promise<T>): Promise<T> {
    const looks = this.#underway.get(machine) ?? new Map<string, Promise<T>>();
    this.#underway.set(machine, looks);
    const shared = looks.get(what) ?? look().finally(() => looks.delete(what));
    looks.set(what, shared);
    return shared;
  }
}
