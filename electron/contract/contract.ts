import { z } from 'zod';
import { HostKey } from '../domain/box';
import { KeyFrameRef, PictureRef } from '../domain/camera';
import { ErrorData } from '../domain/errors';
import { JournalEntry } from '../domain/journal';
import { SecretRef } from '../domain/secret';
import { Site } from '../domain/site';
import { SiteAgents } from '../domain/site-agents';
import { Page, Progress, Stage } from '../domain/stage';
import { Device } from '../domain/device';
import { ClientArchitecture, ClientFetch, HeldClient } from '../domain/vpn-client';
import { WhyNot } from '../domain/why-not';

/**
 * What the window may ask of the main process, and what it may be told: one value. The server, the preload script and the
 * renderer's client are all derived from it, so a call that one end lacks does not compile. Every argument and answer is
 * parsed by these schemas at both ends. No call takes a path or a URL to open; files are chosen in the system's own dialogs.
 */

export const SiteSummary = z.object({
  id: z.string(),
  name: z.string(),
  mode: z.enum(['real', 'practice']),
  cameras: z.number().int(),
  page: Page,
  changed: z.boolean(),
  lastRun: z.object({ stage: Stage, phase: z.enum(['started', 'finished', 'failed']), at: z.string() }).nullable(),
  /** Of its Netmaker server, as it was last signed in to; null: not yet, or not Netmaker. */
  serverVersion: z.string().nullable(),
});
export type SiteSummary = z.infer<typeof SiteSummary>;

/** The whole truth about the open site. `entries` are folded by `domain/state.ts`; events continue after `eventSeq`. */
export const Snapshot = z.object({
  site: Site,
  entries: z.array(JournalEntry),
  running: z.object({ runId: z.string(), stage: Stage }).nullable(),
  /** Latest progress of what runs, one per task and subject. */
  progress: z.array(Progress),
  /** Devices found so far by a running survey. */
  devices: z.array(Device),
  eventSeq: z.number().int(),
});
export type Snapshot = z.infer<typeof Snapshot>;

export const AppInfo = z.object({
  version: z.string(),
  electron: z.string(),
  platform: z.string(),
  locale: z.string(),
  /** Whether secrets survive the end of the program (the system's keychain) or live in memory only. */
  secretsKept: z.boolean(),
});

/** Numbered without gaps; a window that sees a gap asks for a snapshot. */
export const AppEvent = z.discriminatedUnion('type', [
  z.object({ type: z.literal('journal'), seq: z.number().int(), entry: JournalEntry }),
  z.object({ type: z.literal('progress'), seq: z.number().int(), progress: Progress }),
  z.object({ type: z.literal('device'), seq: z.number().int(), device: Device }),
  z.object({ type: z.literal('run'), seq: z.number().int(), running: z.object({ runId: z.string(), stage: Stage }).nullable(), error: ErrorData.nullable() }),
  z.object({ type: z.literal('site'), seq: z.number().int(), site: Site }),
  /** VPN clients are being fetched for this computer; null: that is over. Concerns no site. */
  z.object({ type: z.literal('clients'), seq: z.number().int(), fetching: ClientFetch.nullable() }),
]);
export type AppEvent = z.infer<typeof AppEvent>;

/** Bytes of one picture of a stream, and of a JPEG that the window made of a key frame. */
const MAX_LIVE_PICTURE = 4 * 1024 * 1024;
const MAX_DECODED = 2 * 1024 * 1024;

/** Settings and failing agents of a place that the window shows; more is for the place's own pages. */
export const MAX_GIVEN = 100;
export const MAX_TROUBLES = 20;

/** `failed`: see the error. `time`: a minute is over. `replaced`: by another one. `run`: a stage needs the cameras. */
export const LIVE_ENDS = ['stopped', 'failed', 'time', 'replaced', 'run'] as const;

/**
 * The live picture of one camera. Not numbered with the others: what is lost of it is gone, and nothing else waits for it.
 * `number` counts the pictures of one live view from 1; each is acknowledged by `live.ack`.
 */
export const LiveEvent = z.discriminatedUnion('what', [
  z.object({
    type: z.literal('live'), what: z.literal('picture'), liveId: z.string(), number: z.number().int(), codec: z.string().max(70), width: z.number().int(), height: z.number().int(),
    annexB: z.instanceof(Uint8Array).refine((bytes) => bytes.length <= MAX_LIVE_PICTURE), key: z.boolean(), timestampMicros: z.number().int(),
  }),
  z.object({ type: z.literal('live'), what: z.literal('ended'), liveId: z.string(), why: z.enum(LIVE_ENDS), error: ErrorData.nullable() }),
]);
export type LiveEvent = z.infer<typeof LiveEvent>;

export const CONTRACT = {
  'app.info': { input: z.null(), output: AppInfo },
  'sites.list': { input: z.null(), output: z.array(SiteSummary) },
  'sites.create': { input: z.object({ mode: z.enum(['real', 'practice']), name: z.string().min(1).max(200), language: z.enum(['en', 'nl']), timeZone: z.string().max(64) }), output: Snapshot },
  'sites.open': { input: z.object({ id: z.string() }), output: Snapshot },
  'sites.close': { input: z.null(), output: z.null() },
  /** Forgets a site whose changes were undone, or that changed nothing; else `undo-incomplete`. */
  'sites.remove': { input: z.object({ id: z.string() }), output: z.null() },
  /** The open site, or null: what a reloaded window starts from. */
  snapshot: { input: z.null(), output: Snapshot.nullable() },
  /** Replaces the site's settings; id and mode cannot change. */
  'site.update': { input: z.object({ site: Site }), output: Site },
  'site.page': { input: z.object({ page: Page }), output: z.null() },
  /** One way: a value goes in, a reference comes back, nothing reads it out again. */
  'secret.keep': { input: z.object({ value: z.string().max(10_000) }), output: SecretRef },
  'run.start': { input: z.object({ stage: Stage, only: z.array(z.string()).nullable() }), output: z.object({ runId: z.string() }) },
  'run.cancel': { input: z.object({ runId: z.string() }), output: z.null() },
  /** Why no camera was found at this address; nothing is logged in to. Takes up to ten seconds. */
  'device.explain': { input: z.object({ address: z.string().max(15) }), output: WhyNot },
  /** Shown to the technician before anything is sent to the box. */
  'box.hostKey': { input: z.object({ host: z.string().max(255), port: z.number().int().min(1).max(65535), allowLegacy: z.boolean() }), output: HostKey },
  'overlay.networks': { input: z.null(), output: z.object({ version: z.string(), variant: z.string(), networks: z.array(z.object({ name: z.string(), range: z.string() })) }) },
  /** Signs in to the overlay with the one-time code that it asked for. */
  'overlay.code': { input: z.object({ code: z.string().regex(/^\d{6,8}$/) }), output: z.null() },
  /** Who may use what is opened in the chosen network; null: the overlay has no policies. */
  'overlay.access': {
    input: z.null(),
    output: z.object({ access: z.enum(['open', 'closed', 'unknown']), who: z.array(z.object({ kind: z.enum(['device', 'tag']), id: z.string(), name: z.string() })) }).nullable(),
  },
  /** Signs in where the agents run. `given`: what that place gives all of its agents; `troubles`: those that do not run, the first of them. */
  'agents.probe': {
    input: z.null(),
    output: z.object({ variant: z.string(), count: z.number().int(), given: z.array(z.object({ name: z.string(), value: z.string() })).max(MAX_GIVEN), troubles: z.array(z.object({ name: z.string(), error: ErrorData })).max(MAX_TROUBLES) }),
  },
  /** Tries the keys of the site's own place for recordings; nothing is recorded. */
  'storage.check': {
    input: z.null(),
    output: z.object({ vault: z.object({ uri: z.string() }).nullable(), hub: z.object({ uri: z.string(), upload: z.enum(['allowed', 'not-asked']) }).nullable() }),
  },
  /** All agents of the site, as the places where they run show them now; removing some is the stage `remove-agents`. */
  'agents.list': { input: z.null(), output: SiteAgents },
  /** The VPN clients that this computer holds, each compared with its checksum just now, and what is being fetched. Needs no open site, like all of `clients`. */
  'clients.list': { input: z.null(), output: z.object({ held: z.array(HeldClient), fetching: ClientFetch.nullable() }) },
  /** Answers when all were tried: with those that could not be had. `clients` events tell how far it is. */
  'clients.fetch': { input: z.object({ version: z.string().max(40), architectures: z.array(ClientArchitecture).min(1).max(9) }), output: z.object({ failed: z.array(z.object({ architecture: z.string(), error: ErrorData })) }) },
  'clients.stop': { input: z.null(), output: z.null() },
  /** A person compared this checksum, where nobody published one. */
  'clients.confirm': { input: HeldClient.pick({ version: true, architecture: true, sha256: true }), output: z.null() },
  'clients.remove': { input: HeldClient.pick({ version: true, architecture: true }), output: z.null() },
  /** The configuration of a router in place of the small computer, with its private key: only when a person asked to see it. Kept nowhere. */
  'router.config': { input: z.null(), output: z.object({ text: z.string().max(10_000), removed: z.array(z.string()), routed: z.array(z.string()) }) },
  /** Writes it where the technician says, readable by them only; null when nothing was chosen. */
  'router.save': { input: z.null(), output: z.object({ path: z.string(), removed: z.array(z.string()), routed: z.array(z.string()) }).nullable() },
  /** Writes what a hub's administrator puts into its file (`domain/hub-file.ts`) where the technician says; null when nothing was chosen. */
  'hub.save': { input: z.null(), output: z.object({ path: z.string() }).nullable() },
  /** Lets the technician choose the client's binary; returns its name and checksum, null when nothing was chosen. */
  'client.choose': { input: z.null(), output: z.object({ path: z.string(), sha256: z.string() }).nullable() },
  /** Lets the technician choose a private key file; its content becomes a secret. */
  'key.choose': { input: z.null(), output: z.object({ name: z.string(), secret: SecretRef }).nullable() },
  /** Lets the technician choose the file that kubectl uses; its content becomes a secret, the names of its clusters (contexts) are told. */
  'kubeconfig.choose': { input: z.null(), output: z.object({ name: z.string(), secret: SecretRef, contexts: z.array(z.string()), current: z.string().nullable() }).nullable() },
  /** Lets the technician choose a certificate that a server is to be trusted by; it is public. */
  'certificate.choose': { input: z.null(), output: z.object({ name: z.string(), pem: z.string().max(50_000) }).nullable() },
  picture: { input: PictureRef, output: z.instanceof(Uint8Array).nullable() },
  /** What a camera sent in place of a picture, to be decoded by the window. */
  'picture.keyFrame': { input: KeyFrameRef.pick({ sha256: true }), output: z.instanceof(Uint8Array).nullable() },
  /** The picture that the window made of it, so that the report has it too. Says whether it was taken: only the first one is, of the camera's latest visit. */
  'picture.decoded': {
    input: z.object({ deviceId: z.string().max(200), keyFrame: KeyFrameRef.shape.sha256, jpeg: z.instanceof(Uint8Array).refine((bytes) => bytes.length <= MAX_DECODED) }),
    output: z.object({ taken: z.boolean() }),
  },
  /** Plays a stream of a camera that was checked, for at most a minute; `LiveEvent`s follow, and the last of them says that it ended. There is one live picture: an earlier one ends. */
  'live.start': { input: z.object({ deviceId: z.string().max(200), stream: z.enum(['main', 'sub']) }), output: z.object({ liveId: z.string() }) },
  /** All pictures up to this number were taken; a window that is behind gets key frames only. */
  'live.ack': { input: z.object({ liveId: z.string().max(64), number: z.number().int().min(1) }), output: z.null() },
  'live.stop': { input: z.object({ liveId: z.string().max(64) }), output: z.null() },
  /** Writes the handover report where the technician says and returns the file's name; null when nothing was chosen. */
  'report.save': { input: z.object({ format: z.enum(['html', 'pdf']) }), output: z.object({ path: z.string() }).nullable() },
  'report.html': { input: z.null(), output: z.string() },
} as const satisfies Record<string, { input: z.ZodType; output: z.ZodType }>;

export type Contract = typeof CONTRACT;
export type Call = keyof Contract;
export type Input<C extends Call> = z.input<Contract[C]['input']>;
export type Output<C extends Call> = z.output<Contract[C]['output']>;

/** How an answer crosses: errors are data, never exceptions (Electron would flatten them to a string). */
export type Answer<C extends Call> = { readonly ok: true; readonly value: Output<C> } | { readonly ok: false; readonly error: ErrorData };

export const CALLS = Object.keys(CONTRACT) as Call[];
export { BRIDGE_NAME, CALL_CHANNEL, EVENT_CHANNEL, type Bridge } from './channels';
