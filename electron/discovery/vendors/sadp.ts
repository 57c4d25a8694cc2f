import { randomUUID } from 'node:crypto';
import { parseXml, textAt, type XmlNode } from '../../camera/onvif/xml';
import { cleanAnswer, type VendorAnswer, type VendorDeviceClass, type VendorProtocol } from './protocol';

/** Bytes; the longest answer on record has 2 KB. */
const MAX_DATAGRAM = 16 * 1024;

/**
 * Hikvision's Search Active Devices Protocol, also of its OEMs and of EZVIZ. Answers come by multicast to port 37020 from most
 * firmwares, to the asker from newer ones. The same port takes `update`, `activate` and others, which are never sent.
 */
export const SADP: VendorProtocol = {
  source: 'sadp',
  port: 37_020,
  groups: ['239.255.255.250'],
  replies: { port: 37_020, asks: false },
  questions: () => ['inquiry', 'inquiry_v32'].map((types) => Buffer.from(`<?xml version="1.0" encoding="utf-8"?><Probe><Uuid>${randomUUID().toUpperCase()}</Uuid><Types>${types}</Types></Probe>`)),
  read,
};

function read(datagram: Uint8Array, from: string): VendorAnswer | null {
  if (datagram.length > MAX_DATAGRAM) return null;
  const root = parseXml(datagram);
  if (root?.name !== 'ProbeMatch') return null;
  const text = (name: string): string | null => textAt(root, name);
  const model = text('DeviceDescription') ?? text('DeviceType');
  const analog = number(root, 'AnalogChannelNum');
  const digital = number(root, 'DigitalChannelNum');
  const channels = analog === null && digital === null ? null : (analog ?? 0) + (digital ?? 0);
  return cleanAnswer(
    {
      address: text('IPv4Address'),
      mac: text('MAC'),
      vendor: vendor(model ?? '', text('OEMInfo') ?? ''),
      model,
      serial: text('DeviceSN'),
      firmware: text('SoftwareVersion'),
      httpPort: number(root, 'HttpPort'),
      sdkPort: number(root, 'CommandPort'),
      deviceClass: classOf(model ?? '', channels ?? 0),
      channels,
      dhcp: truth(text('DHCP')),
      // Firmwares from before activation existed do not say; they have the old default password.
      activated: truth(text('Activated')),
      locked: truth(text('DeviceLock')),
      netmask: text('IPv4SubnetMask') ?? text('SubnetMask'),
      gateway: text('IPv4Gateway') ?? text('Gateway'),
    },
    from,
  );
}

function number(root: XmlNode, name: string): number | null {
  const text = textAt(root, name);
  return text !== null && /^\d{1,5}$/.test(text) ? Number(text) : null;
}

/** `flase` was recorded from a real firmware. */
function truth(text: string | null): boolean | null {
  if (text === null) return null;
  if (/^(true|yes|on|1)$/i.test(text)) return true;
  return /^(false|flase|no|off|0)$/i.test(text) ? false : null;
}

function vendor(model: string, oem: string): string {
  if (/^i?DS-/i.test(model)) return 'Hikvision';
  if (/^CS-/i.test(model)) return 'EZVIZ';
  return /^[a-z][\w .-]{1,30}$/i.test(oem) && !/^(n\/?a|null|none|normal|unknown)$/i.test(oem) ? oem : 'Hikvision';
}

/**
 * By Hikvision's names, then by channels: `DigitalChannelNum` is 1 on plain cameras, so only more than one makes a recorder.
 * DS-2xx cameras, DS-67 encoders, DS-69 and DS-64 decoders, DS-7 to DS-9 recorders, DS-KH indoor stations, DS-KV, DS-KD and
 * DS-KB door stations, DS-K1 and DS-K2 access control, DS-3 switches.
 */
function classOf(model: string, channels: number): VendorDeviceClass {
  if (/^i?DS-(2|T|I)/i.test(model)) return 'camera';
  if (/^i?DS-(7|8|9|MP|H)\w/i.test(model)) return 'recorder';
  if (/^DS-6[67]/i.test(model)) return 'encoder';
  if (/^DS-K[VDB]/i.test(model) || /^CS-(DB|DP|HP)\d/i.test(model)) return 'doorbell';
  if (/^DS-(KH|K1|K2|KC|KM|3|1|6|P|S)/i.test(model)) return 'other';
  if (/^CS-[XN]\d/i.test(model) || /\b[NDX]VR/i.test(model) || channels > 1) return 'recorder';
  return /^CS-|cam|^ipc/i.test(model) ? 'camera' : 'unknown';
}
