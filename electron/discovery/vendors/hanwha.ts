import { cString, startsWith, u16le, u8 } from './packet';
import { cleanAnswer, type VendorAnswer, type VendorDeviceClass, type VendorProtocol } from './protocol';

const LENGTH = 0x106;
const MAX_DATAGRAM = 2 * 1024;

/**
 * Hanwha (Samsung Techwin, Wisenet): fixed structures of 262 bytes, answered to port 7711. Layout up to the model: UniversalScanner
 * `Hanwha.cs`. The ports (0x78 HTTP, 0x7a device) and the way of the address (0x84) follow the maker's IP installer and were
 * not seen filled in a recording.
 */
export const HANWHA: VendorProtocol = {
  source: 'hanwha',
  port: 7_701,
  groups: [],
  replies: { port: 7_711, asks: false },
  questions: () => {
    const question = Buffer.alloc(LENGTH);
    question[0] = 0x01;
    return [question];
  },
  read,
};

function read(datagram: Uint8Array, from: string): VendorAnswer | null {
  if (datagram.length < LENGTH || datagram.length > MAX_DATAGRAM || !startsWith(datagram, [0x0b])) return null;
  const mac = cString(datagram, 0x13, 18);
  const address = cString(datagram, 0x25, 16);
  // The first byte alone is no proof; both texts in their places are.
  if (!/^([0-9a-f]{2}[:-]){5}[0-9a-f]{2}$/i.test(mac) || !/^[\d.]{7,15}$/.test(address)) return null;
  const model = cString(datagram, 0x6d, 10);
  const way = u8(datagram, 0x84);
  return cleanAnswer(
    {
      address,
      mac,
      vendor: 'Hanwha',
      model,
      httpPort: u16le(datagram, 0x78),
      sdkPort: u16le(datagram, 0x7a),
      deviceClass: classOf(model),
      // 0 cannot be told from a field that older firmwares leave empty.
      dhcp: way === 1 ? true : null,
      netmask: cString(datagram, 0x35, 16),
      gateway: cString(datagram, 0x45, 16),
    },
    from,
  );
}

/** Wisenet names: XNV, QNO, PNM, TNB, SNP ... cameras; XRN, SRD, HRX recorders; SPE encoders; TID intercoms. */
function classOf(model: string): VendorDeviceClass {
  if (/^[XQPLSW]R[ND]|^HR[DX]|^WRN/i.test(model)) return 'recorder';
  if (/^SPE/i.test(model)) return 'encoder';
  if (/^TID/i.test(model)) return 'doorbell';
  return /^[A-Z]N[A-Z]-/i.test(model) ? 'camera' : 'unknown';
}
