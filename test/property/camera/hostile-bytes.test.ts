import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { atAnsweringHost } from '../../../electron/camera/answering-host';
import { deviceText } from '../../../electron/camera/device-text';
import { authorization, parseChallenges, strongestChallenge } from '../../../electron/camera/digest';
import { cameraClock } from '../../../electron/camera/onvif/clock';
import { deviceInformation, macAddress, serviceAddresses } from '../../../electron/camera/onvif/device-answers';
import { defaultGateway, interfaceSettings, nameServers, offersHttps } from '../../../electron/camera/onvif/network-answers';
import { listedProfiles, namedUri } from '../../../electron/camera/onvif/media-answers';
import { readSoap } from '../../../electron/camera/onvif/soap';
import { firmwareDate } from '../../../electron/camera/firmware-date';
import { lockIn } from '../../../electron/camera/lock-state';
import { isWeakPassword } from '../../../electron/camera/password-strength';
import { codecProfile } from '../../../electron/camera/rtsp/codec-profile';
import { controlAddress, controlBase } from '../../../electron/camera/rtsp/control-address';
import { h264Depacketizer, h265Depacketizer } from '../../../electron/camera/rtsp/depacketizer';
import { h264Size, h265Size, jpegSize } from '../../../electron/camera/rtsp/picture-size';
import { readRtp } from '../../../electron/camera/rtsp/rtp';
import { RtspParser, type RtspItem } from '../../../electron/camera/rtsp/rtsp-parser';
import { readSdp } from '../../../electron/camera/rtsp/sdp';
import { StreamMeter } from '../../../electron/camera/rtsp/stream-meter';
import { grantedTransport, sessionHeader } from '../../../electron/camera/rtsp/transport-header';
import { wholeJpeg } from '../../../electron/camera/snapshot';
import { corpus } from '../../fixtures/cameras/corpus';
import { login } from '../../fixtures/cameras/ledger';

const bytes = fc.uint8Array({ maxLength: 600 }).map((array) => Buffer.from(array));
/** Recorded answers with a few bytes changed, left out or repeated: what is nearly right goes deepest into a parser. */
const seeds = ['onvif-*', 'rtsp-*', 'sdp', 'wsd-*'].flatMap((kind) => corpus(kind)).map((item) => item.bytes()).filter((content) => content.length < 20_000);
const SAMPLES = seeds.length > 0 ? seeds : [Buffer.from('RTSP/1.0 200 OK\r\nCSeq: 1\r\nContent-Length: 3\r\n\r\nv=0'), Buffer.from('<e:Envelope xmlns:e="x"><e:Body><a b="c">d</a></e:Body></e:Envelope>')];
const mutated = fc.tuple(fc.constantFrom(...SAMPLES), fc.array(fc.tuple(fc.double({ min: 0, max: 1, noNaN: true }), fc.constantFrom('set', 'cut', 'repeat'), fc.nat(255)), { minLength: 1, maxLength: 5 })).map(([seed, changes]) => {
  let content = Buffer.from(seed);
  for (const [where, how, value] of changes) {
    const at = Math.floor(where * content.length);
    if (how === 'set') content[at] = value;
    else if (how === 'cut') content = Buffer.concat([content.subarray(0, at), content.subarray(at + value)]);
    else content = Buffer.concat([content.subarray(0, at), content.subarray(at, at + value), content.subarray(at)]);
  }
  return content;
});
const hostile = fc.oneof(bytes, mutated);
const RUNS = { numRuns: 1000 };

describe('whatever bytes a camera sends', () => {
  it('SOAP and everything read from it never throws', () => {
    fc.assert(fc.property(hostile, (content) => {
      const soap = readSoap(content);
      if (soap?.kind !== 'body') return;
      cameraClock(soap.body, 0);
      deviceInformation(soap.body);
      macAddress(soap.body, '10.0.0.1');
      interfaceSettings(soap.body, '10.0.0.1');
      expect(nameServers(soap.body).length).toBeLessThanOrEqual(4);
      defaultGateway(soap.body);
      offersHttps(soap.body);
      listedProfiles(soap.body);
      for (const address of [namedUri(soap.body) ?? '', ...Object.values(serviceAddresses(soap.body))]) atAnsweringHost(address, '10.0.0.1', ['rtsp', 'http', 'https']);
    }), RUNS);
  });

  it('RTSP is read the same whole and in pieces, and holds its caps', () => {
    fc.assert(fc.property(fc.oneof(hostile, fc.array(hostile, { maxLength: 3 }).map((parts) => Buffer.concat(parts))), fc.integer({ min: 1, max: 40 }), (content, size) => {
      const whole = new RtspParser().push(content);
      const parser = new RtspParser();
      const pieces: RtspItem[] = [];
      for (let at = 0; at < content.length; at += size) pieces.push(...parser.push(content.subarray(at, at + size)));
      expect(pieces.length).toBeLessThanOrEqual(content.length);
      // Nonsense may be cut elsewhere, but the answers that stand in it are the same.
      const answers = (items: readonly RtspItem[]): unknown[] => items.filter((item) => item.kind === 'response').map((item) => [item.status, [...item.headers], item.body.toString('latin1')]);
      if (content.subarray(0, 5).toString() === 'RTSP/' && whole[0]?.kind === 'response') expect(answers(pieces)[0]).toEqual(answers(whole)[0]);
    }), RUNS);
  });

  it('session descriptions, transports and challenges never throw', () => {
    fc.assert(fc.property(hostile, (content) => {
      const text = content.toString('latin1');
      const sdp = readSdp(text);
      expect(sdp.video?.clockRate ?? 1).toBeGreaterThan(0);
      grantedTransport(text, { kind: 'tcp', channel: 0 });
      sessionHeader(text);
      const challenge = strongestChallenge(parseChallenges([text, `Digest ${text}`, `Digest realm="${text}", nonce="${text}"`]));
      if (challenge !== null) expect(authorization(challenge, login('u', 'p'), { method: 'GET', uri: '/', count: 1 })).not.toMatch(/[\r\n]/);
      const origin = 'rtsp://10.0.0.1:554';
      expect(controlAddress(controlBase({ requestUri: `${origin}/x`, contentBase: text, contentLocation: null }, origin), sdp.video?.control ?? text, origin).startsWith(origin)).toBe(true);
    }), RUNS);
  });

  it('parameter sets, RTP packets and NAL units never throw, and a size is a size', () => {
    fc.assert(fc.property(bytes, fc.boolean(), (content, gap) => {
      for (const first of [0x67, 0x42]) {
        const unit = Buffer.concat([Buffer.from([first, 1]), content]);
        for (const size of [h264Size(unit), h265Size(unit), jpegSize(unit)]) if (size !== null) expect(size.width > 0 && size.width <= 16_384 && size.height > 0 && size.height <= 16_384).toBe(true);
      }
      for (const depacketizer of [h264Depacketizer(), h265Depacketizer()]) for (let i = 0; i < 3; i++) for (const unit of depacketizer.push(content, gap)) expect(unit.length).toBeGreaterThan(0);
      for (const codec of ['H264', 'H265'] as const) expect(codecProfile(codec, content) ?? 'x').toMatch(/^[\w .:]{1,20}$/);
      readRtp(content);
      wholeJpeg(content);
    }), RUNS);
  });

  it('a measurement stays a measurement', () => {
    const packet = fc.record({ sequence: fc.nat(65535), timestamp: fc.nat(4294967295), marker: fc.boolean(), payload: fc.uint8Array({ minLength: 1, maxLength: 30 }).map((array) => Buffer.from(array)), ssrc: fc.nat(2), at: fc.nat(5000) });
    fc.assert(fc.property(fc.array(packet, { maxLength: 80 }), fc.constantFrom('H264', 'H265', 'MJPEG', 'MPEG4'), (packets, codec) => {
      const meter = new StreamMeter({ codec, codecName: codec, payloadType: 96, clockRate: 90_000, control: null, parameterSets: [], claimedSize: null });
      for (const { at, ...rest } of packets) meter.add({ payloadType: 96, ...rest }, at);
      const { loss, fps, kbps, frames, seconds } = meter.result();
      expect(loss >= 0 && loss <= 1).toBe(true);
      expect([fps, kbps, frames, seconds].every((value) => Number.isFinite(value) && value >= 0)).toBe(true);
    }), RUNS);
  });

  it('locks, days and passwords are judged without an exception', () => {
    fc.assert(fc.property(hostile, fc.string({ unit: 'binary', maxLength: 60 }), (content, text) => {
      const now = Date.UTC(2026, 0, 1);
      const lock = lockIn(content, now);
      if (lock !== null) expect(lock.minutes >= 1 && lock.minutes <= 24 * 60 && (lock.until === null || Date.parse(lock.until) > now)).toBe(true);
      expect(firmwareDate(text, now) ?? '2020-01-01').toMatch(/^20\d\d-\d\d-\d\d$/);
      isWeakPassword(text, content.toString('latin1'));
    }), RUNS);
  });

  it('text is one safe line', () => {
    fc.assert(fc.property(fc.string({ unit: 'binary', maxLength: 400 }), (text) => {
      const safe = deviceText(text, 100);
      // eslint-disable-next-line no-control-regex -- what must not be there
      expect(safe ?? 'x').not.toMatch(/[\u0000-\u001f\u007f-\u009f\u202a-\u202e\u2066-\u2069]/);
      expect((safe ?? 'x').length).toBeLessThanOrEqual(100);
      // encodeURIComponent throws on half a character.
      expect(() => encodeURIComponent(safe ?? 'x')).not.toThrow();
    }), RUNS);
  });
});
