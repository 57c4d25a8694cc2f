import type { Device } from '../../domain/device';
import { atAnsweringHost } from '../answering-host';

/** Where ONVIF device services were seen, most usual first: 2020 TP-Link Tapo, 8899 Xiongmai, 5000 Yoosee, 8000 and 85 Hikvision and Uniview OEM. */
export const USUAL_ONVIF_PORTS = [80, 8000, 8080, 8899, 2020, 5000, 85, 8081, 443, 8443] as const;
export const DEVICE_SERVICE_PATH = '/onvif/device_service';
const TLS_PORTS: readonly number[] = [443, 8443];

/** The address of the device service on a port. */
export function serviceOnPort(address: string, port: number): string {
  const scheme = TLS_PORTS.includes(port) ? 'https' : 'http';
  return `${scheme}://${address}${port === 80 || port === 443 ? '' : `:${port}`}${DEVICE_SERVICE_PATH}`;
}

/**
 * Addresses to ask, in order: what was found, then the usual ports that are open. A port that speaks something else (RTSP, SSH)
 * is not asked; where nothing is known of the ports, the first few usual ones are.
 */
export function serviceCandidates(device: Device): string[] {
  const found = device.onvif === null ? null : atAnsweringHost(device.onvif, device.address, ['http', 'https']);
  const open = device.ports.filter((port) => port.speaks !== 'rtsp' && port.speaks !== 'ssh').map((port) => port.port);
  const usual = USUAL_ONVIF_PORTS.filter((port) => open.includes(port));
  // Web servers on ports of their own (practice site, port maps) may carry ONVIF as well.
  const others = device.ports.filter((port) => (port.speaks === 'http' || port.speaks === 'onvif') && !(USUAL_ONVIF_PORTS as readonly number[]).includes(port.port)).map((port) => port.port);
  const ports = device.ports.length === 0 ? [80, 8000, 8080, 8899, 2020] : [...usual, ...others.slice(0, 4)];
  return [...new Set([...(found === null ? [] : [found.uri]), ...ports.map((port) => serviceOnPort(device.address, port))])];
}
