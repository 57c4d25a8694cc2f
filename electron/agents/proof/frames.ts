import { TunnelError } from '../../domain/errors';
import type { Params } from '../../domain/json';
import type { LayerProof, ProofReason } from '../../domain/proof';
import { proofEn } from '../../domain/words/proof-words';
import { poll } from '../../http/poll';
import { SNAPSHOT_DEADLINE_MS, type AgentSession, type Snapshot } from './agent-api';
import type { AgentLog } from './agent-log';
import type { Eyes } from './eyes';
import { failed, notAsked, proven, type Reason } from './layers';

/** `unfit`: a picture came, but it proves nothing. */
export type Frames =
  | { readonly outcome: 'proven'; readonly layer: LayerProof; readonly picture: Uint8Array }
  | { readonly outcome: 'unfit'; readonly why: Reason; readonly picture: Uint8Array }
  | { readonly outcome: 'failed'; readonly why: Reason; readonly error: TunnelError; readonly picture: null };

/**
 * Two pictures, because one may be old: an agent that cannot decode what arrives answers with its last good one. A scene that stands
 * still is told from that by the agent's count, or by its session with the camera, which it ends when no key frame comes any more.
 */
export async function lookForFrames(eyes: Eyes, { session, way }: NonNullable<Eyes['api']>): Promise<Frames> {
  const { spec, signal, now } = eyes;
  const none = (why: ProofReason): Frames => ({ outcome: 'failed', why: { why }, error: new TunnelError('agents-no-frame', { name: spec.name, seconds: SNAPSHOT_DEADLINE_MS / 1000 }, { detail: proofEn.reasons[why] }), picture: null });
  const asked = now();
  const first = await session.snapshot(signal);
  const milliseconds = Math.max(0, Math.round(now() - asked));
  if (first === null) return none('no-picture');
  const second = await session.snapshot(signal);
  if (second === null) return none('no-second');
  const fresh = sameBytes(first.jpeg, second.jpeg) ? await stillArrives(eyes, session) : 'changed';
  if (fresh === null) return none('old');
  if (second.empty) return { outcome: 'unfit', why: { why: 'one-colour' }, picture: second.jpeg };
  const params = { width: second.width, height: second.height, bytes: second.jpeg.length, milliseconds, way, fresh, ...(await measured(eyes, session)) };
  return { outcome: 'proven', layer: proven('frame-received', params), picture: second.jpeg };
}

/** Two values of the count in the agent's log; null: its place shows no logs. */
export async function countFrames(eyes: Eyes): Promise<LayerProof | null> {
  if (eyes.readLog === null) return null;
  const { moved, log } = await watchCount(eyes, eyes.readLog);
  if (moved > 0) return proven('frames-counted', { way: 'log', keyFrames: moved, ...healthOf(log) });
  if (log?.count == null) return notAsked('frames-counted', { why: log === null ? 'no-log' : 'no-count' });
  return failed('frames-counted', log.trouble ?? new TunnelError('agents-no-frame', { name: eyes.spec.name, seconds: eyes.deadlines.count / 1000 }, { detail: 'its count of key frames stands still' }));
}

/** The picture did not change between two looks. Does anything still arrive? null: no. */
async function stillArrives(eyes: Eyes, session: AgentSession): Promise<'counted' | 'still' | null> {
  if (eyes.readLog !== null) {
    const { moved, log } = await watchCount(eyes, eyes.readLog);
    if (moved > 0) return 'counted';
    if (log?.count != null) return null;
  }
  return (await session.dashboard(eyes.signal)).cameraOnline ? 'still' : null;
}

/** `moved`: key frames between two values; 0: it stood still, or there was none. */
async function watchCount({ deadlines, signal }: Eyes, readLog: NonNullable<Eyes['readLog']>): Promise<{ readonly moved: number; readonly log: AgentLog | null }> {
  let before: number | null = null;
  let log: AgentLog | null = null;
  const moved = await poll(async () => {
    log = await readLog();
    const count = log?.count ?? null;
    if (before !== null && count !== null && count !== before) return (count - before + COUNT_MODULUS) % COUNT_MODULUS;
    before ??= count;
    return undefined;
  }, { deadlineMs: deadlines.count, pauseMs: 300, maxPauseMs: 1_500, signal });
  return { moved: moved ?? 0, log };
}

const COUNT_MODULUS = 1000;

/** The stream as it arrives there: by the agent's log, which knows of loss, else by what it measured for itself. */
async function measured({ readLog, signal }: Eyes, session: AgentSession): Promise<Params> {
  if (readLog !== null) return healthOf(await readLog());
  const stream = await session.stream(signal).catch((error: unknown) => {
    if (signal.aborted) throw error;
    return null;
  });
  return stream?.fps == null ? {} : { fps: Math.round(stream.fps * 10) / 10 };
}

function healthOf(log: AgentLog | null): Params {
  return log?.health == null ? {} : { fps: log.health.fps, lost: log.health.lost, window: log.health.seconds };
}

function sameBytes(one: Snapshot['jpeg'], other: Snapshot['jpeg']): boolean {
  return Buffer.compare(one, other) === 0;
}
