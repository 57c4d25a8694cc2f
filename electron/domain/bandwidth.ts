import type { CameraReading } from './camera';

/** RTP, TCP/IP and WireGuard headers on video of full packets: 1.04 to 1.10 measured; the upper end keeps the promise. */
export const OVERHEAD = 1.1;

/** An agent pulls main and sub stream all day, also in motion mode (kerberos-io/agent capture/gortsplib.go:348-366). */
export function cameraKbps(reading: CameraReading): number {
  return Math.round(((reading.main?.kbps ?? 0) + (reading.sub?.kbps ?? 0)) * OVERHEAD);
}

/** Gigabytes (10^9 bytes) in a month of 30 days. */
export function gigabytesPerMonth(kbps: number): number {
  return (kbps * 1000 * 86_400 * 30) / 8 / 1e9;
}
