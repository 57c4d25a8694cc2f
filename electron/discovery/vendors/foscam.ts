import { addressAt, cString, startsWith, u16be, u8 } from './packet';
import { cleanAnswer, type VendorAnswer, type VendorProtocol } from './protocol';

/** `MO_I`. */
const MAGIC = [0x4d, 0x4f, 0x5f, 0x49] as const;
const HEADER = 0x17;
const LENGTH = 0x57;
const KEY = 0x07;
const MAX_DATAGRAM = 1_024;

/**
 * Foscam and the many that took its firmware over. Answers come by broadcast to port 10000; newer ones are disguised with an
 * eight-byte key that the header brings along. Layout: UniversalScanner `Foscam.cs`, and the maker's IP camera protocol for DHCP
 * and versions. Request type 0 searches; the others set things and are never sent.
 */
export const FOSCAM: VendorProtocol = {
  source: 'foscam',
  port: 10_000,
  groups: [],
  replies: { port: 10_000, asks: false },
  questions: () => {
    const question = Buffer.alloc(HEADER + 4);
    question.set(MAGIC);
    question[0x0f] = 4;
    question[HEADER + 3] = 1;
    return [question];
  },
  read,
};

function read(datagram: Uint8Array, from: string): VendorAnswer | null {
  if (datagram.length < LENGTH || datagram.length > MAX_DATAGRAM || !startsWith(datagram, MAGIC)) return null;
  const plain = u8(datagram, 0x06) === 0 ? datagram : undisguised(datagram);
  const serial = cString(plain, HEADER, 13);
  return cleanAnswer(
    {
      address: addressAt(plain, 0x39),
      // The id of most models is the MAC without colons.
      mac: /^[0-9a-f]{12}$/i.test(serial) ? serial : null,
      vendor: 'Foscam',
      name: cString(plain, 0x24, 21),
      serial,
      firmware: plain.subarray(0x4d, 0x51).join('.'),
      httpPort: u16be(plain, 0x55),
      deviceClass: 'camera',
      channels: 1,
      dhcp: plain.length > LENGTH ? u8(plain, LENGTH) === 1 : null,
      netmask: addressAt(plain, 0x3d),
      gateway: addressAt(plain, 0x41),
    },
    from,
  );
}

function undisguised(datagram: Uint8Array): Uint8Array {
  return datagram.map((byte, at) => (at < HEADER ? byte : byte ^ u8(datagram, KEY + ((at - HEADER) % 8))));
}
