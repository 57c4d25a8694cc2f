import type { RtpPacket } from '../rtsp/rtp';
import type { VideoTrack } from '../rtsp/sdp';
import { AccessUnits, type AccessUnit } from './access-units';

/**
 * Keeps the first key frame of a stream that is being received for another reason (it is measured), and then costs nothing more:
 * a picture of a camera that has no snapshot address.
 */
export class FirstKeyFrame {
  #units: AccessUnits | null;
  #found: AccessUnit | null = null;

  constructor(track: VideoTrack) {
    this.#units = AccessUnits.of(track);
  }

  add(packet: RtpPacket): void {
    this.#found = this.#units?.push(packet).find((unit) => unit.key) ?? this.#found;
    if (this.#found !== null) this.#units = null;
  }

  /** Null while none was whole, and for codecs that have none. */
  get found(): AccessUnit | null {
    return this.#found;
  }
}
