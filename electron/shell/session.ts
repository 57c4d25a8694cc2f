import { randomUUID } from 'node:crypto';
import type { LiveEvent, Snapshot } from '../contract/contract';
import { pinRenamed } from '../domain/camera-changes';
import type { Device } from '../domain/device';
import { TunnelError, errorData } from '../domain/errors';
import { jpegSize } from '../domain/jpeg';
import type { JournalEntry } from '../domain/journal';
import type { Site } from '../domain/site';
import type { Page, Progress, Stage } from '../domain/stage';
import { after } from '../engine/deadline';
import type { Listener } from '../engine/engine';
import { undoSite, type OpenSite } from '../engine/open-site';
import type { EventStream } from './event-stream';
import { liveRequest } from './live-request';
import { LiveTile } from './live-tile';

interface Running {
  readonly runId: string;
  readonly stage: Stage;
  readonly abort: AbortController;
  readonly ended: Promise<void>;
}

/** One open site as the window sees it: a snapshot at any moment, numbered events from there on, at most one run at a time. */
export class Session {
  readonly open: OpenSite;
  readonly #events: EventStream;
  // Kept here and not asked of the journal: an entry and its event must be counted in the same moment.
  readonly #entries: JournalEntry[];
  readonly #progress = new Map<string, Progress>();
  readonly #devices = new Map<string, Device>();
  /** Ends questions (networks, host key) that are asked outside of runs. */
  readonly #closing = new AbortController();
  readonly #live: LiveTile;
  /** Key frames whose picture is being kept now. */
  readonly #keeping = new Set<string>();
  #running: Running | null = null;

  constructor(open: OpenSite, events: EventStream, sendLive: (event: LiveEvent) => void) {
    this.open = open;
    this.#events = events;
    this.#live = new LiveTile(sendLive, open.redact);
    this.#entries = [...open.engine.entries];
  }

  snapshot(): Snapshot {
    return {
      site: this.open.site,
      entries: [...this.#entries],
      running: this.#runningNow(),
      progress: [...this.#progress.values()],
      devices: [...this.#devices.values()],
      eventSeq: this.#events.seq,
    };
  }

  /** Returns as soon as the stage runs; how it ended is told by an event and stands in the journal. */
  start(stage: Stage, only: readonly string[] | null): string {
    if (this.#running !== null) throw new TunnelError('input-invalid', { field: stage, reason: `${this.#running.stage} is still running` });
    const runId = randomUUID();
    const abort = new AbortController();
    this.#progress.clear();
    this.#devices.clear();
    this.#running = { runId, stage, abort, ended: this.#run(stage, only, abort.signal) };
    this.#events.emit({ type: 'run', running: { runId, stage }, error: null });
    return runId;
  }

  /** The run may have ended a moment ago: that is fine. */
  cancel(runId: string): void {
    if (this.#running?.runId === runId) this.#running.abort.abort();
  }

  /** Plays a stream of a camera for the window. Not while a stage runs: cameras have few sessions, and the stage's come first. */
  async startLive(deviceId: string, stream: 'main' | 'sub'): Promise<string> {
    const free = (): void => {
      if (this.#running !== null) throw new TunnelError('input-invalid', { field: stream, reason: `${this.#running.stage} is still running` });
      if (this.#closing.signal.aborted) throw new TunnelError('cancelled');
    };
    free();
    const request = await liveRequest(this.open, deviceId, stream);
    // A stage may have begun while the password was looked up.
    free();
    return this.#live.start(this.open.ports.live, request);
  }

  acknowledgeLive(liveId: string, number: number): void {
    this.#live.acknowledge(liveId, number);
  }

  /** `liveId` null: whichever it is. Does not wait until the camera has answered. */
  stopLive(liveId: string | null = null): void {
    void this.#live.stop('stopped', liveId);
  }

  /** Keeps the picture that the window made of a key frame, once. False for one of an older visit. */
  async keepDecoded(deviceId: string, keyFrame: string, jpeg: Uint8Array): Promise<boolean> {
    if (jpegSize(jpeg) === null) throw new TunnelError('input-invalid', { field: 'picture', reason: 'not a JPEG' });
    const wanted = (): boolean => {
      const reading = this.open.engine.state.readings[deviceId];
      return reading?.keyFrame?.sha256 === keyFrame && reading.picture === null;
    };
    if (!wanted() || this.#keeping.has(keyFrame)) return false;
    this.#keeping.add(keyFrame);
    try {
      const picture = await this.open.pictures.save(jpeg);
      if (!wanted()) return false;
      await this.open.engine.record({ type: 'picture-decoded', deviceId, keyFrame, picture }, this.#listener);
      return true;
    } finally {
      this.#keeping.delete(keyFrame);
    }
  }

  async update(site: Site): Promise<Site> {
    const updated = await this.open.update(pinRenamed(this.open.site, site, this.open.engine.state));
    this.#events.emit({ type: 'site', site: updated });
    return updated;
  }

  async turnTo(page: Page): Promise<void> {
    if (this.open.engine.state.page !== page) await this.open.engine.record({ type: 'page', page }, this.#listener);
  }

  /** A question outside of runs, with a deadline; `subject` is named in the error when nobody answers. */
  async ask<T>(subject: string, seconds: number, question: (signal: AbortSignal) => Promise<T>): Promise<T> {
    const deadline = after(seconds * 1000);
    try {
      return await question(AbortSignal.any([deadline, this.#closing.signal]));
    } catch (error) {
      if (deadline.aborted) throw new TunnelError('deadline', { subject, seconds });
      throw error;
    }
  }

  /** Stops what runs, waits until it has stopped (its steps write their last word to the journal) and lets the site go. */
  async close(): Promise<void> {
    this.#closing.abort();
    this.#running?.abort.abort();
    await Promise.all([this.#live.stop('stopped'), this.#running?.ended]);
    await this.open.close();
  }

  async #run(stage: Stage, only: readonly string[] | null, signal: AbortSignal): Promise<void> {
    let error = null;
    try {
      await this.#live.stop('run');
      const { open } = this;
      const work = (): Promise<void> => open.engine.run(stage, open.site, { only, signal }, this.#listener);
      // Settings may be changed while it runs: those of then count.
      await (stage === 'undo' ? undoSite({ engine: open.engine, get site() { return open.site; }, update: (next) => this.update(next) }, work) : work());
    } catch (thrown) {
      error = errorData(thrown, this.open.redact);
      this.open.log(error.kind === 'bug' ? 'error' : 'info', 'stage ended', { stage, code: error.code, ...(thrown instanceof Error && error.kind === 'bug' ? { stack: thrown.stack ?? '' } : {}) });
    }
    this.#running = null;
    this.#progress.clear();
    this.#devices.clear();
    this.#events.emit({ type: 'run', running: null, error });
  }

  #runningNow(): Snapshot['running'] {
    return this.#running === null ? null : { runId: this.#running.runId, stage: this.#running.stage };
  }

  readonly #listener: Listener = {
    onEntry: (entry) => {
      this.#entries.push(entry);
      this.#events.emit({ type: 'journal', entry });
    },
    onProgress: (progress) => {
      this.#progress.set(`${progress.task} ${progress.subject}`, progress);
      this.#events.emit({ type: 'progress', progress });
    },
    onDevice: (device) => {
      this.#devices.set(device.id, device);
      this.#events.emit({ type: 'device', device });
    },
  };
}
