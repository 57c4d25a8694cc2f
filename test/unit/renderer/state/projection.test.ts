import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { AppEvent } from '../../../../electron/contract/contract';
import { foldJournal } from '../../../../electron/domain/state';
import { fromSnapshot, receive, type Projection } from '../../../../renderer/state/projection';
import { BOX_READY, CAMERAS, bakery, connected, planned, reading } from '../../../fixtures/window/bakery';
import { FakeBridge } from '../../../fixtures/window/fake-bridge';

function opened(bridge: FakeBridge): Projection {
  const snapshot = bridge.snapshot();
  if (snapshot === null) throw new Error('no site');
  return fromSnapshot(snapshot);
}

/** Everything that a bridge sends while `work` runs. */
function eventsOf(bridge: FakeBridge, work: () => void): AppEvent[] {
  const events: AppEvent[] = [];
  const stop = bridge.onEvent((event) => events.push(event as AppEvent));
  work();
  stop();
  return events;
}

function receiveAll(projection: Projection, events: readonly AppEvent[]): Projection {
  return events.reduce<Projection>((now, event) => {
    const next = receive(now, event);
    if (next === 'gap') throw new Error('gap');
    return next;
  }, projection);
}

describe('the projection', () => {
  it('is the same wherever the journal is cut into snapshot and events', () => {
    const journal = connected(bakery());
    fc.assert(
      fc.property(fc.nat({ max: journal.length }), (cut) => {
        const bridge = new FakeBridge(bakery(), journal.slice(0, cut));
        const before = opened(bridge);
        const events = eventsOf(bridge, () => { for (const event of journal.slice(cut)) bridge.record(event); });
        const after = receiveAll(before, events);
        expect(after.state).toEqual(foldJournal(bridge.entries));
        expect({ ...after, eventSeq: 0 }).toEqual({ ...opened(bridge), eventSeq: 0 });
      }),
      { numRuns: 40 },
    );
  });

  it('lets an event that the snapshot held already change nothing', () => {
    const bridge = new FakeBridge(bakery());
    const events = eventsOf(bridge, () => { bridge.record({ type: 'page', page: 'box' }); });
    const projection = opened(bridge);
    expect(receive(projection, events[0] as AppEvent)).toBe(projection);
  });

  it('sees a gap in the numbers', () => {
    const bridge = new FakeBridge(bakery());
    const before = opened(bridge);
    const events = eventsOf(bridge, () => {
      bridge.record({ type: 'page', page: 'accounts' });
      bridge.record({ type: 'page', page: 'box' });
    });
    expect(receive(before, events[1] as AppEvent)).toBe('gap');
  });

  it('keeps one line per task and subject, and forgets them when the next run starts', () => {
    const bridge = new FakeBridge(bakery());
    const before = opened(bridge);
    const first = eventsOf(bridge, () => {
      bridge.start('check');
      bridge.tell({ task: 'read-camera', subject: 'Oven' });
      bridge.tell({ task: 'read-camera', subject: 'Yard' });
      bridge.tell({ task: 'read-camera', subject: 'Oven', state: 'done' });
    });
    const during = receiveAll(before, first);
    expect(during.progress.map((one) => `${one.subject} ${one.state}`)).toEqual(['Oven done', 'Yard running']);
    const second = eventsOf(bridge, () => {
      bridge.end();
      bridge.start('plan');
    });
    expect(receiveAll(during, second).progress).toEqual([]);
  });

  it('shows a device that is seen again with what is known now', () => {
    const bridge = new FakeBridge(bakery());
    const camera = CAMERAS[0];
    if (camera === undefined) throw new Error('no camera');
    const before = opened(bridge);
    const events = eventsOf(bridge, () => {
      bridge.start('survey');
      bridge.find({ ...camera, model: null });
      bridge.find(camera);
    });
    expect(receiveAll(before, events).devices).toEqual([camera]);
  });

  it('remembers which run ended, and how', () => {
    const bridge = new FakeBridge(bakery());
    const before = opened(bridge);
    const events = eventsOf(bridge, () => {
      bridge.start('connect');
      bridge.end({ kind: 'cancelled', code: 'cancelled', params: {}, retry: 'again' });
    });
    const after = receiveAll(before, events);
    expect(after.running).toBeNull();
    expect(after.ended).toMatchObject({ runId: 'run-1', stage: 'connect', error: { code: 'cancelled' } });
  });

  it('marks the latest look at each thing', () => {
    const site = bakery();
    const bridge = new FakeBridge(site, planned(site));
    const before = opened(bridge);
    expect(before.marks.planned).toBe(BOX_READY.length + 1);
    expect(before.marks.box).toBe(BOX_READY.length);
    const camera = CAMERAS[3];
    if (camera === undefined) throw new Error('no camera');
    const after = receiveAll(before, eventsOf(bridge, () => { bridge.record({ type: 'camera-read', reading: reading(camera) }); }));
    expect(after.marks.read).toBeGreaterThan(after.marks.planned);
  });
});
