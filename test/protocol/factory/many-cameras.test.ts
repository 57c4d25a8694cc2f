import { afterEach, describe, expect, it } from 'vitest';
import { createFactoryRegistrar } from '../../../electron/agents/factory/factory-registrar';
import { WAITS } from '../../../electron/agents/factory/waits';
import type { Site } from '../../../electron/domain/site';
import type { Stage } from '../../../electron/domain/stage';
import { Engine } from '../../../electron/engine/engine';
import { createFactorySimulator, type FactorySimulator, type FactoryVariant } from '../../../electron/practice/factory/simulator';
import { newFactoryState, type FactoryState } from '../../../electron/practice/factory/state';
import { FakeWorld, MemoryJournal, fakePorts, fakeSite } from '../../fixtures/fake-world';
import { serveLoopback, stored, type LoopbackServer } from '../../fixtures/loopback';

const COUNT = 64;
const ADDRESSES = Array.from({ length: COUNT }, (_value, index) => `10.0.0.${11 + index}`);
const NAMES = ADDRESSES.map((address) => `site-camera-${address.split('.').at(-1) ?? ''}`).sort();

/** The engine itself, with the drivers of this folder and a made-up tunnel, and a Factory whose lists lag behind and which can be started again. */
class ManyCameras {
  readonly world = new FakeWorld();
  readonly state = stored<FactoryState>(newFactoryState({ username: 'root', password: 'secret' }));
  kept = new MemoryJournal().kept;
  restarts = 0;
  #simulator: FactorySimulator;
  #server: LoopbackServer | null = null;
  /** Calls that make or remove an agent. */
  #changes = 0;
  readonly #variant: FactoryVariant;

  constructor(variant: FactoryVariant) {
    this.#variant = variant;
    this.#simulator = this.#open();
  }

  #open(): FactorySimulator {
    return createFactorySimulator({ state: this.state, variant: this.#variant, startAgent: () => ({ address: '', port: 80, available: () => true, stop: () => undefined }) });
  }

  async start(): Promise<void> {
    this.#server = await serveLoopback((request, response) => {
      const changes = (request.method === 'POST' && request.url?.endsWith('/deployments') === true) || request.method === 'DELETE';
      if (changes && ++this.#changes % 40 === 0) this.#restart();
      this.#simulator.handler(request, response);
    });
  }

  /** Away for some calls, then back with all agents and without its sessions. */
  #restart(): void {
    void this.#simulator.close();
    this.#simulator = this.#open();
    this.#simulator.expireSessions();
    // The call that was under way is carried out, and its answer lost.
    this.#simulator.faults.add({ call: '*', times: 1, fault: { kind: 'lost' } });
    this.#simulator.faults.add({ call: '*', times: 12, fault: { kind: 'status', status: 503 } });
    this.#simulator.faults.add({ call: '*', times: 4, fault: { kind: 'reset' } });
    this.restarts++;
  }

  site(username: string): Site {
    const site = fakeSite();
    const [set] = site.credentials;
    if (site.agents?.kind !== 'factory' || set === undefined) throw new Error('no Factory');
    return { ...site, credentials: [{ ...set, username }], agents: { ...site.agents, url: this.#server?.url ?? '' } };
  }

  engine(journal: MemoryJournal): Engine {
    // As after a start of the program: nothing is remembered but the journal.
    const registrar = createFactoryRegistrar({ log: () => undefined, now: Date.now, timing: { waits: { ...WAITS, pauseMs: 5, appearMs: 500, lostMs: 500 } } });
    return new Engine({ ...fakePorts(this.world, { cameras: ADDRESSES }), registrars: [registrar] }, journal, (text) => text);
  }

  async run(stage: Stage, username = 'admin'): Promise<void> {
    const journal = new MemoryJournal(this.kept);
    try {
      await this.engine(journal).run(stage, this.site(username), { only: null, signal: new AbortController().signal });
    } finally {
      this.kept = journal.kept;
    }
  }

  /**
   * Runs the stage again and again; each time the program dies at the `every`th write of its journal, before and behind it in turns, until
   * one run comes to its end. Returns how often it died. Whatever fails otherwise (Factory is away) is tried again as well.
   */
  async dying(stage: Stage, every: number, username = 'admin'): Promise<number> {
    for (let deaths = 0; ; deaths++) {
      const journal = new MemoryJournal(this.kept, { seq: this.kept.length + every, when: deaths % 2 === 0 ? 'before' : 'after' });
      const ended = await this.engine(journal).run(stage, this.site(username), { only: null, signal: new AbortController().signal }).then(() => true, () => false);
      this.kept = journal.kept;
      if (ended) return deaths;
      if (deaths > 200) throw new Error('it never ends');
    }
  }

  agents(): string[] {
    return this.state.read().deployments.map(({ name }) => name).sort();
  }

  users(): string[] {
    return [...new Set(this.state.read().deployments.map(({ rtsp }) => /^rtsp:\/\/([^:]*):/.exec(rtsp)?.[1] ?? ''))];
  }

  async close(): Promise<void> {
    await this.#simulator.close();
    await this.#server?.close();
  }
}

let many: ManyCameras;
afterEach(() => many.close());

const LAGGING: readonly (readonly [string, FactoryVariant])[] = [
  ['that accepts two of a name', { prefix: '/api', swagger: false, createLag: 3, deleteLag: 3, duplicates: 'accept' }],
  ['that gives names of its own', { prefix: '/api', swagger: true, form: '2026', createLag: 3, deleteLag: 3, deploySuffix: 'counted' }],
];

describe.each(LAGGING)('64 cameras and a Factory %s, whose lists lag behind, that starts again in the middle', (_name, variant) => {
  it('have one agent each, however often the program dies while they are made, told something else and taken away', async () => {
    many = new ManyCameras(variant);
    await many.start();
    for (const stage of ['survey', 'check'] as const) await many.run(stage);

    // Eight steps at a time are in the middle of something whenever it dies.
    expect(await many.dying('connect', 37)).toBeGreaterThan(5);
    expect([many.agents(), many.users()]).toEqual([NAMES, ['admin']]);

    const quiet = many.kept.length;
    await many.run('connect');
    expect(many.kept.slice(quiet).filter(({ event }) => event.type.startsWith('step-'))).toEqual([]);

    expect(await many.dying('connect', 37, 'viewer')).toBeGreaterThan(2);
    expect([many.agents(), many.users()]).toEqual([NAMES, ['viewer']]);

    expect(await many.dying('undo', 61, 'viewer')).toBeGreaterThan(2);
    expect([many.agents(), many.world.things.size]).toEqual([[], 0]);
    expect(many.restarts).toBeGreaterThan(4);
  }, 60_000);
});
