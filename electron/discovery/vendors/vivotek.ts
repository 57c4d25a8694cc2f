import { addressAt, cString, macAt, startsWith, u16le, u8 } from './packet';
import { cleanAnswer, type VendorAnswer, type VendorDeviceClass, type VendorProtocol } from './protocol';

const MAGIC = [0x4a, 0x5d, 0x8f, 0x1c] as const;
const HEADER = 5;
const MAX_DATAGRAM = 2 * 1024;
const MOST_FIELDS = 64;

const LONG_NAME = 0x01;
const MAC = 0x02;
const ADDRESS = 0x03;
/** Has a value of one byte and no length. */
const BARE = 0x04;
const HTTP_PORT = 0x06;
const SHORT_NAME = 0x09;

/** Vivotek's installation wizard: a session number, the magic, then type, length, value. Layout: UniversalScanner `Vivotek.cs` and its recorded packet. */
export const VIVOTEK: VendorProtocol = {
  source: 'vivotek',
  port: 10_000,
  groups: [],
  replies: null,
  questions: () => [Buffer.from([0x01, ...MAGIC])],
  read,
};

function read(datagram: Uint8Array, from: string): VendorAnswer | null {
  if (datagram.length <= HEADER || datagram.length > MAX_DATAGRAM || !startsWith(datagram.subarray(1), MAGIC)) return null;
  const fields = new Map<number, Uint8Array>();
  for (let at = HEADER; at + 1 < datagram.length && fields.size < MOST_FIELDS; ) {
    const type = u8(datagram, at);
    const length = u8(datagram, at + 1);
    if (type === 0) break;
    if (type === BARE) {
      at += 2;
      continue;
    }
    // A value that does not fit ends what can be trusted.
    if (at + 2 + length > datagram.length) break;
    if (!fields.has(type)) fields.set(type, datagram.subarray(at + 2, at + 2 + length));
    at += 2 + length;
  }
  const mac = fields.get(MAC);
  const address = fields.get(ADDRESS);
  if (mac === undefined && address === undefined) return null;
  const text = (type: number): string | null => {
    const value = fields.get(type);
    return value === undefined ? null : cString(value, 0, value.length);
  };
  const model = text(SHORT_NAME) ?? text(LONG_NAME);
  const port = fields.get(HTTP_PORT);
  return cleanAnswer(
    {
      address: address?.length === 4 ? addressAt(address, 0) : null,
      mac: mac?.length === 6 ? macAt(mac, 0) : null,
      vendor: 'Vivotek',
      model,
      name: text(LONG_NAME),
      httpPort: port?.length === 2 ? u16le(port, 0) : null,
      deviceClass: classOf(model ?? ''),
    },
    from,
  );
}

/** IP, FD, IB, SD, FE, CC, MD, PD, PT, PZ, MS, MA, TB ... cameras; VS and VX video servers; ND, NR, NV and VD recorders. */
function classOf(model: string): VendorDeviceClass {
  if (/^(N[DRV]|VD)\d/i.test(model)) return 'recorder';
  if (/^V[SX]\d/i.test(model)) return 'encoder';
  return /^(IP|IB|IT|IZ|FD|FE|SD|CC|CD|MD|MA|MS|PD|PT|PZ|TB|BD|BS|BB)\d/i.test(model) ? 'camera' : 'unknown';
}
