import { cancelled, TunnelError } from '../../domain/errors';
import type { LivePicture, LiveRequest, LiveView, Log } from '../../engine/ports';
import { onPort } from '../answering-host';
import type { LoginLedger } from '../login-ledger';
import { readRtp } from '../rtsp/rtp';
import { RtspSession } from '../rtsp/rtsp-session';
import { UnreachableError } from '../unreachable';
import { AccessUnits } from './access-units';

/** Milliseconds without a packet. */
const SILENCE = 8_000;
/** Milliseconds to the first key frame; cameras in "smart" mode send one every 20 seconds. */
const PATIENCE = 25_000;

/** Plays a stream for the window: one RTSP session, with the login that is known to be right, torn down however it ends. */
export function createLiveView(deps: { ledger: LoginLedger; log: Log; now: () => number }): LiveView {
  return {
    async watch(request, onPicture, signal) {
      try {
        return await watchOnce(deps, request, request.uri, onPicture, signal);
      } catch (error) {
        // Behind a port map the port that the camera names is closed: the one that was found is asked.
        const elsewhere = onPort(request.uri, request.device.rtspPort ?? 554);
        if (!(error instanceof UnreachableError) || error.sent || elsewhere === request.uri || request.uri.startsWith('rtsps')) throw error;
        return await watchOnce(deps, request, elsewhere, onPicture, signal);
      }
    },
  };
}

async function watchOnce(deps: { ledger: LoginLedger; log: Log; now: () => number }, request: LiveRequest, uri: string, onPicture: (picture: LivePicture) => void, signal: AbortSignal): Promise<never> {
  const { device, login, allowBasic } = request;
  const { now } = deps;
  // Until it plays a stop cuts every question short; from then on it has a session to give back, and waits for the answer.
  const setUp = new AbortController();
  const cut = (): void => setUp.abort();
  signal.addEventListener('abort', cut, { once: true });
  if (signal.aborted) cut();
  const session = new RtspSession({ ...deps, uri, subject: { deviceId: device.id, address: device.address }, logins: login === null ? [] : [login], allowBasic, signal: setUp.signal });
  try {
    const { video } = await session.describe();
    const units = video === null ? null : AccessUnits.of(video);
    if (units === null) throw new TunnelError('stream-codec-unusable', { address: device.address, codec: video?.codecName ?? 'no video' });
    let last = now();
    let shown = 0;
    await session.play((bytes) => {
      const packet = readRtp(bytes);
      if (packet === null) return;
      last = now();
      for (const unit of units.push(packet)) {
        shown++;
        onPicture(unit);
      }
    });
    signal.removeEventListener('abort', cut);
    return await untilOver(signal, { ended: () => session.ended, quietSince: () => last, shown: () => shown, now, address: device.address });
  } finally {
    signal.removeEventListener('abort', cut);
    await session.close();
  }
}

/** Never resolves: ends by `cancelled`, or by `stream-silent` when nothing comes any more. */
function untilOver(signal: AbortSignal, stream: { ended: () => boolean; quietSince: () => number; shown: () => number; now: () => number; address: string }): Promise<never> {
  const { now } = stream;
  const playing = now();
  return new Promise((_resolve, reject) => {
    const finish = (error: Error): void => {
      clearInterval(watch);
      signal.removeEventListener('abort', abort);
      reject(error);
    };
    const abort = (): void => finish(cancelled());
    // Looks for what does not happen.
    const watch = setInterval(() => {
      if (stream.ended() || now() - Math.max(stream.quietSince(), playing) > SILENCE || (stream.shown() === 0 && now() - playing > PATIENCE)) {
        finish(new TunnelError('stream-silent', { address: stream.address, frames: stream.shown(), seconds: Math.round((now() - playing) / 1000) }));
      }
    }, 250);
    signal.addEventListener('abort', abort, { once: true });
    if (signal.aborted) abort();
  });
}
