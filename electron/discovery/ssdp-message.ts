import { deviceText } from '../camera/device-text';
import { childAt, descendants, parseXml, textAt } from '../camera/onvif/xml';
import type { DeviceKind, Evidence } from '../domain/device';
import { evidenceOf } from './evidence-of';

/** An answer to a search, or an announcement. */
export interface SsdpMessage {
  /** As the device wrote it; see `descriptionAddress` in ssdp.ts for what is fetched. */
  readonly location: string | null;
  readonly server: string | null;
  /** Its unique service name, `uuid:…::urn:…`. */
  readonly usn: string | null;
  /** What it answers for: `upnp:rootdevice`, `urn:schemas-upnp-org:device:MediaServer:1`, ... */
  readonly target: string | null;
}

/** What a device says of itself in its description. */
export interface SsdpDescription {
  readonly deviceType: string | null;
  /** Types of the devices inside it, such as the WAN device of a router. */
  readonly innerTypes: readonly string[];
  readonly friendlyName: string | null;
  readonly manufacturer: string | null;
  readonly modelName: string | null;
  readonly modelNumber: string | null;
  readonly serialNumber: string | null;
  readonly udn: string | null;
  readonly presentationUrl: string | null;
}

export interface SsdpAnswer {
  readonly kind: Extract<DeviceKind, 'camera' | 'recorder' | 'doorbell' | 'encoder' | 'printer' | 'router' | 'other' | 'unknown'>;
  readonly message: SsdpMessage;
  /** null: none was offered on this host, or it could not be had. */
  readonly description: SsdpDescription | null;
}

/** Bytes; real ones have 200 to 500. */
const MAX_DATAGRAM = 8 * 1024;
const MOST_LINES = 40;
const MAX_TEXT = 120;
const MAX_ADDRESS = 300;
const MOST_INNER = 16;

/** Reads a datagram; null for whatever is neither an answer nor an announcement of presence. Pure, bounded, never throws. */
export function readSsdp(datagram: Uint8Array): SsdpMessage | null {
  if (datagram.length > MAX_DATAGRAM) return null;
  const [first = '', ...lines] = new TextDecoder().decode(datagram).split(/\r?\n/, MOST_LINES);
  const answer = /^HTTP\/1\.[01] 200\b/i.test(first);
  if (!answer && !/^NOTIFY \* HTTP\/1\.[01]/i.test(first)) return null;
  const headers = new Map<string, string>();
  for (const line of lines) {
    const at = line.indexOf(':');
    const name = line.slice(0, at).trim().toLowerCase();
    if (at > 0 && !headers.has(name)) headers.set(name, line.slice(at + 1).trim());
  }
  // `ssdp:byebye` is a device that leaves.
  if (!answer && headers.get('nts')?.toLowerCase() !== 'ssdp:alive') return null;
  return { location: deviceText(headers.get('location'), MAX_ADDRESS), server: deviceText(headers.get('server'), MAX_TEXT), usn: deviceText(headers.get('usn'), MAX_ADDRESS), target: deviceText(headers.get('st') ?? headers.get('nt'), MAX_ADDRESS) };
}

/** Reads a UPnP device description (UPnP Device Architecture 1.1, section 2.3); null for whatever is none. Pure, entity-free, never throws. */
export function readDescription(bytes: Uint8Array): SsdpDescription | null {
  const root = parseXml(bytes);
  const device = root?.name === 'root' ? childAt(root, 'device') : null;
  if (device === null) return null;
  const text = (name: string): string | null => deviceText(textAt(device, name), MAX_TEXT);
  const inner: string[] = [];
  for (const node of descendants(childAt(device, 'deviceList'), 'deviceType')) {
    const type = deviceText(node.text, MAX_TEXT);
    if (type !== null) inner.push(type);
    if (inner.length >= MOST_INNER) break;
  }
  const presentation = deviceText(textAt(device, 'presentationURL'), MAX_ADDRESS);
  return {
    deviceType: text('deviceType'),
    innerTypes: inner,
    friendlyName: text('friendlyName'),
    manufacturer: text('manufacturer'),
    modelName: text('modelName'),
    modelNumber: text('modelNumber'),
    serialNumber: text('serialNumber'),
    udn: text('UDN'),
    // Shown and perhaps clicked one day: nothing but a page.
    presentationUrl: presentation !== null && /^(https?:\/\/|\/)/i.test(presentation) ? presentation : null,
  };
}

/** Makers of nothing but surveillance equipment, as they write themselves. */
const CAMERA_MAKER = /\b(axis|hikvision|dahua|hanwha|vivotek|mobotix|avigilon|pelco|foscam|amcrest|reolink|uniview|arecont|geovision|acti|vicon|milesight|ezviz|lorex|siqura|flir|wisenet|i-pro|uniarch|annke|imou|intelbras|tiandy|doorbird|2n telekomunikace)\b/i;
/** Their models among the other things that the remaining makers build. */
const CAMERA_MODEL = /\b(ip|network|web|internet|dome|bullet|ptz)[ -]?cam(era)?\b|^(SNC|WV|BB|BL|DCS|SN[A-Z]|XN[A-Z]|QN[A-Z]|PN[A-Z]|DS-2\w+|IPC|IPD|TV-IP\d|GXV3[56]\d|NBN|NDN|VIGI|UVC)[-\d ]/i;
const RECORDER = /\b[NDXH]VR\b|^[ND]VR|\bnetwork video recorder|^i?DS-[789]/i;
const DOORBELL = /doorbell|door ?station|intercom|^VTO|^DS-K[VDB]/i;
const ENCODER = /video ?(encoder|server)\b|^DS-6[67]/i;

/** What a device is by its description, or by what it answered for where there is none. */
export function ssdpKind(message: SsdpMessage, description: SsdpDescription | null): SsdpAnswer['kind'] {
  const types = [description?.deviceType ?? message.target ?? '', ...(description?.innerTypes ?? [])].join(' ');
  if (/:device:(InternetGatewayDevice|WANDevice|WANConnectionDevice|WFADevice|WLANAccessPointDevice):/i.test(types)) return 'router';
  if (/:device:(Printer|PrintEnhanced|PrintBasic|Scanner):/i.test(types)) return 'printer';
  // `Remote`: the control points of televisions (dial-multiscreen, Samsung, Roku).
  if (/:device:(MediaServer|MediaRenderer|ZonePlayer|tvdevice|dial|RemoteControlReceiver|MainTVServer2)\b|roku-com|dial-multiscreen|:service:dial/i.test(types)) return 'other';
  if (/:device:DigitalSecurityCamera:/i.test(types)) return 'camera';
  if (description === null) return 'unknown';
  const model = description.modelName ?? '';
  const names = [model, description.modelNumber ?? '', description.friendlyName ?? ''];
  const maker = CAMERA_MAKER.test(`${description.manufacturer ?? ''} ${description.friendlyName ?? ''}`);
  if (!maker && !names.some((name) => CAMERA_MODEL.test(name))) return 'unknown';
  const any = (pattern: RegExp): boolean => names.some((name) => pattern.test(name));
  return any(RECORDER) ? 'recorder' : any(DOORBELL) ? 'doorbell' : any(ENCODER) ? 'encoder' : 'camera';
}

export function evidenceOfSsdp(from: string, answer: SsdpAnswer): Evidence {
  const { message, description, kind } = answer;
  const { innerTypes = [], ...said } = description ?? {};
  return evidenceOf('ssdp', from, { kind, ...message, ...said, innerTypes: innerTypes.length === 0 ? null : innerTypes.join(' ') });
}
