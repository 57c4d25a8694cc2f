import type { DeviceKind } from '../../domain/device';
import type { Brand, Conclusion, ConclusionName, Door, DoorName } from '../../domain/why-not';

/** Everything that conclusions are drawn from. */
export interface Findings {
  readonly address: string;
  readonly onLink: boolean;
  /** The address is one of this computer's own. */
  readonly own: boolean;
  readonly networks: readonly string[];
  readonly kind: DeviceKind;
  readonly brand: Brand | null;
  readonly doors: readonly Door[];
  /** Status codes that its video server gave. */
  readonly rtspStatuses: readonly number[];
}

/** Cameras of these brands speak to their maker only; of the second ones, most models. */
const CLOUD_ONLY: readonly Brand[] = ['ring', 'nest', 'arlo', 'wyze'];
const MOSTLY_CLOUD: readonly Brand[] = ['tuya'];
/** Brands with models that sleep on a battery and have no RTSP or ONVIF then. */
const BATTERY: readonly Brand[] = ['reolink', 'eufy', 'ezviz', 'imou', 'tapo', 'lorex'];
const NO_CAMERA: readonly DeviceKind[] = ['printer', 'computer', 'router'];
const CAMERA_KINDS: readonly DeviceKind[] = ['camera', 'doorbell', 'encoder', 'recorder'];
/** Ports open of the 17 that are asked; no camera has half of them. A proxy or a firewall that takes every connection has. */
export const TOO_MANY_OPEN = 12;
/** Where ONVIF is at home: 8000 Reolink and Hikvision OEM, 2020 TP-Link, 8899 Xiongmai. */
const USUAL_ONVIF = [80, 443, 8_000, 2_020, 8_899];
const TLS = [443, 8_443];
/** Where silence is a fault. Elsewhere something of the maker's own may listen (8000 is Hikvision's SDK). */
const SURE = [554, 80, 443, 8_554];

/** What follows from what was asked, the most telling first; there is always one. Pure. */
export function conclude(findings: Findings): Conclusion[] {
  const { address, onLink, own, networks, kind, brand, doors } = findings;
  const found: Conclusion[] = [];
  const add = (conclusion: ConclusionName, params: Conclusion['params'] = {}): void => {
    found.push({ conclusion, params });
  };
  const of = (...names: DoorName[]): Door[] => doors.filter((door) => names.includes(door.door));
  const answering = (...names: DoorName[]): Door[] => of(...names).filter((door) => door.outcome === 'answered');

  if (own) return [{ conclusion: 'this-computer', params: { address } }];
  const present = answering('neighbour').length > 0;
  const heard = doors.some((door) => door.door !== 'neighbour' && door.outcome !== 'silent');
  if (!present && !heard) return [onLink ? { conclusion: 'nobody-home', params: { address } } : { conclusion: 'other-subnet', params: { address, networks: networks.join(', ') || '-' } }];

  const open = answering('tcp');
  const rtsp = answering('rtsp-options', 'rtsp-describe');
  const onvif = answering('onvif');
  const neither = rtsp.length === 0 && onvif.length === 0;
  const sleeps = brand !== null && BATTERY.includes(brand) && answering('web').length === 0;

  if (open.length >= TOO_MANY_OPEN) add('everything-open');
  else if (neither && brand !== null && CLOUD_ONLY.includes(brand)) add('only-cloud', { brand });
  else if (neither && NO_CAMERA.includes(kind)) add('is-not-a-camera', { kind });
  else if (kind === 'restream') add('restream');
  else {
    if (kind === 'recorder') add('recorder-channel');
    // A protocol that hangs up is there: it is not switched off.
    const hungUp = (...protocol: DoorName[]): number[] => (answering(...protocol).length > 0 ? [] : of(...protocol).filter((door) => door.fault === 'hung-up').flatMap((door) => door.port ?? []));
    const [videoHangsUp, webHangsUp] = [hungUp('rtsp-options', 'rtsp-describe'), hungUp('onvif', 'web')];
    if (videoHangsUp.length + webHangsUp.length > 0) add('hangs-up', { ports: [...new Set([...videoHangsUp, ...webHangsUp])].join(', ') });
    const full = findings.rtspStatuses.find((status) => status === 453 || status === 503);
    if (full !== undefined) add('viewers-full', { status: full });
    if (open.length === 0 && neither) {
      if (sleeps) add('wifi-battery-camera', { brand });
      add('all-silent');
    } else {
      const camera = brand !== null || CAMERA_KINDS.includes(kind);
      if (neither && brand !== null && MOSTLY_CLOUD.includes(brand)) add('only-cloud', { brand });
      if (!neither && rtsp.length > 0 && onvif.length > 0) add('looks-fine');
      if (rtsp.length === 0 && videoHangsUp.length === 0) add(camera || onvif.length > 0 ? 'rtsp-off-likely' : 'no-rtsp');
      if (onvif.length === 0 && webHangsUp.length === 0) add(camera ? 'onvif-off-likely' : 'no-onvif');
      if (neither && sleeps) add('wifi-battery-camera', { brand });
    }
  }

  const moved = rtsp.find((door) => door.port !== 554);
  if (moved?.port != null && !rtsp.some((door) => door.port === 554)) add('ports-moved', { protocol: 'RTSP', port: moved.port });
  const elsewhere = onvif.find((door) => !USUAL_ONVIF.includes(door.port ?? 0));
  if (elsewhere?.port != null && !onvif.some((door) => USUAL_ONVIF.includes(door.port ?? 0))) add('ports-moved', { protocol: 'ONVIF', port: elsewhere.port });
  const web = answering('web');
  if (onvif.length === 0 && web[0]?.port != null && web.every((door) => TLS.includes(door.port ?? 0))) add('tls-only', { port: web[0].port });
  const odd = doors.find((door) => door.fault === 'too-much' || (door.fault === 'too-slow' && SURE.includes(door.port ?? 0)));
  if (odd?.port != null) add('misbehaves', { port: odd.port });
  if (!onLink) add('behind-router', { networks: networks.join(', ') || '-' });
  return found;
}
