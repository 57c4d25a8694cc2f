import { z } from 'zod';
import { ErrorData } from './errors';

export const VideoCodec = z.enum(['H264', 'H265', 'MJPEG', 'MPEG4', 'unknown']);
export type VideoCodec = z.infer<typeof VideoCodec>;

/** Agents take H.264 and H.265 only (kerberos-io/agent capture/gortsplib.go). */
export function agentCanUse(codec: VideoCodec): boolean {
  return codec === 'H264' || codec === 'H265';
}

/** A stream as the camera describes it (ONVIF media 1 or 2). `uri` never holds credentials. */
export const StreamProfile = z.object({
  token: z.string(),
  name: z.string(),
  codec: VideoCodec,
  width: z.number().int().nullable(),
  height: z.number().int().nullable(),
  uri: z.string(),
  snapshotUri: z.string().nullable(),
});
export type StreamProfile = z.infer<typeof StreamProfile>;

/** A stream as it was really received over RTP. */
export const StreamMeasure = z.object({
  uri: z.string(),
  codec: VideoCodec,
  width: z.number().int().nullable(),
  height: z.number().int().nullable(),
  /** Distinct RTP timestamps per second of the media clock. */
  fps: z.number(),
  /** RTP payload, kilobit (1000 bit) per second of wall time. */
  kbps: z.number(),
  /** Frames between key frames; null when only one key frame was seen. */
  gop: z.number().nullable(),
  /** Lost packets / expected packets, from sequence number gaps. */
  loss: z.number(),
  frames: z.number().int(),
  keyFrames: z.number().int(),
  /** Media time received, seconds. */
  seconds: z.number(),
  firstFrameMs: z.number(),
  transport: z.enum(['tcp', 'udp']),
  audio: z.string().nullable(),
});
export type StreamMeasure = z.infer<typeof StreamMeasure>;

export const FINDINGS = ['clock-off', 'no-password', 'codec-unusable', 'loss', 'no-sub-stream', 'http-only', 'wrong-stream-address'] as const;
export const Finding = z.object({ finding: z.enum(FINDINGS), params: z.record(z.string(), z.union([z.string(), z.number()])) });
export type Finding = z.infer<typeof Finding>;

/** A JPEG in the site's `pictures` folder, named by its SHA-256. */
export const PictureRef = z.object({ sha256: z.string().regex(/^[0-9a-f]{64}$/), bytes: z.number().int(), takenAt: z.string() });
export type PictureRef = z.infer<typeof PictureRef>;

/** Everything that was read of one camera. */
export const CameraReading = z.object({
  deviceId: z.string(),
  address: z.string(),
  /** `ready`: the chosen streams play. `partly`: something plays. `failed`: see `error`. */
  outcome: z.enum(['ready', 'partly', 'failed']),
  /** The credential set that worked; null when the camera asked for none. */
  credentialId: z.string().nullable(),
  login: z.enum(['http-digest', 'ws-usernametoken', 'rtsp-only', 'none', 'unknown']),
  manufacturer: z.string().nullable(),
  model: z.string().nullable(),
  firmware: z.string().nullable(),
  serial: z.string().nullable(),
  mac: z.string().nullable(),
  onvif: z.string().nullable(),
  /** Camera clock minus ours, seconds. */
  clockSkewSeconds: z.number().nullable(),
  profiles: z.array(StreamProfile),
  main: StreamMeasure.nullable(),
  sub: StreamMeasure.nullable(),
  picture: PictureRef.nullable(),
  findings: z.array(Finding),
  error: ErrorData.nullable(),
});
export type CameraReading = z.infer<typeof CameraReading>;
