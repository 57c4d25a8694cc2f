import { deviceText } from '../../camera/device-text';
import { cleanAnswer, type VendorAnswer, type VendorDeviceClass, type VendorProtocol } from './protocol';

const START = 0x02;
const SEPARATOR = 0xff;
const END = 0x03;
const MAX_DATAGRAM = 4 * 1024;
const MOST_FIELDS = 80;

/**
 * Sony's IP setup program: `NAME:value` fields between 0x02 and 0x03, each ended by 0xff. Answers are broadcast to the port that
 * the question came from, so it is asked from a port that also hears broadcasts. `ENQ:` asks; `SET:` changes and is never sent.
 */
export const SONY: VendorProtocol = {
  source: 'sony',
  port: 2_380,
  groups: [],
  replies: { port: 2_380, asks: true },
  questions: () => [Buffer.concat([Buffer.from([START]), Buffer.from('ENQ:allinfo', 'latin1'), Buffer.from([SEPARATOR, END])])],
  read,
};

function read(datagram: Uint8Array, from: string): VendorAnswer | null {
  if (datagram.length < 3 || datagram.length > MAX_DATAGRAM || datagram[0] !== START || datagram[datagram.length - 1] !== END) return null;
  const fields = new Map<string, string>();
  for (const field of Buffer.from(datagram.subarray(1, -1)).toString('latin1').split(String.fromCharCode(SEPARATOR)).slice(0, MOST_FIELDS)) {
    const at = field.indexOf(':');
    if (at > 0) fields.set(field.slice(0, at).trim().toUpperCase(), field.slice(at + 1).trim());
  }
  const value = (name: string): string | null => deviceText(fields.get(name));
  const model = value('MODEL');
  if (model === null || (value('IPADR') === null && value('MAC') === null)) return null;
  const port = value('WEBPORT') ?? '';
  const dhcp = (value('DHCP') ?? '').toUpperCase();
  return cleanAnswer(
    {
      address: value('IPADR'),
      mac: value('MAC'),
      vendor: 'Sony',
      model,
      name: value('NAME'),
      serial: value('SERIAL'),
      firmware: value('SOFTVERSION'),
      httpPort: /^\d{1,5}$/.test(port) ? Number(port) : null,
      deviceClass: classOf(model),
      dhcp: dhcp === 'ON' ? true : dhcp === 'OFF' ? false : null,
      netmask: value('MASK'),
      gateway: value('GATEWAY'),
    },
    from,
  );
}

/** SNC, SRG, BRC and EVI cameras; SNT encoders; NSR recorders. */
function classOf(model: string): VendorDeviceClass {
  if (/^(SNC|SRG|BRC|EVI)/i.test(model)) return 'camera';
  if (/^SNT/i.test(model)) return 'encoder';
  return /^NSR/i.test(model) ? 'recorder' : 'unknown';
}
