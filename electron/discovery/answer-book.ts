/** Different answers of one sender: a recorder that answers for its cameras has some dozens. */
const MOST_PER_SENDER = 64;
const MOST = 20_000;

/** Remembers who said what, so that each thing is handed on once, and someone who answers without end is not. */
export class AnswerBook {
  readonly #said = new Map<string, Set<string>>();
  #count = 0;

  /** Whether this is new and may be handed on. */
  isNew(sender: string, answer: unknown): boolean {
    const said = this.#said.get(sender) ?? new Set<string>();
    const text = JSON.stringify(answer);
    if (said.has(text) || said.size >= MOST_PER_SENDER || this.#count >= MOST) return false;
    said.add(text);
    this.#said.set(sender, said);
    this.#count++;
    return true;
  }
}
