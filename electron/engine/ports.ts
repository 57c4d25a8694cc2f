import type { AgentSpec } from '../domain/agent-spec';
import type { BoxFacts, CheckResult, HostKey } from '../domain/box';
import type { CameraReading, KeyFrameRef, PictureRef, StreamProfile } from '../domain/camera';
import type { Occupation } from '../domain/collisions';
import type { Device, Survey } from '../domain/device';
import type { ErrorData } from '../domain/errors';
import type { JournalEntry, JournalEvent } from '../domain/journal';
import type { Json } from '../domain/json';
import type { PlannedStep } from '../domain/plan';
import type { LayerProof } from '../domain/proof';
import type { Secret, SecretRef } from '../domain/secret';
import type { AgentSettings, BoxSettings, OverlaySettings, Site, StorageSettings } from '../domain/site';
import type { Progress } from '../domain/stage';
import type { WhyNot } from '../domain/why-not';
import type { StepDriver } from './step';

/*
 * Everything outside the engine, as the engine sees it. A driver is a folder that implements one of these; it throws
 * `TunnelError` with a code of the catalogue and nothing else, obeys the signal down to its sockets, and caps whatever it reads.
 */

/** Handed to every long call. */
export interface Conduct {
  readonly signal: AbortSignal;
  readonly progress: (progress: Progress) => void;
}

// ---- finding cameras ----------------------------------------------------------------------------------------------------

export interface SurveyRequest {
  /** CIDR ranges to search; empty: the ranges of the machine's own interfaces (virtual ones left out). */
  readonly ranges: readonly string[];
}

export interface Discovery {
  /** `onDevice` is called whenever more is known of a device, the same `id` again and again; the result is the complete picture. */
  survey(request: SurveyRequest, onDevice: (device: Device) => void, conduct: Conduct): Promise<Survey>;
  /**
   * Everything that can be asked of one address without a login, at most two connections at a time, in at most 8 seconds, and what
   * follows from it. Never throws for what is there or not: only `cancelled`, and `input-invalid` for what is no host's address.
   */
  explain(address: string, conduct: Conduct): Promise<WhyNot>;
}

// ---- reading a camera ---------------------------------------------------------------------------------------------------

export interface Login {
  readonly credentialId: string;
  readonly username: string;
  readonly password: Secret;
}

/** Where a login is used. Some makers keep an ONVIF account apart from the device's own, so "wrong there" is not "wrong here". */
export type LoginChannel = 'onvif' | 'http' | 'rtsp';

/** The logins of a camera that probably shares them with others: which one comes next is decided when it is needed, as the others teach meanwhile. */
export interface LoginTurns {
  /**
   * The next login worth trying, when it is its turn (the answer of another camera may be waited for); null: none is left.
   * `tried`: ids of sets that were tried already; `only`: the one that is wanted. @throws `cancelled`.
   */
  next(ask: { readonly channel: LoginChannel; readonly tried: ReadonlySet<string>; readonly only: string | null; readonly signal: AbortSignal }): Promise<Login | null>;
  /** The answer to a login: `unknown` where the camera said nothing of it. */
  told(channel: LoginChannel, credentialId: string, outcome: 'accepted' | 'refused' | 'unknown'): void;
  /** Was a login kept from this camera, because others refused it? */
  held(channel: LoginChannel): boolean;
}

export interface CameraRequest {
  readonly device: Device;
  /** Tried in this order, never more than two wrong ones per device (law of the product: cameras lock accounts). */
  readonly logins: readonly Login[];
  /** Where other cameras share these logins: decides the order and what is held back. Absent: the order above. */
  readonly turns?: LoginTurns;
  /** May the password be sent readable? Absent: no. */
  readonly allowBasic?: boolean;
  /** Another device that was found at this address; null or absent: none. */
  readonly sharesAddressWith?: string | null;
  readonly mainToken: string | null;
  readonly subToken: string | null;
  /** Media seconds to receive per stream before it counts as playing. */
  readonly seconds: number;
}

export interface CameraReader {
  /** Never throws for what a camera did: that is `outcome: 'failed'` with an error. Throws only when cancelled. */
  read(request: CameraRequest, conduct: Conduct): Promise<CameraReading>;
  /** Streams of a camera in the order main, sub; those an agent cannot use come last. */
  rank(profiles: readonly StreamProfile[]): StreamProfile[];
}

/** A user of a camera. `onvif`: address of its device service; null: it has none. */
export interface CameraAccount {
  readonly deviceId: string;
  readonly address: string;
  readonly onvif: string | null;
  readonly username: string;
  /** May a password be sent readable as a login? */
  readonly allowBasic: boolean;
}

/** Passwords as cameras keep them. Never more than two wrong logins per device, as with the reader. */
export interface CameraAccounts {
  /** Is this the password? One login. A camera that is just starting its services is waited for. Null: it is not. @throws `camera-login-spent`, `camera-no-users` where no login is asked. */
  holds(account: CameraAccount, password: Secret, conduct: Conduct): Promise<{ readonly serial: string | null } | null>;
  /** Changes nothing. @throws `camera-no-users` where the camera will not let this user set passwords, as far as it tells before. */
  demandChangeable(account: CameraAccount, password: Secret, conduct: Conduct): Promise<void>;
  /** Logs in with the old one and sets the new one; the user's level stays. @throws `camera-login-refused`, `camera-password-refused`, `camera-no-users`. */
  setPassword(account: CameraAccount, passwords: { readonly before: Secret; readonly after: Secret }, conduct: Conduct): Promise<void>;
}

/** One picture of a stream as its camera sent it, for a decoder in the window. */
export interface LivePicture {
  /** `avc1.640028`, `hev1.1.6.L93.B0` (WebCodecs registry). */
  readonly codec: string;
  readonly width: number;
  readonly height: number;
  /** Annex B, at most 4 MiB; a key frame begins with its parameter sets. */
  readonly annexB: Uint8Array;
  readonly key: boolean;
  readonly timestampMicros: number;
}

export interface LiveRequest {
  readonly device: Device;
  /** As it was measured; without credentials. */
  readonly uri: string;
  /** The one that worked; null where the camera asked for none. Nothing else is tried. */
  readonly login: Login | null;
  /** May the password be sent readable? */
  readonly allowBasic: boolean;
}

export interface LiveView {
  /**
   * Plays one stream, from its first key frame on, until the signal says stop. Never resolves: `cancelled` after a stop, else why it
   * ended. Has given its session back to the camera (TEARDOWN) when it ends, however it ends.
   */
  watch(request: LiveRequest, onPicture: (picture: LivePicture) => void, signal: AbortSignal): Promise<never>;
}

// ---- the spare box ------------------------------------------------------------------------------------------------------

export interface BoxConnector {
  /** The key the box shows now, without logging in. `allowLegacy` as in the settings; absent: no. @throws box-only-legacy where only that would help. */
  hostKey(address: { host: string; port: number; allowLegacy?: boolean }, signal: AbortSignal): Promise<HostKey>;
  /** Connects and logs in; refuses a host key other than `pin` (`box-host-key-changed`). */
  connect(settings: BoxSettings, pin: HostKey, secrets: Secrets, signal: AbortSignal): Promise<Box>;
}

export interface CommandOptions {
  /** Written to the command's standard input, then closed. Secrets go here and never into `argv`. */
  readonly stdin?: string | Secret;
  /** Run as root by whatever way the box offers. */
  readonly root?: boolean;
  readonly deadlineMs?: number;
  readonly signal: AbortSignal;
}

export interface CommandResult {
  /** null: ended by a signal. */
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

/** Bytes both ways: Node's `Duplex`, of which the engine knows no more than how to end it. */
export interface Connection {
  destroy(): unknown;
}

/** One SSH connection to the spare box. */
export interface Box {
  /** Argument vector, quoted by the driver; runs with LC_ALL=C, without a terminal, output capped at 1 MiB. */
  run(argv: readonly string[], options: CommandOptions): Promise<CommandResult>;
  /** The same, but a code other than 0 is `box-command-failed`. */
  demand(argv: readonly string[], options: CommandOptions): Promise<string>;
  /** Writes a file in one go (temporary name, then rename), as root; `mode` as in chmod. */
  writeFile(path: string, content: Uint8Array | string | Secret, options: { mode: number; signal: AbortSignal }): Promise<void>;
  /** Does a TCP connection from the box to this address open? The box's own network decides, not the laptop's. */
  reaches(address: { host: string; port: number }, signal: AbortSignal): Promise<boolean>;
  /**
   * A TCP connection that the box opens for us. `closed`: nobody answered there; `forbidden`: its SSH server does this for nobody. It is
   * closed when the signal says stop, with the box's connection, or by whoever got it.
   */
  dial(address: { host: string; port: number }, signal: AbortSignal): Promise<Connection | 'closed' | 'forbidden'>;
  facts(signal: AbortSignal): Promise<BoxFacts>;
  /** Commands that were sent so far, and looks at other doors from there. A box of a test may not count. */
  trips?(): number;
  close(): void;
}

/** What a check may know. The checks of one round share the same `facts` object, and no other round has it. */
export interface BoxQuestion {
  readonly box: Box;
  readonly facts: BoxFacts;
  readonly site: Site;
  readonly cameras: readonly { readonly address: string; readonly port: number }[];
  /** CIDR form; null: not known yet, because nobody signed in. */
  readonly overlayRange: string | null;
}

/** One question to a box, its answer and what to do. One file each in `box/checks`. */
export interface BoxCheck {
  readonly id: CheckResult['check'];
  run(question: BoxQuestion, signal: AbortSignal): Promise<CheckResult>;
}

/** A VPN client's binary whose checksum was compared before anybody sees it. */
export interface ClientBinary {
  /** As the maker writes it: `v1.5.1`. */
  readonly version: string;
  /** The maker's own name of the processor: `amd64`, `arm64`, `armv7`, `mips-softfloat`, ... */
  readonly architecture: string;
  /** Hexadecimal. */
  readonly sha256: string;
  readonly bytes: Uint8Array;
}

/** The VPN clients that this program holds for sites without internet. */
export interface ClientShelf {
  /** From the disk only, checked again; null: it holds none of that version and processor. */
  take(version: string, architecture: string, signal: AbortSignal): Promise<ClientBinary | null>;
  /** From its maker, checked and kept. @throws client-download-failed, client-checksum. */
  fetch(version: string, architecture: string, conduct: Conduct): Promise<ClientBinary>;
}

/** A program that a box keeps running and starts with the system. */
export interface BoxService {
  /** Also the name of its file: `netclient`. */
  readonly name: string;
  readonly title: string;
  /** Absolute path first; words without spaces or quotes. */
  readonly argv: readonly string[];
}

/** One way in which systems start services. One file each in `box/services`. */
export interface ServiceManager {
  readonly init: BoxFacts['init'];
  /** The file that describes a service there; `mode` as in chmod. */
  definition(service: BoxService): { readonly path: string; readonly text: string; readonly mode: number };
  /** Lets it start with the system, from the next start on. @throws box-command-failed. */
  enable(box: Box, name: string, signal: AbortSignal): Promise<void>;
  disable(box: Box, name: string, signal: AbortSignal): Promise<void>;
  /** Orders the start; whether it runs then is for the caller to see. @throws box-command-failed. */
  start(box: Box, name: string, signal: AbortSignal): Promise<void>;
  stop(box: Box, name: string, signal: AbortSignal): Promise<void>;
  /** What it said last: at most 20 lines, without control characters; '' where nobody kept it. */
  logs(box: Box, name: string, signal: AbortSignal): Promise<string>;
}

/** null: a system whose services we cannot start (runit, or none that we know). */
export type ServiceManagers = (init: BoxFacts['init']) => ServiceManager | null;

// ---- the overlay network ------------------------------------------------------------------------------------------------

export interface OverlayFacts {
  readonly version: string;
  /** How the driver will speak to it, in the expert's words: `egress API v1`, `legacy egress API`. */
  readonly variant: string;
  /** `range` in CIDR form. */
  readonly networks: readonly { readonly name: string; readonly range: string }[];
}

export interface SiteCamera {
  readonly deviceId: string;
  readonly name: string;
  readonly address: string;
  readonly rtspPort: number;
  /** TCP ports that an agent opens on it, as they were measured; absent: its RTSP port alone. */
  readonly ports?: readonly number[];
  /** CIDR of the network that it is plugged into, as the laptop's own interface beside it says; absent: not known. */
  readonly onLink?: string;
}

/** Who may use what is opened in a network. */
export interface OverlayAccess {
  /** `closed`: nobody reaches what was not allowed by name. */
  readonly access: 'open' | 'closed' | 'unknown';
  /** Devices and tags that can be allowed by name. */
  readonly who: readonly { readonly kind: 'device' | 'tag'; readonly id: string; readonly name: string }[];
}

/** What tells our own ranges from those of others. */
export interface OccupiedQuestion {
  readonly site: Site;
  readonly secrets: Secrets;
  readonly signal: AbortSignal;
  /** As in a step's context: what an earlier step of this site left. */
  readonly resultOf: (stepId: string) => Json;
  /** null: the box has no client yet, or cannot be asked. */
  readonly box: () => Promise<Box | null>;
}

/** A WireGuard configuration for a router that cannot run the overlay's client, ready to be used. */
export interface RouterConfig {
  /** As a file for `wg-quick`; holds a private key. */
  readonly text: Secret;
  /** Ranges that the server named and that were taken out, because the site is in them. */
  readonly removed: readonly string[];
  /** What the router sends into the tunnel. */
  readonly routed: readonly string[];
}

/** A router in place of the box. */
export interface RouterWay {
  /** The step that makes the router a member which brings these ranges along. Pure. */
  plan(site: Site, ranges: readonly string[]): PlannedStep;
  /** Reads the configuration anew from the server. `local`: the site's own networks, which must not lead into the tunnel. @throws router-config-unusable. */
  config(site: Site, local: readonly string[], secrets: Secrets, signal: AbortSignal): Promise<RouterConfig>;
}

export interface Overlay {
  readonly kind: OverlaySettings['kind'];
  /** Every range that somebody answers for already, in all networks that the account can see; without what is this site's own. */
  occupied?(question: OccupiedQuestion): Promise<Occupation>;
  readonly router?: RouterWay;
  /** Signs in and looks; changes nothing. */
  probe(settings: OverlaySettings, secrets: Secrets, signal: AbortSignal): Promise<OverlayFacts>;
  /** Signs in with the one-time code that a person was asked for (`overlay-code-wanted`); the session is kept for later stages. */
  signIn?(settings: OverlaySettings, code: Secret, secrets: Secrets, signal: AbortSignal): Promise<void>;
  /** Of the network that the settings name. Absent: the overlay has no policies. */
  access?(settings: OverlaySettings, secrets: Secrets, signal: AbortSignal): Promise<OverlayAccess>;
  /** The steps that join the box and open the egress for these cameras, in order. Pure. */
  plan(site: Site, cameras: readonly SiteCamera[]): PlannedStep[];
  readonly steps: readonly StepDriver[];
  /** The layers it can speak of for the whole site: client running, handshake, ... */
  proveBox(site: Site, box: Box, secrets: Secrets, signal: AbortSignal): Promise<LayerProof[]>;
  /** Per camera: does the box pass traffic on to it, so that an answer finds its way back? Absent: `proveBox` has said it for all. */
  proveForwarding?(site: Site, box: Box, camera: SiteCamera, signal: AbortSignal): Promise<LayerProof>;
  /** Per camera: does another member of the overlay reach it? Absent: nothing is said of it. */
  proveMember?(site: Site, camera: SiteCamera, secrets: Secrets, signal: AbortSignal): Promise<LayerProof>;
  /** Per camera: is its egress listed and enabled, and let through by every policy? */
  proveEgress(site: Site, camera: SiteCamera, secrets: Secrets, signal: AbortSignal): Promise<LayerProof>;
}

// ---- cloud agents -------------------------------------------------------------------------------------------------------

/** One agent as the place where it runs shows it. */
export interface ListedAgent {
  readonly name: string;
  readonly available: boolean;
  /** Id of the site that this program made it for; null: not made by this program, or the place cannot say. */
  readonly site: string | null;
  /** What people call its camera; null: the place does not say. */
  readonly title: string | null;
  /** Why it does not run, where the place says so. */
  readonly trouble: ErrorData | null;
}

export interface RegistrarFacts {
  /** Which API was found, in the expert's words: `deployments under /api`. */
  readonly variant: string;
  readonly agents: readonly ListedAgent[];
  /** What the place gives all of its agents already, as names and values without secrets; empty where it does not say. */
  readonly given: readonly { readonly name: string; readonly value: string }[];
}

/** What a registrar may use when it looks. `settings` are of its own kind. */
export interface AgentsView {
  readonly site: Site;
  readonly settings: AgentSettings;
  readonly secrets: Secrets;
  /** The spare box. */
  readonly box: () => Promise<Box>;
  readonly signal: AbortSignal;
}

export interface AgentProof {
  readonly layers: LayerProof[];
  /** JPEG of the far end, already checked to be one. */
  readonly picture: Uint8Array | null;
}

/** A camera whose agent is to be registered. */
export interface AgentRequest {
  readonly camera: SiteCamera;
  readonly spec: AgentSpec;
}

/** A place that makes agents run. A driver is a folder in `agents`. */
export interface AgentRegistrar {
  readonly kind: AgentSettings['kind'];
  /** Signs in and looks, at all agents of the place; changes nothing. */
  probe(view: AgentsView): Promise<RegistrarFacts>;
  /** One step per camera, its input an `AgentSpec` with what else the driver needs. Pure. */
  plan(site: Site, agents: readonly AgentRequest[]): PlannedStep[];
  /** Makes an agent, brings it up to date (never a second one of its name, never another key), takes it back. */
  readonly steps: readonly StepDriver[];
  /** Removes an agent that no step of this journal stands for: an orphan. Gone already is fine. */
  remove(name: string, view: AgentsView): Promise<void>;
  /** The strongest proof that can be had for one agent, and everything weaker that was asked on the way. `agent`: as it was told. */
  prove(agent: AgentSpec, view: AgentsView): Promise<AgentProof>;
}

/** What was seen of the places where recordings go; null: not in the settings. */
export interface StorageFacts {
  readonly vault: { readonly uri: string } | null;
  /** `upload`: whether it takes recordings with these keys, in this region; `not-asked`: Vault takes them, or it knows no such question. */
  readonly hub: { readonly uri: string; readonly upload: 'allowed' | 'not-asked' } | null;
}

export interface StorageCheck {
  /** Signs in from this computer, records nothing. @throws what the catalogue has for Vault and Hub. */
  check(settings: Extract<StorageSettings, { kind: 'own' }>, secrets: Secrets, signal: AbortSignal): Promise<StorageFacts>;
}

// ---- what is kept -------------------------------------------------------------------------------------------------------

export interface Secrets {
  /** `secret-missing` where it cannot be had any more. The value is registered with the redactor before it is returned. */
  reveal(ref: SecretRef): Promise<Secret>;
  /** A secret that came from a server (an enrolment key, a session token): from now on it is kept out of every text. */
  learned(value: string): Secret;
}

export interface Journal {
  /** Returns only when the entry is on the disk (fsync): the engine changes nothing in the world before. */
  append(event: JournalEvent): Promise<JournalEntry>;
  entries(): readonly JournalEntry[];
}

export interface Pictures {
  save(jpeg: Uint8Array): Promise<PictureRef>;
  load(ref: PictureRef): Promise<Uint8Array | null>;
  /** `frame.annexB` as in `LivePicture`. */
  saveKeyFrame(frame: Pick<LivePicture, 'codec' | 'width' | 'height' | 'annexB'>): Promise<KeyFrameRef>;
  loadKeyFrame(ref: Pick<KeyFrameRef, 'sha256'>): Promise<Uint8Array | null>;
}

export interface Log {
  (level: 'debug' | 'info' | 'warn' | 'error', message: string, facts?: Readonly<Record<string, string | number | boolean>>): void;
}

/** This computer, as a box may remember it. */
export interface Laptop {
  readonly name: string;
  /** Never the same twice, anywhere. */
  newId(): string;
}

/** Everything the engine works with; made in the composition roots. */
export interface Ports {
  readonly discovery: Discovery;
  readonly cameras: CameraReader;
  readonly accounts: CameraAccounts;
  readonly live: LiveView;
  readonly boxes: BoxConnector;
  readonly boxChecks: readonly BoxCheck[];
  readonly overlays: readonly Overlay[];
  readonly registrars: readonly AgentRegistrar[];
  readonly storage: StorageCheck;
  readonly secrets: Secrets;
  readonly pictures: Pictures;
  readonly laptop: Laptop;
  /** Calls that this program sent to servers so far. */
  readonly exchanges: () => number;
  readonly log: Log;
  /** Milliseconds since 1970. */
  readonly now: () => number;
}
