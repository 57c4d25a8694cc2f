import { randomUUID } from 'node:crypto';
import type { LIVE_ENDS, LiveEvent } from '../contract/contract';
import { errorData } from '../domain/errors';
import type { LivePicture, LiveRequest, LiveView } from '../engine/ports';

type LiveEnd = (typeof LIVE_ENDS)[number];

/** Milliseconds; a camera has few sessions, and a forgotten tile must not keep one. */
const LIMIT = 60_000;
/** Pictures that may be on their way to the window; at 25 a second a third of a second. */
const ON_THE_WAY = 8;
/** Pictures and bytes that wait for a window that is behind: about a second of a main stream. */
const MAX_WAITING = 25;
const MAX_WAITING_BYTES = 8 * 1024 * 1024;

interface Live {
  readonly liveId: string;
  readonly abort: AbortController;
  /** Settles, and never rejects, when the camera has its session back. */
  readonly over: Promise<void>;
}

/**
 * The one live picture of the window. What the window has not acknowledged is bounded: when it is behind, it gets the next key
 * frame and what follows, and never a picture whose predecessor is missing.
 */
export class LiveTile {
  readonly #send: (event: LiveEvent) => void;
  readonly #redact: (text: string) => string;
  #live: Live | null = null;
  #why: LiveEnd = 'stopped';
  #waiting: LivePicture[] = [];
  /** One was left out: what follows is of no use before the next key frame. */
  #skipping = false;
  #sent = 0;
  #taken = 0;

  constructor(send: (event: LiveEvent) => void, redact: (text: string) => string) {
    this.#send = send;
    this.#redact = redact;
  }

  /** Ends an earlier one first; returns at once, how it goes is told by events. */
  start(view: LiveView, request: LiveRequest): string {
    const before = this.stop('replaced');
    const liveId = randomUUID();
    const abort = new AbortController();
    this.#why = 'stopped';
    this.#waiting = [];
    this.#skipping = false;
    this.#sent = 0;
    this.#taken = 0;
    this.#live = { liveId, abort, over: this.#watch(liveId, view, request, before, abort.signal) };
    return liveId;
  }

  /** Of an older one: nothing. */
  acknowledge(liveId: string, number: number): void {
    if (this.#live?.liveId !== liveId) return;
    this.#taken = Math.min(this.#sent, Math.max(this.#taken, number));
    this.#pass();
  }

  /** Resolves when the camera has its session back. `liveId`: only if it is this one. */
  async stop(why: LiveEnd, liveId: string | null = null): Promise<void> {
    const live = this.#live;
    if (live === null || (liveId !== null && live.liveId !== liveId)) return;
    if (!live.abort.signal.aborted) {
      this.#why = why;
      live.abort.abort();
    }
    await live.over;
  }

  async #watch(liveId: string, view: LiveView, request: LiveRequest, before: Promise<void>, signal: AbortSignal): Promise<void> {
    const limit = setTimeout(() => void this.stop('time', liveId), LIMIT);
    // Read when it is aborted: by then another one may have begun.
    let why: LiveEnd = 'failed';
    signal.addEventListener('abort', () => { why = this.#why; }, { once: true });
    let error = null;
    try {
      // Some cameras have one session for everybody: the old one is given back before the new one is asked for.
      await before;
      await view.watch(request, (picture) => { this.#take(liveId, picture); }, signal);
    } catch (thrown) {
      if (!signal.aborted) error = errorData(thrown, this.#redact);
    } finally {
      clearTimeout(limit);
    }
    if (this.#live?.liveId === liveId) {
      this.#live = null;
      this.#waiting = [];
    }
    this.#send({ type: 'live', what: 'ended', liveId, why, error });
  }

  #take(liveId: string, picture: LivePicture): void {
    if (this.#live?.liveId !== liveId || this.#live.abort.signal.aborted) return;
    if (picture.key) {
      // Whatever waits is older than this, and needs nothing of it.
      this.#waiting = [];
      this.#skipping = false;
    }
    if (this.#skipping) return;
    const bytes = this.#waiting.reduce((sum, one) => sum + one.annexB.length, picture.annexB.length);
    if (this.#waiting.length === MAX_WAITING || bytes > MAX_WAITING_BYTES) {
      this.#skipping = true;
      return;
    }
    this.#waiting.push(picture);
    this.#pass();
  }

  #pass(): void {
    const { liveId } = this.#live ?? {};
    if (liveId === undefined) return;
    while (this.#sent - this.#taken < ON_THE_WAY) {
      const next = this.#waiting.shift();
      if (next === undefined) return;
      const { codec, width, height, key, timestampMicros } = next;
      // A copy: the bytes may be a view into something larger, which would cross to the window whole.
      const annexB = new Uint8Array(next.annexB);
      this.#send({ type: 'live', what: 'picture', liveId, number: ++this.#sent, codec, width, height, annexB, key, timestampMicros });
    }
  }
}
