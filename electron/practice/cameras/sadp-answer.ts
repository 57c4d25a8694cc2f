import { escapeXml } from '../../camera/onvif/xml';
import { channelsOf, type DeviceCharacter } from './character';
import { maskOf } from './netmask';
import type { DevicePlace } from './onvif-answers';

/** Hikvision's Search Active Devices Protocol, the device's side: UDP 37020, multicast 239.255.255.250. */
export const SADP_PORT = 37_020;
export const SADP_GROUP = '239.255.255.250';

/** What a device answers to `inquiry`; null for anything else. Fields as in recorded answers (fact sheet 2.2). */
export function sadpAnswer(question: string, device: DeviceCharacter, place: DevicePlace, locked: boolean): string | null {
  const types = /<Types>\s*(inquiry(?:_v\d+)?)\s*<\/Types>/.exec(question)?.[1];
  const own = place.interfaces[0];
  if (!question.includes('<Probe>') || types === undefined || own === undefined) return null;
  const recorder = device.kind === 'recorder';
  const fields: Readonly<Record<string, string | number | boolean>> = {
    Uuid: /<Uuid>([\w-]{1,64})<\/Uuid>/.exec(question)?.[1] ?? '',
    Types: types,
    DeviceType: 1,
    DeviceDescription: device.model,
    DeviceSN: `${device.model}${device.serial}`,
    CommandPort: 8000,
    HttpPort: place.ports.web ?? 80,
    MAC: own.mac.replaceAll(':', '-'),
    IPv4Address: own.address,
    IPv4SubnetMask: maskOf(own.prefix),
    IPv4Gateway: own.address.replace(/\d+$/, '1'),
    DHCP: device.quirks.includes('dhcp'),
    AnalogChannelNum: device.kind === 'encoder' ? channelsOf(device) : 0,
    // 1 on plain cameras.
    DigitalChannelNum: device.kind === 'encoder' ? 0 : channelsOf(device),
    SoftwareVersion: device.firmware,
    DSPVersion: 'V7.3 build 200601',
    BootTime: '2026-01-01 00:00:00',
    Encrypt: true,
    DiskNumber: recorder ? 1 : 0,
    Activated: device.activated,
    PasswordResetAbility: true,
    ...(locked ? { DeviceLock: true } : {}),
  };
  return `<?xml version="1.0" encoding="UTF-8"?>\r\n<ProbeMatch>\r\n${Object.entries(fields).map(([name, value]) => `<${name}>${escapeXml(String(value))}</${name}>\r\n`).join('')}</ProbeMatch>\r\n`;
}
