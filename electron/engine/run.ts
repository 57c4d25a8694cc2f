import { TunnelError, cancelled } from '../domain/errors';
import type { JournalEvent } from '../domain/journal';
import type { HostKey } from '../domain/box';
import { agentSettingsOf, type BoxSettings, type CameraChoice, type Site } from '../domain/site';
import type { Progress } from '../domain/stage';
import type { SiteState } from '../domain/state';
import type { BoxHold } from './box-record';
import type { AgentRegistrar, AgentsView, Box, Overlay, Ports } from './ports';

/** One run of one stage: what it works on and the one box connection that its parts share. */
export class Run {
  readonly site: Site;
  readonly ports: Ports;
  readonly signal: AbortSignal;
  readonly progress: (progress: Progress) => void;
  /** The box as ours alone, while this run has it so. */
  hold: BoxHold | null = null;
  readonly #record: (event: JournalEvent) => Promise<void>;
  readonly #state: () => SiteState;
  #box: Promise<Box> | null = null;
  readonly #exchangesBefore: number;
  /** Of connections that were closed already. */
  #boxTrips = 0;

  constructor(options: {
    site: Site;
    ports: Ports;
    signal: AbortSignal;
    progress: (progress: Progress) => void;
    record: (event: JournalEvent) => Promise<void>;
    state: () => SiteState;
  }) {
    this.site = options.site;
    this.ports = options.ports;
    this.signal = options.signal;
    this.progress = options.progress;
    this.#record = options.record;
    this.#state = options.state;
    this.#exchangesBefore = options.ports.exchanges();
  }

  get state(): SiteState {
    return this.#state();
  }

  record(event: JournalEvent): Promise<void> {
    return this.#record(event);
  }

  /** Tells that a part began, ended or failed, around the part itself. */
  async during<T>(progress: Pick<Progress, 'task' | 'subject'> & Partial<Progress>, work: () => Promise<T>): Promise<T> {
    const base = { done: null, total: null, step: null, ...progress };
    this.progress({ ...base, state: 'running' });
    try {
      const result = await work();
      this.progress({ ...base, state: 'done' });
      return result;
    } catch (error) {
      this.progress({ ...base, state: 'failed' });
      throw error;
    }
  }

  /** What the box must remember before the world is changed is on it when this resolves; nothing where it cannot be held. */
  async remembered(): Promise<void> {
    await this.hold?.save();
  }

  /** Sent so far: to the box, to servers. */
  trips(): { box: number; servers: number } {
    return { box: this.#boxTrips, servers: this.ports.exchanges() - this.#exchangesBefore };
  }

  /** Opens the connection to the spare box when the first part asks for it; a broken one is opened anew. */
  box = (): Promise<Box> => {
    this.#box ??= this.#connect().catch((error: unknown) => {
      this.#box = null;
      throw error;
    });
    return this.#box;
  };

  /** Was the box named, and its key confirmed? Before that nobody logs in to it. */
  knowsBox(): boolean {
    return this.site.box !== null && this.#pin(this.site.box) !== undefined;
  }

  #pin(settings: BoxSettings): HostKey | undefined {
    return settings.hostKey ?? this.state.pins[`${settings.host}:${settings.port}`];
  }

  async close(): Promise<void> {
    const box = this.#box;
    this.#box = null;
    if (box === null) return;
    await box.then((opened) => {
      this.#boxTrips += opened.trips?.() ?? 0;
      opened.close();
    }, () => undefined);
  }

  overlay(): Overlay {
    const wanted = this.site.overlay;
    const overlay = this.ports.overlays.find((candidate) => candidate.kind === wanted?.kind);
    if (wanted === null || overlay === undefined) throw new TunnelError('input-invalid', { field: 'overlay', reason: 'missing' });
    return overlay;
  }

  /** What makes the agents run of cameras that are recorded there, and what it may use. */
  agents(runs: CameraChoice['runs']): { registrar: AgentRegistrar; view: AgentsView } {
    const settings = agentSettingsOf(this.site, runs);
    const registrar = this.ports.registrars.find((candidate) => candidate.kind === settings?.kind);
    if (settings === null || registrar === undefined) throw new TunnelError('input-invalid', { field: 'agents', reason: 'missing' });
    return { registrar, view: { site: this.site, settings, secrets: this.ports.secrets, box: this.box, signal: this.signal } };
  }

  async #connect(): Promise<Box> {
    const settings = this.site.box;
    if (settings === null) throw new TunnelError('input-invalid', { field: 'box', reason: 'missing' });
    return this.during({ task: 'connect-box', subject: settings.host }, async () => {
      const pin = this.#pin(settings);
      if (pin === undefined) {
        const seen = await this.ports.boxes.hostKey(settings, this.signal);
        throw new TunnelError('box-host-key-unknown', { host: settings.host, fingerprint: seen.fingerprint });
      }
      return this.ports.boxes.connect(settings, pin, this.ports.secrets, this.signal);
    });
  }
}

/**
 * Works on all items, at most `lanes` at a time. Every item is worked on even when another failed (partial success is the
 * normal case); the failures are returned in the order of the items. Stops taking new ones when the signal says so.
 */
export async function inLanes<T>(items: readonly T[], lanes: number, signal: AbortSignal, work: (item: T) => Promise<void>): Promise<{ item: T; error: unknown }[]> {
  const failures: { index: number; item: T; error: unknown }[] = [];
  let next = 0;
  const lane = async (): Promise<void> => {
    while (next < items.length) {
      if (signal.aborted) throw cancelled();
      const index = next++;
      const item = items[index] as T;
      try {
        await work(item);
      } catch (error) {
        failures.push({ index, item, error });
      }
    }
  };
  await Promise.all(Array.from({ length: Math.min(lanes, items.length) }, lane));
  if (signal.aborted) throw cancelled();
  return failures.sort((a, b) => a.index - b.index).map(({ item, error }) => ({ item, error }));
}
