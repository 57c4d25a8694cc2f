import type { Device } from '../domain/device';
import { errorData } from '../domain/errors';
import type { JournalEntry, JournalEvent } from '../domain/journal';
import type { Site } from '../domain/site';
import type { SiteAgents } from '../domain/site-agents';
import type { Progress, Stage } from '../domain/stage';
import { applyEntry, foldJournal, type SiteState } from '../domain/state';
import type { WhyNot } from '../domain/why-not';
import { adopt } from './adopt';
import { listAgents } from './agents/list';
import { removeAgents } from './agents/remove';
import { changePassword, takeBackPassword } from './change-password';
import { check } from './check';
import { connect } from './connect';
import { explain } from './explain';
import { plan } from './plan';
import type { Conduct, Journal, Ports, RegistrarFacts, RouterConfig } from './ports';
import { prove } from './prove';
import { repair } from './repair';
import { router, routerConfig } from './router';
import { Run } from './run';
import type { PasswordChange } from './steps/camera-password';
import { survey } from './survey';
import { undo } from './undo';

/** Who wants to know what happens: the window, the terminal. */
export interface Listener {
  readonly onEntry?: (entry: JournalEntry) => void;
  readonly onProgress?: (progress: Progress) => void;
  readonly onDevice?: (device: Device) => void;
}

/** One open site. Its stages can be run one at a time, in any order that makes sense, as often as wanted. */
export class Engine {
  readonly #ports: Ports;
  readonly #journal: Journal;
  readonly #redact: (text: string) => string;
  #state: SiteState;
  /** One write after another: the fold must see the entries in the order of the file. */
  #writing: Promise<unknown> = Promise.resolve();

  constructor(ports: Ports, journal: Journal, redact: (text: string) => string) {
    this.#ports = ports;
    this.#journal = journal;
    this.#redact = redact;
    this.#state = foldJournal(journal.entries());
  }

  get state(): SiteState {
    return this.#state;
  }

  /** Everything that happened so far, as the state was folded from it. */
  get entries(): readonly JournalEntry[] {
    return this.#journal.entries();
  }

  record(event: JournalEvent, listener: Listener = {}): Promise<void> {
    const write = this.#writing.then(async () => {
      const entry = await this.#journal.append(event);
      this.#state = applyEntry(this.#state, entry);
      listener.onEntry?.(entry);
    });
    this.#writing = write.catch(() => undefined);
    return write;
  }

  /** `only` narrows a check to some cameras or parts, a repair to some repairs. Throws what stopped the stage; the journal has it already. */
  async run(stage: Stage, site: Site, options: { only: readonly string[] | null; signal: AbortSignal }, listener: Listener = {}): Promise<void> {
    const record = (event: JournalEvent): Promise<void> => this.record(this.#redacted(event), listener);
    const run = new Run({ site, ports: this.#ports, signal: options.signal, progress: (progress) => listener.onProgress?.(progress), record, state: () => this.#state });
    const started = this.#ports.now();
    // Closed before the end is written, so that what it cost is known then.
    const count = async (): Promise<void> => {
      await run.close();
      const trips = run.trips();
      if (trips.box + trips.servers > 0) await record({ type: 'round-trips', stage, trips: { ...trips, milliseconds: Math.max(0, Math.round(this.#ports.now() - started)) } });
    };
    await record({ type: 'run', stage, phase: 'started', error: null });
    try {
      await STAGES[stage](run, options.only, listener);
      await count();
      await record({ type: 'run', stage, phase: 'finished', error: null });
    } catch (error) {
      await count();
      await record({ type: 'run', stage, phase: 'failed', error: errorData(error, this.#redact) });
      throw error;
    } finally {
      await run.close();
    }
  }

  /** Outside of runs, and nothing of it is journaled: it changes nothing and is true for a moment only. */
  explain(site: Site, address: string, conduct: Conduct): Promise<WhyNot> {
    return explain(this.#ports, site, address, conduct);
  }

  /** A trial of the settings, not journaled either. @throws what the registrar throws. */
  async agents(site: Site, conduct: Conduct): Promise<RegistrarFacts> {
    const run = new Run({ site, ports: this.#ports, signal: conduct.signal, progress: conduct.progress, record: () => Promise.resolve(), state: () => this.#state });
    try {
      const { registrar, view } = run.agents('cloud');
      return await registrar.probe(view);
    } finally {
      await run.close();
    }
  }

  /** All agents of the site, as their places show them now. Not journaled: it is true for a moment only. */
  async siteAgents(site: Site, conduct: Conduct): Promise<SiteAgents> {
    const run = new Run({ site, ports: this.#ports, signal: conduct.signal, progress: conduct.progress, record: () => Promise.resolve(), state: () => this.#state });
    try {
      return await listAgents(run);
    } finally {
      await run.close();
    }
  }

  /** Of one camera, on the camera. No stage: nothing of the rest of the site is looked at. What it changes stands in the journal. @throws see `changePassword`. */
  changePassword(site: Site, camera: string, change: PasswordChange, conduct: Conduct, listener: Listener = {}): Promise<void> {
    return changePassword(this.#apart(site, conduct, listener), camera, change);
  }

  /** And back again. */
  takeBackPassword(site: Site, deviceId: string, conduct: Conduct, listener: Listener = {}): Promise<void> {
    return takeBackPassword(this.#apart(site, conduct, listener), deviceId);
  }

  #apart(site: Site, { signal, progress }: Conduct, listener: Listener): Run {
    return new Run({ site, ports: this.#ports, signal, progress, record: (event) => this.record(this.#redacted(event), listener), state: () => this.#state });
  }

  /** Not journaled either: it holds a private key. */
  routerConfig(site: Site, conduct: Conduct): Promise<RouterConfig> {
    return routerConfig(this.#ports, site, this.#state, conduct);
  }

  /**
   * Error texts quote other sides, and these quote anything. Only such texts are searched: a password that happens to be part
   * of a camera's name must not change what the journal says was done.
   */
  #redacted(event: JournalEvent): JournalEvent {
    return JSON.parse(JSON.stringify(event), (key, value: unknown) => {
      if ((key === 'detail' || key === 'reason' || key === 'message') && typeof value === 'string') return this.#redact(value);
      return value;
    }) as JournalEvent;
  }
}

const STAGES: Record<Stage, (run: Run, only: readonly string[] | null, listener: Listener) => Promise<void>> = {
  survey: (run, _only, listener) => survey(run, (device) => listener.onDevice?.(device)),
  check: (run, only) => check(run, only),
  repair: (run, only) => repair(run, only),
  plan: (run) => plan(run),
  connect: (run) => connect(run),
  router: (run) => router(run),
  prove: (run) => prove(run),
  undo: (run) => undo(run),
  adopt: (run, only) => adopt(run, only),
  'remove-agents': (run, only) => removeAgents(run, only),
};
