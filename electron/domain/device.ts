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
  'recorder-scope', 'ssh-open', 'only-ports', 'typed-by-hand', 'restream-server', 'vendor-protocol', 'announced',
] as const;
export const Reason = z.object({ reason: z.enum(REASONS), params: z.record(z.string(), z.union([z.string(), z.number()])) });
export type Reason = z.infer<typeof Reason>;

export const OpenPort = z.object({
  port: z.number().int().min(1).max(65535),
  speaks: z.enum(['rtsp', 'onvif', 'http', 'https', 'ssh', 'unknown']),
});
export type OpenPort = z.infer<typeof OpenPort>;

export const Device = z.object({
  /** Stable over surveys of one site: the MAC where known, else the endpoint's uuid and address, else the address. */
  id: z.string(),
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
  evidence: z.array(Evidence),
});
export type Device = z.infer<typeof Device>;

/** A recorder's channels are streams of one address; the product registers cameras, doorbells and encoders by themselves. */
export function isCamera(device: Device): boolean {
  return device.kind === 'camera' || device.kind === 'doorbell' || device.kind === 'encoder';
}

export const Survey = z.object({
  ranges: z.array(z.string()),
  devices: z.array(Device),
  /** Milliseconds from start to the complete picture. */
  tookMs: z.number(),
  /** Network interfaces that were searched, and those left out (virtual ones) with the reason. */
  interfaces: z.array(z.object({ name: z.string(), address: z.string(), range: z.string(), searched: z.boolean() })),
});
export type Survey = z.infer<typeof Survey>;
