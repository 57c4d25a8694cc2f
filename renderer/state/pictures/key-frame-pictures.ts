import type { KeyFrameRef } from '../../../electron/domain/camera';
import type { Client } from '../../bridge/client';
import { decodeStill, type EncodedPicture } from './video-decoding';

/** Pixels; what a snapshot of a main stream has. */
const MAX_WIDTH = 1920;
/** Bytes that the main process takes. */
const MAX_JPEG = 2 * 1024 * 1024;

/** Makes a JPEG of a key frame; null where it cannot be done here. */
export type MakeJpeg = (picture: EncodedPicture) => Promise<Uint8Array<ArrayBuffer> | null>;

export const makeJpeg: MakeJpeg = async (picture) => {
  const canvas = await decodeStill(picture, MAX_WIDTH);
  if (canvas === null) return null;
  for (const quality of [0.88, 0.6, 0.3]) {
    const blob = await canvas.convertToBlob({ type: 'image/jpeg', quality });
    if (blob.size <= MAX_JPEG) return new Uint8Array(await blob.arrayBuffer());
  }
  return null;
};

/**
 * Pictures of cameras that gave none: each key frame is decoded once, one after another, and the JPEG handed to the main process,
 * which tells everybody (and the report) of it.
 */
export class KeyFramePictures {
  readonly #client: Client;
  readonly #makeJpeg: MakeJpeg;
  readonly #made = new Map<string, Promise<boolean>>();
  #turn: Promise<unknown> = Promise.resolve();

  constructor(client: Client, make: MakeJpeg = makeJpeg) {
    this.#client = client;
    this.#makeJpeg = make;
  }

  /** False: it cannot be shown here. Never rejects. */
  make(deviceId: string, frame: KeyFrameRef): Promise<boolean> {
    const before = this.#made.get(frame.sha256);
    if (before !== undefined) return before;
    const making = this.#turn.then(() => this.#decode(deviceId, frame)).catch(() => false);
    this.#turn = making;
    this.#made.set(frame.sha256, making);
    return making;
  }

  async #decode(deviceId: string, frame: KeyFrameRef): Promise<boolean> {
    const annexB = await this.#client.ask('picture.keyFrame', { sha256: frame.sha256 });
    if (annexB === null) return false;
    const jpeg = await this.#makeJpeg({ codec: frame.codec, width: frame.width, height: frame.height, annexB: new Uint8Array(annexB), key: true, timestampMicros: 0 });
    if (jpeg === null) return false;
    await this.#client.ask('picture.decoded', { deviceId, keyFrame: frame.sha256, jpeg });
    return true;
  }
}
