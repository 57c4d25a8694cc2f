import { z } from 'zod';
import { BoxReport } from '../domain/box';
import { CameraReading, Finding, FINDING_SEVERITY, Severity } from '../domain/camera';
import { CollisionReport } from '../domain/collisions';
import { Survey } from '../domain/device';
import { ErrorData } from '../domain/errors';
import { Json } from '../domain/json';
import { Plan, PlannedStep } from '../domain/plan';
import { CameraProof } from '../domain/proof';
import { BoxMemory } from '../domain/journal';
import { RoundTrips } from '../domain/round-trips';
import { Stage } from '../domain/stage';
import type { Site } from '../domain/site';
import type { SiteState } from '../domain/state';
import { chosenCameras } from '../domain/choice';
import { COMMANDS, type Command } from './usage';

/** As it stands in the journal, with the severity of each finding: who reads this knows no table of ours. */
const Reading = CameraReading.extend({ findings: z.array(Finding.extend({ severity: Severity })) });

/**
 * What `--json` prints: one document, the whole known truth about the site after the command. Fields are only ever added
 * within a version. Its JSON Schema is `assets/schemas/result.schema.json`.
 */
export const Result = z.object({
  schema: z.literal('kerberos-tunnel/result'),
  version: z.literal(1),
  command: z.enum(COMMANDS),
  /** Equal to the process's exit code. */
  exitCode: z.number().int(),
  site: z.object({ id: z.string(), name: z.string(), mode: z.enum(['real', 'practice']) }).nullable(),
  error: ErrorData.nullable(),
  survey: Survey.nullable(),
  cameras: z.array(z.object({ deviceId: z.string(), name: z.string(), address: z.string(), agent: z.string(), reading: Reading.nullable(), proof: CameraProof.nullable() })),
  box: BoxReport.nullable(),
  services: z.object({
    overlay: z.object({ version: z.string(), variant: z.string(), network: z.string(), range: z.string() }).nullable(),
    agents: z.object({ variant: z.string(), count: z.number().int(), given: z.array(z.object({ name: z.string(), value: z.string() })) }),
    /** The site's own place for recordings, as it was last checked; null: it has none. `error`: no agent is made before that is mended. */
    storage: z.object({ vault: z.object({ uri: z.string() }).nullable(), hub: z.object({ uri: z.string(), upload: z.enum(['allowed', 'not-asked']) }).nullable(), error: ErrorData.nullable() }).nullable(),
  }).nullable(),
  /** Ranges that others of the network answer for already, as of the latest look; null: not looked at. */
  collisions: CollisionReport.nullable(),
  plan: Plan.nullable(),
  /** Every change ever made to the world for this site, in order. */
  steps: z.array(z.object({ step: PlannedStep, phase: z.enum(['begun', 'done', 'kept', 'failed', 'undoing', 'undo-failed', 'undone']), result: Json, error: ErrorData.nullable(), differences: z.array(z.string()) })),
  /** What the last run of each stage cost, and whether the small computer can tell another laptop what was done there. */
  trips: z.partialRecord(Stage, RoundTrips),
  boxRecord: z.object({
    memory: BoxMemory.nullable(),
    reason: z.string().nullable(),
    others: z.array(z.object({ site: z.object({ id: z.string(), name: z.string() }), laptop: z.string(), startedAt: z.string(), writtenAt: z.string() })),
  }),
  /** Path of the report, where one was written. */
  report: z.string().nullable(),
});
export type Result = z.infer<typeof Result>;

export function makeResult(command: Command, exitCode: number, error: ErrorData | null, site: Site | null, state: SiteState | null, report: string | null): Result {
  return {
    schema: 'kerberos-tunnel/result',
    version: 1,
    command,
    exitCode,
    site: site === null ? null : { id: site.id, name: site.name, mode: site.mode },
    error,
    survey: state?.survey ?? null,
    cameras:
      site === null || state === null
        ? []
        : chosenCameras(site, state).map((camera) => ({
            deviceId: camera.device.id,
            name: camera.choice.name,
            address: camera.device.address,
            agent: camera.agentName,
            reading: camera.reading === null ? null : { ...camera.reading, findings: camera.reading.findings.map((finding) => ({ ...finding, severity: FINDING_SEVERITY[finding.finding] })) },
            proof: state.proofs[camera.device.id] ?? null,
          })),
    box: state?.box ?? null,
    services: servicesOf(state),
    collisions: state?.collisions ?? null,
    plan: state?.plan ?? null,
    steps: (state?.steps ?? []).map(({ step, phase, result, error: failure, differences }) => ({ step, phase, result, error: failure, differences: [...differences] })),
    trips: state?.trips ?? {},
    boxRecord: {
      memory: state?.record.memory?.memory ?? null,
      reason: state?.record.memory?.reason ?? null,
      others: (state?.record.strangers ?? []).map(({ site: of, laptop, startedAt, writtenAt }) => ({ site: of, laptop, startedAt, writtenAt })),
    },
    report,
  };
}

/** Without what the settings say: those are in the site file. */
function servicesOf(state: SiteState | null): Result['services'] {
  if (state === null || state.services === null) return null;
  const { overlay, agents, storage } = state.services;
  return { overlay, agents, storage: storage === null ? null : { vault: storage.vault, hub: storage.hub, error: storage.error } };
}
