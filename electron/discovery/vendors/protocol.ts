import { z } from 'zod';
import { deviceText } from '../../camera/device-text';
import { normalMac } from '../../camera/onvif/device-answers';
import { formatAddress, isAddress, parseAddress } from '../../domain/addresses';
import type { Evidence } from '../../domain/device';

/** Characters of one text; the longest on record is a Hikvision serial of 34. */
export const MAX_TEXT = 80;
const MOST_CHANNELS = 1_024;

/** `other`: the device says that it is something else of that maker (an indoor station, an access point). */
export const VENDOR_DEVICE_CLASSES = ['camera', 'recorder', 'doorbell', 'encoder', 'other', 'unknown'] as const;
export type VendorDeviceClass = (typeof VENDOR_DEVICE_CLASSES)[number];

const Text = z.string().min(1).max(MAX_TEXT).nullable();
const Address = z.ipv4();
const Port = z.number().int().min(1).max(65_535).nullable();

/** What a device said of itself in its maker's protocol; null where it said nothing, or nothing that can be. */
export const VendorAnswer = z.strictObject({
  /** Where it says it is, which may be another network than ours; the sender's address where it says nothing. IPv4. */
  address: Address,
  /** Lower case with colons. */
  mac: z.string().regex(/^([0-9a-f]{2}:){5}[0-9a-f]{2}$/).nullable(),
  vendor: Text,
  model: Text,
  name: Text,
  serial: Text,
  firmware: Text,
  httpPort: Port,
  /** The maker's own control port: 8000 (Hikvision), 37777 (Dahua), 1756 (Bosch). */
  sdkPort: Port,
  deviceClass: z.enum(VENDOR_DEVICE_CLASSES),
  /** Video channels; for recorders those that it can take. */
  channels: z.number().int().min(0).max(MOST_CHANNELS).nullable(),
  dhcp: z.boolean().nullable(),
  /** false: it has no password yet and does nothing else until it gets one. */
  activated: z.boolean().nullable(),
  /** true: it refuses logins or changes for now. */
  locked: z.boolean().nullable(),
  netmask: Address.nullable(),
  gateway: Address.nullable(),
});
export type VendorAnswer = z.infer<typeof VendorAnswer>;

export type VendorSource = Extract<Evidence['source'], 'sadp' | 'dhip' | 'dahua1' | 'hanwha' | 'bosch' | 'vivotek' | 'foscam' | 'sony' | 'panasonic' | 'ubiquiti' | 'vstarcam'>;

/** One maker's way of asking a network who is there. Questions read only: nothing here may change a device. */
export interface VendorProtocol {
  readonly source: VendorSource;
  /** Where questions go. */
  readonly port: number;
  /** Multicast groups that are asked; the broadcast addresses are asked in any case. */
  readonly groups: readonly string[];
  /**
   * Where answers arrive that are not sent to the asker's own port: by multicast to the groups, by broadcast, or because the
   * protocol says so. `asks`: questions have to come from this port too.
   */
  readonly replies: { readonly port: number; readonly asks: boolean } | null;
  /** Datagrams that ask, anew each time: some carry an id. `own` is the address that they are sent from. */
  questions(own: string): readonly Uint8Array[];
  /** Reads one datagram that `from` sent; null for whatever is no answer. Pure, bounded, never throws. */
  read(datagram: Uint8Array, from: string): VendorAnswer | null;
}

/** An answer as it came off the wire. */
export interface RawAnswer {
  readonly address?: string | null;
  readonly mac?: string | null;
  readonly vendor?: string | null;
  readonly model?: string | null;
  readonly name?: string | null;
  readonly serial?: string | null;
  readonly firmware?: string | null;
  readonly httpPort?: number | null;
  readonly sdkPort?: number | null;
  readonly deviceClass?: VendorDeviceClass;
  readonly channels?: number | null;
  readonly dhcp?: boolean | null;
  readonly activated?: boolean | null;
  readonly locked?: boolean | null;
  readonly netmask?: string | null;
  readonly gateway?: string | null;
}

/** Keeps of an answer what can be true and is safe to show. Null when not even an address is left. */
export function cleanAnswer(raw: RawAnswer, from: string): VendorAnswer | null {
  const address = hostAddress(raw.address) ?? from;
  if (!isAddress(address)) return null;
  return {
    address,
    mac: normalMac(raw.mac ?? null),
    vendor: deviceText(raw.vendor, MAX_TEXT),
    model: deviceText(raw.model, MAX_TEXT),
    name: deviceText(raw.name, MAX_TEXT),
    serial: deviceText(raw.serial, MAX_TEXT),
    firmware: deviceText(raw.firmware, MAX_TEXT),
    httpPort: portNumber(raw.httpPort),
    sdkPort: portNumber(raw.sdkPort),
    deviceClass: raw.deviceClass ?? 'unknown',
    channels: raw.channels !== null && raw.channels !== undefined && Number.isInteger(raw.channels) && raw.channels >= 0 && raw.channels <= MOST_CHANNELS ? raw.channels : null,
    dhcp: raw.dhcp ?? null,
    activated: raw.activated ?? null,
    locked: raw.locked ?? null,
    netmask: netmask(raw.netmask),
    gateway: hostAddress(raw.gateway),
  };
}

/** An address that a host can name as its own: not `0.0.0.0` (devices without one say so), no loopback, multicast or broadcast; normalised. */
function hostAddress(text: string | null | undefined): string | null {
  const value = parseAddress(text ?? '');
  // 224.0.0.0/4 is multicast; above it only the recorded samples' 240.0.0.0/4 and the broadcast address are left.
  if (value === null || value < 2 ** 24 || Math.floor(value / 2 ** 24) === 127 || (value >= 0xe0000000 && value < 0xf0000000) || value === 0xffffffff) return null;
  return formatAddress(value);
}

function netmask(text: string | null | undefined): string | null {
  const value = parseAddress(text ?? '');
  // Ones, then zeros: the inverse plus one is a power of two.
  if (value === null || value === 0 || !Number.isInteger(Math.log2(2 ** 32 - value))) return null;
  return formatAddress(value);
}

function portNumber(port: number | null | undefined): number | null {
  return port !== null && port !== undefined && Number.isInteger(port) && port >= 1 && port <= 65_535 ? port : null;
}
