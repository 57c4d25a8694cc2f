import { describe, expect, it } from 'vitest';
import type { Device, Evidence } from '../../../electron/domain/device';
import { DeviceBoard } from '../../../electron/discovery/device-board';
import { readResponse } from '../../../electron/discovery/dns-message';
import { evidenceOf } from '../../../electron/discovery/evidence-of';
import { evidenceOfMdns, readOffers } from '../../../electron/discovery/mdns-answer';
import { mergeEvidence } from '../../../electron/discovery/merge';
import { evidenceOfSsdp, readDescription, readSsdp, ssdpKind } from '../../../electron/discovery/ssdp-message';
import { DHIP } from '../../../electron/discovery/vendors/dhip';
import type { VendorProtocol } from '../../../electron/discovery/vendors/protocol';
import { SADP } from '../../../electron/discovery/vendors/sadp';
import { evidenceOfVendor } from '../../../electron/discovery/vendors/vendor-evidence';
import { dnsResponse } from '../../fixtures/dns-packets';
import { haveRecordings, recordedBytes } from '../../fixtures/recorded-cameras';
import { dhipPacket } from '../../fixtures/vendor-packets';

const A = '192.168.1.20';
const B = '192.168.1.21';

function vendor(protocol: VendorProtocol, datagram: Uint8Array, from: string): Evidence {
  const answer = protocol.read(datagram, from);
  if (answer === null) throw new Error('no answer');
  return evidenceOfVendor(protocol.source, from, answer);
}

const mdns = (datagram: Uint8Array, from: string): Evidence[] => readOffers(readResponse(datagram) ?? [], from).map((answer) => evidenceOfMdns(from, answer));

function ssdp(notice: Uint8Array, description: string | null, from: string): Evidence {
  const message = readSsdp(notice);
  if (message === null) throw new Error('no announcement');
  const read = description === null ? null : readDescription(Buffer.from(description));
  return evidenceOfSsdp(from, { kind: ssdpKind(message, read), message, description: read });
}

const upnp = (type: string, fields = ''): string => `<root xmlns="urn:schemas-upnp-org:device-1-0"><device><deviceType>urn:schemas-upnp-org:device:${type}:1</deviceType>${fields}</device></root>`;
const notice = Buffer.from('NOTIFY * HTTP/1.1\r\nNT: upnp:rootdevice\r\nNTS: ssdp:alive\r\nUSN: uuid:1\r\n\r\n');
const printer = (from: string): Evidence[] =>
  mdns(dnsResponse([{ type: 'ptr', name: '_ipp._tcp.local', to: ['Office', '_ipp', '_tcp', 'local'] }, { type: 'srv', name: ['Office', '_ipp', '_tcp', 'local'], port: 631, host: 'office.local' }, { type: 'txt', name: ['Office', '_ipp', '_tcp', 'local'], texts: ['ty=Laser 2000'] }, { type: 'a', name: 'office.local', address: from }]), from);
const recorder = (from: string, named = from, mac = '4c:11:bf:00:00:01'): Evidence => vendor(DHIP, dhipPacket({ DeviceClass: 'NVR', DeviceType: 'DHI-NVR4208', MachineName: 'Shop', Vendor: 'Private', HttpPort: 80, IPv4Address: { IPAddress: named } }, mac), from);
const rtsp = (address: string): Evidence => evidenceOf('rtsp', address, { port: 554, server: 'Rtsp Server' });
const only = (...evidence: readonly Evidence[]): Device => {
  const [device, ...others] = mergeEvidence(evidence);
  if (device === undefined || others.length > 0) throw new Error(`${others.length + 1} devices`);
  return device;
};

describe.skipIf(!haveRecordings)('recorded announcements', () => {
  it("a Hikvision camera that answers its maker's search is a camera, with its MAC and model", () => {
    const at = '172.20.120.53';
    expect(only(vendor(SADP, recordedBytes('sadp/Hikvision_DS-2CD1301-I_probematch.xml'), at))).toMatchObject({
      id: 'ac:cb:51:7b:0b:54', address: at, kind: 'camera', vendor: 'Hikvision', model: 'DS-2CD1301-I', ports: [], reasons: [{ reason: 'vendor-protocol', params: { vendor: 'Hikvision', protocol: 'SADP' } }, { reason: 'vendor-mac', params: { vendor: 'Hikvision' } }],
    });
  });

  it('a Dahua answer with the class of a recorder is a recorder', () => {
    const recorded = recordedBytes('dhip-udp37810/Dahua_Virtual-sanitised-_Dahua2.bin');
    // The recording's own model is a placeholder; one of the same length keeps the lengths of its head true.
    const patched = Buffer.from(recorded.toString('latin1').replace('Virtual (JSON)', 'DHI-NVR5216-4K'), 'latin1');
    expect(only(vendor(DHIP, patched, '240.0.4.0'))).toMatchObject({ kind: 'recorder', vendor: 'Dahua', model: 'DHI-NVR5216-4K', name: 'Virtual', mac: '00:11:22:33:44:55' });
  });

  it('an Axis camera by multicast DNS is a camera, and its named port is not taken for an open one', () => {
    expect(only(...mdns(recordedBytes('mdns/Axis_Virtual-sanitised-_Axis.bin'), '240.0.6.0'))).toMatchObject({
      id: '00:11:22:33:44:55', kind: 'camera', vendor: 'Axis', model: 'Virtual', ports: [], reasons: [{ reason: 'announced', params: { protocol: 'mDNS', as: '_axis-video._tcp _rtsp._tcp' } }],
    });
    expect(only(...mdns(recordedBytes('mdns/Arecont_Virtual-sanitised-_Arecont.bin'), '240.0.16.0'))).toMatchObject({ kind: 'camera', ports: [] });
  });

  it('a Google Cast screen is no camera, though it streams', () => {
    expect(only(...mdns(recordedBytes('mdns/Google-Cast-negative-not-a-camera-_Virtual-sanitised-_GoogleCast.bin'), '240.0.8.0'), rtsp('240.0.8.0')).kind).toBe('other');
  });

  it('an announcement that says only that it is there decides nothing', () => {
    const said = ssdp(recordedBytes('ssdp/generic_Virtual-sanitised-_SSDP.txt'), null, A);
    expect(only(said)).toMatchObject({ kind: 'unknown', reasons: [{ reason: 'only-ports' }] });
    expect(only(said, rtsp(A)).kind).toBe('camera');
  });

  it('a media server is no camera, though it streams and has the name of a camera maker', () => {
    const said = ssdp(recordedBytes('ssdp/generic_Virtual-sanitised-_SSDP.txt'), upnp('MediaServer', '<manufacturer>Axis</manufacturer><friendlyName>Films</friendlyName>'), A);
    expect(only(said, rtsp(A))).toMatchObject({ kind: 'other', name: 'Films', reasons: [{ reason: 'announced', params: { protocol: 'SSDP', as: 'MediaServer' } }, { reason: 'rtsp-server' }] });
  });
});

describe('what is announced', () => {
  it('a printer is a printer, though it streams', () => {
    expect(only(...printer(A), rtsp(A))).toMatchObject({ kind: 'printer', model: 'Laser 2000', onvif: null });
  });

  it('a computer that shares its printer or its films stays a computer', () => {
    const ssh = evidenceOf('ssh', A, { port: 22, banner: 'SSH-2.0-OpenSSH_9.2' });
    expect([only(...printer(A), ssh).kind, only(ssdp(notice, upnp('MediaServer'), A), ssh).kind]).toEqual(['computer', 'computer']);
  });

  it('a restream program beside a shared printer stays one', () => {
    expect(only(...printer(A), evidenceOf('rtsp', A, { port: 8554, server: 'go2rtc/1.9' })).kind).toBe('restream');
  });

  it('a camera that says so with ONVIF stays one, though films can be had from it', () => {
    expect(only(evidenceOf('ws-discovery', A, { types: 'dn:NetworkVideoTransmitter' }), ssdp(notice, upnp('MediaServer'), A)).kind).toBe('camera');
  });

  it("a recorder that calls itself a camera with ONVIF is one by its maker's word, and by its description", () => {
    const onvif = evidenceOf('ws-discovery', A, { types: 'dn:NetworkVideoTransmitter' });
    expect(only(onvif, recorder(A)).kind).toBe('recorder');
    expect(only(onvif, ssdp(notice, upnp('Basic', '<manufacturer>HIKVISION</manufacturer><modelName>DS-7608NI-K2</modelName>'), A))).toMatchObject({ kind: 'recorder', model: 'DS-7608NI-K2' });
  });

  it('a router by its description is a router, though it streams', () => {
    expect(only(ssdp(notice, upnp('InternetGatewayDevice', '<manufacturer>AVM</manufacturer>'), A), rtsp(A))).toMatchObject({ kind: 'router', vendor: 'AVM' });
  });

  it('an access point, by its maker, is none of ours, though it has SSH', () => {
    expect(only(evidenceOf('ubiquiti', A, { ip: A, deviceClass: 'other', model: 'U6-Pro' }), evidenceOf('ssh', A, { port: 22, banner: 'x' })).kind).toBe('other');
  });

  it('the MAC that a device says beats the one of the bridge before it', () => {
    expect(only(recorder(A), evidenceOf('neighbour', A, { mac: '00:11:22:33:44:55' })).mac).toBe('4c:11:bf:00:00:01');
  });
});

describe('what is said of others', () => {
  it('a device that names another address is one device, at the address that answered', () => {
    const said = recorder(B, A);
    expect(only(said, { ...said, address: A, facts: { ...said.facts, via: B } })).toMatchObject({ address: B, otherAddresses: [A], kind: 'recorder' });
  });

  it('a recorder that answers for its cameras does not become one of them', () => {
    const camera = vendor(DHIP, dhipPacket({ DeviceClass: 'IPC', DeviceType: 'IPC-HFW2431', IPv4Address: { IPAddress: '192.168.1.10' } }, '4c:11:bf:00:00:02'), A);
    expect(only(camera, recorder(A))).toMatchObject({ kind: 'recorder', model: 'DHI-NVR4208', mac: '4c:11:bf:00:00:01' });
  });

  it('a camera does not become a printer because another host says so', () => {
    const [said] = mdns(dnsResponse([{ type: 'ptr', name: '_ipp._tcp.local', to: ['x', '_ipp', '_tcp', 'local'] }, { type: 'srv', name: ['x', '_ipp', '_tcp', 'local'], port: 631, host: 'x.local' }, { type: 'a', name: 'x.local', address: A }]), B);
    expect(said).toMatchObject({ address: A, facts: { via: B, kind: 'printer' } });
    expect(only(...(said === undefined ? [] : [said]), rtsp(A)).kind).toBe('camera');
    expect(only(...(said === undefined ? [] : [said])).kind).toBe('printer');
  });

  it('announcements without end leave room for what is found', () => {
    const board = new DeviceBoard(() => undefined, () => 0);
    for (let i = 0; i < 500; i++) board.add(evidenceOf('mdns', A, { kind: 'camera', name: String(i) }));
    board.add(rtsp(A));
    expect(board.evidenceOf(A).filter((entry) => entry.source === 'rtsp')).toHaveLength(1);
    expect(board.evidenceOf(A).length).toBeLessThanOrEqual(41);
    board.stop();
  });
});
