import { afterEach, describe, expect, test } from 'vitest';
import type { Site } from '../../../electron/domain/site';
import type { Stage } from '../../../electron/domain/stage';
import { Engine } from '../../../electron/engine/engine';
import type { Ports } from '../../../electron/engine/ports';
import { FRESH_BOX, type BoxState } from '../../../electron/practice/box/box-state';
import { startSimulatedBox } from '../../../electron/practice/box/simulated-box';
import { FakeWorld, fakePorts, fakeSite, MemoryJournal } from '../../fixtures/fake-world';
import { stored } from '../../fixtures/loopback';
import { connector, never, secretsOf } from './box-at-hand';

const closing: (() => unknown)[] = [];
afterEach(async () => {
  for (const close of closing.splice(0).reverse()) await close();
});

const RECORD = '/var/lib/kerberos-tunnel/site.json';

/** Laptops that share one small computer over real SSH, with servers that are made up. */
async function startSite(sudo: 'password' | 'no-password' = 'password'): Promise<{ files: () => BoxState['files']; laptop: (name: string) => (stage: Stage) => Promise<Engine> }> {
  const state = stored<BoxState>(structuredClone(FRESH_BOX));
  const simulated = await startSimulatedBox({ host: '127.0.0.1', port: 0, state, account: { username: 'op', password: 'op-pass', sudo }, clientVersion: 'v1.5.1', log: () => undefined });
  closing.push(() => simulated.close());
  const world = new FakeWorld();
  const base = fakeSite();
  const hostKey = await connector().hostKey({ host: '127.0.0.1', port: simulated.port }, never);
  const site: Site = { ...base, box: base.box === null ? null : { ...base.box, host: '127.0.0.1', port: simulated.port, username: 'op', auth: { kind: 'password', password: { kind: 'env', name: 'box' } }, hostKey } };
  return {
    files: () => state.read().files,
    laptop: (name) => {
      const ports: Ports = { ...fakePorts(world, { laptop: name }), boxes: connector(), secrets: secretsOf({ box: 'op-pass' }) };
      const engine = new Engine(ports, new MemoryJournal(), (text) => text);
      return async (stage) => {
        await engine.run(stage, site, { only: null, signal: never });
        return engine;
      };
    },
  };
}

describe('a small computer over SSH', () => {
  test('remembers, is taken over by another laptop with nothing but its record, and is as it was found in the end', async () => {
    const site = await startSite();
    const first = site.laptop('first');
    for (const stage of ['survey', 'check', 'plan'] as const) await first(stage);
    const { state } = await first('connect');
    expect(site.files()[RECORD]?.mode).toBe(0o600);
    // Lock and look, notes of two waves and more, the last one with the lock given back: all of it counted.
    expect(state.trips.connect?.box).toBeGreaterThanOrEqual(5);
    const second = site.laptop('second');
    await second('adopt');
    const { state: after } = await second('undo');
    expect(after.changed).toBe(false);
    expect(Object.keys(site.files())).toEqual([]);
  });

  test('lets one laptop at a time work, whatever way it becomes root', async () => {
    for (const sudo of ['password', 'no-password'] as const) {
      const site = await startSite(sudo);
      const [first, second] = [site.laptop('first'), site.laptop('second')];
      for (const stage of ['survey', 'check', 'plan'] as const) await Promise.all([first(stage), second(stage)]);
      const ended = await Promise.allSettled([first('connect'), second('connect')]);
      expect(ended.map(({ status }) => status).sort()).toEqual(['fulfilled', 'rejected']);
      const [failure] = ended.flatMap((one) => (one.status === 'rejected' ? [one.reason as unknown] : []));
      // Either it came while the other worked, or after it.
      expect(['box-busy', 'box-known-elsewhere']).toContain((failure as { code?: string }).code);
    }
  });
});
