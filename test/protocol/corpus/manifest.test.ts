import { describe, expect, it } from 'vitest';
import { atAnsweringHost } from '../../../electron/camera/answering-host';
import { parseChallenges, strongestChallenge } from '../../../electron/camera/digest';
import { cameraClock } from '../../../electron/camera/onvif/clock';
import { deviceInformation, macAddress, serviceAddresses } from '../../../electron/camera/onvif/device-answers';
import { listedProfiles, namedUri } from '../../../electron/camera/onvif/media-answers';
import { defaultGateway, interfaceSettings, offersHttps } from '../../../electron/camera/onvif/network-answers';
import { readSoap } from '../../../electron/camera/onvif/soap';
import { firstDescendant, type XmlNode } from '../../../electron/camera/onvif/xml';
import { RtspParser } from '../../../electron/camera/rtsp/rtsp-parser';
import { readSdp } from '../../../electron/camera/rtsp/sdp';
import { grantedTransport, sessionHeader } from '../../../electron/camera/rtsp/transport-header';
import { readResponse } from '../../../electron/discovery/dns-message';
import { readOffers } from '../../../electron/discovery/mdns-answer';
import { readSsdp } from '../../../electron/discovery/ssdp-message';
import { VENDOR_PROTOCOLS } from '../../../electron/discovery/vendors/vendor-protocols';
import { readWsd } from '../../../electron/discovery/ws-discovery-message';
import { corpus, corpusMissing, type CorpusItem } from '../../fixtures/cameras/corpus';

const missing = corpusMissing();
if (missing !== null) console.warn(`skipped: the whole manifest of recorded cameras, because ${missing}`);

/** The product will not take this for an answer, and why. */
class Refused extends Error {}
const refuse = (reason: string): never => {
  throw new Refused(reason);
};
const must = <T>(value: T | null | undefined, reason: string): T => value ?? refuse(reason);

const HOST = '10.0.0.1';

function soapBody(item: CorpusItem): XmlNode {
  // Two were copied from a log with the request before them.
  const soap = must(readSoap(Buffer.from(item.bytes().toString('latin1').split('RESPONSE:').at(-1) ?? '', 'latin1')), 'no SOAP');
  return soap.kind === 'body' ? soap.body : refuse(`fault: ${soap.reason ?? 'without words'}`);
}

/** The answer to an operation that the product does not ask for: understood as one, whatever is in it. */
function answerTo(item: CorpusItem): string {
  const operation = item.kind.replace(/^onvif-/, '').replace(/-media2$/, '');
  const answers = soapBody(item).children.map((child) => child.name);
  return answers.some((name) => name.endsWith('Response') && name.startsWith(operation.slice(0, 12))) ? answers.join() : refuse(`answers ${answers.join() || 'nothing'}`);
}

function rtspResponse(item: CorpusItem): { status: number; headers: ReadonlyMap<string, readonly string[]>; body: string } {
  const text = item.bytes().toString('latin1').replace(/\r?\n/g, '\r\n');
  // The files lost their exact length when line ends were changed: the body is what follows.
  const end = text.indexOf('\r\n\r\n') + 4;
  const head = text.slice(0, end).replace(/content-length:.*\r\n/i, '').slice(0, -2);
  const [first] = new RtspParser().push(Buffer.from(`${head}Content-Length: ${text.length - end}\r\n\r\n${text.slice(end)}`, 'latin1'));
  return first?.kind === 'response' ? { status: first.status, headers: first.headers, body: first.body.toString('utf8') } : refuse('no RTSP response');
}

function stream(text: string): string {
  const { video, audio } = readSdp(text);
  if (video === null) return refuse(audio === null ? 'describes no stream' : `sound only: ${audio}`);
  return video.codec === 'unknown' ? refuse(`video of a kind that agents cannot record: ${video.codecName}`) : `${video.codec} ${audio ?? 'without sound'}`;
}

function uri(item: CorpusItem, schemes: readonly string[]): string {
  return must(atAnsweringHost(must(namedUri(soapBody(item)), 'names no address'), HOST, schemes), 'no address of this kind').uri;
}

function vendor(item: CorpusItem): string {
  const answers = VENDOR_PROTOCOLS.map((protocol) => protocol.read(item.bytes(), HOST)).filter((answer) => answer !== null);
  return answers.length === 1 ? `${answers[0]?.vendor ?? ''} at ${answers[0]?.address ?? ''}` : refuse(`${answers.length} protocols claim it`);
}

/** How each kind of the manifest is read; what comes back says what was understood. */
const READERS: Readonly<Record<string, (item: CorpusItem) => string>> = {
  sdp: (item) => stream(item.bytes().toString('utf8')),
  'rtsp-describe': (item) => stream(rtspResponse(item).body),
  'rtsp-options': (item) => must(rtspResponse(item).headers.get('public'), 'lists no methods').join(),
  'rtsp-setup': (item) => {
    const { headers } = rtspResponse(item);
    return `${grantedTransport(headers.get('transport')?.[0], { kind: 'tcp', channel: 0 }).kind} ${must(sessionHeader(headers.get('session')?.[0]), 'no session').id}`;
  },
  'rtsp-play': (item) => `${rtspResponse(item).status}`,
  'rtsp-teardown': (item) => `${rtspResponse(item).status}`,
  'rtsp-461': (item) => (rtspResponse(item).status === 461 ? refuse('461: this transport is not to be had') : 'another status'),
  'rtsp-401': (item) => must(strongestChallenge(parseChallenges(rtspResponse(item).headers.get('www-authenticate') ?? [])), 'no challenge that we can answer').scheme,
  'onvif-GetDeviceInformation': (item) => must(deviceInformation(soapBody(item))?.model, 'no model'),
  'onvif-GetSystemDateAndTime': (item) => new Date(must(cameraClock(soapBody(item), Date.UTC(2023, 2, 7)), 'no time')).toISOString(),
  'onvif-GetServices': (item) => must(serviceAddresses(soapBody(item)).media, 'no media service'),
  'onvif-GetCapabilities': (item) => must(serviceAddresses(soapBody(item)).media, 'no media service'),
  'onvif-GetProfiles': (item) => `${must(listedProfiles(soapBody(item))[0], 'no profiles').token}`,
  'onvif-GetProfiles-media2': (item) => `${must(listedProfiles(soapBody(item))[0], 'no profiles').token}`,
  'onvif-GetStreamUri': (item) => uri(item, ['rtsp', 'rtsps']),
  'onvif-GetStreamUri-media2': (item) => uri(item, ['rtsp', 'rtsps']),
  'onvif-GetSnapshotUri': (item) => uri(item, ['http', 'https']),
  'onvif-GetSnapshotUri-media2': (item) => uri(item, ['http', 'https']),
  'onvif-GetNetworkInterfaces': (item) => {
    const body = soapBody(item);
    const { dhcp, prefix } = interfaceSettings(body, HOST);
    return `${must(macAddress(body, HOST), 'no MAC')} ${dhcp === true ? 'DHCP' : 'fixed'} /${prefix}`;
  },
  'onvif-GetNetworkDefaultGateway': (item) => must(defaultGateway(soapBody(item)), 'no gateway'),
  'onvif-GetNetworkProtocols': (item) => `HTTPS ${String(must(offersHttps(soapBody(item)), 'lists no protocols'))}`,
  'onvif-Fault': (item) => soapBody(item).name,
  'onvif-Error': (item) => soapBody(item).name,
  'onvif-GetCapabilitiesEncoder': (item) => must(serviceAddresses(soapBody(item)).media, 'no media service'),
  // The operation is called GetOSDs.
  'onvif-GetMediaOsds': (item) => must(firstDescendant(soapBody(item), 'GetOSDsResponse'), 'another answer').name,
  'wsd-probematch': (item) => {
    const answer = must(readWsd(item.bytes()), 'no answer');
    return answer.kind === 'match' ? must(answer.matches[0]?.addresses[0], 'no address') : refuse(answer.kind);
  },
  'wsd-hello': (item) => {
    const answer = must(readWsd(item.bytes()), 'no answer');
    return answer.kind === 'match' ? must(answer.matches[0]?.endpoint, 'no endpoint') : refuse(answer.kind);
  },
  'wsd-fault': (item) => refuse(must(readWsd(item.bytes()), 'no answer').kind),
  'wsd-xaddrs': (item) => must(item.bytes().toString('utf8').split(/\s+/).map((address) => atAnsweringHost(address, HOST, ['http', 'https'])).find((address) => address !== null), 'no address').uri,
  mdns: (item) => {
    const offer = must(readOffers(must(readResponse(item.bytes()), 'no DNS message'), HOST)[0], 'offers nothing');
    return offer.kind === 'other' ? refuse(`no camera: ${offer.services.join()}`) : `${offer.kind} ${offer.vendor ?? ''}`;
  },
  ssdp: (item) => must(must(readSsdp(item.bytes()), 'no SSDP').location, 'no description'),
  sadp: vendor, 'dhip-udp37810': vendor, 'dahua1-udp5050': vendor, 'bosch-udp1757': vendor, 'foscam-udp10000': vendor, 'panasonic-udp10669': vendor, 'vivotek-udp10000': vendor, 'vstarcam-udp8600': vendor,
};
const NOT_ASKED = [
  'GetServiceCapabilities', 'GetServiceCapabilities-media2', 'GetUsers', 'GetVideoSources', 'GetScopes', 'GetVideoSourceConfigurations', 'GetVideoEncoderConfigurationOptions', 'GetNTP', 'GetRecordingSummary', 'GetHostname',
  'GetAnalyticsModules', 'GetImagingSettings', 'GetSupportedAnalyticsModules',
].map((operation) => `onvif-${operation}`);

const outcome = (item: CorpusItem): string => {
  const read = READERS[item.kind] ?? (NOT_ASKED.includes(item.kind) ? answerTo : null);
  if (read === null) throw new Error(`no reader for ${item.kind}`);
  try {
    return read(item);
  } catch (error) {
    if (error instanceof Refused) return `refused: ${error.message}`;
    throw error;
  }
};

/** Everything that is not read, with the reason that the product gives. */
const REFUSED: Readonly<Record<string, string>> = {
  // Television and slide shows by RTSP.
  'sdp/unknown_MP2T-in-protocol_issue-mediamtx-120-MP2T-in-protocol.txt': 'video of a kind that agents cannot record: MP2T',
  'sdp/AVM-Fritzbox-not-a-camera-_fritzbox-6660-Cable_issue-mediamtx-1119-fritzbox-6660-Cable.txt': 'video of a kind that agents cannot record: MP2T',
  'sdp/unknown_RS-bandwidth_issue-mediamtx-136-RS-bandwidth.txt': 'video of a kind that agents cannot record: x-asf-pf',
  // Cut where they were quoted: nothing, or nothing that names a codec, is left of the video.
  'sdp/Amcrest_Amcrest-cameras_issue-mediamtx-127-Amcrest-cameras.txt': 'describes no stream',
  'sdp/UDP-Technology_UDP-technology-cameras_issue-gortsplib-474-UDP-technology-cameras.txt': 'describes no stream',
  'sdp/BZBGEAR_BZBGEAR-BG-VPTZ-10HSU3_issue-gortsplib-1068-BZBGEAR-BG-VPTZ-10HSU3.txt': 'describes no stream',
  'sdp/Avigilon_Avigilon-cameras_issue-gortsplib-501-Avigilon-cameras.txt': 'video of a kind that agents cannot record: unknown',
  'sdp/AJA-encoder_AJA-encoder_issue-gortsplib-879-AJA-encoder.txt': 'video of a kind that agents cannot record: unknown',
  'sdp/unknown_undisclosed-cameras-ipv4_issue-gortsplib-1025-undisclosed-cameras-ipv4.txt': 'video of a kind that agents cannot record: unknown',
  'sdp/unknown_undisclosed-cameras-ipv6_issue-gortsplib-1025-undisclosed-cameras-ipv6.txt': 'video of a kind that agents cannot record: unknown',
  // Refusals themselves: what the camera says stands in the reason.
  'onvif-Fault/OEM-Manufacturer-ONVIF-_ENP1A14-IR_25X_device_management-Fault.xml': 'fault: Too weak password.',
  'onvif-Fault/OEM-Manufacturer-empty-_IPD-H4K8M05-BS_device_management-Fault.xml': "fault: Method 'GetStorageConfigurations' not implemented: method name or namespace not recognized",
  'onvif-Fault/Sunba_SUNBA_device_management-Fault.xml': 'fault: Optional Action Not Implemented',
  'onvif-Fault/unknown_unknown_soap_fault.xml': 'fault: Argument Value Invalid',
  'onvif-Error/generic-gSOAP-camera-agsh-mock-_unknown_Error.xml': 'fault: fault reason',
  'onvif-GetVideoSourceConfigurations/Hikvision_DS-2CD2143G0-I_GetVideoSourceConfigurations.xml': 'fault: Optional Action Not Implemented',
  'onvif-GetNetworkProtocols/unknown_unknown_invalid_get_network_protocols_response.xml': 'fault: This optional method is not implemented',
  'rtsp-461/gortsplib-server_unknown_461.txt': '461: this transport is not to be had',
  'wsd-fault/unknown_unknown_fault.xml': 'fault',
  // No camera.
  'mdns/Google-Cast-negative-not-a-camera-_Virtual-sanitised-_GoogleCast.bin': 'no camera: _googlecast._tcp',
};

describe.skipIf(missing !== null)('the whole manifest of recorded cameras', () => {
  it.each(corpus().map((item) => [item.file, item] as const))('%s is read, or refused with its reason', (file, item) => {
    const expected = REFUSED[file];
    const seen = outcome(item);
    if (expected === undefined) expect(seen).not.toMatch(/^refused|null|undefined|\[object/);
    else expect(seen).toBe(`refused: ${expected}`);
  });

  it('is not smaller than what is refused', () => {
    const files = new Set(corpus().map((item) => item.file));
    expect(Object.keys(REFUSED).filter((file) => !files.has(file))).toEqual([]);
    expect(files.size).toBeGreaterThan(270);
  });
});
