import { dahuaClass } from './dahua-class';
import { addressAt, cString, startsWith, u16le, u8 } from './packet';
import { cleanAnswer, type VendorAnswer, type VendorProtocol } from './protocol';

/** Fixed part; behind it the MAC as text with the model, then lines of `Name:value`. */
const FIXED = 0x78;
const MAC_TEXT = 17;
const MAX_DATAGRAM = 4 * 1024;

/**
 * Dahua's first protocol, for devices of before 2015. Layout: UniversalScanner `Dahua1.cs`; the ports at 0x5e and 0x62 are read
 * from its recorded packet (80 and 37777).
 */
export const DAHUA1: VendorProtocol = {
  source: 'dahua1',
  port: 5_050,
  groups: [],
  replies: { port: 5_050, asks: false },
  questions: () => [Buffer.from('a3010001000000000000000000000000' + '02000000000000000000000000000000', 'hex')],
  read,
};

function read(datagram: Uint8Array, from: string): VendorAnswer | null {
  if (datagram.length < FIXED || datagram.length > MAX_DATAGRAM || !startsWith(datagram, [0xb3])) return null;
  const second = u8(datagram, 0x02);
  const third = u16le(datagram, 0x14);
  if (FIXED + second + third !== datagram.length) return null;
  const lines = values(cString(datagram, FIXED + second, third));
  const model = (second > MAC_TEXT ? cString(datagram, FIXED + MAC_TEXT, second - MAC_TEXT) : '') || cString(datagram, 0x28, 16);
  return cleanAnswer(
    {
      address: addressAt(datagram, 0x38),
      mac: cString(datagram, FIXED, Math.min(second, MAC_TEXT)),
      vendor: 'Dahua',
      model,
      name: lines.get('Name') ?? null,
      serial: lines.get('SerialNo') ?? null,
      httpPort: u16le(datagram, 0x5e),
      sdkPort: u16le(datagram, 0x62),
      deviceClass: dahuaClass(lines.get('Device') ?? '', model),
      netmask: addressAt(datagram, 0x3c),
      gateway: addressAt(datagram, 0x40),
    },
    from,
  );
}

function values(text: string): Map<string, string> {
  const found = new Map<string, string>();
  for (const line of text.split(/\r?\n/).slice(0, 40)) {
    const at = line.indexOf(':');
    if (at > 0) found.set(line.slice(0, at).trim(), line.slice(at + 1).trim());
  }
  return found;
}
