import type { Clip, Frame } from './clip';

/** Milliseconds that playback catches up; after a longer pause (a suspended laptop) it goes on from now, as a live camera would. */
const MAX_BEHIND = 1000;

/** Plays a clip again and again at its own speed, by the monotonic clock: a timer that fires late does not slow the film. */
export class Playback {
  readonly #clip: Clip;
  readonly #show: (frame: Frame, index: number) => void;
  #timer: NodeJS.Timeout | null = null;
  #begun = 0;
  #index = 0;

  /** `show` gets each frame when it is due, with the number of frames before it. */
  constructor(clip: Clip, show: (frame: Frame, index: number) => void) {
    this.#clip = clip;
    this.#show = show;
  }

  get playing(): boolean {
    return this.#timer !== null;
  }

  start(): void {
    if (this.playing) return;
    this.#begun = performance.now() - this.#due(this.#index);
    this.#timer = setTimeout(this.#advance, 0);
  }

  stop(): void {
    if (this.#timer !== null) clearTimeout(this.#timer);
    this.#timer = null;
  }

  readonly #advance = (): void => {
    const behind = performance.now() - this.#begun - this.#due(this.#index);
    if (behind > MAX_BEHIND) this.#begun += behind;
    while (this.playing && performance.now() - this.#begun >= this.#due(this.#index)) {
      const frame = this.#clip.frames[this.#index % this.#clip.frames.length];
      if (frame !== undefined) this.#show(frame, this.#index);
      this.#index++;
    }
    // `show` may have stopped us.
    if (this.playing) this.#timer = setTimeout(this.#advance, Math.max(1, this.#begun + this.#due(this.#index) - performance.now()));
  };

  /** Milliseconds from the start of the film to this frame. */
  #due(index: number): number {
    return (index * 1000) / this.#clip.fps;
  }
}
