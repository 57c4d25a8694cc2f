import { describe, expect, it } from 'vitest';
import type { JournalEvent } from '../../../../electron/domain/journal';
import type { Site, StorageSettings } from '../../../../electron/domain/site';
import { canGoTo, pageStates } from '../../../../renderer/state/page-states';
import { fromSnapshot } from '../../../../renderer/state/projection';
import { ACCOUNTS, BLOCKER, BOX, BOX_READY, CAMERAS, CHECKED, READ, SURVEYED, bakery, boxReport, connected, failedReading, planned, plannedSteps, proved, reading, stepDone } from '../../../fixtures/window/bakery';
import { FakeBridge } from '../../../fixtures/window/fake-bridge';

const FULL = bakery({ ...ACCOUNTS, ...BOX });
const CALM = { services: false, box: false };

function statesOf(site: Site, events: readonly JournalEvent[], outdated = CALM) {
  const snapshot = new FakeBridge(site, events).snapshot();
  if (snapshot === null) throw new Error('no site');
  return pageStates(fromSnapshot(snapshot), outdated);
}

describe('the pages of a site', () => {
  it('start with the first one open and the others locked', () => {
    expect(statesOf(bakery(), [])).toEqual({ find: 'open', accounts: 'locked', box: 'locked', plan: 'locked', connect: 'locked', done: 'locked' });
  });

  it('open one after another', () => {
    expect(statesOf(bakery(), SURVEYED)).toMatchObject({ find: 'done', accounts: 'open', box: 'locked' });
    expect(statesOf(FULL, CHECKED)).toMatchObject({ accounts: 'done', box: 'open', plan: 'locked' });
    expect(statesOf(FULL, BOX_READY)).toMatchObject({ box: 'done', plan: 'open', connect: 'locked' });
    expect(statesOf(FULL, planned(FULL))).toMatchObject({ plan: 'done', connect: 'open', done: 'locked' });
    expect(statesOf(FULL, connected(FULL))).toMatchObject({ connect: 'done', done: 'open' });
    expect(Object.values(statesOf(FULL, proved(FULL)))).toEqual(['done', 'done', 'done', 'done', 'done', 'done']);
  });

  it('keep the accounts open while the services were not tested', () => {
    expect(statesOf(FULL, READ).accounts).toBe('open');
  });

  it('are out of date from the changed answer on', () => {
    const states = statesOf(FULL, proved(FULL), { services: false, box: true });
    expect(states).toMatchObject({ find: 'done', accounts: 'done', box: 'outdated', plan: 'outdated', connect: 'outdated', done: 'outdated' });
    expect(canGoTo('box', states)).toBe(true);
    expect(canGoTo('plan', states)).toBe(false);
  });

  it('want a camera that was chosen later to be read', () => {
    const [first, ...others] = CAMERAS;
    if (first === undefined) throw new Error('no camera');
    const events: JournalEvent[] = [...SURVEYED, ...others.map((camera): JournalEvent => ({ type: 'camera-read', reading: reading(camera) })), CHECKED.at(-1)!];
    expect(statesOf(FULL, events).accounts).toBe('outdated');
  });

  it('take another network than the tested one for untested', () => {
    const other = bakery({ ...ACCOUNTS, ...BOX, overlay: { ...ACCOUNTS.overlay, network: 'offices' } });
    expect(statesOf(other, BOX_READY)).toMatchObject({ accounts: 'outdated', box: 'outdated' });
  });

  it('want the place for recordings checked as it is entered, and its keys to fit', () => {
    const own: StorageSettings = { kind: 'own', vault: { uri: 'https://vault.example.com/api', accessKey: { kind: 'vault', id: 'a' }, secretKey: { kind: 'vault', id: 's' }, directory: 'shop', provider: null }, hub: null };
    const site = bakery({ ...ACCOUNTS, ...BOX, agents: ACCOUNTS.agents === null ? null : { ...ACCOUNTS.agents, storage: own } });
    const looked = (storage: Extract<JournalEvent, { type: 'services-checked' }>['storage']): JournalEvent[] => CHECKED.map((event) => (event.type === 'services-checked' ? { ...event, storage } : event));
    expect(statesOf(site, looked(null)).accounts).toBe('outdated');
    expect(statesOf(site, looked({ settings: own, vault: null, hub: null, error: { kind: 'expected', code: 'storage-keys-refused', params: {}, retry: 'after-fix' } })).accounts).toBe('open');
    expect(statesOf(site, looked({ settings: own, vault: { uri: 'https://vault.example.com/api' }, hub: null, error: null })).accounts).toBe('done');
    expect(statesOf(site, looked({ settings: { ...own, vault: { ...own.vault!, directory: 'other' } }, vault: { uri: 'https://vault.example.com/api' }, hub: null, error: null })).accounts).toBe('outdated');
  });

  it('hold a plan out of date when something was looked at since', () => {
    const camera = CAMERAS[0]!;
    expect(statesOf(FULL, [...planned(FULL), { type: 'camera-read', reading: reading(camera) }]).plan).toBe('outdated');
  });

  it('hold a plan out of date when a camera was renamed or left out since', () => {
    const renamed = { ...FULL, cameras: FULL.cameras.map((choice, index) => (index === 0 ? { ...choice, name: 'Side door' } : choice)) };
    const fewer = { ...FULL, cameras: FULL.cameras.map((choice, index) => (index === 0 ? { ...choice, include: false } : choice)) };
    expect(statesOf(renamed, planned(FULL)).plan).toBe('outdated');
    expect(statesOf(fewer, planned(FULL)).plan).toBe('outdated');
  });

  it('do not go past a small computer that is not ready', () => {
    const states = statesOf(FULL, [...CHECKED, { type: 'box-checked', report: boxReport(BLOCKER) }]);
    expect(states).toMatchObject({ box: 'open', plan: 'locked' });
  });

  it('do not go past cameras of which none works', () => {
    const none: JournalEvent[] = [...SURVEYED, ...CAMERAS.map((camera): JournalEvent => ({ type: 'camera-read', reading: failedReading(camera) })), CHECKED.at(-1)!];
    expect(statesOf(FULL, none).accounts).toBe('open');
  });

  it('let a site with some cameras connected and proven be handed over', () => {
    const before = planned(FULL);
    const some = plannedSteps(before).filter((step) => !step.id.endsWith('mac-3'));
    const events: JournalEvent[] = [...before, { type: 'run', stage: 'connect', phase: 'started', error: null }, ...some.flatMap(stepDone), proved(FULL).at(-1)!];
    expect(statesOf(FULL, events)).toMatchObject({ connect: 'done', done: 'done' });
  });

  it('want a newer plan to be carried out before the site is handed over', () => {
    const added = plannedSteps(planned(FULL)).slice(0, 4);
    const partly: JournalEvent[] = [...planned(FULL), { type: 'run', stage: 'connect', phase: 'started', error: null }, ...added.flatMap(stepDone), proved(FULL).at(-1)!, planned(FULL).at(-1)!];
    expect(statesOf(FULL, partly)).toMatchObject({ plan: 'done', connect: 'outdated' });
  });
});
