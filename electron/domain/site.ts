import { z } from 'zod';
import { parseRange } from './addresses';
import { HostKey } from './box';
import { MOST_RANGES } from './range-list';
import { SecretRef } from './secret';

const Text = z.string().trim().max(200);
const HttpUrl = z.string().trim().max(500).regex(/^https?:\/\/[^\s@]+$/i);

/** A user name and password that some of the site's cameras share. */
export const CredentialSet = z.object({ id: z.string().min(1).max(64), name: Text, username: Text, password: SecretRef });
export type CredentialSet = z.infer<typeof CredentialSet>;

/** What the technician chose for one camera. */
export const CameraChoice = z.object({
  deviceId: z.string().max(200),
  name: Text.min(1),
  include: z.boolean(),
  /** null: try the site's sets in their order. */
  credentialId: z.string().nullable(),
  /** Profile tokens; null: the largest usable as main, the smallest other as sub. */
  mainToken: z.string().nullable(),
  subToken: z.string().nullable(),
  /** May the password be sent readable (HTTP Basic without TLS), where the camera knows no other way? Asked, never assumed. */
  allowBasic: z.boolean().default(false),
  /** Name of its cloud agent, once one was made: renaming the camera must not make another. null: from the names of site and camera. */
  agent: z.string().regex(/^[a-z0-9]([-a-z0-9]{0,48}[a-z0-9])?$/).nullable().default(null),
  /** Where its agent runs: where the site's agents do, or on the spare box, because the uplink cannot carry its streams. */
  runs: z.enum(['cloud', 'edge']).default('cloud'),
});
export type CameraChoice = z.infer<typeof CameraChoice>;

export const BoxSettings = z.object({
  host: Text.min(1),
  port: z.number().int().min(1).max(65535),
  username: Text.min(1),
  auth: z.discriminatedUnion('kind', [
    z.object({ kind: z.literal('password'), password: SecretRef }),
    z.object({ kind: z.literal('key'), privateKey: SecretRef, passphrase: SecretRef.nullable() }),
    /** The keys that the laptop's own SSH agent holds. */
    z.object({ kind: z.literal('agent') }),
  ]),
  /** Asked for only where sudo wants one; null: the login password is tried where there is one. */
  sudoPassword: SecretRef.nullable(),
  /** Pinned host key. null: accept and pin the first one seen only after it was shown (wizard) or by `--accept-host-key` (terminal). */
  hostKey: HostKey.nullable(),
  /** May algorithms be used that are not safe any more, where the box knows no other? Asked, never assumed. */
  allowLegacy: z.boolean().default(false),
});
export type BoxSettings = z.infer<typeof BoxSettings>;

/** Where the VPN client's binary comes from. `sha256` is mandatory: nothing unchecked is ever run on a box. */
export const ClientSource = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('file'), path: z.string().min(1), sha256: z.string().regex(/^[0-9a-f]{64}$/) }),
  z.object({ kind: z.literal('url'), url: HttpUrl, sha256: z.string().regex(/^[0-9a-f]{64}$/) }),
]);
export type ClientSource = z.infer<typeof ClientSource>;

/** How the VPN client gets onto the box. `auto`: the first of the others that works there. */
export const INSTALL_WAYS = ['auto', 'push', 'fetch', 'package', 'container'] as const;
export const InstallWay = z.enum(INSTALL_WAYS);
export type InstallWay = z.infer<typeof InstallWay>;

/**
 * What to do where the network's policy "All Nodes" is switched off, so that nobody reaches what was not allowed by name. `ask`: stop
 * before anything is changed and let a person choose. `leave`: somebody else allows it. `add`: we allow these devices and tags, only
 * them and only to the cameras.
 */
export const NetmakerPolicy = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('ask') }),
  z.object({ kind: z.literal('leave') }),
  z.object({ kind: z.literal('add'), who: z.array(z.object({ kind: z.enum(['device', 'tag']), id: Text.min(1), name: Text.min(1) })).min(1).max(50) }),
]);
export type NetmakerPolicy = z.infer<typeof NetmakerPolicy>;

export const NetmakerSettings = z.object({
  kind: z.literal('netmaker'),
  url: HttpUrl,
  auth: z.discriminatedUnion('kind', [
    z.object({ kind: z.literal('token'), token: SecretRef }),
    z.object({ kind: z.literal('password'), username: Text.min(1), password: SecretRef }),
    z.object({ kind: z.literal('master-key'), key: SecretRef }),
  ]),
  network: Text,
  /** null: a client that the program holds for the server's version and the box's processor. */
  client: ClientSource.nullable(),
  install: InstallWay.default('auto'),
  /** What the tunnel lets through to: each camera's address, or the ranges that the cameras are in. */
  egress: z.enum(['cameras', 'ranges']).default('cameras'),
  policy: NetmakerPolicy.default({ kind: 'ask' }),
});
export type NetmakerSettings = z.infer<typeof NetmakerSettings>;

/** 32 bytes in base64, as `wg pubkey` prints them. */
const WireGuardKey = z.string().regex(/^[A-Za-z0-9+/]{42}[AEIMQUYcgkosw048]=$/);
const Range = z.string().refine((text) => parseRange(text) !== null);

/** A hub that speaks plain WireGuard: the box is one peer of it, the cloud agents others. */
export const WireGuardSettings = z.object({
  kind: z.literal('wireguard'),
  /** `host:port` that the box dials. */
  endpoint: Text.regex(/^([\w.-]+|\[[0-9a-f:]+\]):\d{1,5}$/i),
  publicKey: WireGuardKey,
  /** The overlay's own range, which the box routes into the tunnel. */
  range: Range,
  /** The box's own address in it. */
  address: z.ipv4(),
  /** How the hub learns of the box: by us over SSH, or by a person who is given a file. */
  hub: z.discriminatedUnion('kind', [
    z.object({ kind: z.literal('ssh'), box: BoxSettings, interface: z.string().regex(/^[\w.-]{1,15}$/) }),
    z.object({ kind: z.literal('file') }),
  ]),
  /** What the tunnel lets through to: each camera's address, or the ranges of the site that the cameras are in. */
  egress: z.enum(['cameras', 'ranges']).default('cameras'),
});
export type WireGuardSettings = z.infer<typeof WireGuardSettings>;

export const OverlaySettings = z.discriminatedUnion('kind', [NetmakerSettings, WireGuardSettings]);
export type OverlaySettings = z.infer<typeof OverlaySettings>;

/** What a person knows the overlay's far side by: the address of Netmaker, or of the hub. */
export function overlayPlace(settings: OverlaySettings): string {
  return settings.kind === 'netmaker' ? settings.url : settings.endpoint;
}

/** The network that the box joins: Netmaker's name of it, or the hub's range. */
export function overlayNetwork(settings: OverlaySettings): string {
  return settings.kind === 'netmaker' ? settings.network : settings.range;
}

/** PEM of a certificate authority (or of the server itself) that is trusted besides those of the system. Public, so no secret. */
const Certificate = z.string().max(50_000).regex(/-----BEGIN CERTIFICATE-----/);

/** A Kerberos Vault, where agents put their recordings (kerberos-io/agent `kerberos_vault.go`: the first four are mandatory). */
export const VaultSettings = z.object({
  /** With its API's path: `https://vault.example.com/api`. */
  uri: HttpUrl,
  accessKey: SecretRef,
  secretKey: SecretRef,
  /** Must equal the Hub's user name where Hub is used as well. */
  directory: Text.min(1),
  /** Name of the provider in Vault; null: Vault's own choice. */
  provider: Text.nullable(),
});
export type VaultSettings = z.infer<typeof VaultSettings>;

/** A Kerberos Hub, for the live view and, where there is no Vault, for the recordings. */
export const HubSettings = z.object({ uri: HttpUrl, key: SecretRef, privateKey: SecretRef, region: Text.min(1), site: Text.nullable() });
export type HubSettings = z.infer<typeof HubSettings>;

/** Where recordings go. `given`: what the place of the agents gives all of them (Factory's global settings). `none`: they stay with the agent. */
export const StorageSettings = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('given') }),
  z.object({ kind: z.literal('none') }),
  z.object({ kind: z.literal('own'), vault: VaultSettings.nullable(), hub: HubSettings.nullable() }),
]);
export type StorageSettings = z.infer<typeof StorageSettings>;

const ofAllAgents = { recording: z.enum(['continuous', 'motion']), storage: StorageSettings.default({ kind: 'given' }) };
/** `name:tag` or `name@sha256:...`; null: the version that this program knows. */
const Image = z.string().trim().max(300).regex(/^[a-z0-9][\w./:-]*(:[\w.-]+|@sha256:[0-9a-f]{64})$/).nullable();

export const FactorySettings = z.object({
  kind: z.literal('factory'),
  url: HttpUrl,
  username: Text.min(1),
  password: SecretRef,
  /** Route prefix of the API where probing must not choose; null: probe. */
  prefix: z.string().max(100).nullable(),
  certificate: Certificate.nullable().default(null),
  /** Login of the agents' own API, for the proof by a frame; null: the agents cannot be asked. */
  agentLogin: z.object({ username: Text, password: SecretRef }).nullable(),
  ...ofAllAgents,
});
export type FactorySettings = z.infer<typeof FactorySettings>;

/** The cluster that Factory makes its agents in, asked directly. */
export const KubernetesSettings = z.object({
  kind: z.literal('kubernetes'),
  auth: z.discriminatedUnion('kind', [
    /** The whole text of a kubeconfig; `context` null: its current one. */
    z.object({ kind: z.literal('kubeconfig'), kubeconfig: SecretRef, context: Text.nullable() }),
    z.object({ kind: z.literal('token'), server: HttpUrl, token: SecretRef, certificate: Certificate.nullable() }),
  ]),
  namespace: z.string().regex(/^[a-z0-9]([-a-z0-9]{0,61}[a-z0-9])?$/).default('kerberos-factory'),
  image: Image.default(null),
  ...ofAllAgents,
});
export type KubernetesSettings = z.infer<typeof KubernetesSettings>;

/** Docker on a computer that is reached over SSH. */
export const DockerSettings = z.object({
  kind: z.literal('docker'),
  host: BoxSettings,
  /** Where the agents' own pages listen on it: nowhere but on itself, or on this address of it in the overlay. */
  listen: z.union([z.literal('loopback'), z.ipv4()]).default('loopback'),
  image: Image.default(null),
  ...ofAllAgents,
});
export type DockerSettings = z.infer<typeof DockerSettings>;

/** Docker on the spare box itself: no stream leaves the site, only what is recorded. */
export const EdgeSettings = z.object({ kind: z.literal('edge'), image: Image.default(null), ...ofAllAgents });
export type EdgeSettings = z.infer<typeof EdgeSettings>;

export const AgentSettings = z.discriminatedUnion('kind', [FactorySettings, KubernetesSettings, DockerSettings, EdgeSettings]);
export type AgentSettings = z.infer<typeof AgentSettings>;

/** What a person knows the place of the agents by: Factory's address, the cluster's, the computer's; '' is the spare box. */
export function agentsPlace(settings: AgentSettings): string {
  switch (settings.kind) {
    case 'factory':
      return settings.url;
    case 'kubernetes':
      return settings.auth.kind === 'token' ? settings.auth.server : (settings.auth.context ?? settings.namespace);
    case 'docker':
      return settings.host.host;
    case 'edge':
      return '';
  }
}

/** The settings by which a camera's agent is made; those of the spare box follow the site's where it only takes some of the cameras. */
export function agentSettingsOf(site: Pick<Site, 'agents'>, runs: CameraChoice['runs']): AgentSettings | null {
  const { agents } = site;
  if (agents === null || runs === 'cloud' || agents.kind === 'edge') return agents;
  return { kind: 'edge', image: agents.kind === 'docker' ? agents.image : null, recording: agents.recording, storage: agents.storage.kind === 'given' ? { kind: 'none' } : agents.storage };
}

/**
 * One camera site: what a person decided, nothing that was found. This is also the documented site file of the terminal
 * (`--site FILE`); what was found and done stands in the journal beside it.
 */
export const Site = z.object({
  schema: z.literal('kerberos-tunnel/site'),
  version: z.literal(1),
  id: z.string().regex(/^[a-z0-9][a-z0-9-]{0,39}$/),
  name: Text.min(1),
  mode: z.enum(['real', 'practice']),
  timeZone: Text,
  language: z.enum(['en', 'nl']),
  /** Ranges to search. Empty: what the laptop's own interfaces are in. */
  ranges: z.array(z.string().refine((text) => parseRange(text) !== null)).max(MOST_RANGES),
  credentials: z.array(CredentialSet).max(50),
  cameras: z.array(CameraChoice).max(1000),
  box: BoxSettings.nullable(),
  overlay: OverlaySettings.nullable(),
  agents: AgentSettings.nullable(),
});
export type Site = z.infer<typeof Site>;

export function newSite(input: { id: string; name: string; mode: Site['mode']; language: Site['language']; timeZone: string }): Site {
  return { schema: 'kerberos-tunnel/site', version: 1, ...input, ranges: [], credentials: [], cameras: [], box: null, overlay: null, agents: null };
}
