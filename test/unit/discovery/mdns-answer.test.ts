import { describe, expect, it } from 'vitest';
import { encodeQuestions, readResponse } from '../../../electron/discovery/dns-message';
import { evidenceOfMdns, readOffers } from '../../../electron/discovery/mdns-answer';
import { dnsResponse, type Written } from '../../fixtures/dns-packets';

const FROM = '192.168.1.20';
const offers = (records: readonly Written[]) => readOffers(readResponse(dnsResponse(records)) ?? [], FROM);

function service(type: string, instance: string, host: string, address: string, texts: readonly string[], port = 80): Written[] {
  const name = [instance, ...type.split('.'), 'local'];
  return [
    { type: 'ptr', name: `${type}.local`, to: name },
    { type: 'srv', name, port, host: `${host}.local` },
    { type: 'txt', name, texts },
    { type: 'a', name: `${host}.local`, address },
  ];
}

describe('what hosts offer by multicast DNS', () => {
  it.each([
    ['AXIS M5525-E - ACCC8E000001', 'camera', 'AXIS M5525-E'],
    ['AXIS A8207-VE - ACCC8E000001', 'doorbell', 'AXIS A8207-VE'],
    ['AXIS P7304 - ACCC8E000001', 'encoder', 'AXIS P7304'],
    ['AXIS C1310-E - ACCC8E000001', 'other', 'AXIS C1310-E'],
    ['Front door', 'camera', null],
  ])('Axis: %s is: %s', (instance, kind, model) => {
    expect(offers(service('_axis-video._tcp', instance, 'axis', FROM, ['macaddress=ACCC8E000001']))).toMatchObject([{ kind, model, mac: 'ac:cc:8e:00:00:01', vendor: 'Axis', address: FROM }]);
  });

  it.each([
    ['_hap._tcp', ['md=Cam', 'ci=17'], 'camera'],
    ['_hap._tcp', ['md=Bell', 'ci=18'], 'doorbell'],
    ['_hap._tcp', ['md=Lamp', 'ci=5'], 'other'],
    ['_hap._tcp', [], 'unknown'],
    ['_onvif._tcp', [], 'camera'],
    ['_psia._tcp', [], 'camera'],
    ['_CGI._tcp', [], 'camera'],
    ['_axis-nvr._tcp', [], 'recorder'],
    ['_rtsp._tcp', [], 'unknown'],
    ['_ipp._tcp', ['ty=Laser 2000'], 'printer'],
    ['_pdl-datastream._tcp', [], 'printer'],
    ['_googlecast._tcp', ['md=Chromecast'], 'other'],
    ['_raop._tcp', [], 'other'],
  ])('%s with %j is: %s', (type, texts, kind) => {
    expect(offers(service(type, 'Something', 'host', FROM, texts))).toMatchObject([{ kind, services: [type] }]);
  });

  it('a camera that can also be cast to stays a camera', () => {
    expect(offers([...service('_onvif._tcp', 'Cam', 'cam', FROM, []), ...service('_airplay._tcp', 'Cam', 'cam', FROM, [])])).toMatchObject([{ kind: 'camera', services: ['_airplay._tcp', '_onvif._tcp'] }]);
  });

  it('a router that repeats for another network does not become what it repeats', () => {
    const found = offers([...service('_axis-video._tcp', 'AXIS M1 - ACCC8E000001', 'axis', '10.0.0.5', []), ...service('_ipp._tcp', 'Printer', 'printer', '10.0.0.9', [])]);
    expect(found.map(({ address, kind }) => [address, kind])).toEqual([['10.0.0.5', 'camera'], ['10.0.0.9', 'printer']]);
    const [camera] = found;
    expect(camera && evidenceOfMdns(FROM, camera)).toMatchObject({ source: 'mdns', address: '10.0.0.5', facts: { via: FROM, kind: 'camera', services: '_axis-video._tcp' } });
  });

  it('of several addresses the one that answered is taken, and a self-given one only when there is no other', () => {
    const camera = service('_onvif._tcp', 'Cam', 'cam', '169.254.1.1', []);
    expect(offers([...camera, { type: 'a', name: 'cam.local', address: FROM }])).toMatchObject([{ address: FROM }]);
    expect(offers([...camera, { type: 'a', name: 'cam.local', address: '10.1.1.1' }])).toMatchObject([{ address: '10.1.1.1' }]);
    expect(offers(camera)).toMatchObject([{ address: '169.254.1.1' }]);
  });

  it('a HomeKit id, which looks like a MAC and is none, is not taken for one', () => {
    expect(offers(service('_hap._tcp', 'Cam', 'cam', FROM, ['id=AA:BB:CC:DD:EE:FF', 'ci=17']))).toMatchObject([{ mac: null }]);
  });

  it('services that nobody asked for are left out', () => {
    expect(offers(service('_ssh._tcp', 'Box', 'box', FROM, []))).toEqual([]);
  });

  it('control characters of a name do not come through', () => {
    expect(offers(service('_onvif._tcp', 'Cam\u001b[31m\u202e', 'cam', FROM, ['a\u0007=b']))).toMatchObject([{ name: 'Cam [31m', texts: ['a =b'] }]);
  });
});

describe('the message itself', () => {
  it('a question is no response', () => {
    expect(readResponse(encodeQuestions([{ name: ['_onvif', '_tcp', 'local'], type: 'ptr' }]))).toBeNull();
  });

  it('a name that points at itself ends', () => {
    const message = dnsResponse([{ type: 'a', name: 'x', address: '1.2.3.4' }]);
    expect(readResponse(Buffer.concat([message.subarray(0, 12), Buffer.from([0xc0, 0x0c]), Buffer.alloc(10)]))).toEqual([]);
  });

  it('a name that points forward, where rings begin, is refused', () => {
    const message = Buffer.concat([Buffer.from('000084000000000200000000', 'hex'), Buffer.from([0xc0, 0x0e, 0xc0, 0x0c]), Buffer.alloc(20)]);
    expect(readResponse(message)).toEqual([]);
  });

  it('what comes before a record that is cut off is kept', () => {
    const message = dnsResponse(service('_onvif._tcp', 'Cam', 'cam', FROM, []));
    expect(readResponse(message.subarray(0, message.length - 2))?.map((record) => record.type)).toEqual(['ptr', 'srv', 'txt']);
  });
});
