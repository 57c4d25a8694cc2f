import { describe, expect, it } from 'vitest';
import { answerProbe, type DiscoverySubject } from '../../../electron/practice/cameras/ws-discovery';

const camera: DiscoverySubject = {
  host: '127.77.1.11', endpoint: 'urn:uuid:1', types: ['dn:NetworkVideoTransmitter', 'tds:Device'], scopes: ['onvif://www.onvif.org/hardware/PC-100', 'onvif://www.onvif.org/name/A%20%26%20B'],
  address: 'http://127.77.1.11:8080/onvif/device_service',
};
const printer: DiscoverySubject = { ...camera, types: ['wsdp:Device', 'wprt:PrintDeviceType'], scopes: [] };

const probe = (body: string, action = 'Probe'): string =>
  `<?xml version="1.0"?><e:Envelope xmlns:e="http://www.w3.org/2003/05/soap-envelope" xmlns:w="http://schemas.xmlsoap.org/ws/2004/08/addressing" xmlns:d="http://schemas.xmlsoap.org/ws/2005/04/discovery" xmlns:x="http://www.onvif.org/ver10/network/wsdl" xmlns:y="http://www.onvif.org/ver10/device/wsdl"><e:Header><w:MessageID>uuid:42</w:MessageID><w:Action e:mustUnderstand="1">http://schemas.xmlsoap.org/ws/2005/04/discovery/${action}</w:Action></e:Header><e:Body><d:Probe>${body}</d:Probe></e:Body></e:Envelope>`;

describe('a probe', () => {
  it.each(['', '<d:Types/>', '<d:Types>x:NetworkVideoTransmitter</d:Types>', '<d:Types>y:Device</d:Types>', '<d:Types> x:NetworkVideoTransmitter\n y:Device </d:Types>', '<d:Scopes>onvif://www.onvif.org/hardware/</d:Scopes>'])('with %j is answered by a camera', (body) => {
    expect(answerProbe(probe(body), camera)).toContain('<a:RelatesTo>uuid:42</a:RelatesTo>');
  });

  it('brings the types, scopes and address of the device', () => {
    const answer = answerProbe(probe(''), camera) ?? '';
    expect(answer).toContain('<d:Types>dn:NetworkVideoTransmitter tds:Device</d:Types>');
    expect(answer).toContain('<d:Scopes>onvif://www.onvif.org/hardware/PC-100 onvif://www.onvif.org/name/A%20%26%20B</d:Scopes>');
    expect(answer).toContain('<d:XAddrs>http://127.77.1.11:8080/onvif/device_service</d:XAddrs>');
  });

  it.each(['<d:Types>x:Device</d:Types>', '<d:Types>y:NetworkVideoTransmitter</d:Types>', '<d:Types>undeclared:Device</d:Types>', '<d:Types>Device</d:Types>', '<d:Scopes>onvif://www.onvif.org/location/</d:Scopes>'])('with %j is not', (body) => {
    expect(answerProbe(probe(body), camera)).toBeNull();
  });

  it('for cameras is not answered by a printer', () => {
    expect(answerProbe(probe('<d:Types>x:NetworkVideoTransmitter</d:Types>'), printer)).toBeNull();
    expect(answerProbe(probe('<d:Types>y:Device</d:Types>'), printer)).toBeNull();
    expect(answerProbe(probe(''), printer)).toContain('wprt:PrintDeviceType');
  });

  it('with a type in a default namespace is understood', () => {
    expect(answerProbe(probe('<d:Types xmlns="http://www.onvif.org/ver10/device/wsdl">Device</d:Types>'), camera)).not.toBeNull();
  });

  it.each(['', 'not xml', probe('', 'Resolve'), probe('').replace('uuid:42', '')])('is what %j is not', (text) => {
    expect(answerProbe(text, camera)).toBeNull();
  });
});
