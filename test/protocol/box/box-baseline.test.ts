import { afterEach, describe, expect, test } from 'vitest';
import type { Json } from '../../../electron/domain/json';
import type { PlannedStep } from '../../../electron/domain/plan';
import { newSite } from '../../../electron/domain/site';
import type { Box } from '../../../electron/engine/ports';
import type { StepContext } from '../../../electron/engine/step';
import { BOX_BASELINE } from '../../../electron/engine/steps/box-baseline';
import { FRESH_BOX, type BoxState } from '../../../electron/practice/box/box-state';
import { startSimulatedBox } from '../../../electron/practice/box/simulated-box';
import { stored } from '../../fixtures/loopback';
import { connectTo, never, secretsOf } from './box-at-hand';

const STEP: PlannedStep = { id: 'box.baseline', kind: 'box.baseline', params: { box: 'box' }, input: {}, needs: [] };

const closing: (() => unknown)[] = [];
afterEach(async () => {
  for (const close of closing.splice(0).reverse()) await close();
});

async function boxLike(initial: Partial<BoxState>): Promise<{ box: Box; now: () => BoxState; change: (edit: (state: BoxState) => void) => void }> {
  const state = stored<BoxState>({ ...FRESH_BOX, ...initial });
  const simulated = await startSimulatedBox({ host: '127.0.0.1', port: 0, state, account: { username: 'op', password: 'op-pass', sudo: 'no-password' }, clientVersion: 'v1.5.1', log: () => undefined });
  closing.push(() => simulated.close());
  const box = await connectTo({ port: simulated.port, username: 'op', password: 'op-pass' });
  closing.push(() => { box.close(); });
  return {
    box,
    now: () => state.read(),
    change: (edit) => {
      const next = state.read();
      edit(next);
      state.write(next);
    },
  };
}

function contextOf(box: Box, result: Json = null): StepContext {
  return {
    site: newSite({ id: 'site', name: 'Site', mode: 'real', language: 'en', timeZone: 'UTC' }),
    box: async () => box, secrets: secretsOf({}), log: () => undefined, now: Date.now, signal: never, progress: () => undefined, resultOf: () => result, begun: () => result !== null, toldBefore: () => [],
  };
}

const OWNERS = '*filter\n:INPUT ACCEPT [0:0]\n:FORWARD DROP [0:0]\n:OUTPUT ACCEPT [0:0]\n-A INPUT -p tcp -m tcp --dport 9 -j DROP\nCOMMIT\n';

async function putNetclientOn(box: Box): Promise<void> {
  await box.writeFile('/sbin/.new', 'program', { mode: 0o755, signal: never });
  await box.demand(['/sbin/.new', 'install'], { root: true, signal: never });
  await box.demand(['rm', '-f', '/sbin/.new'], { root: true, signal: never });
}

describe('noting how a box is', () => {
  test('looking changes nothing, and once noted it stays noted', async () => {
    const { box, now } = await boxLike({ firewall: { v4: OWNERS, v6: '' } });
    const before = now();
    const first = await BOX_BASELINE.inspect(STEP, contextOf(box));
    expect(first).toMatchObject({ change: 'add', found: { forwarding4: '0', forwarding6: '0', iptables: { tool: true, forward: 'DROP', tables: ['filter'], netmaker: 0 }, ip6tables: { forward: null }, nftTables: null, paths: [], enabled: ['ssh.service'], routes: null, packages: null } });
    const result = await BOX_BASELINE.verify(STEP, await BOX_BASELINE.apply(STEP, first.found, contextOf(box)), contextOf(box));
    expect(now()).toEqual(before);
    // By then netclient has changed everything; that is not how the box was.
    await putNetclientOn(box);
    expect(await BOX_BASELINE.inspect(STEP, contextOf(box, result))).toEqual({ change: 'none', found: null, result });
  });

  test('after an uninstall in good order the runtime values are put back', async () => {
    const { box, now } = await boxLike({});
    const { found } = await BOX_BASELINE.inspect(STEP, contextOf(box));
    await putNetclientOn(box);
    expect(now().sysctl['net.ipv4.ip_forward']).toBe('1');
    await box.demand(['/sbin/netclient', 'uninstall'], { root: true, signal: never });
    expect(await BOX_BASELINE.undo(STEP, found, null, contextOf(box))).toEqual([]);
    expect(now().sysctl).toEqual(FRESH_BOX.sysctl);
  });

  test("a killed netclient's rules go, the owner's policy comes back", async () => {
    const { box, now, change } = await boxLike({ firewall: { v4: OWNERS, v6: '' }, sysctl: { 'net.ipv4.ip_forward': '1', 'net.ipv6.conf.all.forwarding': '0' } });
    const { found } = await BOX_BASELINE.inspect(STEP, contextOf(box));
    await putNetclientOn(box);
    // The simulated client takes the owner's table for its own; the rule is put back here, as it would have stayed.
    change((state) => {
      state.firewall.v4 = state.firewall.v4.replace('-A INPUT -i', '-A INPUT -p tcp -m tcp --dport 9 -j DROP\n-A INPUT -i');
      state.service = { active: false, enabled: false };
      state.files = {};
    });
    expect(await BOX_BASELINE.undo(STEP, found, null, contextOf(box))).toEqual([]);
    expect(now().firewall.v4).toContain(':FORWARD DROP');
    expect(now().firewall.v4).toContain('--dport 9 -j DROP');
    expect(now().firewall.v4 + now().firewall.v6).not.toMatch(/NETMAKER|netmaker/);
    expect(now().sysctl).toEqual({ 'net.ipv4.ip_forward': '1', 'net.ipv6.conf.all.forwarding': '0' });
    // Taking back twice is fine.
    expect(await BOX_BASELINE.undo(STEP, found, { noted: true }, contextOf(box))).toEqual([]);
  });

  test('what is still different is said', async () => {
    const { box } = await boxLike({});
    const { found } = await BOX_BASELINE.inspect(STEP, contextOf(box));
    await putNetclientOn(box);
    expect(await BOX_BASELINE.undo(STEP, found, null, contextOf(box))).toEqual([
      '/etc/netclient was not there before.', '/etc/systemd/system/netclient.service was not there before.', '/sbin/netclient was not there before.',
      'netclient.service starts with the system; it did not before.', 'netclient.service runs; it did not before.',
    ]);
    expect(await BOX_BASELINE.undo(STEP, null, null, contextOf(box))).toEqual(['It was not noted how the small computer was before.']);
  });

  test("a netclient that was there before keeps its rules", async () => {
    const { box, now } = await boxLike({});
    await putNetclientOn(box);
    const { found } = await BOX_BASELINE.inspect(STEP, contextOf(box));
    const before = now().firewall;
    expect(await BOX_BASELINE.undo(STEP, found, null, contextOf(box))).toEqual([]);
    expect(now().firewall).toEqual(before);
  });
});
