import { deviceText } from '../device-text';
import { descendants, firstDescendant, textAt, type XmlNode } from './xml';
import { NAMESPACES, type OnvifService } from './soap';

export interface DeviceInformation {
  readonly manufacturer: string | null;
  readonly model: string | null;
  readonly firmware: string | null;
  readonly serial: string | null;
}

/** GetDeviceInformation. Null when the answer is another one. */
export function deviceInformation(body: XmlNode): DeviceInformation | null {
  const answer = firstDescendant(body, 'GetDeviceInformationResponse');
  if (answer === null) return null;
  const field = (name: string): string | null => deviceText(textAt(answer, name), 120);
  return { manufacturer: field('Manufacturer'), model: field('Model'), firmware: field('FirmwareVersion'), serial: field('SerialNumber') };
}

/** Service addresses as the camera names them, from GetServices or, on old devices, GetCapabilities. */
export function serviceAddresses(body: XmlNode): Partial<Record<OnvifService, string>> {
  const found: Partial<Record<OnvifService, string>> = {};
  for (const service of descendants(firstDescendant(body, 'GetServicesResponse'), 'Service')) {
    const namespace = textAt(service, 'Namespace');
    const address = textAt(service, 'XAddr');
    for (const [name, known] of Object.entries(NAMESPACES) as [OnvifService, string][]) {
      if (namespace === known && address !== null) found[name] ??= address;
    }
  }
  const capabilities = firstDescendant(body, 'Capabilities');
  if (capabilities !== null) {
    const device = textAt(capabilities, 'Device', 'XAddr');
    const media = textAt(capabilities, 'Media', 'XAddr');
    if (device !== null) found.device ??= device;
    if (media !== null) found.media ??= media;
  }
  return found;
}

/** The MAC of the interface that has `address`, else of the first enabled one; lower case with colons. */
export function macAddress(body: XmlNode, address: string): string | null {
  const interfaces = [...descendants(firstDescendant(body, 'GetNetworkInterfacesResponse'), 'NetworkInterfaces')].map((node) => ({
    mac: normalMac(textAt(node, 'Info', 'HwAddress')),
    enabled: textAt(node, 'Enabled') !== 'false',
    addresses: [...descendants(node, 'Address')].map((entry) => entry.text),
  }));
  const usable = interfaces.filter((entry) => entry.mac !== null);
  return (usable.find((entry) => entry.addresses.includes(address)) ?? usable.find((entry) => entry.enabled) ?? usable[0])?.mac ?? null;
}

/** `AC-CC-8E-BE-CC-EA`, `acCC8ebeccea` -> `ac:cc:8e:be:cc:ea`; null for what is no unicast MAC. */
export function normalMac(text: string | null): string | null {
  const digits = (text ?? '').replace(/[:\-.\s]/g, '').toLowerCase();
  if (!/^[0-9a-f]{12}$/.test(digits) || /^0+$|^f+$/.test(digits) || (parseInt(digits.slice(0, 2), 16) & 1) === 1) return null;
  return digits.match(/../g)?.join(':') ?? null;
}
