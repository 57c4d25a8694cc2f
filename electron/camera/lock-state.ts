import { TunnelError } from '../domain/errors';

/** A camera that refuses whoever comes, for a while. */
export interface Lock {
  /** ISO time; null where the camera does not tell. */
  readonly until: string | null;
  readonly minutes: number;
}

/** `camera-locked`, with the time that belongs into the reading. */
export class LockedError extends TunnelError {
  readonly lock: Lock;
  constructor(address: string, lock: Lock) {
    super('camera-locked', { address, minutes: lock.minutes });
    this.lock = lock;
  }
}

/** Minutes; the longest lock that is on by default (Hikvision, Dahua). Said where a camera tells that it is locked and not how long. */
const USUAL_MINUTES = 30;
const MAX_SECONDS = 24 * 3600;
const MAX_TEXT = 16 * 1024;

/** Dahua (`Illegal access`, `Account is locked`), Hanwha (`Account Block`), ONVIF fault texts. */
const LOCKED = /\b(?:account|user|login|ip(?: address)?|client)\b[^.<>{}]{0,40}\b(?:locked|blocked)\b|\b(?:account|user)[\s_-]?(?:locked|blocked?)\b|\b(?:locked|blocked)[\s_-](?:out|account|user)\b|\billegal access\b/i;

/**
 * Does this refusal say that the camera is locked? Reads Hikvision's `userCheck` (`lockStatus`, `unlockTime` in seconds; XML or
 * JSON, ISAPI and the bodies of its 401) and the words of others. `now`: milliseconds since 1970. Never throws.
 */
export function lockIn(body: Uint8Array, now: number): Lock | null {
  const text = Buffer.from(body.subarray(0, MAX_TEXT)).toString('utf8');
  const status = /lockStatus"?\s{0,8}[>:]\s{0,8}"?\s{0,8}(\w{1,20})/i.exec(text)?.[1]?.toLowerCase();
  if (status !== undefined) return status === 'lock' || status === 'locked' || status === 'true' ? lock(Number(/unlockTime"?\s{0,8}[>:]\s{0,8}"?\s{0,8}(\d{1,6})/i.exec(text)?.[1] ?? 0), now) : null;
  if (!LOCKED.test(text)) return null;
  const [, count = '0', unit = ''] = /(\d{1,5})\s*(s|sec|secs|seconds?|m|min|mins|minutes?)\b/i.exec(text) ?? [];
  return lock(Number(count) * (/^m/i.test(unit) ? 60 : 1), now);
}

function lock(seconds: number, now: number): Lock {
  if (seconds <= 0 || seconds > MAX_SECONDS) return { until: null, minutes: USUAL_MINUTES };
  return { until: new Date(now + seconds * 1000).toISOString(), minutes: Math.max(1, Math.ceil(seconds / 60)) };
}
