import { createStore, type StoreApi } from 'zustand/vanilla';
import type { LiveEvent } from '../../../electron/contract/contract';
import type { CameraReading } from '../../../electron/domain/camera';
import type { ErrorData } from '../../../electron/domain/errors';
import { errorOf } from '../../bridge/bridge-error';
import type { Client } from '../../bridge/client';
import { canShow, startDecoding, type Decoding, type StartDecoding } from './video-decoding';

/** `cannot`: this computer cannot decode the stream. `time`: a minute was over. */
export type LiveState =
  | { readonly phase: 'idle' }
  | { readonly phase: 'starting' | 'playing'; readonly deviceId: string }
  | { readonly phase: 'over'; readonly deviceId: string; readonly why: 'cannot' | 'time' | 'failed'; readonly error: ErrorData | null };

/** Times that a decoder may give up on one live picture before it is called a stream that cannot be shown. */
const MAX_TROUBLES = 5;
/** Events that overtook the answer which says whose they are. */
const MAX_EARLY = 32;

export interface Screen {
  /** The frame is closed by the caller. */
  show(frame: VideoFrame): void;
}

/** The one live picture of the window. Everything can be asked at any moment; nothing rejects. */
export class LivePlayer {
  readonly store: StoreApi<LiveState>;
  readonly #client: Client;
  readonly #start: StartDecoding;
  readonly #canShow: typeof canShow;
  #screen: Screen | null = null;
  /** Counts starts and stops: an answer to an older one changes nothing. */
  #turn = 0;
  #liveId: string | null = null;
  #early: LiveEvent[] | null = null;
  #decoding: Decoding | null = null;
  #taking: Promise<unknown> = Promise.resolve();
  #troubles = 0;
  #stopWatching: (() => void) | null = null;

  constructor(client: Client, decoding: { start: StartDecoding; canShow: typeof canShow } = { start: startDecoding, canShow }) {
    this.#client = client;
    this.#start = decoding.start;
    this.#canShow = decoding.canShow;
    this.store = createStore<LiveState>(() => ({ phase: 'idle' }));
  }

  async start(deviceId: string, stream: 'main' | 'sub'): Promise<void> {
    await this.stop();
    const turn = ++this.#turn;
    this.#early = [];
    this.#troubles = 0;
    this.#taking = Promise.resolve();
    this.#stopWatching ??= this.#client.watch((event) => { this.#receive(event); });
    this.store.setState({ phase: 'starting', deviceId }, true);
    try {
      const { liveId } = await this.#client.ask('live.start', { deviceId, stream });
      if (turn !== this.#turn) {
        // Stopped before we knew what to stop.
        await this.#client.ask('live.stop', { liveId });
        return;
      }
      this.#liveId = liveId;
      const early = this.#early;
      this.#early = null;
      for (const event of early) this.#receive(event);
    } catch (thrown) {
      if (turn === this.#turn) this.#over(deviceId, 'failed', errorOf(thrown));
    }
  }

  /** `deviceId`: only if it shows this one. */
  async stop(deviceId: string | null = null): Promise<void> {
    const state = this.store.getState();
    if (deviceId !== null && (state.phase === 'idle' || state.deviceId !== deviceId)) return;
    const liveId = this.#liveId;
    this.#end();
    this.store.setState({ phase: 'idle' }, true);
    if (liveId !== null) await this.#client.ask('live.stop', { liveId }).catch(() => undefined);
  }

  /** Where frames go; the function returned takes it away again. */
  attach(screen: Screen): () => void {
    this.#screen = screen;
    return () => {
      if (this.#screen === screen) this.#screen = null;
    };
  }

  #receive(event: LiveEvent): void {
    if (this.#early !== null) {
      if (this.#early.length < MAX_EARLY) this.#early.push(event);
      return;
    }
    const state = this.store.getState();
    if (event.liveId !== this.#liveId || (state.phase !== 'starting' && state.phase !== 'playing')) return;
    if (event.what === 'ended') {
      if (event.error !== null && event.error.kind !== 'cancelled') this.#over(state.deviceId, 'failed', event.error);
      else if (event.why === 'time') this.#over(state.deviceId, 'time', null);
      else {
        this.#end();
        this.store.setState({ phase: 'idle' }, true);
      }
      return;
    }
    const { liveId, number } = event;
    // One after another: a decoder that is asked for two things at once mixes them up.
    this.#taking = this.#taking.then(async () => {
      if (liveId !== this.#liveId) return;
      await this.#show(state.deviceId, event);
      if (liveId === this.#liveId) await this.#client.ask('live.ack', { liveId, number }).catch(() => undefined);
    });
  }

  async #show(deviceId: string, picture: Extract<LiveEvent, { what: 'picture' }>): Promise<void> {
    if (this.#decoding === null) {
      const turn = this.#turn;
      const able = await this.#canShow(picture);
      if (turn !== this.#turn) return;
      if (!able) return this.#giveUp(deviceId);
      this.#decoding = this.#start((frame) => { this.#frame(deviceId, frame); }, () => {
        if (++this.#troubles >= MAX_TROUBLES) this.#giveUp(deviceId);
      });
    }
    await this.#decoding.take({ ...picture, annexB: new Uint8Array(picture.annexB) });
  }

  #frame(deviceId: string, frame: VideoFrame): void {
    this.#troubles = 0;
    this.#screen?.show(frame);
    frame.close();
    if (this.store.getState().phase === 'starting') this.store.setState({ phase: 'playing', deviceId }, true);
  }

  #giveUp(deviceId: string): void {
    const liveId = this.#liveId;
    this.#over(deviceId, 'cannot', null);
    if (liveId !== null) void this.#client.ask('live.stop', { liveId }).catch(() => undefined);
  }

  #over(deviceId: string, why: 'cannot' | 'time' | 'failed', error: ErrorData | null): void {
    this.#end();
    this.store.setState({ phase: 'over', deviceId, why, error }, true);
  }

  #end(): void {
    this.#turn++;
    this.#liveId = null;
    this.#early = null;
    this.#decoding?.close();
    this.#decoding = null;
    this.#stopWatching?.();
    this.#stopWatching = null;
  }
}

/** The stream that is shown: the small one, it costs the camera least; H.264 before H.265, which not every computer decodes. Null: neither. */
export function streamToShow(reading: Pick<CameraReading, 'main' | 'sub'>, h265: boolean): 'main' | 'sub' | null {
  for (const codec of h265 ? ['H264', 'H265'] : ['H264']) {
    for (const stream of ['sub', 'main'] as const) if (reading[stream]?.codec === codec) return stream;
  }
  return null;
}
