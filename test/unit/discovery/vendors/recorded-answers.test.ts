import { describe, expect, it } from 'vitest';
import { readResponse } from '../../../../electron/discovery/dns-message';
import { readOffers, type MdnsAnswer } from '../../../../electron/discovery/mdns-answer';
import { readSsdp } from '../../../../electron/discovery/ssdp-message';
import { VendorAnswer, type VendorProtocol } from '../../../../electron/discovery/vendors/protocol';
import { VENDOR_PROTOCOLS } from '../../../../electron/discovery/vendors/vendor-protocols';
import { haveRecordings, recordedBytes, recordedOf } from '../../../fixtures/recorded-cameras';

const NOTHING = {
  mac: null, vendor: null, model: null, name: null, serial: null, firmware: null, httpPort: null, sdkPort: null, deviceClass: 'unknown',
  channels: null, dhcp: null, activated: null, locked: null, netmask: null, gateway: null,
} as const;

/**
 * Read by hand from the bytes. The sanitised recordings have addresses in 240.0.0.0/4, a gateway of 127.0.0.1 in several (no
 * gateway: null) and in VStarcam's a multicast MAC (no MAC: null).
 */
const EXPECTED: Readonly<Record<string, VendorAnswer>> = {
  'sadp/Hikvision_DS-2CD1301-I_probematch.xml': { ...NOTHING, address: '172.20.120.53', mac: 'ac:cb:51:7b:0b:54', vendor: 'Hikvision', model: 'DS-2CD1301-I', serial: 'DS-2CD1301-I20200921AAWRE28576815', firmware: 'V5.4.5build 170123', httpPort: 80, sdkPort: 8000, deviceClass: 'camera', activated: true },
  // Its JSON lacks a quote behind the version, an accident of sanitising.
  'dhip-udp37810/Dahua_Virtual-sanitised-_Dahua2.bin': { ...NOTHING, address: '240.0.4.0', mac: '00:11:22:33:44:55', vendor: 'Dahua', model: 'Virtual (JSON)', name: 'Virtual', serial: '123456789', firmware: '1.0000', httpPort: 80, sdkPort: 37777, channels: 1, dhcp: false, netmask: '255.0.0.0', gateway: '240.0.0.1' },
  'dahua1-udp5050/Dahua_Virtual-sanitised-_Dahua1.bin': { ...NOTHING, address: '240.0.3.0', mac: '00:11:22:33:44:55', vendor: 'Dahua', model: 'Virtual', name: 'Dahua', serial: '123456789', httpPort: 80, sdkPort: 37777, netmask: '255.0.0.0' },
  'bosch-udp1757/Bosch_Virtual-sanitised-_Bosch.bin.bin': { ...NOTHING, address: '240.0.7.0', mac: '00:11:22:33:44:55', vendor: 'Bosch', netmask: '255.0.0.0' },
  'bosch-udp1757/Bosch_Virtual-sanitised-_Bosch.xml.xml': { ...NOTHING, address: '240.0.7.1', mac: '00:11:22:33:44:55', vendor: 'Bosch', model: 'Virtual (XML)', serial: '12345678:12345678', httpPort: 80, sdkPort: 1756, channels: 1, dhcp: false, netmask: '255.0.0.0' },
  'foscam-udp10000/Foscam_Virtual-sanitised-_Foscam.bin': { ...NOTHING, address: '240.0.20.0', vendor: 'Foscam', name: 'Virtual device', serial: '0123456789', firmware: '1.0.0.0', httpPort: 80, deviceClass: 'camera', channels: 1, netmask: '255.255.255.0', gateway: '240.0.20.0' },
  'foscam-udp10000/Foscam_Virtual-sanitised-_Foscam_cipher.bin': { ...NOTHING, address: '240.0.20.1', vendor: 'Foscam', name: '*Virtual device*', serial: '0123456789', firmware: '1.0.0.0', httpPort: 80, deviceClass: 'camera', channels: 1, netmask: '255.255.255.0', gateway: '240.0.20.1' },
  'panasonic-udp10669/Panasonic_Virtual-sanitised-_Panasonic.bin': { ...NOTHING, address: '240.0.15.0', mac: '00:11:22:33:44:55', vendor: 'Panasonic', model: 'Virtual', name: 'Virtual', firmware: '1.46', httpPort: 80, activated: true, netmask: '255.0.0.0' },
  'vivotek-udp10000/Vivotek_Virtual-sanitised-_Vivotek.bin': { ...NOTHING, address: '240.0.10.0', mac: '00:11:22:33:44:55', vendor: 'Vivotek', model: 'Virtual', name: 'Virtual-Virtual-1', httpPort: 80 },
  'vstarcam-udp8600/VStarcam_Virtual-sanitised-_Vstarcam.bin': { ...NOTHING, address: '240.0.18.0', vendor: 'VStarcam', name: 'Virtual Camera', serial: '123456789', firmware: '1.0', httpPort: 8080, deviceClass: 'camera', channels: 1, netmask: '255.255.255.0' },
};

const KINDS = ['sadp', 'dhip-udp37810', 'dahua1-udp5050', 'bosch-udp1757', 'foscam-udp10000', 'panasonic-udp10669', 'vivotek-udp10000', 'vstarcam-udp8600'];
const protocolOf = (kind: string): VendorProtocol => {
  const found = VENDOR_PROTOCOLS.find((protocol) => kind.startsWith(protocol.source));
  if (found === undefined) throw new Error(`no protocol for ${kind}`);
  return found;
};

describe.skipIf(!haveRecordings)('answers recorded from real devices', () => {
  it.each(recordedOf(KINDS))('$file is read field by field', ({ file, kind }) => {
    const answer = protocolOf(kind).read(recordedBytes(file), '192.168.1.20');
    expect(answer).toEqual(EXPECTED[file]);
    expect(VendorAnswer.parse(answer)).toEqual(answer);
  });

  it('none is left out', () => {
    expect(recordedOf(KINDS).map((item) => item.file).sort()).toEqual(Object.keys(EXPECTED).sort());
  });

  it.each(recordedOf(KINDS))('$file is no answer in any other protocol', ({ file, kind }) => {
    expect(VENDOR_PROTOCOLS.filter((protocol) => protocol.read(recordedBytes(file), '192.168.1.20') !== null)).toEqual([protocolOf(kind)]);
  });

  const none = { mac: null, vendor: null, model: null, name: null, serial: null, port: null } as const;
  const mdns: Readonly<Record<string, MdnsAnswer>> = {
    'mdns/Axis_Virtual-sanitised-_Axis.bin': { ...none, address: '240.0.6.0', kind: 'camera', services: ['_axis-video._tcp', '_rtsp._tcp'], mac: '00:11:22:33:44:55', vendor: 'Axis', model: 'Virtual', name: 'Virtual - 001122334455', serial: '001122334455', texts: ['macaddress=001122334455'] },
    'mdns/Arecont_Virtual-sanitised-_Arecont.bin': { ...none, address: '240.0.16.0', kind: 'camera', services: ['_arec._tcp'], mac: '00:1a:07:33:44:55', vendor: 'Arecont', model: 'AV1000-VIRTUAL', name: 'ARECONT AV 1000-AV334455', serial: 'AV334455', port: 80, texts: ['txtvers=1', 'protovers=1.0', 'MAC=AV334455-FW10000.00-3D9B17BB-F37B0001-0100/1000-VIRTUAL'] },
    'mdns/Google-Cast-negative-not-a-camera-_Virtual-sanitised-_GoogleCast.bin': { ...none, address: '240.0.8.0', kind: 'other', services: ['_googlecast._tcp'], model: 'Google Virtual', name: 'Google Virtual', texts: ['id=virtual', 'cd=123456789', 'rm=123456789', 've=05', 'md=Google Virtual', 'ic=/setup/icon.png', 'fn=Google Virtual', 'ca=123456789', 'st=0', 'bs=001122334455', 'nf=1', 'rs='] },
  };

  it.each(recordedOf(['mdns']))('$file is read', ({ file }) => {
    expect(readOffers(readResponse(recordedBytes(file)) ?? [], '192.168.1.20')).toEqual([mdns[file]]);
  });

  it.each(recordedOf(['ssdp']))('$file is read', ({ file }) => {
    expect(readSsdp(recordedBytes(file))).toEqual({ location: 'http://240.0.1.0/rootDesc.xml', server: 'Universal Scanner/0.0, Virtual/1.0', usn: 'uuid:unique-id-12345678', target: 'uuid:unique-id-12345678' });
  });
});
