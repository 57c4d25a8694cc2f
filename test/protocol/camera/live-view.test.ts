import { join } from 'node:path';
import { afterEach, beforeAll, describe, expect, it } from 'vitest';
import { createLiveView } from '../../../electron/camera/live/live-view';
import type { LoginLedger } from '../../../electron/camera/login-ledger';
import { createCameraReader } from '../../../electron/camera/reader';
import type { LivePicture, LiveRequest } from '../../../electron/engine/ports';
import { readMedia, type Media } from '../../../electron/practice/cameras/media';
import { PRACTICE_CAMERAS } from '../../../electron/practice/cameras/practice-cameras';
import { startCamera, type SimulatedCamera } from '../../../electron/practice/cameras/simulated-camera';
import { cameraHostIn, chooseLayout, type Layout } from '../../../electron/practice/layout';
import { H264_SDP, h264Seconds, scriptedRtsp, type Reply, type RtspRequestSeen, type ScriptedRtsp } from '../../fixtures/cameras/scripted-rtsp';
import { login, memoryLedger, quiet } from '../../fixtures/cameras/ledger';
import { fakeDevice } from '../../fixtures/fake-world';

const account = { username: 'practice', password: 'pr@ctice "1"' };
const right = login(account.username, account.password);

/** One live view as the window's end sees it. */
interface Watched {
  readonly pictures: LivePicture[];
  readonly over: Promise<string>;
  stop(): void;
  /** Resolves when that many pictures have come; when it ends before, with the reason. */
  shown(count: number): Promise<string | undefined>;
}

function watch(request: LiveRequest, options: { ledger?: LoginLedger; now?: () => number } = {}): Watched {
  const abort = new AbortController();
  const pictures: LivePicture[] = [];
  let arrived = (): void => undefined;
  const view = createLiveView({ ledger: options.ledger ?? memoryLedger(), log: quiet, now: options.now ?? Date.now });
  const over = view.watch(request, (picture) => { pictures.push(picture); arrived(); }, abort.signal).catch((error: { code: string }) => error.code);
  return {
    pictures,
    over,
    stop: () => { abort.abort(); },
    shown: (count) => Promise.race([over, new Promise<undefined>((resolve) => {
      arrived = () => { if (pictures.length >= count) resolve(undefined); };
      arrived();
    })]),
  };
}

describe('a camera of the practice site', () => {
  let media: Media;
  let layout: Layout;
  const cameras: SimulatedCamera[] = [];
  beforeAll(async () => {
    media = await readMedia(join(import.meta.dirname, '../../../assets/practice'));
    layout = await chooseLayout(`live-view-test-${process.pid}`);
  });
  afterEach(async () => {
    await Promise.all(cameras.splice(0).map((camera) => camera.close()));
  });

  const start = async (number: number, films = media): Promise<SimulatedCamera> => {
    const { http, rtsp } = layout.ports;
    const character = PRACTICE_CAMERAS.find((camera) => camera.number === number);
    if (character === undefined) throw new Error('no such camera');
    const camera = await startCamera({ character, host: cameraHostIn(layout, number), httpPort: http, rtspPort: rtsp, media: films, account });
    cameras.push(camera);
    return camera;
  };
  const request = (camera: SimulatedCamera, part: Partial<LiveRequest> = {}): LiveRequest => ({
    device: { ...fakeDevice(camera.host), rtspPort: layout.ports.rtsp }, uri: `rtsp://${camera.host}:${layout.ports.rtsp}${camera.character.streams[1]?.path ?? ''}`, login: right, allowBasic: false, ...part,
  });

  it.each([[1, /^avc1\.[0-9A-F]{6}$/], [3, /^hev1\./]] as const)('%i shows its small stream from a key frame on, and is let go', async (number, codec) => {
    const camera = await start(number);
    const live = watch(request(camera));
    expect(await live.shown(5)).toBeUndefined();
    expect(camera.viewers()).toBe(1);
    live.stop();
    expect(await live.over).toBe('cancelled');
    await expect.poll(() => camera.viewers()).toBe(0);
    expect(live.pictures[0]).toMatchObject({ key: true, width: 640, height: 360, codec: expect.stringMatching(codec) as string });
    expect(live.pictures.slice(1, 5).map((picture) => picture.timestampMicros)).toEqual([100_000, 200_000, 300_000, 400_000]);
  });

  it('is asked where RTSP was found when the port that it names is closed', async () => {
    const camera = await start(1);
    const live = watch(request(camera, { uri: `rtsp://${camera.host}:9/live/sub` }));
    expect(await live.shown(1)).toBeUndefined();
    live.stop();
    await live.over;
  });

  it('gets one wrong login and no other, and is never asked again with it', async () => {
    const camera = await start(4);
    const ledger = memoryLedger();
    const wrong = request(camera, { login: login('practice', 'wrong') });
    expect(await watch(wrong, { ledger }).over).toBe('camera-login-refused');
    expect(await watch(wrong, { ledger }).over).toBe('camera-login-refused');
    expect(await watch(request(camera, { login: null })).over).toBe('camera-login-refused');
    expect(camera.wrongLogins()).toBe(1);
  });

  it('that sends pictures without ever a key frame is given up', async () => {
    const film = media.clips['sub.h264'];
    const camera = await start(1, { ...media, clips: { ...media.clips, 'sub.h264': { ...film, frames: film.frames.filter((frame) => !frame.key) } } });
    // A clock that goes on with every look at it: packets keep coming, the time for a key frame passes.
    let looks = 0;
    const live = watch(request(camera), { now: () => ++looks * 1000 });
    expect([await live.over, live.pictures]).toEqual(['stream-silent', []]);
    await expect.poll(() => camera.viewers()).toBe(0);
  });

  it('that has no room says so', async () => {
    const camera = await start(5);
    const [first, second] = [watch(request(camera)), watch(request(camera))];
    expect([await first.shown(1), await second.shown(1)]).toEqual([undefined, undefined]);
    expect(await watch(request(camera)).over).toBe('stream-busy');
    first.stop();
    second.stop();
    await Promise.all([first.over, second.over]);
    await expect.poll(() => camera.viewers()).toBe(0);
  });
});

describe('a camera whose every word is seen', () => {
  let server: ScriptedRtsp | null = null;
  afterEach(async () => {
    await server?.close();
    server = null;
  });
  const start = async (odd: (request: RtspRequestSeen) => Reply | null | undefined = () => undefined): Promise<LiveRequest> => {
    server = await scriptedRtsp((seen) => {
      const changed = odd(seen);
      if (changed !== undefined) return changed;
      switch (seen.method) {
        case 'DESCRIBE':
          return { status: '200 OK', body: H264_SDP };
        case 'SETUP':
          return { status: '200 OK', headers: ['Session: 12345;timeout=60', 'Transport: RTP/AVP/TCP;unicast;interleaved=0-1'] };
        case 'PLAY':
          return { status: '200 OK', headers: ['Session: 12345'], then: h264Seconds(1) };
        default:
          return { status: '200 OK' };
      }
    });
    return { device: { ...fakeDevice('127.0.0.1'), rtspPort: server.port }, uri: `rtsp://127.0.0.1:${server.port}/live`, login: null, allowBasic: false };
  };
  const methods = (): string[] => server?.seen.map((seen) => seen.method) ?? [];

  it('gets its session back by TEARDOWN when it is stopped, also before it plays', async () => {
    const live = watch(await start());
    expect(await live.shown(20)).toBeUndefined();
    live.stop();
    expect(await live.over).toBe('cancelled');
    expect(methods()).toEqual(['OPTIONS', 'DESCRIBE', 'SETUP', 'PLAY', 'TEARDOWN']);
    expect(server?.seen.at(-1)?.headers['session']).toBe('12345');
    await server?.close();

    let asked = (): void => undefined;
    const playing = new Promise<void>((resolve) => { asked = resolve; });
    const early = watch(await start((seen) => {
      if (seen.method !== 'PLAY') return undefined;
      asked();
      return null;
    }));
    await playing;
    early.stop();
    expect(await early.over).toBe('cancelled');
    await expect.poll(methods).toContain('TEARDOWN');
  });

  it('is not waited for longer than it takes to see that nothing comes', async () => {
    let clock = 0;
    const live = watch(await start(), { now: () => Date.now() + clock });
    await live.shown(20);
    clock = 9_000;
    expect(await live.over).toBe('stream-silent');
    expect(methods().at(-1)).toBe('TEARDOWN');
  });

  it('that hangs up is over', async () => {
    const live = watch(await start((seen) => (seen.method === 'PLAY' ? { status: '200 OK', then: h264Seconds(1), hangUp: true } : undefined)));
    expect(await live.over).toBe('stream-silent');
  });

  it('that describes motion JPEG cannot be shown', async () => {
    expect(await watch(await start((seen) => (seen.method === 'DESCRIBE' ? { status: '200 OK', body: 'm=video 0 RTP/AVP 26\r\n' } : undefined))).over).toBe('stream-codec-unusable');
  });

  it('and gives no picture leaves a key frame of its sharpest stream', async () => {
    const request = await start((seen) => (seen.method === 'DESCRIBE' && !/stream[12]$/.test(seen.uri) ? { status: '404 Not Found' } : undefined));
    const saved: Pick<LivePicture, 'codec' | 'annexB'>[] = [];
    const reader = createCameraReader({
      log: quiet, now: Date.now, ledger: memoryLedger(),
      pictures: {
        save: () => Promise.reject(new Error('not asked for')), load: () => Promise.resolve(null), loadKeyFrame: () => Promise.resolve(null),
        saveKeyFrame: (frame) => {
          saved.push(frame);
          return Promise.resolve({ sha256: 'b'.repeat(64), bytes: frame.annexB.length, codec: frame.codec, width: frame.width, height: frame.height });
        },
      },
    });
    const reading = await reader.read({ device: { ...request.device, vendor: 'TP-Link', ports: [{ port: server?.port ?? 0, speaks: 'rtsp' }] }, logins: [], mainToken: null, subToken: null, seconds: 1 }, { signal: AbortSignal.timeout(15_000), progress: () => undefined });
    expect(reading).toMatchObject({ outcome: 'ready', picture: null, keyFrame: { sha256: 'b'.repeat(64), codec: expect.stringMatching(/^avc1\./) as string } });
    // SPS, PPS, IDR; one of the two streams.
    expect(saved).toHaveLength(1);
    expect(Buffer.from(saved[0]?.annexB ?? []).toString('hex')).toMatch(/^0000000167.*0000000168.*0000000165/);
  });
});
