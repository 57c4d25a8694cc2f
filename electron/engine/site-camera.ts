import { parseAddress, parseRange, rangeContains } from '../domain/addresses';
import type { ChosenCamera } from '../domain/choice';
import type { Survey } from '../domain/device';
import type { SiteCamera } from './ports';

/** A camera as overlays and registrars are told of it. */
export function siteCamera(camera: ChosenCamera): SiteCamera {
  return { deviceId: camera.device.id, name: camera.choice.name, address: camera.device.address, rtspPort: camera.device.rtspPort ?? 554, ports: portsOf(camera) };
}

/** The same with the network that each is plugged into, where the laptop was plugged into it too. */
export function siteCameras(cameras: readonly ChosenCamera[], survey: Survey | null): SiteCamera[] {
  return cameras.map((camera) => {
    const onLink = networkOf(camera.device.address, survey);
    return { ...siteCamera(camera), ...(onLink === null ? {} : { onLink }) };
  });
}

function networkOf(text: string, survey: Survey | null): string | null {
  const address = parseAddress(text);
  const own = (survey?.interfaces ?? []).filter((one) => one.kind === 'real').map((one) => one.partOf ?? one.range);
  return own.find((candidate) => {
    const range = parseRange(candidate);
    return address !== null && range !== null && rangeContains(range, address);
  }) ?? null;
}

/** Streams and, where the camera speaks it, ONVIF: all that an agent ever opens. */
function portsOf({ device, reading }: ChosenCamera): number[] {
  const named = [reading?.main?.uri, reading?.sub?.uri, reading?.onvif].flatMap((uri) => (uri == null ? [] : (portIn(uri) ?? [])));
  return [...new Set([device.rtspPort ?? 554, ...named])].sort((a, b) => a - b);
}

const USUAL: Readonly<Record<string, number>> = { rtsp: 554, rtsps: 322, http: 80, https: 443 };

/** Addresses of cameras as they were read, IPv4 throughout. */
function portIn(uri: string): number | null {
  const match = /^([a-z]{1,10}):\/\/(?:[^/?#@]*@)?[^/?#:]*(?::(\d{1,5}))?(?:[/?#]|$)/i.exec(uri);
  const port = match?.[2] === undefined ? USUAL[match?.[1]?.toLowerCase() ?? ''] : Number(match[2]);
  return port === undefined || port < 1 || port > 65_535 ? null : port;
}
