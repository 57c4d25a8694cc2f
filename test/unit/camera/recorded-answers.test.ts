import { describe, expect, it } from 'vitest';
import { parseChallenges, strongestChallenge } from '../../../electron/camera/digest';
import { cameraClock } from '../../../electron/camera/onvif/clock';
import { deviceInformation, macAddress, serviceAddresses } from '../../../electron/camera/onvif/device-answers';
import { listedProfiles, namedUri } from '../../../electron/camera/onvif/media-answers';
import { readSoap } from '../../../electron/camera/onvif/soap';
import type { XmlNode } from '../../../electron/camera/onvif/xml';
import { atAnsweringHost } from '../../../electron/camera/answering-host';
import { controlAddress, controlBase } from '../../../electron/camera/rtsp/control-address';
import { h264Size, h265Size } from '../../../electron/camera/rtsp/picture-size';
import { vendorFromRealm } from '../../../electron/camera/rtsp/realm-vendor';
import { RtspParser, type RtspItem } from '../../../electron/camera/rtsp/rtsp-parser';
import { readSdp, type SessionDescription } from '../../../electron/camera/rtsp/sdp';
import { grantedTransport, sessionHeader } from '../../../electron/camera/rtsp/transport-header';
import { corpus, corpusMissing, type CorpusItem } from '../../fixtures/cameras/corpus';

const missing = corpusMissing();
if (missing !== null) console.warn(`skipped: answers recorded from real cameras, because ${missing}`);

const short = (item: CorpusItem): string => item.file;
const each = (...kinds: string[]): [string, CorpusItem][] => corpus(...kinds).map((item) => [short(item), item]);
const body = (item: CorpusItem): XmlNode => {
  // Two were copied from a log with the request before them.
  const soap = readSoap(Buffer.from(item.bytes().toString('latin1').split('RESPONSE:').at(-1) ?? '', 'latin1'));
  if (soap?.kind !== 'body') throw new Error(`${item.file} is ${soap?.kind ?? 'no SOAP'}`);
  return soap.body;
};
const response = (item: CorpusItem): Extract<RtspItem, { kind: 'response' }> => {
  const text = item.bytes().toString('latin1').replace(/\r?\n/g, '\r\n');
  // The files lost their exact length when line ends were changed: the body is what follows.
  const end = text.indexOf('\r\n\r\n') + 4;
  const head = text.slice(0, end).replace(/content-length:.*\r\n/i, '').slice(0, -2);
  const [first] = new RtspParser().push(Buffer.from(`${head}Content-Length: ${text.length - end}\r\n\r\n${text.slice(end)}`, 'latin1'));
  if (first?.kind !== 'response') throw new Error(`${item.file} is no response`);
  return first;
};
const size = (sdp: SessionDescription): string | null => {
  const found = sdp.video?.parameterSets.map((unit) => (sdp.video?.codec === 'H265' ? h265Size(unit) : h264Size(unit))).find((entry) => entry !== null);
  return found === undefined || found === null ? null : `${found.width}x${found.height}`;
};

describe.skipIf(missing !== null)('answers recorded from real cameras', () => {
  describe('over ONVIF', () => {
    it.each(each('onvif-GetDeviceInformation'))('%s tells model and firmware', (_file, item) => {
      const information = deviceInformation(body(item));
      expect(information?.model).not.toBeNull();
      expect(information?.firmware).not.toBeNull();
    });

    it('keeps what a camera calls itself, and nothing where it says nothing', () => {
      const named = Object.fromEntries(corpus('onvif-GetDeviceInformation').map((item) => [item.vendor, deviceInformation(body(item))]));
      expect(named['Hikvision']).toEqual({ manufacturer: 'HIKVISION', model: 'DS-2CD2143G0-I', firmware: 'V5.5.61 build 180718', serial: 'DS-2CD2143G0-I20180829AAWRC46851082' });
      expect(named['Axis']).toMatchObject({ manufacturer: 'AXIS', model: 'M5525-E', serial: 'ACCC8EBECCEA' });
      expect(Object.values(named).some((information) => information?.manufacturer === null)).toBe(true);
    });

    it.each(each('onvif-GetSystemDateAndTime'))('%s tells the time', (_file, item) => {
      const clock = cameraClock(body(item), Date.UTC(2023, 2, 7));
      expect(new Date(clock ?? NaN).getUTCFullYear()).toBeGreaterThanOrEqual(2014);
    });

    it.each(each('onvif-GetServices', 'onvif-GetCapabilities'))('%s names its media service', (_file, item) => {
      const services = serviceAddresses(body(item));
      expect(atAnsweringHost(services.media ?? services.media2 ?? '', '10.0.0.1', ['http', 'https'])?.uri).toMatch(/^https?:\/\/10\.0\.0\.1[:/]/);
    });

    it('finds media 2 where it is offered', () => {
      expect(corpus('onvif-GetServices').filter((item) => serviceAddresses(body(item)).media2 !== undefined).length).toBe(7);
    });

    it.each(each('onvif-GetProfiles', 'onvif-GetProfiles-media2'))('%s lists profiles with token and codec', (_file, item) => {
      const profiles = listedProfiles(body(item));
      expect(profiles.length).toBeGreaterThan(0);
      expect(new Set(profiles.map((profile) => profile.token)).size).toBe(profiles.length);
      // Names only: recorded without asking for the configurations, and a recorder with empty encoders.
      const bare = !/Encoding>(H26|JPEG|MPEG)/.test(item.bytes().toString('latin1'));
      expect(profiles.every((profile) => (profile.codec === 'unknown') === bare)).toBe(true);
    });

    it('reads a recorder with many channels, leaving out the profiles without video', () => {
      const recorder = corpus('onvif-GetProfiles').find((item) => item.vendor === 'Dahua-like');
      const profiles = recorder === undefined ? [] : listedProfiles(body(recorder));
      expect(profiles).toHaveLength(12);
      expect(new Set(profiles.map((profile) => profile.source)).size).toBe(12);
    });

    it.each(each('onvif-GetStreamUri', 'onvif-GetStreamUri-media2'))('%s names a stream', (_file, item) => {
      const uri = atAnsweringHost(namedUri(body(item)) ?? '', '10.0.0.1', ['rtsp', 'rtsps']);
      expect(uri?.uri).toMatch(/^rtsp:\/\/10\.0\.0\.1(:\d+)?\/\S+$/);
      expect(uri?.uri).not.toContain('&amp;');
    });

    it.each(each('onvif-GetSnapshotUri', 'onvif-GetSnapshotUri-media2'))('%s names a snapshot', (_file, item) => {
      expect(atAnsweringHost(namedUri(body(item)) ?? '', '10.0.0.1', ['http', 'https'])?.uri).toMatch(/^http:\/\/10\.0\.0\.1[:/]/);
    });

    it('tells the MAC of the interface that we talk to', () => {
      const macs = Object.fromEntries(corpus('onvif-GetNetworkInterfaces').map((item) => [item.vendor, macAddress(body(item), '192.168.4.12')]));
      expect(macs).toEqual({ Axis: 'ac:cc:8e:be:cc:ea', Hikvision: '58:03:fb:8a:57:9b', Pelco: '00:04:7d:36:a5:4e' });
    });

    it.each(each('onvif-Fault'))('%s is a fault', (_file, item) => {
      expect(readSoap(item.bytes())?.kind).toBe('fault');
    });

    it('knows the faults that ask for a login', () => {
      expect(corpus('onvif-Fault').filter((item) => {
        const soap = readSoap(item.bytes());
        return soap?.kind === 'fault' && soap.loginMissing;
      }).map((item) => item.bytes().toString('latin1')).every((text) => /NotAuthorized|authori|authent/i.test(text))).toBe(true);
      const profile = corpus('onvif-Fault').map((item) => readSoap(item.bytes())).find((soap) => soap?.kind === 'fault' && soap.reason === 'Argument Value Invalid');
      expect(profile).toMatchObject({ loginMissing: false });
    });
  });

  describe('over RTSP', () => {
    it.each(each('rtsp-describe', 'sdp'))('%s is described without an exception', (_file, item) => {
      const text = item.kind === 'sdp' ? item.bytes().toString('utf8') : response(item).body.toString('utf8');
      const sdp = readSdp(text);
      if (/^m=video/m.test(text)) expect(sdp.video).not.toBeNull();
      if (/H26[45]\/90000/.test(text)) expect(sdp.video?.codec).toMatch(/^H26[45]$/);
    });

    // Compared with ffprobe and ffmpeg's trace_headers.
    it.each([
      ['Anpviz_unknown_anpviz', 'H264', '704x576'], ['Foscam', 'H264', '1280x720'], ['dahua_describe_h264', 'H264', '704x480'], ['dahua_describe_h265', 'H265', '704x480'],
      ['tplink_sdp', 'H265', '2560x1440'], ['hikvision_describe', 'H264', '1920x1080'], ['TestHikvisionPCM', 'H264', '3200x1800'], ['TestBugSDP2', 'H264', '1280x720'],
      ['Verint', 'H264', '3840x2160'], ['TIAS', 'H264', '384x830'], ['vstarcam', 'H264', '1920x1080'], ['bunny', 'H264', '240x160'], ['test4', 'H264', '1920x1080'],
    ])('the size of %s stands in its parameter sets', (name, codec, expected) => {
      const item = corpus('sdp', 'rtsp-describe').find((entry) => entry.file.includes(name));
      const sdp = readSdp(item === undefined ? '' : item.kind === 'sdp' ? item.bytes().toString('utf8') : response(item).body.toString('utf8'));
      expect([sdp.video?.codec, size(sdp)]).toEqual([codec, expected]);
    });

    it.each([
      ['dahua_describe_h264', 'rtsp://10.0.0.1/cam/realmonitor?channel=1&subtype=1&unicast=true&proto=Onvif/trackID=0'],
      ['hikvision_describe', 'rtsp://10.0.0.1/Streaming/Channels/101/trackID=1?transportmode=unicast&profile=Profile_1'],
      ['h264dvr_describe', 'rtsp://10.0.0.1/camera/trackID=3'],
      ['foscam_describe', 'rtsp://10.0.0.1/videoMain/track1'],
      ['vstarcam_describe', 'rtsp://10.0.0.1/asked/track0'],
    ])('the video of %s is controlled at the host that answered', (name, expected) => {
      const item = corpus('rtsp-describe').find((entry) => entry.file.includes(name));
      if (item === undefined) throw new Error('missing');
      const answer = response(item);
      const origin = 'rtsp://10.0.0.1';
      const base = controlBase({ requestUri: `${origin}/asked`, contentBase: answer.headers.get('content-base')?.[0] ?? null, contentLocation: null }, origin);
      expect(controlAddress(base, readSdp(answer.body.toString('utf8')).video?.control ?? null, origin)).toBe(expected);
    });

    it.each(each('rtsp-setup'))('%s grants a transport and a session', (file, item) => {
      const answer = response(item);
      const granted = grantedTransport(answer.headers.get('transport')?.[0], { kind: 'tcp', channel: 0 });
      expect(granted.kind).toBe(/h264dvr|_udp/.test(file) ? 'udp' : 'tcp');
      if (granted.kind === 'udp') expect(granted.serverPort).toBeGreaterThan(1024);
      expect(sessionHeader(answer.headers.get('session')?.[0])?.id).toMatch(/^[\w]+$/);
    });

    it.each(each('rtsp-401'))('%s is a challenge that we can answer', (_file, item) => {
      expect(strongestChallenge(parseChallenges(response(item).headers.get('www-authenticate') ?? []))).toMatchObject({ scheme: 'digest', algorithm: 'MD5' });
    });

    it('names the maker by its realm', () => {
      const vendors = Object.fromEntries(corpus('rtsp-401').map((item) => [item.vendor, vendorFromRealm(strongestChallenge(parseChallenges(response(item).headers.get('www-authenticate') ?? []))?.realm ?? '')]));
      expect(Object.values(vendors)).toEqual(expect.arrayContaining(['Dahua', 'Hikvision', 'Hanwha', 'TP-Link']));
      expect(vendors['Reolink']).toBeNull();
    });

    it.each(each('rtsp-options', 'rtsp-play', 'rtsp-teardown', 'rtsp-461'))('%s is a response', (file, item) => {
      expect(response(item).status).toBe(file.startsWith('rtsp-461') ? 461 : 200);
    });
  });

  it('reads every item of the kinds above, or refuses it, without an exception', () => {
    for (const item of corpus()) {
      const bytes = item.bytes();
      expect(() => [readSoap(bytes), readSdp(bytes.toString('utf8')), new RtspParser().push(bytes)]).not.toThrow();
    }
  });
});
