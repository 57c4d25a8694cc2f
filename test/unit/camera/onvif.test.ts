import { describe, expect, it } from 'vitest';
import { atAnsweringHost, onPort } from '../../../electron/camera/answering-host';
import { deviceText } from '../../../electron/camera/device-text';
import { fillCredentials, hideCredentials } from '../../../electron/camera/hidden-credentials';
import { cameraClock } from '../../../electron/camera/onvif/clock';
import { normalMac } from '../../../electron/camera/onvif/device-answers';
import { codecNamed } from '../../../electron/camera/onvif/media-answers';
import { serviceCandidates } from '../../../electron/camera/onvif/service-candidates';
import { readSoap } from '../../../electron/camera/onvif/soap';
import { usernameToken } from '../../../electron/camera/onvif/username-token';
import { MAX_XML, parseXml, textAt } from '../../../electron/camera/onvif/xml';
import { rankStreams } from '../../../electron/camera/rank-streams';
import { wholeJpeg } from '../../../electron/camera/snapshot';
import type { StreamProfile } from '../../../electron/domain/camera';
import type { Device } from '../../../electron/domain/device';
import { login } from '../../fixtures/cameras/ledger';

const clockAnswer = (inside: string) => {
  const soap = readSoap(Buffer.from(`<s:Envelope xmlns:s="x"><s:Body><GetSystemDateAndTimeResponse><SystemDateAndTime>${inside}</SystemDateAndTime></GetSystemDateAndTimeResponse></s:Body></s:Envelope>`));
  if (soap?.kind !== 'body') throw new Error('no body');
  return soap.body;
};
const moment = (name: string, time: string) => {
  const [year, month, day, hour, minute, second] = time.split(/\D/).map(Number);
  return `<${name}><Time><Hour>${hour}</Hour><Minute>${minute}</Minute><Second>${second}</Second></Time><Date><Year>${year}</Year><Month>${month}</Month><Day>${day}</Day></Date></${name}>`;
};

describe("a camera's clock", () => {
  const now = Date.UTC(2026, 5, 1, 12, 0, 0);

  it('is read from UTC, also when it stands in 1970 or 2000', () => {
    expect(cameraClock(clockAnswer(moment('UTCDateTime', '1970-1-1 0:3:9')), now)).toBe(Date.UTC(1970, 0, 1, 0, 3, 9));
    expect(cameraClock(clockAnswer(moment('UTCDateTime', '2000-1-1 0:0:0')), now)).toBe(Date.UTC(2000, 0, 1));
  });

  it.each([
    ['CST-8', '2026-6-1 20:0:0'],
    ['GMT+08:00', '2026-6-1 20:0:0'],
    ['CST5:00:00', '2026-6-1 7:0:0'],
    ['EST5EDT,M3.2.0/2,M11.1.0/2', '2026-6-1 8:0:0'],
    ['<+03>-3', '2026-6-1 15:0:0'],
    ['nonsense', '2026-6-1 12:0:0'],
  ])('without UTC is read from the local time and the zone %s', (zone, local) => {
    expect(cameraClock(clockAnswer(`<TimeZone><TZ>${zone.replace('<', '&lt;').replace('>', '&gt;')}</TZ></TimeZone>${moment('LocalDateTime', local)}`), now)).toBe(now);
  });

  it('that says no time that exists is no clock', () => {
    expect(cameraClock(clockAnswer(moment('UTCDateTime', '2026-13-1 0:0:0')), now)).toBeNull();
    expect(cameraClock(clockAnswer('<DateTimeType>NTP</DateTimeType>'), now)).toBeNull();
  });
});

describe('WS-UsernameToken', () => {
  // ONVIF Application Programmer's Guide 6.1.1.3 prints nonce, date, password and digest.
  it('is that of the ONVIF guide', () => {
    const token = usernameToken(login('user', 'userpassword'), Date.parse('2010-09-16T07:50:45Z'), Buffer.from('LKqI6G/AikKCQrN0zqZFlg==', 'base64'));
    expect(token).toContain('>tuOSpGlFlIXsozq4HFNeeGeFLEI=</Password>');
    expect(token).toContain('>2010-09-16T07:50:45Z</Created>');
    expect(token).not.toContain('userpassword');
  });

  it('never repeats itself', () => {
    const nonces = new Set(Array.from({ length: 50 }, () => /<Nonce[^>]*>([^<]+)/.exec(usernameToken(login('a', 'b'), 0))?.[1]));
    expect(nonces.size).toBe(50);
  });

  it('carries any user name as text', () => {
    expect(usernameToken(login('a<&">', 'b'), 0)).toContain('<Username>a&lt;&amp;&quot;&gt;</Username>');
  });
});

describe('XML of a camera', () => {
  const parse = (text: string) => parseXml(Buffer.from(text));

  it('may have any prefix, a byte order mark, blanks before it and NULs after it', () => {
    expect(textAt(parse('\ufeff \r\n<?xml version="1.0"?><a:b><c:d>x</c:d></a:b>\0\0'), 'd')).toBe('x');
  });

  it('has its five entities and character numbers read once, and no others', () => {
    expect(textAt(parse('<a><b>1 &amp;lt; &lt; &#65; &#x42; &nbsp; &#0;</b></a>'), 'b')).toBe('1 &lt; < A B &nbsp; &#0;');
  });

  it('with a document type is refused: entities that grow come that way', () => {
    expect(parse('<!DOCTYPE lolz [<!ENTITY lol "lol">]><a><b>&lol;</b></a>')).toBeNull();
    expect(parse('<?xml version="1.0"?>\n<!doctype a SYSTEM "file:///etc/passwd"><a/>')).toBeNull();
  });

  it('that is too deep, too long or no XML is refused', () => {
    expect(parse('<a>'.repeat(500) + '</a>'.repeat(500))).toBeNull();
    expect(parseXml(Buffer.alloc(MAX_XML + 1, 0x20))).toBeNull();
    expect(parse(`<a>${'<b/>'.repeat(100_000)}</a>`)).toBeNull();
    expect(parse('{"a":1}')).toBeNull();
    expect(parse('')).toBeNull();
  });

  it('cannot reach into objects by its names', () => {
    const root = parse('<a><__proto__><polluted>1</polluted></__proto__><constructor>2</constructor></a>');
    expect(({} as Record<string, unknown>)['polluted']).toBeUndefined();
    expect(textAt(root, 'toString')).toBeNull();
  });

  it('is read in the encoding that it declares', () => {
    expect(textAt(parseXml(Buffer.from('<?xml version="1.0" encoding="ISO-8859-1"?><a><b>T\xfcr</b></a>', 'latin1')), 'b')).toBe('Tür');
  });
});

describe('SOAP faults', () => {
  const fault = (inside: string) => readSoap(Buffer.from(`<s:Envelope xmlns:s="http://www.w3.org/2003/05/soap-envelope"><s:Body><s:Fault>${inside}</s:Fault></s:Body></s:Envelope>`));

  it.each([
    ['<s:Code><s:Value>s:Sender</s:Value><s:Subcode><s:Value>ter:NotAuthorized</s:Value></s:Subcode></s:Code><s:Reason><s:Text>x</s:Text></s:Reason>'],
    ['<faultcode>wsse:FailedAuthentication</faultcode><faultstring>The security token could not be authenticated</faultstring>'],
    ['<s:Code><s:Value>s:Sender</s:Value></s:Code><s:Reason><s:Text>Sender not Authorized</s:Text></s:Reason>'],
  ])('that ask for a login are known as such', (inside) => {
    expect(fault(inside)).toMatchObject({ kind: 'fault', loginMissing: true });
  });

  it('of other kinds are not', () => {
    expect(fault('<s:Code><s:Value>s:Sender</s:Value><s:Subcode><s:Value>ter:InvalidArgVal</s:Value></s:Subcode></s:Code><s:Reason><s:Text>Optional Action Not Implemented</s:Text></s:Reason>')).toMatchObject({ loginMissing: false, reason: 'Optional Action Not Implemented' });
  });
});

describe('an address that a camera names', () => {
  it.each([
    ['rtsp://192.168.1.123:554/cam/realmonitor?channel=1&subtype=1&unicast=true&proto=Onvif', 'rtsp://10.1.1.9:554/cam/realmonitor?channel=1&subtype=1&unicast=true&proto=Onvif'],
    ['\n   rtsp://0.0.0.0/h264\n', 'rtsp://10.1.1.9/h264'],
    ['rtsp://admin:pw@192.168.1.1:8554/a', 'rtsp://10.1.1.9:8554/a'],
    ['rtsp://192.168.1.1?x=1', 'rtsp://10.1.1.9/?x=1'],
    ['RTSP://cam-driveway/a', 'rtsp://10.1.1.9/a'],
    ['rtsp://[fe80::1]:554/a', 'rtsp://10.1.1.9:554/a'],
  ])('%j is put at the host that answered', (named, expected) => {
    expect(atAnsweringHost(named, '10.1.1.9', ['rtsp'])?.uri).toBe(expected);
  });

  it.each(['', 'file:///etc/passwd', 'http://x/', 'rtsp://x:99999/', `rtsp://x/${'a'.repeat(2000)}`, 'rtsp:/x', 'rtsp://a b/'])('%j is refused', (named) => {
    expect(atAnsweringHost(named, '10.1.1.9', ['rtsp'])).toBeNull();
  });

  it('can be moved to another port', () => {
    expect(onPort('http://10.1.1.9/onvif/media?x=1', 8080)).toBe('http://10.1.1.9:8080/onvif/media?x=1');
    expect(onPort('rtsp://10.1.1.9:555/a:5', 554)).toBe('rtsp://10.1.1.9:554/a:5');
  });

  it('with credentials inside is kept without them and filled on the wire', () => {
    const named = 'rtsp://10.1.1.9:554/user=admin_password=tlJwpbo6_channel=1_stream=0&onvif=0.sdp?real_stream';
    const hidden = hideCredentials(named);
    expect(hidden).toBe('rtsp://10.1.1.9:554/user={user}_password={pass}_channel=1_stream=0&onvif=0.sdp?real_stream');
    expect(fillCredentials(hidden, login('op', 'a/b'))).toContain('user=op_password=a%2Fb_channel=1');
    expect(hideCredentials('http://10.1.1.9/webcapture.jpg?command=snap&channel=1&user=admin&password=x')).toBe('http://10.1.1.9/webcapture.jpg?command=snap&channel=1&user={user}&password={pass}');
    expect(hideCredentials('rtsp://10.1.1.9/Streaming/Channels/101?profile=Profile_1')).toBe('rtsp://10.1.1.9/Streaming/Channels/101?profile=Profile_1');
  });
});

describe('text of a device', () => {
  it('has no control characters, no direction overrides and no end', () => {
    expect(deviceText('a\u001b[31mb\r\nc\u202egpj.exe\0')).toBe('a [31mb cgpj.exe');
    expect(deviceText('x'.repeat(5000), 50)).toHaveLength(50);
    expect(deviceText(' \n ')).toBeNull();
    expect(deviceText('\ud83d')).toBe('\ufffd');
  });
});

describe('the streams of a camera', () => {
  const profile = (token: string, codec: StreamProfile['codec'], width: number | null, height: number | null, uri = `rtsp://h/${token}`): StreamProfile => ({ token, name: token, codec, width, height, uri, snapshotUri: null, source: null });
  const order = (...profiles: StreamProfile[]): string[] => rankStreams(profiles).map((entry) => entry.token);

  it('are ranked main, sub, the rest, and what agents cannot use last', () => {
    expect(order(profile('jpeg', 'MJPEG', 3840, 2160), profile('sub', 'H264', 640, 360), profile('third', 'H265', 1280, 720), profile('main', 'H265', 2560, 1440))).toEqual(['main', 'sub', 'third', 'jpeg']);
  });

  it('of equal size keep the order of the camera', () => {
    expect(order(profile('m1', 'H264', 1920, 1080), profile('s1', 'H264', 640, 360), profile('m2', 'H264', 1920, 1080), profile('s2', 'H264', 640, 360)).slice(0, 2)).toEqual(['m1', 's1']);
  });

  it('do not make a sub stream of the same address', () => {
    expect(order(profile('a', 'H264', 1920, 1080, 'rtsp://h/x'), profile('b', 'H264', 640, 360, 'rtsp://h/x'), profile('c', 'H264', 1280, 720))).toEqual(['a', 'c', 'b']);
  });

  it('whose size is not told are no sub stream where another one has a size', () => {
    expect(order(profile('main', 'H264', 1920, 1080), profile('dark', 'H264', null, null), profile('sub', 'H264', 640, 360))).toEqual(['main', 'sub', 'dark']);
  });

  it('have codecs by many names', () => {
    expect(['H264', 'h.264', 'H264H', 'AVC', 'H265', 'HEVC', 'JPEG', 'MPEG4', 'MJPEG', ''].map(codecNamed)).toEqual(['H264', 'H264', 'H264', 'H264', 'H265', 'H265', 'MJPEG', 'MPEG4', 'MJPEG', 'unknown']);
  });
});

describe('a MAC', () => {
  it('is one form of many', () => {
    expect(['AC-CC-8E-BE-CC-EA', 'accc8ebeccea', 'ac:cc:8e:be:cc:ea', 'accc.8ebe.ccea'].map(normalMac)).toEqual(Array(4).fill('ac:cc:8e:be:cc:ea'));
    expect(['00:00:00:00:00:00', 'ff:ff:ff:ff:ff:ff', '01:00:5e:00:00:fb', 'zz', '', null].map(normalMac)).toEqual(Array(6).fill(null));
  });
});

describe('where ONVIF is looked for', () => {
  const device = (changes: Partial<Device>): Device => ({
    id: 'x', address: '10.0.0.9', otherIds: [], otherAddresses: [], channels: null, advice: [], mac: null, kind: 'camera', reasons: [], name: null, vendor: null, model: null, ports: [], onvif: null, rtspPort: null, evidence: [], ...changes,
  });

  it('is the announced address first, at the host that answers, then the usual ports that are open', () => {
    expect(serviceCandidates(device({ onvif: 'http://192.168.1.1:2020/onvif/device_service', ports: [{ port: 80, speaks: 'http' }, { port: 554, speaks: 'rtsp' }, { port: 443, speaks: 'https' }, { port: 9191, speaks: 'http' }] }))).toEqual([
      'http://10.0.0.9:2020/onvif/device_service', 'http://10.0.0.9/onvif/device_service', 'https://10.0.0.9/onvif/device_service', 'http://10.0.0.9:9191/onvif/device_service',
    ]);
  });

  it('is nowhere on a device that only speaks RTSP and SSH', () => {
    expect(serviceCandidates(device({ ports: [{ port: 554, speaks: 'rtsp' }, { port: 8080, speaks: 'ssh' }] }))).toEqual([]);
  });
});

describe('a snapshot', () => {
  const picture = (body: number): Buffer => Buffer.concat([Buffer.from([0xff, 0xd8, 0xff, 0xe0]), Buffer.alloc(body, 7), Buffer.from([0xff, 0xd9])]);

  it('is a JPEG from its start to its end mark, whatever follows', () => {
    expect(Buffer.from(wholeJpeg(Buffer.concat([picture(200), Buffer.from('--boundary--')])) ?? []).equals(picture(200))).toBe(true);
  });

  it('is not HTML with a JPEG content type, nor a JPEG that was cut', () => {
    expect(wholeJpeg(Buffer.from('<html>'.repeat(50)))).toBeNull();
    expect(wholeJpeg(picture(500).subarray(0, 300))).toBeNull();
    expect(wholeJpeg(Buffer.alloc(0))).toBeNull();
  });
});
