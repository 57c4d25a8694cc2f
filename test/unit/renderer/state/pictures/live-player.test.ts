import { beforeEach, describe, expect, it } from 'vitest';
import type { LiveEvent } from '../../../../../electron/contract/contract';
import { TunnelError, errorData } from '../../../../../electron/domain/errors';
import { Client } from '../../../../../renderer/bridge/client';
import { LivePlayer, streamToShow } from '../../../../../renderer/state/pictures/live-player';
import type { EncodedPicture } from '../../../../../renderer/state/pictures/video-decoding';
import { CAMERAS, reading } from '../../../../fixtures/window/bakery';
import { FakeBridge } from '../../../../fixtures/window/fake-bridge';

/** A decoder held still: pictures are taken and shown when the test says so. */
class Decoder {
  readonly taken: EncodedPicture[] = [];
  readonly closed: number[] = [];
  able = true;
  onFrame: (frame: VideoFrame) => void = () => undefined;
  onTrouble: () => void = () => undefined;
  #waiting: (() => void)[] = [];
  #started = 0;

  readonly tools = {
    canShow: (): Promise<boolean> => Promise.resolve(this.able),
    start: (onFrame: (frame: VideoFrame) => void, onTrouble: () => void) => {
      const number = ++this.#started;
      this.onFrame = onFrame;
      this.onTrouble = onTrouble;
      return {
        take: (picture: EncodedPicture): Promise<void> => {
          this.taken.push(picture);
          return new Promise((resolve) => this.#waiting.push(resolve));
        },
        close: () => { this.closed.push(number); },
      };
    },
  };

  async makeRoom(): Promise<void> {
    for (const resolve of this.#waiting.splice(0)) resolve();
    await settled();
  }
}

/** Nothing here waits for time, only for promises. */
async function settled(): Promise<void> {
  for (let turn = 0; turn < 20; turn++) await Promise.resolve();
}

let bridge: FakeBridge;
let decoder: Decoder;
let player: LivePlayer;
let frames: { closed: boolean }[];
let liveIds: number;

beforeEach(() => {
  liveIds = 0;
  bridge = new FakeBridge(null, [], { 'live.start': () => ({ liveId: `live-${String(++liveIds)}` }) });
  decoder = new Decoder();
  player = new LivePlayer(new Client(bridge), decoder.tools);
  frames = [];
});

const picture = (number: number, part: Partial<Extract<LiveEvent, { what: 'picture' }>> = {}): LiveEvent => ({
  type: 'live', what: 'picture', liveId: 'live-1', number, codec: 'avc1.640028', width: 640, height: 360, annexB: new Uint8Array([0, 0, 0, 1, 0x65]), key: number === 1, timestampMicros: number * 40_000, ...part,
});
const over = (why: Extract<LiveEvent, { what: 'ended' }>['why'], error: TunnelError | null = null): LiveEvent => ({ type: 'live', what: 'ended', liveId: 'live-1', why, error: error === null ? null : errorData(error) });

function frame(): VideoFrame {
  const one = { closed: false };
  frames.push(one);
  return { displayWidth: 640, displayHeight: 360, close: () => { one.closed = true; } } as unknown as VideoFrame;
}

async function send(...events: LiveEvent[]): Promise<void> {
  for (const event of events) bridge.send(event);
  await settled();
}

describe('the live player', () => {
  it('plays one picture after another, and acknowledges what the decoder took', async () => {
    await player.start('cam', 'sub');
    expect(player.store.getState()).toEqual({ phase: 'starting', deviceId: 'cam' });
    await send(picture(1), picture(2));
    expect([decoder.taken.length, bridge.callsOf('live.ack')]).toEqual([1, []]);
    await decoder.makeRoom();
    expect([decoder.taken.map((one) => one.timestampMicros), bridge.callsOf('live.ack')]).toEqual([[40_000, 80_000], [{ liveId: 'live-1', number: 1 }]]);
    decoder.onFrame(frame());
    expect([player.store.getState().phase, frames]).toEqual(['playing', [{ closed: true }]]);
  });

  it('shows frames where it is looked at, and lets go of them', async () => {
    const shown: VideoFrame[] = [];
    const detach = player.attach({ show: (one) => shown.push(one) });
    await player.start('cam', 'sub');
    await send(picture(1));
    decoder.onFrame(frame());
    detach();
    decoder.onFrame(frame());
    expect([shown.length, frames]).toEqual([1, [{ closed: true }, { closed: true }]]);
  });

  it('does not lose a picture that overtakes the answer', async () => {
    bridge.handlers['live.start'] = () => {
      bridge.send(picture(1));
      bridge.send(picture(1, { liveId: 'an older one' }));
      return { liveId: 'live-1' };
    };
    await player.start('cam', 'sub');
    await settled();
    expect(decoder.taken).toHaveLength(1);
  });

  it('stops what it only learns of after it was stopped', async () => {
    let answer: (value: { liveId: string }) => void = () => undefined;
    bridge.handlers['live.start'] = () => new Promise((resolve) => { answer = resolve; });
    const starting = player.start('cam', 'sub');
    await settled();
    await player.stop('cam');
    answer({ liveId: 'live-9' });
    await starting;
    expect([bridge.callsOf('live.stop'), player.store.getState()]).toEqual([[{ liveId: 'live-9' }], { phase: 'idle' }]);
  });

  it('shows one camera: the next one stops the first', async () => {
    await player.start('one', 'sub');
    await send(picture(1));
    await player.start('two', 'main');
    expect([bridge.callsOf('live.stop'), decoder.closed, player.store.getState()]).toEqual([[{ liveId: 'live-1' }], [1], { phase: 'starting', deviceId: 'two' }]);
    // What is still on its way of the first one is not the second one's.
    await send(picture(2), over('replaced'));
    expect([decoder.taken.length, player.store.getState().phase]).toEqual([1, 'starting']);
    await player.stop('one');
    expect(player.store.getState().phase).toBe('starting');
  });

  it.each([
    ['time', null, { phase: 'over', deviceId: 'cam', why: 'time', error: null }],
    ['run', null, { phase: 'idle' }],
    ['failed', new TunnelError('stream-silent', { address: '10.0.0.11', frames: 0, seconds: 8 }), { phase: 'over', deviceId: 'cam', why: 'failed', error: { code: 'stream-silent' } }],
  ] as const)('ends by %s', async (why, error, state) => {
    await player.start('cam', 'sub');
    await send(picture(1));
    await send(over(why, error));
    expect(player.store.getState()).toMatchObject(state);
    expect([decoder.closed, bridge.listening]).toEqual([[1], 0]);
  });

  it('says why it does not even begin', async () => {
    bridge.handlers['live.start'] = () => { throw new TunnelError('stream-not-found', { address: '10.0.0.11', status: '404' }); };
    await player.start('cam', 'sub');
    expect(player.store.getState()).toMatchObject({ phase: 'over', why: 'failed', error: { code: 'stream-not-found' } });
  });

  it('gives up quietly on a stream that cannot be shown here', async () => {
    decoder.able = false;
    await player.start('cam', 'sub');
    await send(picture(1, { codec: 'hev1.1.6.L93.B0' }));
    expect([player.store.getState(), bridge.callsOf('live.stop'), decoder.taken]).toEqual([{ phase: 'over', deviceId: 'cam', why: 'cannot', error: null }, [{ liveId: 'live-1' }], []]);
  });

  it('forgives a decoder that stumbles, and gives up on one that never stands', async () => {
    await player.start('cam', 'sub');
    await send(picture(1));
    for (let count = 0; count < 4; count++) decoder.onTrouble();
    decoder.onFrame(frame());
    for (let count = 0; count < 4; count++) decoder.onTrouble();
    expect(player.store.getState().phase).toBe('playing');
    decoder.onTrouble();
    expect(player.store.getState()).toMatchObject({ phase: 'over', why: 'cannot' });
  });

  it('takes garbage for lost', async () => {
    await player.start('cam', 'sub');
    bridge.send({ type: 'live', what: 'picture', liveId: 'live-1', number: 1, annexB: 'text' });
    bridge.send({ type: 'live' });
    bridge.send(null);
    await send(picture(1));
    expect(decoder.taken).toHaveLength(1);
  });
});

describe('the stream that is shown', () => {
  const [camera] = CAMERAS;
  const of = (main: 'H264' | 'H265' | 'MJPEG', sub: 'H264' | 'H265' | 'MJPEG' | null) => {
    const whole = reading(camera as (typeof CAMERAS)[number]);
    const measure = whole.main === null ? null : whole.main;
    return { main: measure === null ? null : { ...measure, codec: main }, sub: measure === null || sub === null ? null : { ...measure, codec: sub } };
  };
  it.each([
    ['H264', 'H264', false, 'sub'],
    ['H264', null, false, 'main'],
    ['H264', 'H265', true, 'main'],
    ['H265', 'H264', false, 'sub'],
    ['H265', 'H265', true, 'sub'],
    ['H265', 'H265', false, null],
    ['MJPEG', 'MJPEG', true, null],
  ] as const)('of main %s and sub %s, H.265 decodable %s, is %s', (main, sub, h265, shown) => {
    expect(streamToShow(of(main, sub), h265)).toBe(shown);
  });
});
