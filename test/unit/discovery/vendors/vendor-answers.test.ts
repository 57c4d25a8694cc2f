import { describe, expect, it } from 'vitest';
import { BOSCH } from '../../../../electron/discovery/vendors/bosch';
import { DHIP } from '../../../../electron/discovery/vendors/dhip';
import { HANWHA } from '../../../../electron/discovery/vendors/hanwha';
import { PANASONIC } from '../../../../electron/discovery/vendors/panasonic';
import { SADP } from '../../../../electron/discovery/vendors/sadp';
import { SONY } from '../../../../electron/discovery/vendors/sony';
import { UBIQUITI } from '../../../../electron/discovery/vendors/ubiquiti';
import { evidenceOfVendor } from '../../../../electron/discovery/vendors/vendor-evidence';
import { VENDOR_PROTOCOLS } from '../../../../electron/discovery/vendors/vendor-protocols';
import { dhipPacket, hanwhaPacket, padded, panasonicPacket, sadpPacket, sonyPacket, ubiquitiPacket } from '../../../fixtures/vendor-packets';

const FROM = '192.168.1.20';

describe('Hikvision (SADP)', () => {
  const camera = { DeviceDescription: 'DS-2CD2143G0-I', DeviceSN: 'DS-2CD2143G0-I2020', MAC: '44-19-b6-00-00-01', IPv4Address: '192.168.1.64', DHCP: 'false', AnalogChannelNum: 0, DigitalChannelNum: 1, Activated: 'true' };

  it('a camera out of its box says that it has no password yet', () => {
    expect(SADP.read(sadpPacket({ ...camera, Activated: 'false' }), FROM)).toMatchObject({ address: '192.168.1.64', activated: false, deviceClass: 'camera', dhcp: false, channels: 1 });
  });

  it('the misspelt "flase" of a firmware is no', () => {
    expect(SADP.read(sadpPacket({ ...camera, Activated: 'flase' }), FROM)?.activated).toBe(false);
  });

  it('a firmware from before activation does not say', () => {
    const { Activated: _, ...old } = camera;
    expect(SADP.read(sadpPacket(old), FROM)?.activated).toBeNull();
  });

  it('an ampersand that was not escaped is read as it stands', () => {
    expect(SADP.read(sadpPacket({ ...camera, OEMInfo: 'Black & White', DeviceDescription: 'IPC & more' }), FROM)).toMatchObject({ model: 'IPC & more' });
  });

  it('a locked device is told from an open one', () => {
    expect([SADP.read(sadpPacket({ ...camera, DeviceLock: 'true' }), FROM)?.locked, SADP.read(sadpPacket(camera), FROM)?.locked]).toEqual([true, null]);
  });

  it('a device without an address is at the sender', () => {
    expect(SADP.read(sadpPacket({ ...camera, IPv4Address: '0.0.0.0' }), FROM)?.address).toBe(FROM);
  });

  it.each([
    ['DS-7608NI-K2/8P', 0, 8, 'recorder', 8],
    ['iDS-9632NXI-I8/S', 0, 32, 'recorder', 32],
    ['DS-6704HUHI', 4, 0, 'encoder', 4],
    ['DS-KV6113-WPE1', 0, 1, 'doorbell', 1],
    ['DS-KH6210-L', 1, 0, 'other', 1],
    ['DS-3E0310P', 0, 0, 'other', 0],
    ['CS-H8c-R100-1K2WKFL', 0, 1, 'camera', 1],
    ['NVR-116MH', 0, 16, 'recorder', 16],
    ['OEM-THING', 0, 1, 'unknown', 1],
  ])('%s with %d and %d channels is: %s', (model, analog, digital, deviceClass, channels) => {
    expect(SADP.read(sadpPacket({ ...camera, DeviceDescription: model, AnalogChannelNum: analog, DigitalChannelNum: digital }), FROM)).toMatchObject({ deviceClass, channels });
  });

  it('hears its own question and takes it for no answer', () => {
    expect(SADP.questions(FROM).map((question) => SADP.read(question, FROM))).toEqual([null, null]);
  });

  it('a document type, the way to entities, is refused', () => {
    expect(SADP.read(Buffer.from('<!DOCTYPE x [<!ENTITY a "b">]><ProbeMatch><MAC>44-19-b6-00-00-01</MAC></ProbeMatch>'), FROM)).toBeNull();
  });
});

describe('Dahua (DHIP)', () => {
  const camera = { DeviceClass: 'IPC', DeviceType: 'IPC-HDW1431T1-S4', SerialNo: '6C01E93', MachineName: '6C01E93', Vendor: 'Private', Version: '2.800', HttpPort: 80, Port: 37777, Init: 2714, VideoInputChannels: 1, RemoteVideoInputChannels: 0, IPv4Address: { IPAddress: '192.168.124.17', SubnetMask: '255.255.255.0', DefaultGateway: '192.168.124.1', DhcpEnable: true } };

  it('a camera on another network is found with where it is', () => {
    expect(DHIP.read(dhipPacket(camera), FROM)).toEqual({
      address: '192.168.124.17', mac: '4c:11:bf:00:00:01', vendor: 'Dahua', model: 'IPC-HDW1431T1-S4', name: null, serial: '6C01E93', firmware: '2.800', httpPort: 80, sdkPort: 37777,
      deviceClass: 'camera', channels: 1, dhcp: true, activated: true, locked: null, netmask: '255.255.255.0', gateway: '192.168.124.1',
    });
  });

  it.each([[1162, true], [1161, false], [0, null], [undefined, null]])('Init %s: activated %s', (Init, activated) => {
    expect(DHIP.read(dhipPacket({ ...camera, Init }), FROM)?.activated).toBe(activated);
  });

  it.each([
    ['NVR', 'DHI-NVR5464', 0, 16, 'recorder', 16],
    ['XVR', 'XVR5108', 8, 4, 'recorder', 12],
    ['NVR', 'NVR4208', 8, 8, 'recorder', 8],
    ['VTO', 'VTO2000A', 1, 0, 'doorbell', 1],
    ['VTH', 'VTH5221D', 0, 0, 'other', 0],
    ['BSC', 'SS 3530 MF FACE W', 0, 0, 'other', 0],
    ['', 'IPC-HFW2431', 1, 0, 'camera', 1],
  ])('%s %s with %d and %d inputs is: %s', (DeviceClass, DeviceType, own, remote, deviceClass, channels) => {
    expect(DHIP.read(dhipPacket({ ...camera, DeviceClass, DeviceType, VideoInputChannels: own, RemoteVideoInputChannels: remote }), FROM)).toMatchObject({ deviceClass, channels });
  });

  it('fields of the wrong type are left out, not believed', () => {
    expect(DHIP.read(dhipPacket({ ...camera, HttpPort: '80; rm', SerialNo: 7, IPv4Address: 'x', Port: 99_999 }), FROM)).toMatchObject({ address: FROM, httpPort: null, serial: null, sdkPort: null });
  });

  it('a text that was cut off is read as far as it goes', () => {
    const whole = dhipPacket(camera, undefined, '');
    expect(DHIP.read(whole.subarray(0, whole.length - 3), FROM)).toMatchObject({ address: '192.168.124.17', model: 'IPC-HDW1431T1-S4', channels: 1 });
  });

  it('its own question is no answer, and has the magic in the order that recorders understand', () => {
    const [question = Buffer.alloc(0)] = DHIP.questions(FROM);
    expect(DHIP.read(question, FROM)).toBeNull();
    expect(Buffer.from(question).toString('latin1', 4, 8)).toBe('DHIP');
    expect(Buffer.from(question).readUInt32LE(16)).toBe(question.length - 32);
  });
});

describe('other makers', () => {
  it('Hanwha: model, ports and the way of the address from their places', () => {
    const packet = hanwhaPacket({ mac: '00:09:18:00:00:01', address: '192.168.1.100', mask: '255.255.255.0', gateway: '192.168.1.1', model: 'XNV-6080R', httpPort: 80, devicePort: 4520, way: 1 });
    expect(HANWHA.read(packet, FROM)).toMatchObject({ address: '192.168.1.100', mac: '00:09:18:00:00:01', model: 'XNV-6080R', deviceClass: 'camera', httpPort: 80, sdkPort: 4520, dhcp: true });
  });

  it('Hanwha: a packet of that length with something else in it is none', () => {
    expect(HANWHA.read(Buffer.alloc(0x106, 0x0b), FROM)).toBeNull();
  });

  it('Sony: text fields', () => {
    const packet = sonyPacket({ MAC: 'aa-bb-cc-dd-ee-ff', MODEL: 'SNC-VB770', SERIAL: '123', DHCP: 'OFF', IPADR: '192.168.0.100', MASK: '255.255.255.0', GATEWAY: '', WEBPORT: '80', SOFTVERSION: '3.0.0' });
    expect(SONY.read(packet, FROM)).toMatchObject({ address: '192.168.0.100', mac: 'aa:bb:cc:dd:ee:ff', model: 'SNC-VB770', firmware: '3.0.0', httpPort: 80, dhcp: false, deviceClass: 'camera', gateway: null });
  });

  it('i-PRO: a camera without a first password says so, and is told from Panasonic by its prefix', () => {
    const fields = [[0x00, Buffer.from([0])], [0x20, Buffer.from([192, 168, 0, 10])], [0x21, Buffer.from([255, 255, 255, 0])], [0x25, Buffer.from([0x01, 0xbb])], [0xa7, padded('WV-X22700-V2L', 16)], [0xd1, padded('XBV00001', 16)]] as const;
    expect(PANASONIC.read(panasonicPacket('d4:2d:c5:00:00:01', 1, fields), FROM)).toMatchObject({ vendor: 'i-PRO', model: 'WV-X22700-V2L', serial: 'XBV00001', httpPort: 443, dhcp: true, activated: false, deviceClass: 'camera' });
  });

  it("Panasonic: the question carries the maker's checksum", () => {
    const [question = Buffer.alloc(0)] = PANASONIC.questions('192.168.1.121');
    expect(question).toHaveLength(94);
    expect(Buffer.from(question).readUInt16BE(92)).toBe(question.subarray(0, 92).reduce((sum, byte) => sum + byte, 0) + 1);
    expect([...question.subarray(18, 22)]).toEqual([192, 168, 1, 121]);
  });

  const place = Buffer.from('0418d6000001c0a8010a', 'hex');
  it.each([
    ['UVC G4 Bullet', 'camera'],
    ['UVC G4 Doorbell', 'doorbell'],
    ['UNVR', 'recorder'],
    ['U7PG2', 'other'],
    ['USW-24-PoE', 'other'],
  ])('Ubiquiti: %s is: %s', (model, deviceClass) => {
    expect(UBIQUITI.read(ubiquitiPacket([[0x02, place], [0x15, Buffer.from(model)], [0x17, Buffer.from([0])]]), FROM)).toMatchObject({ address: '192.168.1.10', mac: '04:18:d6:00:00:01', model, deviceClass, activated: true });
  });

  it.each([['DINION IP 4000i IR', 1, 'camera'], ['VIDEOJET multi 4000', 16, 'encoder'], ['DIVAR IP all-in-one 5000', 1, 'recorder'], ['something', 4, 'encoder']])('Bosch: %s with %d lines is: %s', (model, lines, deviceClass) => {
    const packet = Buffer.from(`<?xml version="1.0"?><root xmlns="OEMExt00:device-1-0"><device><friendlyName>${model}</friendlyName><physAddress>00-04-63-00-00-01</physAddress><unitIPAddress>192.168.1.30</unitIPAddress><Lines>${lines}</Lines></device></root>`);
    expect(BOSCH.read(packet, FROM)).toMatchObject({ model, deviceClass, channels: lines });
  });

  it('a UPnP description is no Bosch answer', () => {
    expect(BOSCH.read(Buffer.from('<root xmlns="urn:schemas-upnp-org:device-1-0"><device><friendlyName>TV</friendlyName></device></root>'), FROM)).toBeNull();
  });
});

describe('all makers', () => {
  it('no question is taken for an answer by anybody, for broadcasts come back to their sender', () => {
    const questions = VENDOR_PROTOCOLS.flatMap((protocol) => protocol.questions(FROM));
    expect(questions.filter((question) => VENDOR_PROTOCOLS.some((protocol) => protocol.read(question, FROM) !== null))).toEqual([]);
  });

  it('no question has a word in it that changes a device', () => {
    const text = VENDOR_PROTOCOLS.flatMap((protocol) => protocol.questions(FROM)).map((question) => Buffer.from(question).toString('latin1')).join('\n');
    expect(text).not.toMatch(/update|modify|activat|reset|exchange|SET:|password|setIp/i);
  });

  it('each source has one protocol', () => {
    expect(VENDOR_PROTOCOLS.map((protocol) => protocol.source).sort()).toEqual(['bosch', 'dahua1', 'dhip', 'foscam', 'hanwha', 'panasonic', 'sadp', 'sony', 'ubiquiti', 'vivotek', 'vstarcam']);
  });

  it('as evidence, an answer names where the device says it is, and nothing that it did not say', () => {
    const answer = SADP.read(sadpPacket({ DeviceDescription: 'DS-2CD1', IPv4Address: '10.0.0.64', Activated: 'false' }), FROM);
    expect(answer && evidenceOfVendor('sadp', FROM, answer)).toEqual({ source: 'sadp', address: FROM, facts: { ip: '10.0.0.64', vendor: 'Hikvision', model: 'DS-2CD1', deviceClass: 'camera', activated: 'false' } });
  });
});
