import type { Device, Evidence } from '../../../electron/domain/device';
import { sentence } from '../../i18n/domain-words';
import type { Words } from '../../../electron/domain/words/words';

/** One line of what something said: `onvif 192.168.1.20  types=dn:NetworkVideoTransmitter  ...`. */
export function evidenceLine({ source, address, facts }: Evidence): string {
  return [`${source} ${address}`, ...Object.entries(facts).map(([name, value]) => `${name}=${value}`)].join('  ');
}

/** Everything known of a device as lines of text, for whoever is asked for help. */
export function deviceText(device: Device, words: Words): string {
  const make = [device.vendor, device.model].filter((part) => part !== null).join(' ');
  return [
    [words.kinds[device.kind], device.name, make].filter((part) => part !== null && part !== '').join(' · '),
    [device.address, ...device.otherAddresses, device.mac].filter((part) => part !== null).join('  '),
    device.ports.map((port) => `${String(port.port)}/${port.speaks}`).join(' '),
    device.onvif ?? '',
    ...device.reasons.map((reason) => sentence(words.reasons[reason.reason], reason.params)),
    ...device.evidence.map(evidenceLine),
  ].filter((line) => line !== '').join('\n');
}
