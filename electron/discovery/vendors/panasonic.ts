import { parseAddress } from '../../domain/addresses';
import { addressAt, cString, macAt, startsWith, u16be, u8 } from './packet';
import { cleanAnswer, type VendorAnswer, type VendorDeviceClass, type VendorProtocol } from './protocol';

const HEADER = 48;
const MAX_DATAGRAM = 4 * 1024;
const MOST_FIELDS = 128;
/** The maker's own constants in every header (bytes 24 to 33). */
const CONSTANT = Buffer.from('20111e11231f1e191300', 'hex');
/** Message types: a search and its answer. 2 and 4 change a camera and are never sent. */
const SEARCH = 0x000d;
const ANSWER = 0x000e;
const ASKED_FOR = 0xfff0;
const END = 0xffff;
/** Address, mask, gateway, DNS, HTTP port, IPv6, names, versions, serial: what the maker's tool asks for. */
const FIELDS = [0x20, 0x21, 0x22, 0x23, 0x25, 0x28, 0x40, 0x41, 0x42, 0x44, 0xa5, 0xa6, 0xa7, 0xa8, 0xad, 0xb3, 0xb4, 0xb7, 0xb8];

/**
 * Panasonic and i-PRO Easy IP Setup: asked at port 10670, answered by broadcast to port 10669. After a header of 48 bytes come
 * type, length, value in network order, ended by 0xffff and a checksum (the sum of all bytes plus one, as recorded). Cameras look
 * at the asker's address in the header.
 */
export const PANASONIC: VendorProtocol = {
  source: 'panasonic',
  port: 10_670,
  groups: [],
  replies: { port: 10_669, asks: true },
  questions: (own) => [question(own)],
  read,
};

function question(own: string): Buffer {
  const body = Buffer.alloc(4 + 2 * FIELDS.length);
  body.writeUInt16BE(ASKED_FOR, 0);
  body.writeUInt16BE(2 * FIELDS.length, 2);
  FIELDS.forEach((field, index) => body.writeUInt16BE(field, 4 + 2 * index));
  const packet = Buffer.alloc(HEADER + body.length + 4);
  packet.writeUInt16BE(1, 0);
  packet.writeUInt16BE(body.length, 2);
  packet.writeUInt16BE(SEARCH, 4);
  // The asker's MAC: answers go to everybody, so one of nobody will do (locally administered).
  packet.set([0x02, 0, 0, 0, 0, 0x01], 12);
  packet.writeUInt32BE(parseAddress(own) ?? 0, 18);
  packet.set(CONSTANT, 24);
  // 2: recorders answer as well.
  packet.set([0, 0, 2, 1], 34);
  packet.set(body, HEADER);
  packet.writeUInt16BE(END, HEADER + body.length);
  packet.writeUInt16BE((packet.subarray(0, -2).reduce((sum, byte) => sum + byte, 0) + 1) & 0xffff, packet.length - 2);
  return packet;
}

function read(datagram: Uint8Array, from: string): VendorAnswer | null {
  if (datagram.length <= HEADER || datagram.length > MAX_DATAGRAM || !startsWith(datagram, [0, 1]) || u16be(datagram, 4) !== ANSWER || !CONSTANT.equals(datagram.subarray(24, 34))) return null;
  const fields = new Map<number, Uint8Array>();
  for (let at = HEADER; at + 4 <= datagram.length && fields.size < MOST_FIELDS; ) {
    const type = u16be(datagram, at);
    const length = u16be(datagram, at + 2);
    if (type === END || at + 4 + length > datagram.length) break;
    if (!fields.has(type)) fields.set(type, datagram.subarray(at + 4, at + 4 + length));
    at += 4 + length;
  }
  if (fields.size === 0) return null;
  const address = (type: number): string | null => (fields.get(type)?.length === 4 ? addressAt(fields.get(type) ?? datagram, 0) : null);
  const text = (type: number): string | null => cString(fields.get(type) ?? new Uint8Array(), 0, 64) || null;
  const port = fields.get(0x25) ?? fields.get(0x44);
  const model = text(0xa7);
  return cleanAnswer(
    {
      address: address(0x20),
      mac: macAt(datagram, 6),
      // The prefix that the company got when it left Panasonic.
      vendor: macAt(datagram, 6)?.startsWith('d42dc5') === true ? 'i-PRO' : 'Panasonic',
      model,
      name: text(0xa8),
      serial: text(0xd1),
      firmware: text(0xa9),
      httpPort: port?.length === 2 ? u16be(port, 0) : null,
      deviceClass: classOf(model ?? ''),
      dhcp: byDhcp(fields.get(0x00)),
      activated: passwordSet(u8(datagram, 37)),
      netmask: address(0x21),
      gateway: address(0x22),
    },
    from,
  );
}

/** The maker's tool sets 0 for DHCP and 3 for a fixed address; cameras also say 2, which is not explained anywhere. */
function byDhcp(value: Uint8Array | undefined): boolean | null {
  const way = value?.length === 1 ? value[0] : undefined;
  return way === 0 ? true : way === 3 ? false : null;
}

/** Recorded from one camera before (1) and after (2) its first password was set; older models leave it 0. */
function passwordSet(state: number): boolean | null {
  return state === 1 ? false : state === 2 ? true : null;
}

/** WV-NX, WJ-NX, WJ-ND recorders; WJ-GXE encoders; WV and BB, BL, DG cameras. */
function classOf(model: string): VendorDeviceClass {
  if (/^WJ-(N|HD)|^WV-(NX\d|ND\d)/i.test(model)) return 'recorder';
  if (/^(WJ|DG)-GX/i.test(model)) return 'encoder';
  return /^(WV|BB|BL|DG|KX|AW)-/i.test(model) ? 'camera' : 'unknown';
}
