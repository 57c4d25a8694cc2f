import { addressAt, cString, macAt, u16be, u8 } from './packet';
import { cleanAnswer, type VendorAnswer, type VendorDeviceClass, type VendorProtocol } from './protocol';

const HEADER = 4;
const MAX_DATAGRAM = 4 * 1024;
const MOST_FIELDS = 128;

/**
 * Ubiquiti's device discovery: version, command, length, then type, length (network order), value. All of its devices answer, so
 * most answers are of access points and switches. Layout: UniversalScanner `Ubiquiti.cs` and its recorded packet.
 */
export const UBIQUITI: VendorProtocol = {
  source: 'ubiquiti',
  port: 10_001,
  groups: ['233.89.188.1'],
  replies: { port: 10_001, asks: false },
  questions: () => [Buffer.from('01000000', 'hex')],
  read,
};

function read(datagram: Uint8Array, from: string): VendorAnswer | null {
  const version = u8(datagram, 0);
  if (datagram.length <= HEADER || datagram.length > MAX_DATAGRAM || (version !== 1 && version !== 2) || u16be(datagram, 2) !== datagram.length - HEADER) return null;
  const fields = new Map<number, Uint8Array>();
  for (let at = HEADER; at + 3 <= datagram.length && fields.size < MOST_FIELDS; ) {
    const length = u16be(datagram, at + 1);
    if (at + 3 + length > datagram.length) break;
    if (!fields.has(u8(datagram, at))) fields.set(u8(datagram, at), datagram.subarray(at + 3, at + 3 + length));
    at += 3 + length;
  }
  const both = fields.get(0x02);
  const alone = fields.get(0x01) ?? fields.get(0x13);
  const mac = both?.length === 10 ? macAt(both, 0) : alone?.length === 6 ? macAt(alone, 0) : null;
  if (mac === null) return null;
  const text = (type: number): string | null => cString(fields.get(type) ?? new Uint8Array(), 0, 100) || null;
  const flag = (type: number): boolean | null => (fields.get(type)?.length === 1 ? u8(fields.get(type) ?? datagram, 0) === 1 : null);
  // 0x14 the full name (version 1), 0x15 the model (version 2), 0x0c the platform's short name.
  const model = text(0x14) ?? text(0x15) ?? text(0x0c);
  const fresh = flag(0x17);
  return cleanAnswer(
    {
      address: both?.length === 10 ? addressAt(both, 6) : null,
      mac,
      vendor: 'Ubiquiti',
      model,
      name: text(0x0b),
      firmware: text(0x16) ?? text(0x03),
      deviceClass: classOf(model),
      dhcp: flag(0x19),
      // 0x17: still in the factory's state, not taken over by a controller.
      activated: fresh === null ? null : !fresh,
    },
    from,
  );
}

function classOf(model: string | null): VendorDeviceClass {
  if (model === null) return 'unknown';
  if (/doorbell/i.test(model)) return 'doorbell';
  if (/NVR/i.test(model)) return 'recorder';
  if (/^UVC|^airCam|\b(G[2-9]|AI)[ -]?(Bullet|Dome|Flex|Instant|Pro|PTZ|Turret|Micro|360|DSLR|LPR|Theta)|camera/i.test(model)) return 'camera';
  // Names that are none of the camera's lines are of radios, switches and gateways.
  return /^(U[ABCDLNPSTWX67]|US|ER|ES|EP|AF|LAP|NBE|NSM?|LiteBeam|NanoStation|PowerBeam|Rocket|Bullet|LocoM|AG)/i.test(model) ? 'other' : 'unknown';
}
