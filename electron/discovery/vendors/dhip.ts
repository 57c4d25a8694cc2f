import { z } from 'zod';
import { dahuaClass } from './dahua-class';
import { u32be } from './packet';
import { cleanAnswer, type VendorAnswer, type VendorProtocol } from './protocol';

const HEADER = 32;
/** `DHIP`. Byte-reversed it is answered by door stations only (rroller/dahua, discovery tests). */
const MAGIC = 0x44484950;
/** Bytes; answers have 700 to 1,000. */
const MAX_DATAGRAM = 16 * 1024;

/**
 * Dahua's second protocol, also of Intelbras, Amcrest, Lorex and Imou: JSON behind a binary header (bare JSON is not answered).
 * Devices of other networks on the same wire answer too. `DHDiscover.modify` and the like are never sent.
 */
export const DHIP: VendorProtocol = {
  source: 'dhip',
  port: 37_810,
  groups: ['239.255.255.251'],
  // Devices announce themselves there when they start; answers go to the asker.
  replies: { port: 37_810, asks: false },
  questions: () => [question()],
  read,
};

function question(): Buffer {
  const body = Buffer.from('{"method":"DHDiscover.search","params":{"mac":"","uni":1}}\n');
  const header = Buffer.alloc(HEADER);
  header.writeUInt32LE(HEADER, 0);
  header.writeUInt32BE(MAGIC, 4);
  header.writeUInt32LE(body.length, 16);
  header.writeUInt32LE(body.length, 24);
  return Buffer.concat([header, body]);
}

const text = z.string().max(1_000).nullish().catch(null);
const integer = z.number().int().nullish().catch(null);

const NotifyDevInfo = z.object({
  mac: text,
  method: z.literal('client.notifyDevInfo'),
  params: z.object({
    deviceInfo: z.object({
      DeviceClass: text,
      DeviceType: text,
      MachineName: text,
      SerialNo: text,
      Vendor: text,
      Version: text,
      HttpPort: integer,
      Port: integer,
      Init: integer,
      VideoInputChannels: integer,
      RemoteVideoInputChannels: integer,
      IPv4Address: z.object({ IPAddress: text, SubnetMask: text, DefaultGateway: text, DhcpEnable: z.boolean().nullish().catch(null) }).nullish().catch(null),
    }),
  }),
});

function read(datagram: Uint8Array, from: string): VendorAnswer | null {
  if (datagram.length > MAX_DATAGRAM || datagram.length <= HEADER || u32be(datagram, 4) !== MAGIC) return null;
  const parsed = NotifyDevInfo.safeParse(json(datagram));
  if (!parsed.success) return null;
  const info = parsed.data.params.deviceInfo;
  const deviceClass = dahuaClass(info.DeviceClass ?? '', info.DeviceType ?? '');
  return cleanAnswer(
    {
      address: info.IPv4Address?.IPAddress ?? null,
      mac: parsed.data.mac ?? null,
      vendor: vendor(info.Vendor ?? ''),
      model: info.DeviceType ?? null,
      // Factory names repeat the serial.
      name: info.MachineName === info.SerialNo ? null : (info.MachineName ?? null),
      serial: info.SerialNo ?? null,
      firmware: info.Version ?? null,
      httpPort: info.HttpPort ?? null,
      sdkPort: info.Port ?? null,
      deviceClass,
      channels: channels(deviceClass === 'recorder', info.VideoInputChannels ?? null, info.RemoteVideoInputChannels ?? null),
      dhcp: info.IPv4Address?.DhcpEnable ?? null,
      activated: initialised(info.Init ?? null),
      netmask: info.IPv4Address?.SubnetMask ?? null,
      gateway: info.IPv4Address?.DefaultGateway ?? null,
    },
    from,
  );
}

/** From the first brace to the last: header lengths differ a little, and the text often ends in NULs. */
function json(datagram: Uint8Array): unknown {
  const start = datagram.indexOf(0x7b);
  const end = datagram.lastIndexOf(0x7d);
  if (start < 0 || end < start) return null;
  const text = new TextDecoder().decode(datagram.subarray(start, end + 1));
  try {
    return JSON.parse(text);
  } catch {
    return piecemeal(text);
  }
}

/** What can be told from a text that is not quite JSON (cut off, a quote too few): each known name with the value behind it. */
function piecemeal(text: string): unknown {
  const string = (name: string, within = text): string | null => new RegExp(`"${name}"\\s{0,4}:\\s{0,4}"([^"]{0,200})"`).exec(within)?.[1]?.replace(/,\s*$/, '') ?? null;
  const whole = (name: string): number | null => {
    const digits = new RegExp(`"${name}"\\s{0,4}:\\s{0,4}(\\d{1,9})`).exec(text)?.[1];
    return digits === undefined ? null : Number(digits);
  };
  const ipv4 = /"IPv4Address"\s{0,4}:\s{0,4}\{([^}]{0,1000})/.exec(text)?.[1] ?? '';
  const dhcp = /"DhcpEnable"\s{0,4}:\s{0,4}(true|false)/.exec(ipv4)?.[1];
  return {
    mac: string('mac'),
    method: string('method'),
    params: {
      deviceInfo: {
        ...Object.fromEntries(['DeviceClass', 'DeviceType', 'MachineName', 'SerialNo', 'Vendor', 'Version'].map((name) => [name, string(name)])),
        ...Object.fromEntries(['HttpPort', 'Port', 'Init', 'VideoInputChannels', 'RemoteVideoInputChannels'].map((name) => [name, whole(name)])),
        IPv4Address: { IPAddress: string('IPAddress', ipv4), SubnetMask: string('SubnetMask', ipv4), DefaultGateway: string('DefaultGateway', ipv4), DhcpEnable: dhcp === undefined ? null : dhcp === 'true' },
      },
    },
  };
}

/** OEM firmwares call their maker `General` or `Private`. */
function vendor(name: string): string {
  return /^(|general|private|unknown)$/i.test(name.trim()) ? 'Dahua' : name;
}

/** Hybrid recorders count their own and their network inputs apart; plain ones give one of them or the same twice. */
function channels(recorder: boolean, own: number | null, remote: number | null): number | null {
  if (own === null && remote === null) return null;
  return recorder ? ((own ?? 0) === (remote ?? 0) ? (own ?? 0) : (own ?? 0) + (remote ?? 0)) : (own ?? remote);
}

/** The two lowest bits of `Init`: 0 a device that needs no first password, 1 waits for it, 2 has it (1162 and 2714 recorded from devices in use). */
function initialised(bits: number | null): boolean | null {
  switch ((bits ?? 0) & 3) {
    case 1:
      return false;
    case 2:
      return true;
    default:
      return null;
  }
}
