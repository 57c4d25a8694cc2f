import { createStore, type StoreApi } from 'zustand/vanilla';
import type { AppEvent, Output, Snapshot } from '../../electron/contract/contract';
import type { ErrorData } from '../../electron/domain/errors';
import { errorOf } from '../bridge/bridge-error';
import type { Client } from '../bridge/client';
import { fromSnapshot, receive, type Projection } from './projection';

/** What the main process knows, mirrored. Nothing is decided here. */
export interface SiteStore {
  readonly phase: 'loading' | 'closed' | 'open' | 'failed';
  readonly projection: Projection | null;
  readonly info: Output<'app.info'> | null;
  /** With `failed`: why the first question was not answered. */
  readonly trouble: ErrorData | null;
}

/** Events kept for a snapshot that is still under way when they come. */
const KEPT_EVENTS = 1000;

/** Runs the work before the next picture is drawn. */
export type BeforeNextFrame = (work: () => void) => void;

/** Follows the events of the main process; where one is missing it asks for everything anew. */
export class SiteFollower {
  readonly store: StoreApi<SiteStore>;
  readonly #client: Client;
  readonly #beforeNextFrame: BeforeNextFrame;
  /** Newer than what the store shows: a search can report five hundred devices in a second, and the eye wants one picture a frame. */
  #ahead: Projection | null = null;
  #stop: (() => void) | null = null;
  #recent: AppEvent[] = [];
  #asking = false;
  #lost = false;

  constructor(client: Client, beforeNextFrame: BeforeNextFrame = (work) => { requestAnimationFrame(work); }) {
    this.#client = client;
    this.#beforeNextFrame = beforeNextFrame;
    this.store = createStore<SiteStore>(() => ({ phase: 'loading', projection: null, info: null, trouble: null }));
  }

  /** Starts to listen, then asks where things stand; may be asked again after a failure. Returns what stops the listening. */
  async begin(): Promise<() => void> {
    this.#stop ??= this.#client.listen((event) => { this.#onEvent(event); });
    try {
      const [info, snapshot] = await Promise.all([this.#client.ask('app.info', null), this.#client.ask('snapshot', null)]);
      this.store.setState({ info, trouble: null });
      this.show(snapshot);
    } catch (thrown) {
      this.store.setState({ phase: 'failed', trouble: errorOf(thrown) });
    }
    return this.#stop;
  }

  /** Takes a snapshot as the new truth, with the events that overtook it. */
  show(snapshot: Snapshot | null): void {
    this.#ahead = null;
    if (snapshot === null) {
      this.store.setState({ phase: 'closed', projection: null });
      return;
    }
    this.#lost = false;
    const before = this.store.getState().projection;
    let projection = fromSnapshot(snapshot, before?.site.id === snapshot.site.id ? before.ended : null);
    for (const event of this.#recent) {
      const next = receive(projection, event);
      if (next !== 'gap') projection = next;
    }
    this.store.setState({ phase: 'open', projection });
  }

  /** Before another site is opened: what came for the last one does not concern it. */
  forget(): void {
    this.#recent = [];
  }

  /** Shows a change before the main process has answered, so that a box that is ticked is ticked at once. */
  amend(change: (projection: Projection) => Projection): void {
    const projection = this.#latest();
    if (projection !== null) this.#draw(change(projection));
  }

  #latest(): Projection | null {
    return this.#ahead ?? this.store.getState().projection;
  }

  #draw(projection: Projection): void {
    this.#ahead = null;
    this.store.setState({ projection });
  }

  /** What comes in floods is drawn once a frame; everything else at once, together with what waits. */
  #receive(projection: Projection, event: AppEvent): void {
    if (event.type !== 'device' && event.type !== 'progress') {
      this.#draw(projection);
      return;
    }
    const waiting = this.#ahead !== null;
    this.#ahead = projection;
    if (!waiting) this.#beforeNextFrame(() => { if (this.#ahead !== null) this.#draw(this.#ahead); });
  }

  #onEvent(event: AppEvent | null): void {
    if (event !== null) this.#recent = [...this.#recent.slice(1 - KEPT_EVENTS), event];
    const projection = this.#latest();
    if (projection === null) return;
    const next = event === null ? 'gap' : receive(projection, event);
    if (event === null || next === 'gap') {
      this.#lost = true;
      void this.#askAgain();
    } else this.#receive(next, event);
  }

  #behind(): boolean {
    const latest = this.#recent.at(-1)?.seq ?? 0;
    return this.#lost || latest > (this.#latest()?.eventSeq ?? latest);
  }

  async #askAgain(): Promise<void> {
    if (this.#asking) return;
    this.#asking = true;
    try {
      // A second gap may open while the first is being closed.
      for (let attempt = 0; attempt < 3 && this.#behind(); attempt++) this.show(await this.#client.ask('snapshot', null));
    } catch {
      // The next event shows the same gap and asks again.
    } finally {
      this.#asking = false;
    }
  }
}
