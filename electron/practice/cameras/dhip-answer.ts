import { channelsOf, type DeviceCharacter } from './character';
import { maskOf } from './netmask';
import type { DevicePlace } from './onvif-answers';

/** Dahua's second discovery protocol, the device's side: UDP 37810, multicast 239.255.255.251, answers to the asker. */
export const DHIP_PORT = 37_810;
export const DHIP_GROUP = '239.255.255.251';

const HEADER = 32;
const CLASSES = { camera: 'IPC', recorder: 'NVR', doorbell: 'VTO', encoder: 'DVR', other: 'BSC' } as const;

/** What a device answers to `DHDiscover.search`; null for anything else, bare JSON too (rroller/dahua, discovery tests). */
export function dhipAnswer(question: Uint8Array, device: DeviceCharacter, place: DevicePlace): Buffer | null {
  const bytes = Buffer.from(question);
  const own = place.interfaces[0];
  if (own === undefined || bytes.length <= HEADER || bytes.toString('latin1', 4, 8) !== 'DHIP' || !bytes.toString('utf8', HEADER).includes('"DHDiscover.search"')) return null;
  const recorder = device.kind === 'recorder';
  const body = Buffer.from(`${JSON.stringify({
    mac: own.mac,
    method: 'client.notifyDevInfo',
    params: {
      deviceInfo: {
        AlarmInputChannels: 0,
        AlarmOutputChannels: 0,
        DeviceClass: CLASSES[device.kind],
        DeviceType: device.model,
        HttpPort: place.ports.web ?? 80,
        IPv4Address: { DefaultGateway: own.address.replace(/\d+$/, '1'), DhcpEnable: device.quirks.includes('dhcp'), IPAddress: own.address, SubnetMask: maskOf(own.prefix) },
        // The two lowest bits: 1 waits for its first password, 2 has it.
        Init: device.activated ? 1162 : 1161,
        MachineName: device.serial,
        Port: 37_777,
        RemoteVideoInputChannels: recorder ? channelsOf(device) : 0,
        SerialNo: device.serial,
        Vendor: device.manufacturer === 'Dahua' ? 'General' : device.manufacturer,
        Version: device.firmware,
        VideoInputChannels: recorder ? 0 : channelsOf(device),
        VideoOutputChannels: recorder ? 2 : 0,
      },
    },
  })}\n`);
  const header = Buffer.alloc(HEADER);
  header.writeUInt32LE(HEADER, 0);
  header.write('DHIP', 4, 'latin1');
  header.writeUInt32LE(body.length, 16);
  header.writeUInt32LE(body.length, 24);
  // Answers often end in a NUL.
  return Buffer.concat([header, body, Buffer.alloc(1)]);
}
