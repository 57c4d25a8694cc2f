import { randomBytes } from 'node:crypto';
import { childAt, parseXml, textAt } from '../../camera/onvif/xml';
import { addressAt, macAt, startsWith } from './packet';
import { cleanAnswer, type VendorAnswer, type VendorDeviceClass, type VendorProtocol } from './protocol';

const MAGIC = [0x99, 0x39, 0xa4, 0x27] as const;
const BINARY = 0x20;
const MAX_DATAGRAM = 16 * 1024;

/** Bosch RCP+ detection: old firmwares answer with 32 bytes, newer ones with XML, to port 1758. Layout: UniversalScanner `Bosch.cs`. */
export const BOSCH: VendorProtocol = {
  source: 'bosch',
  port: 1_757,
  groups: [],
  replies: { port: 1_758, asks: false },
  questions: () => [Buffer.concat([Buffer.from(MAGIC), randomBytes(4), Buffer.from('ff0006de', 'hex')])],
  read,
};

function read(datagram: Uint8Array, from: string): VendorAnswer | null {
  if (datagram.length > MAX_DATAGRAM) return null;
  return startsWith(datagram, MAGIC) ? readBinary(datagram, from) : readXml(datagram, from);
}

function readBinary(datagram: Uint8Array, from: string): VendorAnswer | null {
  // Questions have 12 bytes and the same magic.
  if (datagram.length !== BINARY) return null;
  return cleanAnswer({ mac: macAt(datagram, 0x08), address: addressAt(datagram, 0x10), netmask: addressAt(datagram, 0x14), gateway: addressAt(datagram, 0x18), vendor: 'Bosch' }, from);
}

function readXml(datagram: Uint8Array, from: string): VendorAnswer | null {
  const root = parseXml(datagram);
  const device = root?.name === 'root' ? childAt(root, 'device') : null;
  // What tells this answer from any other document with a `device` in it (UPnP has the same root).
  if (device === null || textAt(device, 'unitIPAddress') === null || textAt(device, 'physAddress') === null) return null;
  const number = (name: string): number | null => (/^\d{1,5}$/.test(textAt(device, name) ?? '') ? Number(textAt(device, name)) : null);
  const model = textAt(device, 'friendlyName');
  const lines = number('Lines');
  return cleanAnswer(
    {
      address: textAt(device, 'unitIPAddress'),
      mac: textAt(device, 'physAddress'),
      vendor: 'Bosch',
      model,
      name: textAt(device, 'unitName'),
      serial: textAt(device, 'serialNumber'),
      httpPort: number('HTTPPort'),
      sdkPort: number('RCPPort'),
      deviceClass: classOf(model ?? '', lines ?? 1),
      channels: lines,
      dhcp: number('dhcp') === null ? null : number('dhcp') !== 0,
      netmask: textAt(device, 'unitSubnetMask'),
      gateway: textAt(device, 'unitGatewayIp'),
    },
    from,
  );
}

function classOf(model: string, lines: number): VendorDeviceClass {
  if (/divar|\bDIP-|recording/i.test(model)) return 'recorder';
  if (/decoder|monitor ?wall/i.test(model)) return 'other';
  if (/videojet|\bVIP[- ]?X|\bVJ[TMC]-|encoder/i.test(model)) return 'encoder';
  if (/dinion|flexidome|autodome|\bMIC\b|tinyon|panoramic|camera|extegra|^N[A-Z]{2}-/i.test(model)) return 'camera';
  return lines > 1 ? 'encoder' : 'unknown';
}
