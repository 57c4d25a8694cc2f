import type { DeviceKind, Evidence, Reason } from '../domain/device';
import { vendorFromRealm } from '../camera/rtsp/realm-vendor';
import { announcementsIn, isVendorSource, VENDOR_NAMES, type Announcement } from './announcements';
import { vendorOfMac } from './vendor-mac';

export interface Verdict {
  readonly kind: DeviceKind;
  readonly reasons: readonly Reason[];
}

type Params = Reason['params'];
const reason = (name: Reason['reason'], params: Params = {}): Reason => ({ reason: name, params });

const RESTREAM = /go2rtc|mediamtx|rtsp-simple-server|gortsplib|frigate|wowza|vlc|nimble/i;
/** RTSP that carries sound, television or a screen. */
const NOT_VIDEO = /airtunes|airplay|satip|sat>ip|toa\b/i;
const CAMERA_TITLE = /\b(ip|network|web|hd)[ -]?cam(era)?\b|^(axis|hikvision|netsurveillance|ipcam)\b|^web service$/i;
const CAMERA_SERVER = /^(app-webs|dnvrs-webs|hikvision-webs|ipcam|goahead-webs-ipc|dahua)/i;
const ROUTER_TITLE = /fritz!box|routeros|openwrt|luci\b|edgeos|unifi os|\brouter\b|speedport|pfsense|opnsense/i;
const RECORDER_TITLE = /\b(nvr|dvr|xvr|network video recorder)\b/i;
const DOORBELL = /doorbell|doorbird|intercom|door ?station|video ?door|\bVTO\d/i;
const ENCODER = /\bvideo ?(encoder|server)\b|\bencoder\b/i;

/**
 * What a device is, and every reason why, from all that was said about it. What a device says of itself by type (a printer, a
 * computer) beats what is guessed from ports; a lone open port never makes a camera, an RTSP server does. What says that it is a
 * screen, a speaker or a media server is no camera, whatever streams from it, unless it says that it is one as well.
 */
export function judge(evidence: readonly Evidence[], mac: string | null): Verdict {
  const facts = (source: Evidence['source'], name: string): string[] => evidence.filter((entry) => entry.source === source).flatMap((entry) => entry.facts[name] ?? []);
  const types = facts('ws-discovery', 'types').join(' ');
  const scopes = facts('ws-discovery', 'scopes').join(' ');
  const servers = facts('rtsp', 'server');
  const realms = [...facts('rtsp', 'realm'), ...facts('http', 'realm')];
  const titles = facts('http', 'title');
  const announcements = announcementsIn(evidence);
  const own = announcements.filter((said) => !said.hearsay);
  const reasons: Reason[] = [];

  const printer = /wprt:|PrintDeviceType|wscn:|ScanDeviceType/i.test(types);
  const computer = /pub:Computer/i.test(types);
  const onvifType = /dn:NetworkVideo|NetworkVideoTransmitter|tds:Device/i.test(types);
  const onvifScope = /onvif:\/\/www\.onvif\.org\//i.test(scopes);
  const recorderScope = /onvif\.org\/type\/Network_?Video_?(Storage|Recorder)/i.test(scopes) || /NetworkVideoStorage/i.test(types);
  const restream = servers.find((server) => RESTREAM.test(server));
  const realm = realms.find((text) => vendorFromRealm(text) !== null);
  const onvifService = facts('onvif', 'url').length > 0;
  const video = evidence.some((entry) => entry.source === 'rtsp') && !servers.some((server) => NOT_VIDEO.test(server));
  const cameraTitle = titles.find((title) => CAMERA_TITLE.test(title)) ?? facts('http', 'server').find((server) => CAMERA_SERVER.test(server));
  const recorderTitle = titles.find((title) => RECORDER_TITLE.test(title));
  const routerTitle = titles.find((title) => ROUTER_TITLE.test(title));
  const vendor = mac === null ? null : vendorOfMac(mac);
  const typed = evidence.some((entry) => entry.source === 'typed');
  const ssh = facts('ssh', 'banner').length > 0;
  const ports = facts('port', 'port');

  if (printer) reasons.push(reason('printer-type'));
  if (computer) reasons.push(reason('computer-type'));
  if (onvifType) reasons.push(reason('onvif-type'));
  else if (onvifScope) reasons.push(reason('onvif-scope'));
  if (recorderScope) reasons.push(reason('recorder-scope'));
  if (onvifService) reasons.push(reason('onvif-service'));
  reasons.push(...announcementReasons(announcements));
  if (restream !== undefined) reasons.push(reason('restream-server', { server: restream }));
  if (realm !== undefined) reasons.push(reason('rtsp-realm', { realm }));
  if (video && restream === undefined) reasons.push(servers[0] === undefined ? reason('rtsp-open') : reason('rtsp-server', { server: servers[0] }));
  if (vendor !== null) reasons.push(reason('vendor-mac', { vendor }));
  const title = recorderTitle ?? cameraTitle ?? routerTitle;
  if (title !== undefined) reasons.push(reason('http-title', { title }));
  if (ssh) reasons.push(reason('ssh-open'));
  if (typed) reasons.push(reason('typed-by-hand'));
  if (facts('ws-discovery', 'message').includes('bye')) reasons.push(reason('went-away'));
  if (reasons.length === 0) reasons.push(reason('only-ports'));

  const kind = ((): DeviceKind => {
    if (printer) return 'printer';
    const announced = onvifType || onvifScope;
    const claim = claimed(own, 'vendor') ?? claimed(own, 'mdns');
    // By its maker's and model's name only, which a media server may carry as well.
    const named = claimed(own, 'ssdp');
    // A PC that shares a screen speaks RTSP too; it is a camera only if it says so.
    if (computer && !announced && claim === undefined) return 'computer';
    if (recorderScope || (recorderTitle !== undefined && (announced || onvifService || video))) return 'recorder';
    // Recorders and doorbells announce themselves with ONVIF as cameras; their makers' words are finer.
    if (claim !== undefined && claim !== 'camera') return claim;
    if (announced || onvifService) return named !== undefined && named !== 'camera' ? named : specialCamera(`${decodeURIComponentSafely(scopes)} ${titles.join(' ')}`);
    if (claim !== undefined) return claim;
    if (restream !== undefined) return 'restream';
    const denied = (way: Announcement['way'], ...kinds: readonly DeviceKind[]): boolean => own.some((said) => said.way === way && kinds.includes(said.kind));
    if (routerTitle !== undefined || denied('ssdp', 'router')) return 'router';
    // An access point or an indoor station, by its maker's word; it may well have SSH.
    if (denied('vendor', 'other')) return 'other';
    const printing = denied('mdns', 'printer') || denied('ssdp', 'printer');
    // A computer may share its printer, its films and its loudspeaker.
    if (printing || denied('mdns', 'other') || denied('ssdp', 'other')) return ssh ? 'computer' : printing ? 'printer' : 'other';
    if (named !== undefined) return named;
    if (realm !== undefined || video) return specialCamera(titles.join(' '));
    // A surveillance maker's card or answer alone may be a recorder's or a keypad's; with one of its ports open it is taken for a camera.
    const maker = vendor !== null || own.some((said) => said.way === 'vendor' && said.source !== 'ubiquiti');
    if (maker && ports.some((port) => ['554', '8000', '37777', '34567', '80'].includes(port))) return 'camera';
    if (cameraTitle !== undefined) return 'camera';
    if (ssh) return 'computer';
    const hearsay = announcements.find((said) => said.hearsay && said.kind !== 'unknown');
    if (hearsay !== undefined) return hearsay.kind;
    if (ports.length > 0) return 'other';
    return 'unknown';
  })();
  return { kind, reasons };
}

/** What it says that it is, the finest word first: answers come in parts, and the first ones know less. */
function claimed(said: readonly Announcement[], way: Announcement['way']): DeviceKind | undefined {
  return (['recorder', 'doorbell', 'encoder', 'camera'] as const).find((kind) => said.some((entry) => entry.way === way && entry.kind === kind));
}

/** One for each protocol that told something: the last part of an answer has the most services. */
function announcementReasons(announcements: readonly Announcement[]): Reason[] {
  const found = new Map<string, Reason>();
  for (const { source, way, kind, vendor, as } of announcements) {
    if (isVendorSource(source)) {
      if (!found.has(source)) found.set(source, reason('vendor-protocol', { vendor: vendor ?? VENDOR_NAMES[source].vendor, protocol: VENDOR_NAMES[source].protocol }));
    } else if (kind !== 'unknown' && as !== null && String(found.get(source)?.params['as'] ?? '').length < as.length) {
      found.set(source, reason('announced', { protocol: way === 'mdns' ? 'mDNS' : 'SSDP', as }));
    }
  }
  return [...found.values()];
}

/** `onvif://…/type/video_encoder` is said by every camera, so only names count. */
function specialCamera(text: string): DeviceKind {
  const names = text.replace(/onvif:\/\/www\.onvif\.org\/type\/\S*/gi, ' ').replaceAll('_', ' ');
  if (DOORBELL.test(names)) return 'doorbell';
  if (ENCODER.test(names)) return 'encoder';
  return 'camera';
}

export function decodeURIComponentSafely(text: string): string {
  return text.replace(/(%[0-9a-f]{2})+/gi, (encoded) => {
    try {
      return decodeURIComponent(encoded);
    } catch {
      return encoded;
    }
  });
}
