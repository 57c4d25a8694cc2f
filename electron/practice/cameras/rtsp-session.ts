import { randomInt } from 'node:crypto';
import { performance } from 'node:perf_hooks';
import type { Clip, Frame } from './clip';
import { Playback } from './playback';
import { RtpStream } from './rtp';
import type { RtpWay } from './rtp-way';

/** Seconds without a sign of life after which a viewer over UDP is gone (RFC 2326, 12.37: 60 is usual). */
export const SESSION_TIMEOUT = 60;
/** Milliseconds between sender reports. */
const REPORT_EVERY = 5000;

/** One viewer of one stream. The film runs only between `play` and `close`. */
export class RtspSession {
  readonly id = String(randomInt(10_000_000, 99_999_999));
  readonly rtp: RtpStream;
  readonly #way: RtpWay;
  readonly #playback: Playback;
  readonly #onSilence: () => void;
  #heard = performance.now();
  #reported = -Infinity;
  #waitsForKey = false;

  /** `onSilence`: the viewer was not heard for longer than the session timeout. */
  constructor(options: { clip: Clip; way: RtpWay; onSilence: () => void }) {
    this.rtp = new RtpStream(options.clip);
    this.#way = options.way;
    this.#onSilence = options.onSilence;
    this.#playback = new Playback(options.clip, (frame, index) => this.#send(frame, index));
    this.#way.onReport(() => this.heard());
  }

  heard(): void {
    this.#heard = performance.now();
  }

  play(): void {
    this.#playback.start();
  }

  close(): void {
    this.#playback.stop();
    this.#way.close();
  }

  #send(frame: Frame, index: number): void {
    const now = performance.now();
    // TCP tells by itself when the viewer is gone.
    if (this.#way.kind === 'udp' && now - this.#heard > SESSION_TIMEOUT * 1000) return this.#onSilence();
    // A viewer that does not keep up loses frames up to the next key frame, never the connection, and memory stays bounded.
    if (this.#way.congested) this.#waitsForKey = true;
    else if (frame.key) this.#waitsForKey = false;
    if (this.#waitsForKey) return;
    this.#way.media(this.rtp.packets(frame, index));
    if (now - this.#reported < REPORT_EVERY) return;
    this.#reported = now;
    this.#way.report(this.rtp.senderReport(Date.now()));
  }
}
