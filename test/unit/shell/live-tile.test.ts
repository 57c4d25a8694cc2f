import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import type { LiveEvent } from '../../../electron/contract/contract';
import { TunnelError } from '../../../electron/domain/errors';
import type { LivePicture, LiveRequest, LiveView } from '../../../electron/engine/ports';
import { LiveTile } from '../../../electron/shell/live-tile';
import { fakeDevice } from '../../fixtures/fake-world';

/** A camera that plays what the test hands it, and takes its time to let go. */
class Camera implements LiveView {
  readonly log: string[] = [];
  play: (picture: LivePicture) => void = () => undefined;
  fail: (error: Error) => void = () => undefined;
  /** Called with what lets the camera go after a stop. */
  farewell: (done: () => void) => void = (done) => { done(); };

  watch(request: LiveRequest, onPicture: (picture: LivePicture) => void, signal: AbortSignal): Promise<never> {
    this.log.push(`open ${request.uri}`);
    this.play = onPicture;
    return new Promise((_resolve, reject) => {
      this.fail = reject;
      const stop = (): void => { this.farewell(() => { this.log.push(`closed ${request.uri}`); reject(new TunnelError('cancelled')); }); };
      if (signal.aborted) stop();
      else signal.addEventListener('abort', stop);
    });
  }
}

let camera: Camera;
let events: LiveEvent[];
let tile: LiveTile;

beforeEach(() => {
  vi.useFakeTimers();
  camera = new Camera();
  events = [];
  tile = new LiveTile((event) => events.push(event), (text) => text);
});
afterEach(async () => {
  await tile.stop('stopped');
  vi.useRealTimers();
});

const request = (uri = 'rtsp://10.0.0.11/1'): LiveRequest => ({ device: fakeDevice('10.0.0.11'), uri, login: null, allowBasic: false });
const picture = (key: boolean, bytes = 10): LivePicture => ({ codec: 'avc1.640028', width: 640, height: 360, annexB: new Uint8Array(bytes), key, timestampMicros: 0 });
const shown = (): [number: number, key: boolean][] => events.flatMap((event) => (event.what === 'picture' ? [[event.number, event.key] as [number, boolean]] : []));
const ended = (): unknown[] => events.flatMap((event) => (event.what === 'ended' ? [[event.why, event.error?.code ?? null]] : []));

async function started(uri?: string): Promise<string> {
  const liveId = tile.start(camera, request(uri));
  await vi.advanceTimersByTimeAsync(0);
  return liveId;
}

describe('a live picture', () => {
  it('gives the window as many pictures as it can take, and more when it took some', async () => {
    const liveId = await started();
    camera.play(picture(true));
    for (let count = 0; count < 12; count++) camera.play(picture(false));
    expect(shown()).toHaveLength(8);
    tile.acknowledge(liveId, 3);
    expect(shown().map(([number]) => number)).toEqual([1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11]);
    tile.acknowledge('another', 11);
    expect(shown()).toHaveLength(11);
  });

  it('goes on with the newest key frame in a window that is behind', async () => {
    const liveId = await started();
    camera.play(picture(true));
    for (let count = 0; count < 10; count++) camera.play(picture(false));
    camera.play(picture(true));
    camera.play(picture(false));
    tile.acknowledge(liveId, 8);
    expect(shown().slice(8)).toEqual([[9, true], [10, false]]);
  });

  it('never shows a picture whose predecessor was left out', async () => {
    const liveId = await started();
    camera.play(picture(true));
    // Eight on the way, twenty-five waiting, the rest is too much.
    for (let count = 0; count < 50; count++) camera.play(picture(false));
    tile.acknowledge(liveId, 8);
    expect(shown()).toHaveLength(16);
    // There is room again, but this one stands on one that is gone.
    camera.play(picture(false));
    for (let number = 16; number <= 33; number += 8) tile.acknowledge(liveId, number);
    tile.acknowledge(liveId, 33);
    expect(shown()).toHaveLength(33);
    camera.play(picture(true));
    expect(shown().at(-1)).toEqual([34, true]);
  });

  it('holds no more bytes for a window than it should', async () => {
    const liveId = await started();
    for (let count = 0; count < 8; count++) camera.play(picture(true));
    camera.play(picture(true, 4 * 1024 * 1024));
    camera.play(picture(false, 3 * 1024 * 1024));
    camera.play(picture(false, 3 * 1024 * 1024));
    tile.acknowledge(liveId, 8);
    expect(shown().slice(8)).toEqual([[9, true], [10, false]]);
  });

  it('is not acknowledged ahead of time', async () => {
    const liveId = await started();
    tile.acknowledge(liveId, 1_000_000);
    for (let count = 0; count < 20; count++) camera.play(picture(count === 0));
    expect(shown()).toHaveLength(8);
  });

  it('ends by itself after a minute', async () => {
    await started();
    await vi.advanceTimersByTimeAsync(59_999);
    expect(ended()).toEqual([]);
    await vi.advanceTimersByTimeAsync(1);
    expect(ended()).toEqual([['time', null]]);
    expect(camera.log).toEqual(['open rtsp://10.0.0.11/1', 'closed rtsp://10.0.0.11/1']);
  });

  it('that fails says why, once', async () => {
    await started();
    camera.fail(new TunnelError('stream-busy', { address: '10.0.0.11', status: '453' }));
    await vi.advanceTimersByTimeAsync(0);
    expect(ended()).toEqual([['failed', 'stream-busy']]);
    await vi.advanceTimersByTimeAsync(120_000);
    expect(ended()).toHaveLength(1);
  });

  it('is the only one: the next one waits until the camera has its session back', async () => {
    let letGo = (): void => undefined;
    camera.farewell = (done) => { letGo = done; };
    const first = await started('rtsp://10.0.0.11/1');
    const second = await started('rtsp://10.0.0.11/2');
    expect(camera.log).toEqual(['open rtsp://10.0.0.11/1']);
    letGo();
    await vi.advanceTimersByTimeAsync(0);
    expect(camera.log).toEqual(['open rtsp://10.0.0.11/1', 'closed rtsp://10.0.0.11/1', 'open rtsp://10.0.0.11/2']);
    expect(events).toEqual([{ type: 'live', what: 'ended', liveId: first, why: 'replaced', error: null }]);
    camera.farewell = (done) => { done(); };
    camera.play(picture(true));
    expect(events.at(-1)).toMatchObject({ what: 'picture', liveId: second, number: 1 });
  });

  it('is stopped only by its own name, or by whoever means any', async () => {
    const liveId = await started();
    await tile.stop('stopped', 'another');
    expect(ended()).toEqual([]);
    await tile.stop('run');
    expect(events.at(-1)).toEqual({ type: 'live', what: 'ended', liveId, why: 'run', error: null });
    // After its end pictures that come late are nobody's.
    camera.play(picture(true));
    expect(shown()).toEqual([]);
  });
});
