import { describe, expect, it, vi } from 'vitest';
import type { Snapshot } from '../../../../electron/contract/contract';
import { TunnelError } from '../../../../electron/domain/errors';
import { createApp } from '../../../../renderer/state/app';
import { SURVEYED, bakery } from '../../../fixtures/window/bakery';
import { FakeBridge } from '../../../fixtures/window/fake-bridge';

describe('a window that follows the main process', () => {
  it('resumes at the page where the site was left', async () => {
    const app = createApp(new FakeBridge(bakery(), [...SURVEYED, { type: 'page', page: 'accounts' }]));
    await app.begin();
    expect(app.site.getState()).toMatchObject({ phase: 'open', projection: { state: { page: 'accounts' } } });
  });

  it('shows the start page when no site is open', async () => {
    const app = createApp(new FakeBridge());
    await app.begin();
    expect(app.site.getState().phase).toBe('closed');
  });

  it('asks for everything anew when an event was lost', async () => {
    const bridge = new FakeBridge(bakery());
    const app = createApp(bridge);
    await app.begin();
    bridge.swallowed.add(1);
    bridge.record({ type: 'page', page: 'accounts' });
    bridge.record(SURVEYED[0]!);
    await vi.waitFor(() => { expect(app.site.getState().projection?.eventSeq).toBe(2); });
    expect(app.site.getState().projection?.state.page).toBe('accounts');
    expect(app.site.getState().projection?.state.survey).not.toBeNull();
    expect(bridge.callsOf('snapshot')).toHaveLength(2);
  });

  it('takes an event that cannot be read for a lost one', async () => {
    const bridge = new FakeBridge(bakery());
    const app = createApp(bridge);
    await app.begin();
    bridge.send({ type: 'journal', seq: 1, entry: { nonsense: true } });
    await vi.waitFor(() => { expect(bridge.callsOf('snapshot')).toHaveLength(2); });
  });

  it('applies events that overtook the snapshot they belong after', async () => {
    let answer: ((snapshot: Snapshot | null) => void) | undefined;
    const bridge = new FakeBridge(bakery(), [], { snapshot: () => new Promise((resolve) => { answer = resolve; }) });
    const app = createApp(bridge);
    const begun = app.begin();
    await vi.waitFor(() => { expect(answer).toBeDefined(); });
    const taken = bridge.snapshot();
    bridge.record({ type: 'page', page: 'accounts' });
    answer?.(taken);
    await begun;
    expect(app.site.getState().projection).toMatchObject({ eventSeq: 1, state: { page: 'accounts' } });
  });

  it('says why when the first question is not answered, and listens once however often it is asked again', async () => {
    let broken = true;
    const bridge = new FakeBridge(null, [], { 'app.info': () => {
      if (broken) throw new TunnelError('storage-failed', { path: 'sites', reason: 'disk full' });
      return { version: '0.1.0', electron: '25', platform: 'linux', locale: 'en', secretsKept: true };
    } });
    const app = createApp(bridge);
    await app.begin();
    expect(app.site.getState()).toMatchObject({ phase: 'failed', trouble: { code: 'storage-failed' } });
    broken = false;
    await app.begin();
    expect(app.site.getState().phase).toBe('closed');
    expect(bridge.listening).toBe(1);
  });
});

describe('changes of the settings', () => {
  it('are made one after another, each from what the one before made', async () => {
    const bridge = new FakeBridge(bakery());
    const app = createApp(bridge);
    await app.begin();
    await Promise.all([
      app.actions.update((site) => ({ ...site, ranges: [...site.ranges, '10.0.0.0/24'] })),
      app.actions.update((site) => ({ ...site, ranges: [...site.ranges, '10.0.1.0/24'] })),
    ]);
    expect(bridge.site?.ranges).toEqual(['10.0.0.0/24', '10.0.1.0/24']);
  });

  it('are shown at once and taken back when they are refused', async () => {
    let refuse: (() => void) | undefined;
    const bridge = new FakeBridge(bakery(), [], { 'site.update': () => new Promise((_resolve, reject) => { refuse = () => { reject(new TunnelError('storage-failed', { path: 'site.json', reason: 'full' })); }; }) });
    const app = createApp(bridge);
    await app.begin();
    const saving = app.actions.update((site) => ({ ...site, name: 'Other' }));
    await vi.waitFor(() => { expect(refuse).toBeDefined(); });
    expect(app.site.getState().projection?.site.name).toBe('Other');
    refuse?.();
    await expect(saving).rejects.toThrow('storage-failed');
    expect(app.site.getState().projection?.site.name).toBe('Bakery Main Street');
  });

  it('are saved before a run starts', async () => {
    const bridge = new FakeBridge(bakery());
    const app = createApp(bridge);
    await app.begin();
    void app.actions.update((site) => ({ ...site, ranges: ['10.0.0.0/24'] }));
    await app.actions.start('survey');
    expect(bridge.asked.map((one) => one.call).slice(-2)).toEqual(['site.update', 'run.start']);
  });
});
