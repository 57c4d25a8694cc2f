import type { AppEvent } from '../contract/contract';

/** Without its number, which the stream gives. */
export type UnnumberedEvent = AppEvent extends infer E ? (E extends AppEvent ? Omit<E, 'seq'> : never) : never;

/** Numbers events without gaps, from 1 in this process on. The last number belongs into a snapshot. */
export class EventStream {
  #seq = 0;
  readonly #send: (event: AppEvent) => void;

  constructor(send: (event: AppEvent) => void) {
    this.#send = send;
  }

  get seq(): number {
    return this.#seq;
  }

  emit(event: UnnumberedEvent): void {
    this.#send({ ...event, seq: ++this.#seq });
  }
}
