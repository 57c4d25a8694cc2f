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
  /** ONVIF video source token: the sensor, or the recorder's channel, that it shows. */
  source: z.string().nullable().default(null),
});
export type StreamProfile = z.infer<typeof StreamProfile>;

/** A stream as it was really received over RTP. */
export const StreamMeasure = z.object({
  uri: z.string(),
  codec: VideoCodec,
  /** As the sequence parameter set says: `High`, `Baseline`, `Main 10`; null where none came. */
  codecProfile: z.string().nullable().default(null),
  width: z.number().int().nullable(),
  height: z.number().int().nullable(),
  /** Distinct RTP timestamps per second of the media clock. */
  fps: z.number(),
  /** RTP payload, kilobit (1000 bit) per second, of wall time or media time, whichever was longer. */
  kbps: z.number(),
  /** Frames between key frames; null when only one key frame was seen. */
  gop: z.number().nullable(),
  /** The same in seconds of the media clock. */
  gopSeconds: z.number().nullable().default(null),
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

export const FINDINGS = [
  'clock-off', 'no-password', 'weak-password', 'password-readable', 'codec-unusable', 'mjpeg-only', 'loss', 'no-sub-stream', 'bitrate-high', 'gop-long', 'session-limit',
  'http-only', 'tls-self-signed', 'dhcp-address', 'duplicate-address', 'old-firmware', 'wrong-stream-address',
] as const;
/** `bad`: the camera cannot serve, or anybody may look. `warn`: it will cost something later. `info`: good to know. */
export const SEVERITIES = ['info', 'warn', 'bad'] as const;
export const Severity = z.enum(SEVERITIES);
export type Severity = z.infer<typeof Severity>;

/** How grave each finding is: a constant, so that the window, the terminal and the report never disagree. */
export const FINDING_SEVERITY: Readonly<Record<(typeof FINDINGS)[number], Severity>> = {
  'no-password': 'bad', 'codec-unusable': 'bad', 'mjpeg-only': 'bad', 'duplicate-address': 'bad',
  'clock-off': 'warn', 'weak-password': 'warn', 'password-readable': 'warn', loss: 'warn', 'bitrate-high': 'warn', 'gop-long': 'warn', 'session-limit': 'warn', 'dhcp-address': 'warn', 'old-firmware': 'warn',
  'no-sub-stream': 'info', 'http-only': 'info', 'tls-self-signed': 'info', 'wrong-stream-address': 'info',
};

/** The gravest first; those of equal weight stay in their order. */
export function bySeverity<T extends { readonly finding: (typeof FINDINGS)[number] }>(findings: readonly T[]): T[] {
  const weight = ({ finding }: T): number => SEVERITIES.indexOf(FINDING_SEVERITY[finding]);
  return [...findings].sort((a, b) => weight(b) - weight(a));
}

export const Finding = z.object({ finding: z.enum(FINDINGS), params: z.record(z.string(), z.union([z.string(), z.number()])) });
export type Finding = z.infer<typeof Finding>;

/** A JPEG in the site's `pictures` folder, named by its SHA-256. */
export const PictureRef = z.object({ sha256: z.string().regex(/^[0-9a-f]{64}$/), bytes: z.number().int(), takenAt: z.string() });
export type PictureRef = z.infer<typeof PictureRef>;

/**
 * A key frame as the camera sent it (Annex B with its parameter sets), in the site's `pictures` folder, named by its SHA-256: the
 * window makes a picture of it where the camera itself gives none. `codec` as the WebCodecs registry writes it (`avc1.640028`).
 */
export const KeyFrameRef = z.object({
  sha256: z.string().regex(/^[0-9a-f]{64}$/),
  bytes: z.number().int().min(1),
  codec: z.string().regex(/^(?:avc1|hev1)\.[0-9A-Za-z.]{1,60}$/),
  width: z.number().int().min(1).max(16_384),
  height: z.number().int().min(1).max(16_384),
});
export type KeyFrameRef = z.infer<typeof KeyFrameRef>;

/** Network settings as the camera tells them (ONVIF Core 8.2). */
export const CameraNetwork = z.object({
  /** Does the address come from a DHCP server? null: it does not say. */
  dhcp: z.boolean().nullable(),
  prefix: z.number().int().nullable(),
  gateway: z.string().nullable(),
  dns: z.array(z.string()),
});
export type CameraNetwork = z.infer<typeof CameraNetwork>;

/** One picture source of a device that has several: a recorder's channel, a sensor. Tokens of its profiles; `sub` null: it has one stream only. */
export const CameraChannel = z.object({ source: z.string(), name: z.string(), main: z.string(), sub: z.string().nullable() });
export type CameraChannel = z.infer<typeof CameraChannel>;

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
  /** Where it is managed: plainly, with a certificate that this computer believes, or with one it made itself. */
  tls: z.enum(['none', 'trusted', 'self-signed']).default('none'),
  network: CameraNetwork.nullable().default(null),
  /** Set while the camera refuses every login; `until` is ISO time, null where the camera tells none. */
  lock: z.object({ until: z.string().nullable() }).nullable().default(null),
  /** Empty for a camera with one picture source. */
  channels: z.array(CameraChannel).default([]),
  main: StreamMeasure.nullable(),
  sub: StreamMeasure.nullable(),
  picture: PictureRef.nullable(),
  /** Only of a camera that gave no picture of its own. */
  keyFrame: KeyFrameRef.nullable().default(null),
  findings: z.array(Finding),
  error: ErrorData.nullable(),
});
export type CameraReading = z.infer<typeof CameraReading>;
