import { describe, expect, it } from 'vitest';
import { evidenceOfSsdp, readDescription, readSsdp, ssdpKind } from '../../../electron/discovery/ssdp-message';

const description = (fields: Readonly<Record<string, string>>): string => `<?xml version="1.0"?><root xmlns="urn:schemas-upnp-org:device-1-0"><specVersion><major>1</major></specVersion><device>${Object.entries(fields).map(([name, value]) => `<${name}>${value}</${name}>`).join('')}</device></root>`;
const BASIC = 'urn:schemas-upnp-org:device:Basic:1';

describe('an SSDP answer', () => {
  it('is read whatever the case of its headers', () => {
    expect(readSsdp(Buffer.from('HTTP/1.1 200 OK\r\nLocation: http://10.0.0.2:49152/d.xml\r\nST: upnp:rootdevice\r\nUSN: uuid:1\r\nServer: Linux\r\n\r\n'))).toEqual({ location: 'http://10.0.0.2:49152/d.xml', server: 'Linux', usn: 'uuid:1', target: 'upnp:rootdevice' });
  });

  it.each(['M-SEARCH * HTTP/1.1\r\nST: ssdp:all\r\n\r\n', 'HTTP/1.1 404 Not Found\r\n\r\n', 'NOTIFY * HTTP/1.1\r\nNTS: ssdp:byebye\r\n\r\n', ''])('%j is none', (text) => {
    expect(readSsdp(Buffer.from(text))).toBeNull();
  });
});

describe('what a UPnP device is', () => {
  it.each([
    [{ deviceType: BASIC, manufacturer: 'AXIS', modelName: 'AXIS M5525-E', friendlyName: 'AXIS M5525-E - ACCC8E000001' }, 'camera'],
    [{ deviceType: 'urn:schemas-upnp-org:device:EmbeddedNetDevice:1', manufacturer: 'HIKVISION', modelName: 'DS-7608NI-K2', friendlyName: 'NVR' }, 'recorder'],
    [{ deviceType: BASIC, manufacturer: 'Sony Corporation', modelName: 'SNC-VB770 x', friendlyName: 'cam' }, 'camera'],
    [{ deviceType: BASIC, manufacturer: 'Sony Corporation', modelName: 'BRAVIA', friendlyName: 'TV' }, 'unknown'],
    [{ deviceType: BASIC, manufacturer: 'Royal Philips Electronics', modelName: 'Philips hue bridge', friendlyName: 'Hue' }, 'unknown'],
    [{ deviceType: 'urn:schemas-upnp-org:device:MediaServer:1', manufacturer: 'Axis of sound', modelName: 'x' }, 'other'],
    [{ deviceType: 'urn:schemas-upnp-org:device:InternetGatewayDevice:1', manufacturer: 'AVM' }, 'router'],
    [{ deviceType: 'urn:schemas-upnp-org:device:Printer:1', manufacturer: 'HP' }, 'printer'],
    [{ deviceType: 'urn:schemas-upnp-org:device:DigitalSecurityCamera:1', manufacturer: 'nobody' }, 'camera'],
  ])('%j is: %s', (fields, kind) => {
    const read = readDescription(Buffer.from(description(fields)));
    expect(ssdpKind({ location: null, server: null, usn: null, target: 'upnp:rootdevice' }, read)).toBe(kind);
  });

  it('without a description, what it answered for decides', () => {
    expect(ssdpKind({ location: null, server: null, usn: null, target: 'urn:schemas-upnp-org:device:MediaServer:1' }, null)).toBe('other');
  });

  it('a router inside another device makes it a router', () => {
    const inside = `<deviceList><device><deviceType>urn:schemas-upnp-org:device:WANDevice:1</deviceType></device></deviceList>`;
    const read = readDescription(Buffer.from(description({ deviceType: BASIC }).replace('</device></root>', `${inside}</device></root>`)));
    expect(read?.innerTypes).toEqual(['urn:schemas-upnp-org:device:WANDevice:1']);
    expect(ssdpKind({ location: null, server: null, usn: null, target: null }, read)).toBe('router');
  });

  it('a presentation address that is script is left out', () => {
    expect(readDescription(Buffer.from(description({ presentationURL: 'javascript:alert(1)' })))?.presentationUrl).toBeNull();
  });

  it('a document type is refused', () => {
    expect(readDescription(Buffer.from(`<!DOCTYPE root [<!ENTITY a "aaaa">]>${description({ friendlyName: '&a;' })}`))).toBeNull();
  });

  it('as evidence, everything that was said stands by its name', () => {
    const message = { location: 'http://10.0.0.2/d.xml', server: null, usn: null, target: 'ssdp:all' };
    const read = readDescription(Buffer.from(description({ deviceType: BASIC, manufacturer: 'AXIS', serialNumber: 'ACCC8E000001' })));
    expect(evidenceOfSsdp('10.0.0.2', { kind: 'camera', message, description: read })).toEqual({ source: 'ssdp', address: '10.0.0.2', facts: { kind: 'camera', location: 'http://10.0.0.2/d.xml', target: 'ssdp:all', deviceType: BASIC, manufacturer: 'AXIS', serialNumber: 'ACCC8E000001' } });
  });
});
