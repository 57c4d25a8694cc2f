import { agentCanUse, type StreamMeasure } from '../../domain/camera';
import { cancelled, TunnelError } from '../../domain/errors';
import type { Login } from '../../engine/ports';
import { CAMERA_DEADLINES } from '../deadlines';
import { holdsCredentials } from '../hidden-credentials';
import type { TlsState } from '../http-client';
import type { AccessUnit } from '../live/access-units';
import { FirstKeyFrame } from '../live/key-frame';
import { RtspSession, type RtspSessionOptions } from './rtsp-session';
import { readRtp } from './rtp';
import { StreamMeter } from './stream-meter';

export interface ReceivedStream {
  readonly measure: StreamMeasure;
  readonly login: Login | null;
  readonly passwordAsked: boolean;
  readonly readablePassword: boolean;
  readonly tls: TlsState;
  /** The longest media time without a key frame, seconds, as far as it was watched. */
  readonly keyFrameGap: number;
  /** The first one that was whole; null where there was none, and for codecs without. */
  readonly keyFrame: AccessUnit | null;
}

/** Milliseconds without a packet after which no second key frame is waited for: what counts as playing has come already. */
const PAUSE = 1_000;

/**
 * Really receives a stream until at least one whole key frame and `seconds` of media time have come, and measures it. A second
 * key frame is waited for until `keyFrameSeconds` after the first (0: not at all), so that their distance is known.
 * A stream of a codec that agents cannot use is measured as well; the caller judges.
 * @throws TunnelError `stream-silent`, those of `RtspSession`, or `cancelled`. The session is torn down in every case.
 */
export async function receiveStream(options: RtspSessionOptions & { readonly seconds: number; readonly keyFrameSeconds?: number; readonly now: () => number }): Promise<ReceivedStream> {
  const { signal, seconds, keyFrameSeconds = 0, now, subject, deadlines = CAMERA_DEADLINES } = options;
  const started = now();
  const session = new RtspSession(options);
  try {
    const description = await session.describe();
    const video = description.video;
    if (video === null) throw new TunnelError('stream-codec-unusable', { address: subject.address, codec: 'no video' });
    if (video.codec === 'unknown') throw new TunnelError('stream-codec-unusable', { address: subject.address, codec: video.codecName });
    const meter = new StreamMeter(video);
    const picture = new FirstKeyFrame(video);
    let arrived: (() => void) | null = null;
    let first = 0;
    let last = now();
    await session.play((bytes) => {
      const packet = readRtp(bytes);
      if (packet === null) return;
      last = now();
      if (first === 0) first = last;
      meter.add(packet, last);
      picture.add(packet);
      arrived?.();
    });
    const playing = now();
    await new Promise<void>((resolve, reject) => {
      const finish = (error?: Error): void => {
        clearInterval(watch);
        signal.removeEventListener('abort', abort);
        arrived = null;
        if (error === undefined) resolve();
        else reject(error);
      };
      const abort = (): void => finish(cancelled());
      const silent = (): TunnelError => {
        const { frames, seconds: received } = meter.result();
        return new TunnelError('stream-silent', { address: subject.address, frames, seconds: Math.round(received) });
      };
      let playedAt = 0;
      const look = (): void => {
        const { keyFrames } = meter;
        // The media clock counts; ours only where theirs stands still.
        if (keyFrames === 0 || (meter.seconds < seconds && !(first > 0 && last - first >= seconds * 2000 + 1000))) return;
        if (playedAt === 0) playedAt = last;
        if (keyFrames > 1 || meter.keyFrameGap >= keyFrameSeconds || last - playedAt >= keyFrameSeconds * 2000) finish();
      };
      // Looks for what does not happen; what happens is noticed at once.
      const watch = setInterval(() => {
        if (playedAt > 0 && now() - last > PAUSE) return finish();
        if (session.ended || now() - Math.max(last, playing) > deadlines.silence || now() - playing > deadlines.patience + seconds * 2000) finish(playedAt > 0 ? undefined : silent());
      }, 250);
      signal.addEventListener('abort', abort, { once: true });
      arrived = look;
      if (signal.aborted) abort();
      else look();
    });
    const { firstKeyFrameAt, ...measured } = meter.result();
    return {
      measure: { uri: options.uri, ...measured, firstFrameMs: Math.round((firstKeyFrameAt ?? last) - started), transport: session.transport, audio: description.audio },
      login: session.login,
      // Where the login is part of the address, nobody has to ask for one.
      passwordAsked: session.passwordAsked || holdsCredentials(options.uri),
      readablePassword: session.readablePassword,
      tls: session.tls,
      keyFrameGap: meter.keyFrameGap,
      keyFrame: picture.found,
    };
  } finally {
    await session.close();
  }
}

/** The streams of a camera as they came, put into words for the log. */
export function summary(measure: StreamMeasure): string {
  return `${measure.codec} ${measure.width ?? '?'}x${measure.height ?? '?'} ${measure.fps} fps ${measure.kbps} kbit/s by ${measure.transport}${agentCanUse(measure.codec) ? '' : ' (no use to agents)'}`;
}
