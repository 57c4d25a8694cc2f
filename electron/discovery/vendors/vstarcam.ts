import { cString, macAt, startsWith, u16le } from './packet';
import { cleanAnswer, type VendorAnswer, type VendorProtocol } from './protocol';

const LENGTH = 0x100;
const MAX_DATAGRAM = 2 * 1024;

/** VStarcam, Eye4 and other cheap cameras (`DH`): texts in fixed places. Layout: UniversalScanner `Vstarcam.cs`. */
export const VSTARCAM: VendorProtocol = {
  source: 'vstarcam',
  port: 8_600,
  groups: [],
  replies: { port: 8_600, asks: false },
  questions: () => [Buffer.from('44480101', 'hex')],
  read,
};

function read(datagram: Uint8Array, from: string): VendorAnswer | null {
  if (datagram.length < LENGTH || datagram.length > MAX_DATAGRAM || !startsWith(datagram, [0x44, 0x48, 0x01, 0x08])) return null;
  return cleanAnswer(
    {
      address: cString(datagram, 0x04, 16),
      mac: macAt(datagram, 0x54),
      vendor: 'VStarcam',
      name: cString(datagram, 0x7c, 32),
      serial: cString(datagram, 0x5c, 32),
      firmware: cString(datagram, 0xcc, 32),
      httpPort: u16le(datagram, 0x5a),
      deviceClass: 'camera',
      channels: 1,
      netmask: cString(datagram, 0x14, 16),
      gateway: cString(datagram, 0x24, 16),
    },
    from,
  );
}
