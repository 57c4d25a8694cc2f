/** How long a camera is waited for, milliseconds. */
export interface CameraDeadlines {
  /** Its first ONVIF answer. */
  readonly first: number;
  /** Every other ONVIF answer: slow cameras take seconds for GetProfiles; the fact sheet's slowest honest one is under 10 s. */
  readonly call: number;
  /** The connection to its RTSP server. */
  readonly connect: number;
  /** An RTSP answer: a sleeping encoder takes a few seconds to answer DESCRIBE. */
  readonly answer: number;
  /** A picture: some wait for the next key frame before they encode one. */
  readonly picture: number;
  /** Without a packet, after which a stream is called silent: encoders need up to three seconds to start. */
  readonly silence: number;
  /** For the first key frame, beside the media time asked for: they come every 1 to 10 seconds, in "smart" mode after 20. */
  readonly patience: number;
}

export const CAMERA_DEADLINES: CameraDeadlines = { first: 5_000, call: 12_000, connect: 5_000, answer: 8_000, picture: 10_000, silence: 8_000, patience: 25_000 };
