import { z } from 'zod';
import { DeviceKind } from './device';
import { Params } from './json';

/**
 * Why an address that somebody says is a camera was not found as one: everything that was asked there without a login, what came
 * back, what follows from it, and the setting of that brand that opens it.
 */

/** Things that are asked. `tcp`: does the port open; the others need an open port, except the two of UDP and ARP. */
export const DOORS = ['neighbour', 'ws-discovery', 'tcp', 'rtsp-options', 'rtsp-describe', 'onvif', 'web'] as const;
export type DoorName = (typeof DOORS)[number];

/** `refused`: a host is there, the port is closed. `wrong`: something answered, but not as this protocol says; see `fault`. */
export const OUTCOMES = ['answered', 'refused', 'silent', 'wrong'] as const;
export type DoorOutcome = (typeof OUTCOMES)[number];

/**
 * What was wrong with an answer. `locked`: a login is asked for before anything is told (no fault of the device). `too-slow`: the
 * connection stood, but no complete answer came in time. `too-much`: more bytes than such an answer has; it was cut off.
 */
export const FAULTS = ['locked', 'other-protocol', 'hung-up', 'too-slow', 'too-much'] as const;
export type DoorFault = (typeof FAULTS)[number];

export const Door = z.object({
  door: z.enum(DOORS),
  /** null where the door has no port (ARP). */
  port: z.number().int().min(1).max(65535).nullable(),
  outcome: z.enum(OUTCOMES),
  /** What was said, in the protocol's own words: one line, safe to show, at most 160 characters. */
  fact: z.string().max(160).nullable(),
  fault: z.enum(FAULTS).nullable(),
});
export type Door = z.infer<typeof Door>;

export const CONCLUSIONS = [
  'looks-fine', 'nobody-home', 'other-subnet', 'this-computer', 'everything-open', 'all-silent', 'is-not-a-camera', 'restream', 'recorder-channel', 'only-cloud', 'wifi-battery-camera', 'rtsp-off-likely', 'onvif-off-likely',
  'no-rtsp', 'no-onvif', 'ports-moved', 'tls-only', 'hangs-up', 'viewers-full', 'misbehaves', 'behind-router',
] as const;
export type ConclusionName = (typeof CONCLUSIONS)[number];
export const Conclusion = z.object({ conclusion: z.enum(CONCLUSIONS), params: Params });
export type Conclusion = z.infer<typeof Conclusion>;

/** Brands whose settings are known from their own pages or from several independent users (`discovery/explain/brand-settings.ts`). */
export const BRANDS = [
  'hikvision', 'annke', 'dahua', 'amcrest', 'lorex', 'imou', 'reolink', 'tapo', 'vigi', 'axis', 'ezviz', 'eufy', 'wyze', 'ubiquiti', 'tuya', 'arlo', 'ring', 'nest',
  'hanwha', 'foscam', 'mobotix', 'vivotek', 'bosch', 'uniview',
] as const;
export const Brand = z.enum(BRANDS);
export type Brand = z.infer<typeof Brand>;

/** As the makers write themselves. */
export const BRAND_NAMES: Readonly<Record<Brand, string>> = {
  hikvision: 'Hikvision', annke: 'Annke', dahua: 'Dahua', amcrest: 'Amcrest', lorex: 'Lorex', imou: 'Imou', reolink: 'Reolink', tapo: 'TP-Link Tapo', vigi: 'TP-Link VIGI', axis: 'Axis', ezviz: 'EZVIZ', eufy: 'Eufy', wyze: 'Wyze',
  ubiquiti: 'Ubiquiti UniFi', tuya: 'Tuya', arlo: 'Arlo', ring: 'Ring', nest: 'Google Nest',
  hanwha: 'Hanwha Wisenet', foscam: 'Foscam', mobotix: 'MOBOTIX', vivotek: 'VIVOTEK', bosch: 'Bosch', uniview: 'Uniview',
};

export const BrandGuess = z.object({
  brand: Brand,
  /** What gave it away, the surest first. */
  from: z.enum(['ws-discovery', 'rtsp', 'web', 'mac', 'port']),
  /** The words, the MAC or the port that it was read from; safe to show. */
  said: z.string().max(160),
});
export type BrandGuess = z.infer<typeof BrandGuess>;

/** Where a setting is changed. `nowhere`: the maker offers none. */
export const PLACES = ['web-page', 'app', 'recorder', 'nowhere'] as const;
/** Which generation of the maker's menus a path is of. */
export const VARIANTS = ['usual', 'newer', 'older', 'recorder', 'account'] as const;
export const BrandSetting = z.object({
  brand: Brand,
  opens: z.enum(['onvif', 'rtsp', 'both', 'account', 'nothing']),
  place: z.enum(PLACES),
  variant: z.enum(VARIANTS),
  /** The menus in their order, as the device itself names them in English. Empty where there is no such setting. */
  path: z.array(z.string()),
});
export type BrandSetting = z.infer<typeof BrandSetting>;

export const WhyNot = z.object({
  address: z.string(),
  /** Can be reached without a router from this computer. */
  onLink: z.boolean(),
  /** Networks of this computer, for comparison. */
  networks: z.array(z.string()),
  mac: z.string().nullable(),
  /** The maker of the network card, or who the device says made it. */
  vendor: z.string().nullable(),
  /** What it is by everything that it said, and `unknown` where it said nothing. */
  kind: DeviceKind,
  brand: BrandGuess.nullable(),
  doors: z.array(Door),
  /** The most telling one first. */
  conclusions: z.array(Conclusion),
  settings: z.array(BrandSetting),
  tookMs: z.number(),
});
export type WhyNot = z.infer<typeof WhyNot>;

/** `fine`: a camera that can be read. `partly`: it speaks one of the two protocols. `no`: neither. */
export function verdictOf(whyNot: WhyNot): 'fine' | 'partly' | 'no' {
  const speaks = (door: DoorName): boolean => whyNot.doors.some((one) => one.door === door && one.outcome === 'answered');
  const rtsp = speaks('rtsp-options') || speaks('rtsp-describe');
  const onvif = speaks('onvif');
  return rtsp && onvif ? 'fine' : rtsp || onvif ? 'partly' : 'no';
}
