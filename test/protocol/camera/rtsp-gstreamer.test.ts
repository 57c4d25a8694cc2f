import { execFileSync } from 'node:child_process';
import { afterEach, describe, expect, it } from 'vitest';
import { receiveStream } from '../../../electron/camera/rtsp/receive-stream';
import { gstMissing, startGstCamera, type Clip, type GstCamera } from '../../fixtures/cameras/gst-camera';
import { login, memoryLedger, quiet } from '../../fixtures/cameras/ledger';

const missing = gstMissing();
if (missing !== null) console.warn(`skipped: streams of GStreamer's RTSP server, because ${missing} is not installed`);

// 1080 lines are not a whole number of blocks: the size is right only with the cropping of the parameter set.
const H264: Clip = { codec: 'h264', width: 1920, height: 1080, fps: 15, gop: 15 };
const H265: Clip = { codec: 'h265', width: 1280, height: 720, fps: 12, gop: 12 };

describe.skipIf(missing !== null)("a stream of GStreamer's RTSP server", { timeout: 40_000 }, () => {
  let camera: GstCamera | null = null;
  afterEach(async () => {
    await camera?.stop();
    camera = null;
  });

  const receive = (name: string, options: { password?: string; signal?: AbortSignal; allowBasic?: boolean } = {}) =>
    receiveStream({
      uri: `rtsp://127.0.0.1:${camera?.port}/${name}`, subject: { deviceId: 'gst', address: '127.0.0.1' }, logins: [login('viewer', options.password ?? 'right horse', 'set')],
      ledger: memoryLedger(), log: quiet, signal: options.signal ?? AbortSignal.timeout(60_000), seconds: 2, keyFrameSeconds: 4.1, allowBasic: options.allowBasic ?? false, now: Date.now,
    });

  it.each([
    ['H.264', 'tcp', H264, undefined],
    ['H.264', 'udp', H264, 'udp-only'],
    ['H.265', 'tcp', H265, undefined],
    ['H.265', 'udp', H265, 'udp-only'],
  ] as const)('in %s over %s is what ffprobe says it is', async (_name, transport, clip, mode) => {
    camera = await startGstCamera({ user: 'viewer', password: 'right horse', streams: { main: clip }, ...(mode === undefined ? {} : { mode }) });
    const received = await receive('main');
    const probed = JSON.parse(
      execFileSync('ffprobe', ['-v', 'error', '-rtsp_transport', transport, '-select_streams', 'v', '-show_entries', 'stream=codec_name,width,height', '-of', 'json', `rtsp://viewer:right%20horse@127.0.0.1:${camera.port}/main`], { encoding: 'utf8' }),
    ) as { streams: { codec_name: string; width: number; height: number }[] };
    const [stream] = probed.streams;
    expect(received.measure).toMatchObject({ width: stream?.width, height: stream?.height, transport, loss: 0 });
    expect(received.measure.codec).toBe(stream?.codec_name === 'hevc' ? 'H265' : 'H264');
    expect(received.measure.fps).toBeGreaterThan(clip.fps * 0.9);
    expect(received.measure.fps).toBeLessThan(clip.fps * 1.1);
    expect(received.measure.seconds).toBeGreaterThanOrEqual(2);
    expect(received.measure.keyFrames).toBeGreaterThanOrEqual(1);
    expect(received.measure.kbps).toBeGreaterThan(10);
    expect(received.measure).toMatchObject({ gop: clip.gop, codecProfile: clip.codec === 'h264' ? 'Constrained Baseline' : 'Main' });
    expect(received.measure.gopSeconds).toBeCloseTo(clip.gop / clip.fps, 1);
    expect(received.login?.credentialId).toBe('set');
    expect(received.passwordAsked).toBe(true);
  });

  it('with Basic as the only way in is received when that was allowed, and said to be readable', async () => {
    camera = await startGstCamera({ user: 'viewer', password: 'right horse', streams: { main: H265 }, mode: 'basic' });
    await expect(receive('main')).rejects.toMatchObject({ code: 'camera-basic-only', params: { address: '127.0.0.1' } });
    expect(await receive('main', { allowBasic: true })).toMatchObject({ readablePassword: true, passwordAsked: true });
  });

  it('without a password is received without one', async () => {
    camera = await startGstCamera({ user: 'viewer', password: '', streams: { main: H265 }, mode: 'open' });
    expect(await receive('main')).toMatchObject({ login: null, passwordAsked: false });
  });

  it('is refused with a wrong password, and is not found at a wrong path', async () => {
    camera = await startGstCamera({ user: 'viewer', password: 'right horse', streams: { main: H265 } });
    await expect(receive('main', { password: 'wrong' })).rejects.toMatchObject({ code: 'camera-login-refused' });
    await expect(receive('elsewhere')).rejects.toMatchObject({ code: 'stream-not-found' });
  });

  it('stops at once when cancelled', async () => {
    camera = await startGstCamera({ user: 'viewer', password: 'right horse', streams: { main: H265 } });
    const abort = new AbortController();
    const receiving = receive('main', { signal: abort.signal });
    setTimeout(() => abort.abort(), 600);
    await expect(receiving).rejects.toMatchObject({ code: 'cancelled' });
  });
});
