import { z } from 'zod';
import { BoxReport, HostKey } from './box';
import { BoxRecord, RecordHead } from './box-record';
import { CameraReading, PictureRef } from './camera';
import { CollisionReport } from './collisions';
import { Survey } from './device';
import { ErrorData } from './errors';
import { Json } from './json';
import { Plan, PlannedStep } from './plan';
import { CameraProof } from './proof';
import { RoundTrips } from './round-trips';
import { StorageSettings } from './site';
import { Page, Stage } from './stage';

/** `until-restart`: in memory only, as the box's /var is. */
export const BoxMemory = z.enum(['remembers', 'until-restart', 'forgets']);
export type BoxMemory = z.infer<typeof BoxMemory>;

/** What can happen to a site. The journal is a list of these; everything shown is computed from it. */
export const JournalEvent = z.discriminatedUnion('type', [
  z.object({ type: z.literal('run'), stage: Stage, phase: z.enum(['started', 'finished', 'failed']), error: ErrorData.nullable() }),
  z.object({ type: z.literal('surveyed'), survey: Survey }),
  z.object({ type: z.literal('camera-read'), reading: CameraReading }),
  /** The window made a picture of the key frame `keyFrame` (its SHA-256), which the camera had sent in place of a picture. */
  z.object({ type: z.literal('picture-decoded'), deviceId: z.string(), keyFrame: z.string(), picture: PictureRef }),
  z.object({ type: z.literal('box-checked'), report: BoxReport }),
  z.object({ type: z.literal('services-checked'), overlay: z.object({ version: z.string(), variant: z.string(), network: z.string(), range: z.string(), access: z.enum(['open', 'closed', 'unknown']).default('unknown') }).nullable(), agents: z.object({ variant: z.string(), count: z.number().int(), given: z.array(z.object({ name: z.string(), value: z.string() })).default([]) }),
    /** Where the recordings go, where the site has a place of its own for them; null: it has none. `error`: why agents must not be made with it. */
    storage: z.object({ settings: StorageSettings, vault: z.object({ uri: z.string() }).nullable(), hub: z.object({ uri: z.string(), upload: z.enum(['allowed', 'not-asked']) }).nullable(), error: ErrorData.nullable() }).nullable().default(null),
  }),
  z.object({ type: z.literal('host-key-pinned'), host: z.string(), port: z.number().int(), key: HostKey }),
  z.object({ type: z.literal('collisions-checked'), report: CollisionReport }),
  z.object({ type: z.literal('planned'), plan: Plan }),
  /** Written before the world is changed. `found` is what undo returns to; `ours` is false where the thing was there before. */
  z.object({ type: z.literal('step-begun'), step: PlannedStep, found: Json }),
  z.object({ type: z.literal('step-done'), stepId: z.string(), result: Json }),
  /** Looked at and found as wanted; nothing was changed. */
  z.object({ type: z.literal('step-kept'), step: PlannedStep, result: Json }),
  z.object({ type: z.literal('step-failed'), stepId: z.string(), error: ErrorData }),
  z.object({ type: z.literal('undo-begun'), stepId: z.string() }),
  z.object({ type: z.literal('undo-done'), stepId: z.string(), differences: z.array(z.string()) }),
  z.object({ type: z.literal('undo-failed'), stepId: z.string(), error: ErrorData }),
  z.object({ type: z.literal('proved'), proof: CameraProof }),
  /** Who this journal is on the boxes that remember it. */
  z.object({ type: z.literal('history-named'), history: z.string() }),
  /** Records of other laptops that were seen on the box; each look replaces the one before. */
  z.object({ type: z.literal('box-records-seen'), records: z.array(RecordHead) }),
  /** Whether the box remembers what is done there, and whose lock was taken over; `reason`: why it does not. */
  z.object({ type: z.literal('box-memory'), memory: BoxMemory, reason: z.string().nullable(), tookOver: z.object({ who: z.string(), minutes: z.number() }).nullable() }),
  /** Another laptop's record became part of this journal. */
  z.object({ type: z.literal('box-adopted'), record: BoxRecord, believed: z.enum(['ours', 'theirs']) }),
  z.object({ type: z.literal('round-trips'), stage: Stage, trips: RoundTrips }),
  z.object({ type: z.literal('page'), page: Page }),
]);
export type JournalEvent = z.infer<typeof JournalEvent>;

export const JournalEntry = z.object({ seq: z.number().int().min(1), at: z.iso.datetime(), event: JournalEvent });
export type JournalEntry = z.infer<typeof JournalEntry>;
