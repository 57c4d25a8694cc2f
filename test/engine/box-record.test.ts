import { describe, expect, it } from 'vitest';
import { readRecord } from '../../electron/domain/box-record';
import { TunnelError } from '../../electron/domain/errors';
import type { Site } from '../../electron/domain/site';
import type { Stage } from '../../electron/domain/stage';
import { LOCK_SECONDS } from '../../electron/engine/box-record';
import { NOTE_NAME } from '../../electron/engine/box-record-scripts';
import type { Engine } from '../../electron/engine/engine';
import { FakeWorld, fakeEngine, fakeSite, Killed, MemoryJournal } from '../fixtures/fake-world';

const signal = new AbortController().signal;
const RECORD = '/var/lib/kerberos-tunnel/site.json';
const LOCK = '/run/kerberos-tunnel.lock';
const run = (engine: Engine, stage: Stage, only: readonly string[] | null = null, site: Site = fakeSite()): Promise<void> => engine.run(stage, site, { only, signal });

async function through(engine: Engine, stages: readonly Stage[]): Promise<Engine> {
  for (const stage of stages) await run(engine, stage);
  return engine;
}
const TO_THE_END = ['survey', 'check', 'plan', 'connect'] as const;
const laptop = (world: FakeWorld, name: string, journal = new MemoryJournal()): Engine => fakeEngine(world, journal, { laptop: name });
const connected = (world: FakeWorld, name = 'first'): Promise<Engine> => through(laptop(world, name), TO_THE_END);

function recorded(world: FakeWorld): { id: string; phase: string }[] {
  const read = readRecord(world.disk.files.get(RECORD) ?? '');
  return 'record' in read ? read.record.steps.map(({ step, phase }) => ({ id: step.id, phase })) : [];
}

describe('what the small computer remembers', () => {
  it('is every change, noted before the world was changed', async () => {
    const world = new FakeWorld();
    const put = world.put.bind(world);
    const unknown: string[] = [];
    world.put = (name, value) => {
      if (!recorded(world).some((step) => step.id === name)) unknown.push(name);
      put(name, value);
    };
    await connected(world);
    expect(world.things.size).toBe(8);
    expect(unknown).toEqual([]);
    expect(recorded(world)).toHaveLength(8);
    expect(new Set(recorded(world).map(({ phase }) => phase))).toEqual(new Set(['done']));
  });

  it('holds no secret and nothing that was only looked at', async () => {
    const world = new FakeWorld({ client: 'there before' });
    await connected(world);
    expect(world.disk.files.get(RECORD)).not.toContain('secret');
    expect(recorded(world).find(({ id }) => id === 'client')?.phase).toBe('kept');
  });

  it('costs fewer notes than there are steps that run side by side', async () => {
    const world = new FakeWorld();
    world.disk.slowness = 30;
    await through(fakeEngine(world, new MemoryJournal(), { cameras: Array.from({ length: 12 }, (_value, index) => `10.0.0.${11 + index}`) }), TO_THE_END);
    expect(recorded(world)).toHaveLength(26);
    expect(world.disk.notes.length).toBeLessThan(12);
    expect(world.disk.notes.at(-1)).toMatch(/ release$/);
  });

  it('is gone with the last change, and so is the lock', async () => {
    const world = new FakeWorld();
    const engine = await connected(world);
    expect([...world.disk.files.keys()]).toEqual([RECORD]);
    await run(engine, 'undo');
    expect([...world.disk.files.keys()]).toEqual([]);
  });

  it('is less after a part was taken back', async () => {
    const world = new FakeWorld();
    const engine = await connected(world);
    world.refuses.set('egress:10.0.0.12', 1);
    await expect(run(engine, 'undo')).rejects.toMatchObject({ code: 'undo-incomplete' });
    expect(recorded(world).map(({ id }) => id)).toEqual(['client', 'join', 'egress:10.0.0.12']);
  });

  it('is not missed where its disk is full: said, and the work goes on', async () => {
    const world = new FakeWorld();
    world.disk.full = true;
    const engine = await connected(world);
    expect(world.things.size).toBe(8);
    expect(engine.state.record.memory).toMatchObject({ memory: 'forgets', reason: 'cat: write error: No space left on device' });
    expect([...world.disk.files.keys()]).toEqual([]);
    // And is asked anew the next time.
    world.disk.full = false;
    await run(engine, 'connect');
    expect(engine.state.record.memory).toMatchObject({ memory: 'remembers', reason: null });
    expect(recorded(world)).toHaveLength(8);
  });

  it('is gone too where the disk became full meanwhile', async () => {
    const world = new FakeWorld();
    const engine = await connected(world);
    world.disk.full = true;
    await run(engine, 'undo');
    expect([...world.disk.files.keys()]).toEqual([]);
  });

  it('stops what did not begin yet when the connection is lost with it', async () => {
    const world = new FakeWorld();
    const engine = await through(laptop(world, 'first'), ['survey', 'check', 'plan']);
    world.disk.onCommand = (name, words) => {
      if (name === NOTE_NAME && words[4] === 'hold' && world.things.size > 1) throw new TunnelError('box-connection-lost', { host: 'box' });
    };
    await expect(run(engine, 'connect')).rejects.toMatchObject({ code: 'box-connection-lost' });
    expect(world.things.size).toBeLessThan(8);
    world.disk.onCommand = () => undefined;
    await run(engine, 'connect');
    expect(recorded(world)).toHaveLength(8);
  });
});

describe('two laptops', () => {
  it('the second is told by the check that there was a first, and when', async () => {
    const world = new FakeWorld();
    await connected(world);
    const second = await through(laptop(world, 'second'), ['survey', 'check']);
    expect(second.state.record.strangers).toMatchObject([{ site: { id: 'site', name: 'Site' }, laptop: 'first' }]);
    expect(Date.parse(second.state.record.strangers[0]?.startedAt ?? '')).toBeGreaterThan(Date.now() - 60_000);
  });

  it('takes everything back that the first one did', async () => {
    const world = new FakeWorld({ client: 'there before' });
    await connected(world);
    const second = laptop(world, 'second');
    await run(second, 'adopt');
    expect(second.state.changed).toBe(true);
    await run(second, 'undo');
    expect(Object.fromEntries(world.things)).toEqual({ client: 'there before' });
    expect([...world.disk.files.keys()]).toEqual([]);
  });

  it('goes on where the first one stopped, making nothing twice', async () => {
    const world = new FakeWorld();
    world.refuses.set('egress:10.0.0.12', 1);
    await expect(connected(world)).rejects.toMatchObject({ code: 'overlay-unreachable' });
    const second = laptop(world, 'second');
    await run(second, 'adopt');
    await through(second, TO_THE_END);
    expect(world.things.size).toBe(8);
    expect(second.state.steps.every(({ phase }) => phase === 'done')).toBe(true);
    await run(second, 'undo');
    expect(world.things.size).toBe(0);
  });

  it('changes nothing before somebody decided, and tells both dates', async () => {
    const world = new FakeWorld();
    const first = await connected(world);
    const before = { things: [...world.things], record: world.disk.files.get(RECORD) };
    const second = await through(laptop(world, 'second'), ['survey', 'check', 'plan']);
    for (const stage of ['connect', 'undo'] as const) {
      await expect(run(second, stage)).rejects.toMatchObject({ code: 'box-known-elsewhere', params: { laptop: 'first', theirs: expect.stringMatching(/^\d{4}-\d\d-\d\d \d\d:\d\d UTC$/) as string, ours: '-' } });
    }
    expect({ things: [...world.things], record: world.disk.files.get(RECORD) }).toEqual(before);
    // The second takes over; then it is the first that is asked.
    await run(second, 'adopt');
    await expect(run(first, 'undo')).rejects.toMatchObject({ code: 'box-known-elsewhere', params: { laptop: 'second', ours: expect.stringMatching(/^2/) as string } });
    await expect(run(first, 'adopt')).rejects.toMatchObject({ code: 'box-known-elsewhere' });
    expect(world.things.size).toBe(8);
    await run(first, 'adopt', ['ours']);
    await run(first, 'undo');
    expect(world.things.size).toBe(0);
    // Nothing is left for the second to do, and it can still say so.
    await run(second, 'undo');
    expect(second.state.changed).toBe(false);
  });

  it('keeps what only one of them did, whomever it believes', async () => {
    for (const believed of ['ours', 'theirs'] as const) {
      const world = new FakeWorld();
      const kept = new MemoryJournal();
      const first = await through(laptop(world, 'first', kept), TO_THE_END);
      world.disk.files.clear();
      // The second one finds all of it there, and does more under another name.
      const site: Site = { ...fakeSite(), cameras: [{ deviceId: 'id-10.0.0.11', name: 'Gate', include: true, credentialId: null, mainToken: null, subToken: null, allowBasic: false, agent: null, runs: 'cloud' }] };
      const second = laptop(world, 'second');
      for (const stage of TO_THE_END) await run(second, stage, null, site);
      expect(world.things.has('agent:site-gate')).toBe(true);
      await run(first, 'adopt', [believed]);
      await run(first, 'undo');
      expect([...world.things.keys()], believed).toEqual([]);
    }
  });

  it('a journal that was put back from an older copy is asked too', async () => {
    const world = new FakeWorld();
    const journal = new MemoryJournal();
    const first = await through(laptop(world, 'first', journal), TO_THE_END);
    const older = new MemoryJournal(journal.kept.slice(0, journal.kept.findIndex(({ event }) => event.type === 'step-done') + 1));
    await run(first, 'connect');
    await expect(run(laptop(world, 'first', older), 'undo')).rejects.toMatchObject({ code: 'box-known-elsewhere', params: { laptop: 'first' } });
  });

  it('takes over a record of another site by its id, and keeps it there', async () => {
    const world = new FakeWorld();
    await connected(world);
    const site = { ...fakeSite(), id: 'elsewhere' };
    const second = laptop(world, 'second');
    await run(second, 'adopt', ['record:site'], site);
    expect(second.state.record.id).toBe('site');
    expect([...world.disk.files.keys()]).toEqual([RECORD]);
    await run(second, 'undo', null, site);
    expect(world.things.size).toBe(0);
    expect([...world.disk.files.keys()]).toEqual([]);
  });

  it('says so where nobody left a record, or where it is damaged', async () => {
    const world = new FakeWorld();
    await expect(run(laptop(world, 'second'), 'adopt')).rejects.toMatchObject({ code: 'box-record-missing' });
    await connected(world);
    world.disk.files.set(RECORD, (world.disk.files.get(RECORD) ?? '').slice(0, -20));
    await expect(run(laptop(world, 'second'), 'adopt')).rejects.toMatchObject({ code: 'box-record-invalid', params: { reason: 'it is damaged' } });
    expect(world.disk.files.has(LOCK)).toBe(false);
  });
});

describe('one at a time', () => {
  const busy = 'token somebody@else 940 990\nThe other laptop, Site\n';

  it.each(['connect', 'undo', 'adopt'] as const)('%s is refused while another laptop works there, and told who and since when', async (stage) => {
    const world = new FakeWorld();
    const engine = await connected(world);
    world.disk.files.set(LOCK, busy);
    const before = [...world.things];
    await expect(run(engine, stage)).rejects.toMatchObject({ code: 'box-busy', params: { who: 'The other laptop, Site', minutes: 1 } });
    expect([...world.things]).toEqual(before);
    expect(world.disk.files.get(LOCK)).toBe(busy);
  });

  it('a laptop that gave no sign for five minutes is taken for gone, and that is said', async () => {
    const world = new FakeWorld();
    world.disk.files.set(LOCK, busy);
    world.disk.uptime = 990 + LOCK_SECONDS - 1;
    await expect(connected(world)).rejects.toMatchObject({ code: 'box-busy' });
    world.disk.uptime++;
    const engine = await connected(world);
    expect(engine.state.record.memory?.tookOver).toEqual({ who: 'The other laptop, Site', minutes: 6 });
    expect(world.disk.files.has(LOCK)).toBe(false);
  });

  it('a box that was started again has no holder', async () => {
    const world = new FakeWorld();
    world.disk.files.set(LOCK, busy);
    world.disk.uptime = 20;
    await connected(world);
    expect(world.things.size).toBe(8);
  });

  it('an own run that crashed does not lock itself out', async () => {
    const world = new FakeWorld();
    const dying = new MemoryJournal([], { seq: 30, when: 'after' });
    await expect(through(laptop(world, 'first', dying), TO_THE_END)).rejects.toBeInstanceOf(Killed);
    // Killed, not stopped: nobody gives the lock back.
    world.disk.files.set(LOCK, world.disk.files.get(LOCK) ?? `old ${historyIn(dying)}@first 900 999\nfirst, Site\n`);
    await expect(connected(world, 'second')).rejects.toMatchObject({ code: 'box-busy' });
    await through(laptop(world, 'first', new MemoryJournal([...dying.kept])), TO_THE_END);
    expect(world.things.size).toBe(8);
  });

  it('is free again after a stop', async () => {
    const world = new FakeWorld();
    const engine = await through(laptop(world, 'first'), ['survey', 'check', 'plan']);
    const abort = new AbortController();
    const onEntry = ({ event }: { event: { type: string } }): void => { if (event.type === 'step-done') abort.abort(); };
    await expect(engine.run('connect', fakeSite(), { only: null, signal: abort.signal }, { onEntry })).rejects.toMatchObject({ code: 'cancelled' });
    expect(world.disk.files.has(LOCK)).toBe(false);
    expect(recorded(world).length).toBeGreaterThan(0);
  });

  it('whose lock was removed in the middle takes it again; whose lock was taken stops', async () => {
    for (const [others, code] of [[null, null], ['token2 somebody@else 999 1000\nThe other laptop\n', 'box-busy']] as const) {
      const world = new FakeWorld();
      const engine = await through(laptop(world, 'first'), ['survey', 'check', 'plan']);
      world.disk.onCommand = (name) => {
        if (name !== NOTE_NAME || world.things.size !== 1) return;
        world.disk.onCommand = () => undefined;
        if (others === null) world.disk.files.delete(LOCK);
        else world.disk.files.set(LOCK, others);
      };
      if (code === null) {
        await run(engine, 'connect');
        expect(world.things.size).toBe(8);
        expect(world.disk.files.has(LOCK)).toBe(false);
      } else {
        await expect(run(engine, 'connect')).rejects.toMatchObject({ code });
        expect(world.things.size).toBeLessThan(8);
        expect(world.disk.files.get(LOCK)).toBe(others);
      }
    }
  });

  it('takes back what is on servers also where the small computer goes away in the middle', async () => {
    const world = new FakeWorld();
    const engine = await connected(world);
    world.disk.onCommand = (name) => { if (name === NOTE_NAME) throw new TunnelError('box-connection-lost', { host: 'box' }); };
    await run(engine, 'undo');
    expect(world.things.size).toBe(0);
    // It still names them; the next time there is nothing to take back, and its note goes.
    world.disk.onCommand = () => undefined;
    expect(world.disk.files.has(RECORD)).toBe(true);
    await run(engine, 'undo');
    expect([...world.disk.files.keys()]).toEqual([]);
  });

  it('takes back what is on servers also where the small computer is gone', async () => {
    const world = new FakeWorld();
    const engine = await connected(world);
    world.disk.onCommand = () => { throw new TunnelError('box-unreachable', { host: 'box', port: 22 }); };
    await run(engine, 'undo');
    expect(world.things.size).toBe(0);
  });
});

describe('the program dies at any write of its journal or of the box', () => {
  /** Every command for the box's memory counts, before it is carried out and after. */
  async function dies(world: FakeWorld, at: number): Promise<number> {
    let commands = 0;
    const dead = { now: false };
    const run = world.disk.run.bind(world.disk);
    world.disk.run = (argv, stdin) => {
      if (dead.now || ++commands === at) {
        dead.now = true;
        throw new Killed();
      }
      const answer = run(argv, stdin);
      if (++commands === at) {
        dead.now = true;
        throw new Killed();
      }
      return answer;
    };
    const journal = new MemoryJournal();
    const append = journal.append.bind(journal);
    journal.append = (event) => (dead.now ? Promise.reject(new Killed()) : append(event));
    const put = world.put.bind(world);
    const take = world.take.bind(world);
    world.put = (name, value) => { if (dead.now) throw new Killed(); put(name, value); };
    world.take = (name) => { if (dead.now) throw new Killed(); take(name); };
    await through(laptop(world, 'first', journal), [...TO_THE_END, 'undo']).catch(() => undefined);
    Object.assign(world.disk, { run });
    Object.assign(world, { put, take });
    return commands;
  }

  it('and another laptop takes back everything with nothing but the record', async () => {
    const last = await dies(new FakeWorld(), 1e9);
    expect(last).toBeGreaterThan(20);
    for (let at = 1; at <= last; at++) {
      const world = new FakeWorld({ client: 'there before' });
      await dies(world, at);
      // Minutes later.
      world.disk.uptime += LOCK_SECONDS;
      const second = laptop(world, 'second');
      if (world.disk.files.has(RECORD)) await run(second, 'adopt');
      await run(second, 'undo');
      expect(Object.fromEntries(world.things), `died at ${at}`).toEqual({ client: 'there before' });
      expect([...world.disk.files.keys()], `died at ${at}`).toEqual([]);
    }
  });

  it.each(['before', 'after'] as const)('(%s each of the journal): another laptop takes back everything too', async (when) => {
    const whole = new MemoryJournal();
    await through(laptop(new FakeWorld(), 'first', whole), [...TO_THE_END, 'undo']);
    for (let seq = 1; seq <= whole.kept.length; seq++) {
      const world = new FakeWorld();
      await through(laptop(world, 'first', new MemoryJournal([], { seq, when })), [...TO_THE_END, 'undo']).catch(() => undefined);
      world.disk.uptime += LOCK_SECONDS;
      const second = laptop(world, 'second');
      if (world.disk.files.has(RECORD)) await run(second, 'adopt');
      await run(second, 'undo');
      expect([...world.things.keys()], `died ${when} write ${seq}`).toEqual([]);
    }
  });
});

describe('round trips', () => {
  it('are counted for each run that went anywhere', async () => {
    const world = new FakeWorld();
    const engine = await connected(world);
    expect(engine.state.trips.connect).toMatchObject({ servers: 8 });
    expect(engine.state.trips.survey).toBeUndefined();
  });
});

function historyIn(journal: MemoryJournal): string {
  const named = journal.kept.map(({ event }) => event).find((event) => event.type === 'history-named');
  return named?.type === 'history-named' ? named.history : '';
}
