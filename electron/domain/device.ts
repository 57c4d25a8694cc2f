import { z } from 'zod';

/** One thing that something said about a device; kept, so that every verdict can be explained. */
export const Evidence = z.object({
  source: z.enum([
    'ws-discovery', 'neighbour', 'sweep', 'port', 'rtsp', 'onvif', 'http', 'ssh', 'typed',
    // vendors' own discovery protocols, read verbs only
    'sadp', 'dhip', 'dahua1', 'hanwha', 'bosch', 'vivotek', 'foscam', 'sony', 'panasonic', 'ubiquiti', 'vstarcam',
    'mdns', 'ssdp',
  ]),
  /** Who said it. */
  address: z.string(),
  /** Short facts with the protocol's own names: `types`, `scopes`, `xaddrs`, `server`, `realm`, `port`, ... Text only, capped. */
  facts: z.record(z.string(), z.string()),
});
export type Evidence = z.infer<typeof Evidence>;

export const DEVICE_KINDS = ['camera', 'recorder', 'doorbell', 'encoder', 'restream', 'computer', 'printer', 'router', 'other', 'unknown'] as const;
export const DeviceKind = z.enum(DEVICE_KINDS);
export type DeviceKind = z.infer<typeof DeviceKind>;

/** Why the verdict was given. Words in every language; `params.from` names the source. */
export const REASONS = [
  'onvif-type', 'onvif-scope', 'onvif-service', 'rtsp-realm', 'rtsp-server', 'rtsp-open', 'vendor-mac', 'http-title', 'printer-type', 'computer-type',
  'recorder-scope', 'ssh-open', 'only-ports', 'typed-by-hand', 'restream-server', 'vendor-protocol', 'announced', 'went-away',
] as const;
export const Reason = z.object({ reason: z.enum(REASONS), params: z.record(z.string(), z.union([z.string(), z.number()])) });
export type Reason = z.infer<typeof Reason>;

/**
 * What somebody has to do before a device can be used. `activate`: it has no password yet and does nothing else. `foreign-subnet`: it
 * answers, but its address is in no network of this computer. `duplicate-address`: two devices share one address.
 */
export const ADVICE = ['activate', 'foreign-subnet', 'duplicate-address'] as const;
export const Advice = z.object({ advice: z.enum(ADVICE), params: z.record(z.string(), z.union([z.string(), z.number()])) });
export type Advice = z.infer<typeof Advice>;

export const OpenPort = z.object({
  port: z.number().int().min(1).max(65535),
  speaks: z.enum(['rtsp', 'onvif', 'http', 'https', 'ssh', 'unknown']),
});
export type OpenPort = z.infer<typeof OpenPort>;

export const Device = z.object({
  /** Stable over surveys of one site: the MAC where known, else the endpoint's uuid and address, else the address. */
  id: z.string(),
  /** Ids by which another survey may have known it: more or less was known of it then. What was decided under them holds. */
  otherIds: z.array(z.string()).default([]),
  address: z.string(),
  /** Further addresses of the same device (a second interface). */
  otherAddresses: z.array(z.string()),
  mac: z.string().nullable(),
  kind: DeviceKind,
  reasons: z.array(Reason),
  name: z.string().nullable(),
  vendor: z.string().nullable(),
  model: z.string().nullable(),
  ports: z.array(OpenPort),
  /** ONVIF device service, already rewritten to the address that answered; null when none was found. */
  onvif: z.string().nullable(),
  rtspPort: z.number().int().nullable(),
  /** Video channels that a recorder or an encoder says it has; null: it is neither, or did not say. */
  channels: z.number().int().nullable().default(null),
  advice: z.array(Advice).default([]),
  evidence: z.array(Evidence),
});
export type Device = z.infer<typeof Device>;

/** A recorder's channels are streams of one address; the product registers cameras, doorbells and encoders by themselves. */
export function isCamera(device: Device): boolean {
  return device.kind === 'camera' || device.kind === 'doorbell' || device.kind === 'encoder';
}

export const INTERFACE_KINDS = ['real', 'virtual', 'loopback'] as const;

export const SurveyInterface = z.object({
  name: z.string(),
  address: z.string(),
  /** What is searched of it unless somebody says otherwise. */
  range: z.string(),
  searched: z.boolean(),
  /** `virtual`: made by software (containers, virtual machines, tunnels); left out unless there are no others or a range in it was asked for. */
  kind: z.enum(INTERFACE_KINDS).default('real'),
  /** The whole network where it is larger than `range`, so that only the part around the computer's own address was searched; else null. */
  partOf: z.string().nullable().default(null),
});
export type SurveyInterface = z.infer<typeof SurveyInterface>;

export const SurveyRoute = z.object({
  range: z.string(),
  /** Address of the router. */
  via: z.string(),
  /** Name of the interface that leads there; its address where the system tells only that (Windows). */
  interface: z.string(),
});
export type SurveyRoute = z.infer<typeof SurveyRoute>;

export const Survey = z.object({
  ranges: z.array(z.string()),
  devices: z.array(Device),
  /** Milliseconds from start to the complete picture. */
  tookMs: z.number(),
  /** Network interfaces that were searched, and those left out. */
  interfaces: z.array(SurveyInterface),
  /** Ranges behind routers that the computer knows of: offered to be searched, never searched by themselves. */
  routes: z.array(SurveyRoute).default([]),
});
export type Survey = z.infer<typeof Survey>;
