import { agentCanUse, type StreamMeasure } from '../../domain/camera';
import { cancelled, TunnelError } from '../../domain/errors';
import type { Login } from '../../engine/ports';
import { RtspSession, type RtspSessionOptions } from './rtsp-session';
import { readRtp } from './rtp';
import { StreamMeter } from './stream-meter';

export interface ReceivedStream {
  readonly measure: StreamMeasure;
  readonly login: Login | null;
  readonly passwordAsked: boolean;
  readonly readablePassword: boolean;
}

/** Milliseconds without a packet after which a camera is called silent; encoders need up to three seconds to start. */
const SILENCE = 8_000;
/** Key frames come every 1 to 10 seconds; some cameras in "smart" mode wait 20. Milliseconds, beside the media time asked for. */
const PATIENCE = 25_000;

/**
 * Really receives a stream until at least one whole key frame and `seconds` of media time have come, and measures it.
 * A stream of a codec that agents cannot use is measured as well; the caller judges.
 * @throws TunnelError `stream-silent`, those of `RtspSession`, or `cancelled`. The session is torn down in every case.
 */
export async function receiveStream(options: RtspSessionOptions & { readonly seconds: number; readonly now: () => number }): Promise<ReceivedStream> {
  const { signal, seconds, now, subject } = options;
  const started = now();
  const session = new RtspSession(options);
  try {
    const description = await session.describe();
    const video = description.video;
    if (video === null) throw new TunnelError('stream-codec-unusable', { address: subject.address, codec: 'no video' });
    if (video.codec === 'unknown') throw new TunnelError('stream-codec-unusable', { address: subject.address, codec: video.codecName });
    const meter = new StreamMeter(video);
    let arrived: (() => void) | null = null;
    let first = 0;
    let last = now();
    await session.play((bytes) => {
      const packet = readRtp(bytes);
      if (packet === null) return;
      last = now();
      if (first === 0) first = last;
      meter.add(packet, last);
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
      const look = (): void => {
        const { keyFrames } = meter;
        // The media clock counts; ours only where theirs stands still.
        if (keyFrames > 0 && (meter.seconds >= seconds || (first > 0 && last - first >= seconds * 2000 + 1000))) finish();
      };
      // Looks for what does not happen; what happens is noticed at once.
      const watch = setInterval(() => {
        if (session.ended || now() - Math.max(last, playing) > SILENCE || now() - playing > PATIENCE + seconds * 2000) finish(silent());
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
      passwordAsked: session.passwordAsked,
      readablePassword: session.readablePassword,
    };
  } finally {
    await session.close();
  }
}

/** The streams of a camera as they came, put into words for the log. */
export function summary(measure: StreamMeasure): string {
  return `${measure.codec} ${measure.width ?? '?'}x${measure.height ?? '?'} ${measure.fps} fps ${measure.kbps} kbit/s by ${measure.transport}${agentCanUse(measure.codec) ? '' : ' (no use to agents)'}`;
}
