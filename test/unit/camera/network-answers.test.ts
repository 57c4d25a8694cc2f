import { describe, expect, it } from 'vitest';
import { defaultGateway, interfaceSettings, nameServers, offersHttps } from '../../../electron/camera/onvif/network-answers';
import { readSoap } from '../../../electron/camera/onvif/soap';
import type { XmlNode } from '../../../electron/camera/onvif/xml';

const body = (inside: string): XmlNode => {
  const soap = readSoap(Buffer.from(`<e:Envelope xmlns:e="x"><e:Body>${inside}</e:Body></e:Envelope>`));
  if (soap?.kind !== 'body') throw new Error('no body');
  return soap.body;
};
const interfaces = (config: string, before = ''): XmlNode =>
  body(`<GetNetworkInterfacesResponse>${before}<NetworkInterfaces><Enabled>true</Enabled><IPv4><Enabled>true</Enabled><Config>${config}</Config></IPv4><IPv6><Config><DHCP>Auto</DHCP></Config></IPv6></NetworkInterfaces></GetNetworkInterfacesResponse>`);
const at = (kind: string, address: string, prefix = 24): string => `<${kind}><Address>${address}</Address><PrefixLength>${prefix}</PrefixLength></${kind}>`;

describe('the network settings of a camera', () => {
  it('say where its address comes from: where that very address stands counts for more than the switch', () => {
    expect(interfaceSettings(interfaces(`${at('Manual', '10.0.0.9', 16)}<DHCP>true</DHCP>`), '10.0.0.9')).toEqual({ dhcp: false, prefix: 16 });
    expect(interfaceSettings(interfaces(`${at('Manual', '192.168.0.90')}${at('FromDHCP', '10.0.0.9')}<DHCP>false</DHCP>`), '10.0.0.9')).toEqual({ dhcp: true, prefix: 24 });
    // Behind a port map its own address is another one.
    expect(interfaceSettings(interfaces(`${at('Manual', '192.168.0.90')}<DHCP>true</DHCP>`), '10.0.0.9')).toEqual({ dhcp: true, prefix: 24 });
  });

  it('of the interface that we talk to count, where there are two', () => {
    const wireless = '<NetworkInterfaces><Enabled>true</Enabled><IPv4><Config><FromDHCP><Address>10.0.1.5</Address><PrefixLength>24</PrefixLength></FromDHCP><DHCP>true</DHCP></Config></IPv4></NetworkInterfaces>';
    expect(interfaceSettings(interfaces(`${at('Manual', '10.0.0.9', 22)}<DHCP>false</DHCP>`, wireless), '10.0.0.9')).toEqual({ dhcp: false, prefix: 22 });
  });

  it('are unknown where they are not told', () => {
    expect(interfaceSettings(body('<GetNetworkInterfacesResponse/>'), '10.0.0.9')).toEqual({ dhcp: null, prefix: null });
    expect(interfaceSettings(interfaces(at('Manual', '10.0.0.8', 99)), '10.0.0.9')).toEqual({ dhcp: null, prefix: null });
    expect(defaultGateway(body('<x><NetworkGateway><IPv4Address>0.0.0.0</IPv4Address></NetworkGateway></x>'))).toBeNull();
    expect(defaultGateway(body('<x><NetworkGateway><IPv4Address>router.local</IPv4Address></NetworkGateway></x>'))).toBeNull();
    expect(offersHttps(body('<GetNetworkProtocolsResponse/>'))).toBeNull();
  });

  it('name gateway and name servers', () => {
    expect(defaultGateway(body('<x><NetworkGateway><IPv4Address>10.0.0.1</IPv4Address></NetworkGateway></x>'))).toBe('10.0.0.1');
    const dns = (kind: string, address: string): string => `<${kind}><Type>IPv4</Type><IPv4Address>${address}</IPv4Address></${kind}>`;
    expect(nameServers(body(`<GetDNSResponse><DNSInformation><FromDHCP>true</FromDHCP>${dns('DNSFromDHCP', '10.0.0.1')}${dns('DNSManual', '9.9.9.9')}${dns('DNSManual', '10.0.0.1')}${dns('DNSManual', '::1')}</DNSInformation></GetDNSResponse>`))).toEqual(['10.0.0.1', '9.9.9.9']);
  });

  it('say whether it can be managed by HTTPS', () => {
    const protocols = (https: string): XmlNode => body(`<GetNetworkProtocolsResponse><NetworkProtocols><Name>HTTP</Name><Enabled>true</Enabled></NetworkProtocols>${https}</GetNetworkProtocolsResponse>`);
    expect(offersHttps(protocols(''))).toBe(false);
    expect(offersHttps(protocols('<NetworkProtocols><Name>HTTPS</Name><Enabled>false</Enabled></NetworkProtocols>'))).toBe(false);
    expect(offersHttps(protocols('<NetworkProtocols><Name>HTTPS</Name><Enabled>true</Enabled></NetworkProtocols>'))).toBe(true);
  });
});
