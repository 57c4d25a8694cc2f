import { afterEach, describe, expect, test } from 'vitest';
import { BOX_CHECKS } from '../../../electron/box/checks';
import { repairStep } from '../../../electron/domain/plan';
import { newSite } from '../../../electron/domain/site';
import type { Box } from '../../../electron/engine/ports';
import type { StepContext, StepDriver } from '../../../electron/engine/step';
import { LOAD_TUN } from '../../../electron/engine/steps/repairs/load-tun';
import { SYNC_CLOCK } from '../../../electron/engine/steps/repairs/sync-clock';
import { FRESH_BOX, type BoxState } from '../../../electron/practice/box/box-state';
import { startSimulatedBox } from '../../../electron/practice/box/simulated-box';
import { stored } from '../../fixtures/loopback';
import { connectTo, never, secretsOf } from './box-at-hand';

const TUN = repairStep('load-tun', 'box');
const CLOCK = repairStep('sync-clock', 'box');
const MODULES_FILE = '/etc/modules-load.d/kerberos-tunnel.conf';

const closing: (() => unknown)[] = [];
afterEach(async () => {
  for (const close of closing.splice(0).reverse()) await close();
});

async function boxLike(initial: Partial<BoxState>): Promise<{ box: Box; context: StepContext; now: () => BoxState; change: (edit: (state: BoxState) => void) => void }> {
  const state = stored<BoxState>(structuredClone({ ...FRESH_BOX, ...initial }));
  const simulated = await startSimulatedBox({ host: '127.0.0.1', port: 0, state, account: { username: 'op', password: 'op-pass', sudo: 'no-password' }, clientVersion: 'v1.5.1', log: () => undefined });
  closing.push(() => simulated.close());
  const box = await connectTo({ port: simulated.port, username: 'op', password: 'op-pass' });
  closing.push(() => { box.close(); });
  const context: StepContext = {
    site: newSite({ id: 'site', name: 'Site', mode: 'real', language: 'en', timeZone: 'UTC' }),
    box: async () => box, secrets: secretsOf({}), log: () => undefined, now: Date.now, signal: never, progress: () => undefined, resultOf: () => null, begun: () => false, toldBefore: () => [],
  };
  const change = (edit: (state: BoxState) => void): void => {
    const next = state.read();
    edit(next);
    state.write(next);
  };
  return { box, context, now: () => state.read(), change };
}

async function carryOut(driver: StepDriver, step: typeof TUN, context: StepContext): Promise<{ found: Awaited<ReturnType<StepDriver['inspect']>>['found']; result: Awaited<ReturnType<StepDriver['verify']>> }> {
  const { found } = await driver.inspect(step, context);
  return { found, result: await driver.verify(step, await driver.apply(step, found, context), context) };
}

/** What the box's own check says of it. */
async function checked(id: 'kernel-tunnel' | 'clock', box: Box): Promise<unknown> {
  const check = BOX_CHECKS.find((one) => one.id === id);
  return check?.run({ box, facts: await box.facts(never), site: newSite({ id: 'site', name: 'Site', mode: 'real', language: 'en', timeZone: 'UTC' }), cameras: [], overlayRange: null }, never);
}

describe('loading the tun module', () => {
  test('the check offers it, it loads now and at the next start, and is taken back whole', async () => {
    const { box, context, now } = await boxLike({ tun: { loaded: false, loadable: true } });
    const before = now();
    expect(await checked('kernel-tunnel', box)).toMatchObject({ outcome: 'blocks', fix: 'load-tun' });
    expect(await LOAD_TUN.inspect(TUN, context)).toMatchObject({ change: 'add', found: { device: false, file: false } });
    const { found, result } = await carryOut(LOAD_TUN, TUN, context);
    expect(now().tun.loaded).toBe(true);
    expect(Buffer.from(now().files[MODULES_FILE]?.content ?? '', 'base64').toString()).toMatch(/^tun$/m);
    expect(await checked('kernel-tunnel', box)).toMatchObject({ outcome: 'ok' });
    expect(await LOAD_TUN.inspect(TUN, context)).toMatchObject({ change: 'none' });
    expect(await LOAD_TUN.undo(TUN, found, result, context)).toEqual([]);
    expect(now()).toEqual(before);
  });

  test('where the kernel has no such module nothing is written, and it is said', async () => {
    const { box, context, now } = await boxLike({ tun: { loaded: false, loadable: false } });
    expect(await checked('kernel-tunnel', box)).toMatchObject({ outcome: 'blocks', fix: 'none' });
    const before = now();
    await expect(carryOut(LOAD_TUN, TUN, context)).rejects.toMatchObject({ code: 'box-command-failed', params: { command: 'modprobe tun' } });
    expect(now()).toEqual(before);
  });

  test('a module that was loaded before us stays when our file goes', async () => {
    const { context, now } = await boxLike({});
    const { found, result } = await carryOut(LOAD_TUN, TUN, context);
    expect(await LOAD_TUN.undo(TUN, found, result, context)).toEqual([]);
    expect(now().tun.loaded).toBe(true);
    expect(now().files[MODULES_FILE]).toBeUndefined();
  });
});

describe('setting the clock', () => {
  test('the check offers it; it is set and kept right, and only the keeping is taken back', async () => {
    const { box, context, now } = await boxLike({ clock: { ntp: false, aheadSeconds: -86_400 } });
    expect(await checked('clock', box)).toMatchObject({ outcome: 'blocks', fix: 'sync-clock' });
    const { found, result } = await carryOut(SYNC_CLOCK, CLOCK, context);
    expect(Math.abs(now().clock.aheadSeconds)).toBeLessThan(5);
    expect(now().clock.ntp).toBe(true);
    expect(await checked('clock', box)).toMatchObject({ outcome: 'ok' });
    expect(await SYNC_CLOCK.inspect(CLOCK, context)).toMatchObject({ change: 'none' });
    expect(await SYNC_CLOCK.undo(CLOCK, found, result, context)).toEqual([]);
    expect(now().clock.ntp).toBe(false);
    expect(Math.abs(now().clock.aheadSeconds)).toBeLessThan(5);
  });

  test('a box without a time service keeps the time that it was given', async () => {
    const { context, now } = await boxLike({ clock: { ntp: null, aheadSeconds: 7200 } });
    const { found, result } = await carryOut(SYNC_CLOCK, CLOCK, context);
    expect(now().clock.ntp).toBeNull();
    expect(await SYNC_CLOCK.undo(CLOCK, found, result, context)).toEqual([]);
  });

  test('a clock that runs away again is told', async () => {
    const { context, change } = await boxLike({ clock: { ntp: null, aheadSeconds: 7200 } });
    const { found } = await SYNC_CLOCK.inspect(CLOCK, context);
    const result = await SYNC_CLOCK.apply(CLOCK, found, context);
    change((state) => { state.clock.aheadSeconds = 7200; });
    await expect(SYNC_CLOCK.verify(CLOCK, result, context)).rejects.toMatchObject({ code: 'box-clock-not-set' });
  });
});
