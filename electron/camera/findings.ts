import { agentCanUse, type CameraReading, type Finding, type StreamMeasure } from '../domain/camera';

/** Seconds. ONVIF tokens are refused beyond 5 minutes on some cameras; recordings with a wrong time are useless long before. */
const CLOCK_TOLERANCE = 30;
/** A share; over 1 % the picture visibly breaks. */
const LOSS_TOLERANCE = 0.01;

export interface Observations {
  readonly clockSkewSeconds: CameraReading['clockSkewSeconds'];
  readonly measures: readonly StreamMeasure[];
  /** A stream was described and played without a login. */
  readonly openStream: boolean;
  /** The login had to be sent readable. */
  readonly readablePassword: boolean;
  readonly usableStreams: number;
  /** Hosts that the camera named for its streams and that are not where it answers. */
  readonly wrongHosts: readonly string[];
}

/** What a technician should know or repair; none of it stops the work. */
export function findingsOf(seen: Observations): Finding[] {
  const findings: Finding[] = [];
  if (seen.clockSkewSeconds !== null && Math.abs(seen.clockSkewSeconds) > CLOCK_TOLERANCE) findings.push({ finding: 'clock-off', params: { seconds: Math.round(seen.clockSkewSeconds) } });
  if (seen.openStream) findings.push({ finding: 'no-password', params: {} });
  const unusable = seen.measures.find((measure) => !agentCanUse(measure.codec));
  if (unusable !== undefined) findings.push({ finding: 'codec-unusable', params: { codec: unusable.codec } });
  const worst = Math.max(0, ...seen.measures.map((measure) => measure.loss));
  if (worst > LOSS_TOLERANCE) findings.push({ finding: 'loss', params: { percent: Number((worst * 100).toFixed(1)) } });
  if (seen.usableStreams === 1) findings.push({ finding: 'no-sub-stream', params: {} });
  if (seen.readablePassword) findings.push({ finding: 'http-only', params: {} });
  const wrong = seen.wrongHosts[0];
  if (wrong !== undefined) findings.push({ finding: 'wrong-stream-address', params: { address: wrong } });
  return findings;
}
