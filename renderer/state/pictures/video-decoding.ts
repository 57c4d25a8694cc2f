/** Pixels; an 8K picture has 33 million. What claims more would only fill the memory. */
const MAX_PIXELS = 40_000_000;
/** Pictures inside the decoder before the next one waits. */
const MAX_QUEUED = 4;
/** Milliseconds for one key frame; a decoder that was fed nonsense may say nothing at all. */
const STILL_DEADLINE = 5_000;

/** One picture of a stream as it came from the camera: hostile bytes behind an honest description. */
export interface EncodedPicture {
  readonly codec: string;
  readonly width: number;
  readonly height: number;
  readonly annexB: Uint8Array<ArrayBuffer>;
  readonly key: boolean;
  readonly timestampMicros: number;
}

/** A decoder at work. A frame is the receiver's to close. */
export interface Decoding {
  /** Resolves when there is room for the next one; never rejects. */
  take(picture: EncodedPicture): Promise<void>;
  close(): void;
}

/** `onTrouble`: the decoder gave up on what it was fed; it begins again with the next key frame. */
export type StartDecoding = (onFrame: (frame: VideoFrame) => void, onTrouble: () => void) => Decoding;

/** Chromium decodes H.264 itself, H.265 only where the computer's graphics do. Without `description` the bytes are Annex B (WebCodecs registry). */
export async function canShow({ codec, width, height }: Pick<EncodedPicture, 'codec' | 'width' | 'height'>): Promise<boolean> {
  if (typeof VideoDecoder === 'undefined' || width * height > MAX_PIXELS) return false;
  try {
    return (await VideoDecoder.isConfigSupported({ codec, codedWidth: width, codedHeight: height })).supported === true;
  } catch {
    return false;
  }
}

let h265: Promise<boolean> | null = null;

/** Any H.265 at all? Main profile, level 3.1. It stays as it is while the program runs. */
export function canShowH265(): Promise<boolean> {
  return (h265 ??= canShow({ codec: 'hev1.1.6.L93.B0', width: 640, height: 360 }));
}

export const startDecoding: StartDecoding = (onFrame, onTrouble) => {
  let decoder: VideoDecoder | null = null;
  let codec = '';
  let closed = false;
  let wake: () => void = () => undefined;
  const drop = (): void => {
    if (decoder !== null && decoder.state !== 'closed') decoder.close();
    decoder = null;
    wake();
  };
  const open = (picture: EncodedPicture): VideoDecoder => {
    drop();
    codec = picture.codec;
    const next = new VideoDecoder({
      output: (frame) => {
        if (closed || frame.displayWidth * frame.displayHeight > MAX_PIXELS) frame.close();
        else onFrame(frame);
      },
      // Closed by itself already.
      error: () => {
        if (decoder === next) decoder = null;
        wake();
        if (!closed) onTrouble();
      },
    });
    next.configure({ codec, codedWidth: picture.width, codedHeight: picture.height, optimizeForLatency: true });
    return next;
  };
  return {
    async take(picture) {
      if (closed) return;
      try {
        if (picture.key && (decoder === null || codec !== picture.codec)) decoder = open(picture);
        if (decoder === null) return;
        decoder.decode(new EncodedVideoChunk({ type: picture.key ? 'key' : 'delta', timestamp: picture.timestampMicros, data: picture.annexB }));
        await room(decoder, new Promise((resolve) => { wake = resolve; }));
      } catch {
        drop();
        onTrouble();
      }
    },
    close() {
      closed = true;
      drop();
    },
  };
};

/** `gone`: nothing more will be taken out of the queue. */
function room(decoder: VideoDecoder, gone: Promise<void>): Promise<void> {
  return new Promise((resolve) => {
    const look = (): void => {
      if (decoder.state === 'configured' && decoder.decodeQueueSize > MAX_QUEUED) return;
      decoder.removeEventListener('dequeue', look);
      resolve();
    };
    decoder.addEventListener('dequeue', look);
    void gone.then(look);
    look();
  });
}

/** One key frame as a picture, at most `maxWidth` wide; null where it cannot be decoded here. */
export async function decodeStill(picture: EncodedPicture, maxWidth: number): Promise<OffscreenCanvas | null> {
  if (!(await canShow(picture))) return null;
  return new Promise((resolve) => {
    const finish = (canvas: OffscreenCanvas | null): void => {
      clearTimeout(deadline);
      if (decoder.state !== 'closed') decoder.close();
      resolve(canvas);
    };
    const decoder = new VideoDecoder({
      output: (frame) => {
        const small = frame.displayWidth * frame.displayHeight <= MAX_PIXELS;
        const canvas = small ? drawn(frame, maxWidth) : null;
        frame.close();
        finish(canvas);
      },
      error: () => { finish(null); },
    });
    const deadline = setTimeout(() => { finish(null); }, STILL_DEADLINE);
    try {
      decoder.configure({ codec: picture.codec, codedWidth: picture.width, codedHeight: picture.height });
      decoder.decode(new EncodedVideoChunk({ type: 'key', timestamp: 0, data: picture.annexB }));
      // Nothing follows: what it holds back for the right order comes out now. A key frame without a picture is none.
      decoder.flush().then(() => { finish(null); }, () => { finish(null); });
    } catch {
      finish(null);
    }
  });
}

function drawn(frame: VideoFrame, maxWidth: number): OffscreenCanvas | null {
  const scale = Math.min(1, maxWidth / frame.displayWidth);
  const canvas = new OffscreenCanvas(Math.max(1, Math.round(frame.displayWidth * scale)), Math.max(1, Math.round(frame.displayHeight * scale)));
  const context = canvas.getContext('2d');
  context?.drawImage(frame, 0, 0, canvas.width, canvas.height);
  return context === null ? null : canvas;
}
