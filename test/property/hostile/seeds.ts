import { corpus } from '../../fixtures/cameras/corpus';
import { h264Frame, h264Seconds, H264_SDP } from '../../fixtures/cameras/scripted-rtsp';
import { dnsResponse } from '../../fixtures/dns-packets';
import { dhipPacket, hanwhaPacket, padded, panasonicPacket, sadpPacket, sonyPacket, ubiquitiPacket } from '../../fixtures/vendor-packets';
import type { Target } from './targets';

/** Bytes; what is longer is cut: mutations in its middle teach nothing that those at its front do not. */
const MAX_SEED = 6_000;

const soap = (inside: string): Buffer => Buffer.from(`<?xml version="1.0" encoding="UTF-8"?><s:Envelope xmlns:s="http://www.w3.org/2003/05/soap-envelope" xmlns:tt="http://www.onvif.org/ver10/schema"><s:Body>${inside}</s:Body></s:Envelope>`);
const fixed = (length: number, parts: Readonly<Record<number, string | Buffer>>): Buffer => {
  const packet = Buffer.alloc(length);
  for (const [at, part] of Object.entries(parts)) packet.set(Buffer.from(part as string, 'latin1'), Number(at));
  return packet;
};
const instance = ['Cam', '_axis-video', '_tcp', 'local'];
const fragment = (sequence: number, header: number, marker: boolean): Buffer => {
  const frame = h264Frame(sequence, true);
  frame[5] = (marker ? 0x80 : 0) | 96;
  frame.set([0x7c, header], 16);
  return frame;
};

/** Answers of our own making, so that every parser starts from something that it reads, also where there are no recordings. */
const BUILT: Readonly<Record<string, readonly Buffer[]>> = {
  'wsd-probematch': [Buffer.from('<?xml version="1.0"?><e:Envelope xmlns:e="http://www.w3.org/2003/05/soap-envelope" xmlns:w="a" xmlns:d="b" xmlns:dn="http://www.onvif.org/ver10/network/wsdl"><e:Header/><e:Body><d:ProbeMatches><d:ProbeMatch><w:EndpointReference><w:Address>urn:uuid:1419d68a-1dd2-11b2-a105-000000000001</w:Address></w:EndpointReference><d:Types>dn:NetworkVideoTransmitter tds:Device</d:Types><d:Scopes>onvif://www.onvif.org/type/video_encoder onvif://www.onvif.org/name/Front%20door onvif://www.onvif.org/hardware/X1</d:Scopes><d:XAddrs>http://192.168.1.20/onvif/device_service https://[fe80::1]/onvif/device_service</d:XAddrs></d:ProbeMatch></d:ProbeMatches></e:Body></e:Envelope>')],
  sadp: [sadpPacket({ DeviceDescription: 'DS-2CD1', DeviceSN: 'DS-2CD1AA1', MAC: '44-19-b6-00-00-01', IPv4Address: '192.168.1.64', HttpPort: 80, CommandPort: 8000, DigitalChannelNum: 4, Activated: 'false' })],
  dhip: [dhipPacket({ DeviceClass: 'NVR', DeviceType: 'NVR5464', SerialNo: '1', Init: 2, HttpPort: 80, VideoInputChannels: 4, IPv4Address: { IPAddress: '192.168.1.108', SubnetMask: '255.255.255.0', DhcpEnable: false } })],
  dahua1: [((tail: string): Buffer => fixed(0x78 + 25 + tail.length, { 0: '\u00b3', 2: '\u0019', 0x14: Buffer.from([tail.length, 0]), 0x38: Buffer.from([192, 168, 1, 108, 255, 255, 255, 0, 192, 168, 1, 1]), 0x78: '90:02:a9:00:00:01IPC-HFW1', [0x78 + 25]: tail }))('Name:cam\r\nSerialNo:1\r\nDevice:IPC\r\n')],
  hanwha: [hanwhaPacket({ mac: '00:09:18:00:00:01', address: '192.168.1.100', mask: '255.255.255.0', gateway: '192.168.1.1', model: 'XNV-6080R', httpPort: 80, devicePort: 4520, way: 1 })],
  bosch: [fixed(32, { 0: Buffer.from('9939a427', 'hex'), 8: Buffer.from('00075f000001', 'hex'), 0x10: Buffer.from([192, 168, 1, 30, 255, 255, 255, 0]) }), Buffer.from('<root><device><friendlyName>DINION IP</friendlyName><unitIPAddress>192.168.1.30</unitIPAddress><physAddress>00-07-5f-00-00-01</physAddress><Lines>1</Lines><HTTPPort>80</HTTPPort><dhcp>0</dhcp></device></root>')],
  vivotek: [Buffer.concat([Buffer.from([1, 0x4a, 0x5d, 0x8f, 0x1c, 2, 6]), Buffer.from('0002d1000001', 'hex'), Buffer.from([3, 4, 192, 168, 1, 31, 4, 0, 6, 2, 80, 0, 9, 6]), Buffer.from('FD8134')])],
  foscam: [fixed(0x58, { 0: 'MO_I', 0x17: '00626e000001', 0x24: 'cam', 0x39: Buffer.from([192, 168, 1, 32, 255, 255, 255, 0]), 0x55: Buffer.from([0, 88]) }), fixed(0x58, { 0: 'MO_I', 6: '\u0001', 7: 'abcdefgh', 0x17: '00626e000001' })],
  sony: [sonyPacket({ MAC: '00-04-1f-00-00-01', MODEL: 'SNC-1', IPADR: '192.168.0.100', WEBPORT: '80', DHCP: 'ON' })],
  panasonic: [panasonicPacket('d4:2d:c5:00:00:01', 1, [[0x20, Buffer.from([192, 168, 0, 10])], [0x25, Buffer.from([0, 80])], [0xa7, padded('WV-1', 16)]])],
  ubiquiti: [ubiquitiPacket([[0x02, Buffer.from('0418d6000001c0a8010a', 'hex')], [0x15, Buffer.from('UVC G4')], [0x17, Buffer.from([1])]])],
  vstarcam: [fixed(0x100, { 0: Buffer.from([0x44, 0x48, 1, 8]), 4: '192.168.1.33', 0x5a: Buffer.from([80, 0]), 0x5c: 'VSTA000001', 0x7c: 'cam' })],
  'onvif-built': [
    soap('<tds:GetSystemDateAndTimeResponse xmlns:tds="a"><tds:SystemDateAndTime><tt:TimeZone><tt:TZ>CET-1CEST</tt:TZ></tt:TimeZone><tt:UTCDateTime><tt:Time><tt:Hour>12</tt:Hour><tt:Minute>0</tt:Minute><tt:Second>1</tt:Second></tt:Time><tt:Date><tt:Year>2026</tt:Year><tt:Month>1</tt:Month><tt:Day>2</tt:Day></tt:Date></tt:UTCDateTime></tds:SystemDateAndTime></tds:GetSystemDateAndTimeResponse>'),
    soap('<GetDeviceInformationResponse><Manufacturer>ACME</Manufacturer><Model>X1</Model><FirmwareVersion>V5.5 build 180718</FirmwareVersion><SerialNumber>S</SerialNumber></GetDeviceInformationResponse>'),
    soap('<GetServicesResponse><Service><Namespace>http://www.onvif.org/ver10/media/wsdl</Namespace><XAddr>http://10.0.0.1/onvif/media</XAddr></Service></GetServicesResponse>'),
    soap('<GetNetworkInterfacesResponse><NetworkInterfaces token="eth0"><Enabled>true</Enabled><Info><HwAddress>ac:cc:8e:00:00:01</HwAddress></Info><IPv4><Config><Manual><Address>192.168.1.20</Address><PrefixLength>24</PrefixLength></Manual><DHCP>false</DHCP></Config></IPv4></NetworkInterfaces></GetNetworkInterfacesResponse>'),
    soap('<GetProfilesResponse><Profiles token="p1"><Name>main</Name><VideoSourceConfiguration><SourceToken>v</SourceToken></VideoSourceConfiguration><VideoEncoderConfiguration><Encoding>H264</Encoding><Resolution><Width>1920</Width><Height>1080</Height></Resolution></VideoEncoderConfiguration></Profiles></GetProfilesResponse>'),
    soap('<GetStreamUriResponse><MediaUri><Uri>rtsp://10.0.0.1:554/user=admin_password=x_channel=1</Uri></MediaUri></GetStreamUriResponse>'),
    soap('<s:Fault><s:Code><s:Value>s:Sender</s:Value><s:Subcode><s:Value>ter:NotAuthorized</s:Value></s:Subcode></s:Code><s:Reason><s:Text xml:lang="en">Sender not authorized</s:Text></s:Reason></s:Fault>'),
  ],
  ssdp: [Buffer.from('HTTP/1.1 200 OK\r\nST: upnp:rootdevice\r\nSERVER: Linux UPnP/1.0 X/1\r\nUSN: uuid:1::upnp:rootdevice\r\nLOCATION: http://10.0.0.2:49152/d.xml\r\n\r\n'), Buffer.from('NOTIFY * HTTP/1.1\r\nHOST: 239.255.255.250:1900\r\nNTS: ssdp:alive\r\nNT: urn:schemas-upnp-org:device:Basic:1\r\nLOCATION: http://10.0.0.2/d.xml\r\n\r\n')],
  'ssdp-description': [Buffer.from('<?xml version="1.0"?><root xmlns="urn:schemas-upnp-org:device-1-0"><device><deviceType>urn:schemas-upnp-org:device:Basic:1</deviceType><friendlyName>AXIS P1</friendlyName><manufacturer>AXIS</manufacturer><modelName>P1</modelName><UDN>uuid:1</UDN><presentationURL>http://10.0.0.2/</presentationURL><deviceList><device><deviceType>a</deviceType></device></deviceList></device></root>')],
  mdns: [dnsResponse([{ type: 'ptr', name: '_axis-video._tcp.local', to: instance }, { type: 'srv', name: instance, port: 80, host: 'axis.local' }, { type: 'txt', name: instance, texts: ['macaddress=ACCC8E000001'] }, { type: 'a', name: 'axis.local', address: '10.0.0.5' }])],
  'rtsp-built': [Buffer.from(`RTSP/1.0 200 OK\r\nCSeq: 2\r\nContent-Base: rtsp://10.0.0.1/x/\r\nContent-Type: application/sdp\r\nContent-Length: ${H264_SDP.length}\r\n\r\n${H264_SDP}`), Buffer.concat([Buffer.from('RTSP/1.0 200 OK\r\nCSeq: 3\r\nSession: 1;timeout=60\r\nTransport: RTP/AVP/TCP;unicast;interleaved=0-1\r\n\r\n'), h264Frame(1, true), Buffer.from('OPTIONS * RTSP/1.0\r\nCSeq: 1\r\n\r\n')]), Buffer.from('RTSP/1.0 401 Unauthorized\r\nCSeq: 2\r\nWWW-Authenticate: Digest realm="a", nonce="b", stale="FALSE"\r\nWWW-Authenticate: Basic realm="a"\r\n\r\n')],
  sdp: [Buffer.from(H264_SDP), Buffer.from('v=0\r\no=- 1 1 IN IP4 0.0.0.0\r\ns=x\r\na=control:*\r\na=x-dimensions:1920,1080\r\nm=audio 0 RTP/AVP 8\r\na=control:track2\r\nm=video 0 RTP/AVP 97\r\na=rtpmap:97 H265/90000\r\na=framesize:97 1920-1080\r\na=fmtp:97 sprop-vps=QAEMAf//AWAAAAMAsAAAAwAAAwBdrFk=;sprop-sps=QgEBAWAAAAMAsAAAAwAAAwBdoAKAgC0WWuSTK4BAQAAAAwAB;sprop-pps=RAHA8vA8kAA=\r\n')],
  'parameter-set': [Buffer.from('Z00AH5WoFAFuQA==', 'base64'), Buffer.from('Z2QAKKzZQHgCJ+XARAAAAwAEAAADAPA8YMZY', 'base64'), Buffer.from('QgEBAWAAAAMAsAAAAwAAAwBdoAKAgC0WWuSTK4BAQAAAAwAB', 'base64')],
  rtp: [h264Seconds(1).subarray(0, 1_900), Buffer.concat([fragment(1, 0x85, false), fragment(2, 0x05, false), fragment(3, 0x45, true)]), h264Frame(3, true).subarray(4), Buffer.from('78000467640028000268ee', 'hex'), Buffer.from('60010004420101010003440102', 'hex')],
  challenge: [Buffer.from('Digest realm="AXIS_ACCC8E000001", nonce="abc", algorithm=MD5, qop="auth", opaque="x"'), Buffer.from('Basic realm="IP Camera(1)", Digest realm="a\\"b", nonce=c, stale=TRUE, algorithm=SHA-256-sess'), Buffer.from('RTP/AVP/TCP;unicast;interleaved=0-1;ssrc=1'), Buffer.from('RTP/AVP;unicast;client_port=5000-5001;server_port=6000-6001'), Buffer.from('708345999;timeout=60')],
  'web-page': [Buffer.from('<!doctype html><html><head><title>IP Camera &amp; &#x4e2d;</title></head></html>'), Buffer.from('<userCheck><statusValue>401</statusValue><lockStatus>lock</lockStatus><unlockTime>1799</unlockTime></userCheck>'), Buffer.from('{"lockStatus": "locked", "unlockTime": 30}'), Buffer.from('Account is locked, try again in 5 minutes')],
  address: [Buffer.from('rtsp://admin:x@192.168.1.9:554/Streaming/Channels/101?transportmode=unicast&profile=1'), Buffer.from('http://[fe80::1%25eth0]:8080/onvif/device_service'), Buffer.from('rtsp://0.0.0.0/user=admin_password=tlJwpbo6_channel=1_stream=0.sdp?real_stream'), Buffer.from('https://10.0.0.1/snap.jpg?usr=a&pwd=b')],
  jpeg: [Buffer.concat([Buffer.from('ffd8ffe000104a46494600010100000100010000ffc00011080438078003011100021101031101', 'hex'), Buffer.alloc(200, 0x11), Buffer.from('ffd9', 'hex')])],
  table: [Buffer.from('IP address       HW type     Flags       HW address            Mask     Device\n192.168.1.20     0x1         0x2         ac:cc:8e:00:00:01     *        eth0\n'), Buffer.from('? (192.168.1.20) at ac:cc:8e:0:0:1 on en0 ifscope [ethernet]\n'), Buffer.from('  192.168.1.20          ac-cc-8e-00-00-01     dynamic\r\n'), Buffer.from('Iface\tDestination\tGateway\tFlags\tRefCnt\tUse\tMetric\tMask\neth0\t0014A8C0\tFE01A8C0\t0003\t0\t0\t0\t00FFFFFF\n'), Buffer.from('192.168.20         192.168.1.254      UGSc           en0\n'), Buffer.from('     192.168.20.0    255.255.255.0    192.168.1.254    192.168.1.10     25\r\n')],
};

/** What the mutations of a target start from: recordings where they are at hand, and answers of our own making. */
export function seedsFor(target: Target): Buffer[] {
  const wanted = (kind: string): boolean => target.kinds.some((pattern) => (pattern.endsWith('*') ? kind.startsWith(pattern.slice(0, -1)) : kind === pattern));
  const built = Object.entries(BUILT).flatMap(([kind, seeds]) => (wanted(kind) ? seeds : []));
  return [...built, ...corpus(...target.kinds).map((item) => item.bytes())].map((seed) => seed.subarray(0, MAX_SEED));
}
