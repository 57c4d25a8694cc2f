import { atAnsweringHost, onPort } from '../../../electron/camera/answering-host';
import { authorization, parseChallenges, strongestChallenge } from '../../../electron/camera/digest';
import { firmwareDate } from '../../../electron/camera/firmware-date';
import { fillCredentials, hideCredentials } from '../../../electron/camera/hidden-credentials';
import { AccessUnits, MAX_ACCESS_UNIT } from '../../../electron/camera/live/access-units';
import { codecString } from '../../../electron/camera/live/codec-string';
import { lockIn } from '../../../electron/camera/lock-state';
import { cameraClock } from '../../../electron/camera/onvif/clock';
import { deviceInformation, macAddress, serviceAddresses } from '../../../electron/camera/onvif/device-answers';
import { listedProfiles, namedUri } from '../../../electron/camera/onvif/media-answers';
import { defaultGateway, interfaceSettings, nameServers, offersHttps } from '../../../electron/camera/onvif/network-answers';
import { readSoap } from '../../../electron/camera/onvif/soap';
import { parseXml, type XmlNode } from '../../../electron/camera/onvif/xml';
import { codecProfile } from '../../../electron/camera/rtsp/codec-profile';
import { controlAddress, controlBase } from '../../../electron/camera/rtsp/control-address';
import { h264Depacketizer, h265Depacketizer } from '../../../electron/camera/rtsp/depacketizer';
import { h264Size, h265Size } from '../../../electron/camera/rtsp/picture-size';
import { readRtp } from '../../../electron/camera/rtsp/rtp';
import { RtspParser, type RtspItem } from '../../../electron/camera/rtsp/rtsp-parser';
import { readSdp, type VideoTrack } from '../../../electron/camera/rtsp/sdp';
import { StreamMeter } from '../../../electron/camera/rtsp/stream-meter';
import { grantedTransport, sessionHeader } from '../../../electron/camera/rtsp/transport-header';
import { wholeJpeg } from '../../../electron/camera/snapshot';
import { readResponse } from '../../../electron/discovery/dns-message';
import { evidenceOf, evidenceOfMatch } from '../../../electron/discovery/evidence-of';
import { pageTitle } from '../../../electron/discovery/http-probe';
import { evidenceOfMdns, readOffers } from '../../../electron/discovery/mdns-answer';
import { mergeEvidence } from '../../../electron/discovery/merge';
import { parseArpOfMac, parseArpOfWindows, parseProcNetArp } from '../../../electron/discovery/neighbours';
import { parseNetstatOfMac, parseProcNetRoute, parseRoutePrint } from '../../../electron/discovery/routes';
import { evidenceOfSsdp, readDescription, readSsdp, ssdpKind } from '../../../electron/discovery/ssdp-message';
import { VendorAnswer } from '../../../electron/discovery/vendors/protocol';
import { evidenceOfVendor } from '../../../electron/discovery/vendors/vendor-evidence';
import { VENDOR_PROTOCOLS } from '../../../electron/discovery/vendors/vendor-protocols';
import { readWsd } from '../../../electron/discovery/ws-discovery-message';
import { Device } from '../../../electron/domain/device';
import { jpegSize } from '../../../electron/domain/jpeg';
import { login } from '../../fixtures/cameras/ledger';
import { expectSafe, promise } from './invariants';
import type { Dialect } from './mutations';

/** One parser with what it promises. */
export interface Target {
  readonly name: string;
  readonly dialect: Dialect;
  /** Parts of a run: cheap parsers get more inputs. */
  readonly share: number;
  /** Kinds of the recordings that it starts from; a `*` at the end stands for anything. */
  readonly kinds: readonly string[];
  /** Reads the input and throws `BrokenPromise`, or whatever the parser threw. */
  check(input: Buffer): void;
}

const FROM = '192.168.1.20';
const ORIGIN = `rtsp://${FROM}:554`;
const NOW = Date.UTC(2026, 10, 24);
const MAX_FACT = 2_000;

const vendors: Target[] = VENDOR_PROTOCOLS.map((protocol) => ({
  name: protocol.source,
  dialect: protocol.source === 'sadp' || protocol.source === 'bosch' ? 'xml' : 'binary',
  share: protocol.source === 'sadp' || protocol.source === 'bosch' ? 2 : 5,
  kinds: [protocol.source, `${protocol.source}-*`],
  check(input) {
    const answer = protocol.read(input, FROM);
    if (answer === null) return;
    VendorAnswer.parse(answer);
    expectSafe(answer, 80, 40);
    expectSafe(evidenceOfVendor(protocol.source, FROM, answer), MAX_FACT, 40);
  },
}));

function expectSmallTree(node: XmlNode, depth = 0): number {
  promise(depth <= 41, 'deeper than 40');
  return 1 + node.children.reduce((sum, child) => sum + expectSmallTree(child, depth + 1), 0);
}

function checkSoap(input: Buffer): void {
  const soap = readSoap(input);
  if (soap === null) return;
  if (soap.kind === 'fault') return expectSafe(soap, 300);
  const { body } = soap;
  expectSafe(cameraClock(body, NOW), 0);
  const information = deviceInformation(body);
  expectSafe(information, 120);
  expectSafe(firmwareDate(information?.firmware ?? null, NOW), 10);
  promise(/^([0-9a-f]{2}:){5}[0-9a-f]{2}$|^null$/.test(String(macAddress(body, FROM))), 'no MAC');
  expectSafe([interfaceSettings(body, FROM), defaultGateway(body), nameServers(body), offersHttps(body)], 20);
  const profiles = listedProfiles(body);
  promise(profiles.length <= 128, 'too many profiles');
  expectSafe(profiles, 200);
  for (const uri of [namedUri(body), ...Object.values(serviceAddresses(body))]) if (uri !== null && uri !== undefined) checkAddress(uri);
}

function checkAddress(text: string): void {
  const at = atAnsweringHost(text, FROM, ['http', 'https', 'rtsp', 'rtsps']);
  if (at !== null) {
    expectSafe(at, 4_000);
    promise(new RegExp(`^(http|rtsp)s?://${FROM.replaceAll('.', '\\.')}(:\\d{1,5})?/`).test(at.uri), `another host: ${at.uri}`);
    if (at.scheme.startsWith('http')) promise(new URL(at.uri).hostname === FROM, `another host to a browser: ${at.uri}`);
    expectSafe(hideCredentials(at.uri), 4_000);
    expectSafe(onPort(at.uri, 554), 4_000);
    promise(!fillCredentials(hideCredentials(at.uri), login('u', 'p')).includes('{pass}'), 'a place for the password is left');
  }
  const control = controlAddress(controlBase({ requestUri: `${ORIGIN}/x`, contentBase: text, contentLocation: null }, ORIGIN), text, ORIGIN);
  promise(control.startsWith(ORIGIN), `a control address elsewhere: ${control.slice(0, 200)}`);
}

function checkRtsp(input: Buffer): void {
  const whole = new RtspParser().push(input);
  promise(whole.length <= input.length, 'more items than bytes');
  const parser = new RtspParser();
  const pieces: RtspItem[] = [];
  const size = 1 + (input[0] ?? 0) % 97;
  for (let at = 0; at < input.length; at += size) pieces.push(...parser.push(input.subarray(at, at + size)));
  for (const item of [...whole, ...pieces]) {
    if (item.kind === 'interleaved') promise(item.payload.length <= 65_535, 'a payload too long');
    else promise(item.body.length <= 512 * 1024 && item.headers.size <= 100, 'an answer too large');
    if (item.kind === 'response') {
      promise(item.status >= 100 && item.status <= 999, `status ${item.status}`);
      checkHeaders(item.headers);
      if (item.body.length > 0) checkSdp(item.body);
    }
  }
}

function checkHeaders(headers: ReadonlyMap<string, readonly string[]>): void {
  checkChallenges(headers.get('www-authenticate') ?? []);
  checkTransport(headers.get('transport')?.[0], headers.get('session')?.[0]);
  const base = headers.get('content-base')?.[0];
  if (base !== undefined) promise(controlBase({ requestUri: `${ORIGIN}/x`, contentBase: base, contentLocation: null }, ORIGIN).startsWith(ORIGIN), 'a base elsewhere');
}

function checkTransport(transport: string | undefined, session: string | undefined): void {
  for (const asked of [{ kind: 'tcp', channel: 0 }, { kind: 'udp' }] as const) {
    const granted = grantedTransport(transport, asked);
    if (granted.kind === 'tcp') promise(granted.channel >= 0 && granted.channel <= 255, 'no channel');
    else promise(granted.serverPort === null || (granted.serverPort >= 1 && granted.serverPort <= 65_535), 'no port');
  }
  const kept = sessionHeader(session);
  if (kept !== null) promise(kept.id.length <= 500 && kept.timeoutSeconds >= 5 && kept.timeoutSeconds <= 99_999, 'no session');
}

function checkChallenges(headers: readonly string[]): void {
  const challenges = parseChallenges(headers);
  promise(challenges.length <= 1_600, 'too many challenges');
  const strongest = strongestChallenge(challenges);
  if (strongest === null) return;
  const answer = authorization(strongest, login('u', 'secret-pass'), { method: 'GET', uri: '/', count: 1, cnonce: 'c' });
  // eslint-disable-next-line no-control-regex -- what would begin a header of its own
  promise(!/[\u0000-\u001f\u007f]/.test(answer), 'a control character in a header');
  promise(!answer.includes('secret-pass') && answer.length < 20_000, 'no answer to send');
}

function checkSdp(input: Buffer): void {
  const { video, audio, control } = readSdp(input.toString('utf8'));
  expectSafe(audio, 40);
  for (const written of [control, video?.control ?? null]) promise(controlAddress(`${ORIGIN}/x`, written, ORIGIN).startsWith(ORIGIN), 'a control address elsewhere');
  if (video === null) return;
  expectSafe([video.codecName, video.clockRate, video.payloadType, video.claimedSize], 40);
  promise(video.clockRate > 0 && video.payloadType >= 0 && video.payloadType <= 127, 'no format');
  promise(video.parameterSets.length <= 32, 'too many parameter sets');
  for (const unit of video.parameterSets) checkParameterSet(unit);
}

function checkParameterSet(unit: Uint8Array): void {
  for (const size of [h264Size(unit), h265Size(unit)]) if (size !== null) promise(size.width >= 16 && size.width <= 16_384 && size.height >= 16 && size.height <= 16_384, `a picture of ${size.width} x ${size.height}`);
  for (const codec of ['H264', 'H265'] as const) expectSafe([codecProfile(codec, unit), codecString(codec, unit)], 80);
}

const track = (codec: VideoTrack['codec']): VideoTrack => ({ codec, codecName: codec, payloadType: 96, clockRate: 90_000, control: null, parameterSets: [], claimedSize: null });

/** The input as the packets of one connection, then as single payloads. */
function checkPackets(input: Buffer): void {
  const packets = new RtspParser().push(input).flatMap((item) => (item.kind === 'interleaved' ? [item.payload] : []));
  for (const codec of ['H264', 'H265', 'MJPEG', 'MPEG4'] as const) {
    const meter = new StreamMeter(track(codec));
    const units = AccessUnits.of(track(codec));
    packets.concat(input).forEach((bytes, at) => {
      const packet = readRtp(bytes);
      if (packet === null) return;
      promise(packet.payload.length <= bytes.length && packet.sequence <= 0xffff, 'no packet');
      const wanted = { ...packet, payloadType: 96 };
      meter.add(wanted, at * 40);
      for (const unit of units?.push(wanted) ?? []) promise(unit.annexB.length <= MAX_ACCESS_UNIT && unit.width > 0 && Number.isFinite(unit.timestampMicros), 'no picture');
    });
    const result = meter.result();
    expectSafe(result, 80);
    promise(result.loss >= 0 && result.loss <= 1 && result.fps >= 0 && result.kbps >= 0 && result.seconds >= 0, 'no measurement');
  }
  for (const depacketizer of [h264Depacketizer(), h265Depacketizer()]) for (let round = 0; round < 3; round++) for (const unit of depacketizer.push(input, false)) promise(unit.length > 0 && unit.length <= 4 * 1024 * 1024, 'no unit');
}

function checkTables(input: Buffer): void {
  const text = input.toString('latin1');
  const neighbours = [parseProcNetArp(text), parseArpOfMac(text), parseArpOfWindows(text)].flat();
  promise(neighbours.every((entry) => /^([0-9a-f]{2}:){5}[0-9a-f]{2}$/.test(entry.mac) && /^[\d.]{7,15}$/.test(entry.address)), 'no neighbour');
  for (const route of [parseProcNetRoute(text), parseNetstatOfMac(text), parseRoutePrint(text)].flat()) promise(/^[\d.]{7,15}\/\d{1,2}$/.test(route.range) && /^[\d.]{7,15}$/.test(route.via) && route.interface.length <= 100, 'no route');
}

export const TARGETS: readonly Target[] = [
  {
    name: 'ws-discovery', dialect: 'xml', share: 2, kinds: ['wsd-*'],
    check(input) {
      const answer = readWsd(input);
      if (answer?.kind !== 'match') return;
      promise(answer.matches.length <= 64, 'too many matches');
      expectSafe(answer, 300, 10_000);
      for (const match of answer.matches) for (const address of match.addresses) checkAddress(address);
      const evidence = answer.matches.slice(0, 4).map((match) => evidenceOfMatch(FROM, match));
      expectSafe(evidence, MAX_FACT);
      for (const device of mergeEvidence(evidence)) {
        Device.parse(device);
        const { name, vendor, model, reasons } = device;
        expectSafe({ name, vendor, model, reasons }, MAX_FACT);
      }
    },
  },
  ...vendors,
  {
    name: 'xml', dialect: 'xml', share: 1, kinds: ['onvif-*', 'wsd-*', 'sadp'],
    check(input) {
      const root = parseXml(input);
      if (root !== null) promise(expectSmallTree(root) <= 40_001, 'more than 40,000 elements');
    },
  },
  { name: 'onvif', dialect: 'xml', share: 4, kinds: ['onvif-*'], check: checkSoap },
  {
    name: 'ssdp', dialect: 'headers', share: 5, kinds: ['ssdp'],
    check(input) {
      const message = readSsdp(input);
      if (message === null) return;
      expectSafe(message, 300);
      if (message.location !== null) checkAddress(message.location);
      expectSafe(evidenceOfSsdp(FROM, { kind: ssdpKind(message, null), message, description: null }), MAX_FACT);
    },
  },
  {
    name: 'ssdp-description', dialect: 'xml', share: 2, kinds: ['ssdp-description'],
    check(input) {
      const description = readDescription(input);
      if (description === null) return;
      const message = { location: null, server: null, usn: null, target: null };
      expectSafe(description, 300);
      expectSafe(evidenceOfSsdp(FROM, { kind: ssdpKind(message, description), message, description }), MAX_FACT);
    },
  },
  {
    name: 'mdns', dialect: 'binary', share: 6, kinds: ['mdns'],
    check(input) {
      const records = readResponse(input) ?? [];
      promise(records.length <= 256, 'too many records');
      const answers = readOffers(records, FROM);
      promise(answers.length <= 64, 'too many hosts');
      expectSafe(answers, 200, 10_000);
      for (const answer of answers) expectSafe(evidenceOfMdns(FROM, answer), MAX_FACT);
    },
  },
  { name: 'rtsp', dialect: 'headers', share: 6, kinds: ['rtsp-*'], check: checkRtsp },
  { name: 'sdp', dialect: 'headers', share: 6, kinds: ['sdp'], check: checkSdp },
  { name: 'parameter-sets', dialect: 'binary', share: 6, kinds: ['parameter-set'], check: checkParameterSet },
  { name: 'rtp', dialect: 'binary', share: 4, kinds: ['rtp'], check: checkPackets },
  {
    name: 'challenge', dialect: 'headers', share: 5, kinds: ['challenge'],
    check(input) {
      const text = input.toString('latin1');
      checkChallenges([text, ...text.split('\n')]);
      checkTransport(text, text);
    },
  },
  {
    name: 'web-page', dialect: 'xml', share: 4, kinds: ['web-page'],
    check(input) {
      expectSafe(pageTitle(input), 120);
      const lock = lockIn(input, NOW);
      expectSafe(lock, 30);
      if (lock !== null) promise(lock.minutes >= 1 && lock.minutes <= 24 * 60, `locked for ${lock.minutes} minutes`);
    },
  },
  { name: 'address', dialect: 'headers', share: 6, kinds: ['address'], check: (input) => checkAddress(input.toString('utf8')) },
  {
    name: 'jpeg', dialect: 'binary', share: 5, kinds: ['jpeg'],
    check(input) {
      const picture = wholeJpeg(input);
      if (picture !== null) promise(picture.length <= input.length && picture[0] === 0xff, 'no picture');
      const size = jpegSize(input);
      if (size !== null) promise(size.width > 0 && size.width <= 65_535 && size.height > 0 && size.height <= 65_535, 'no size');
    },
  },
  { name: 'tables', dialect: 'tables', share: 4, kinds: ['table'], check: checkTables },
  {
    name: 'fact', dialect: 'headers', share: 4, kinds: ['challenge', 'address', 'web-page'],
    check: (input) => { expectSafe(evidenceOf('http', FROM, { a: input.toString('utf8'), b: input.toString('latin1'), c: input.toString('utf16le') }), MAX_FACT); },
  },
];
