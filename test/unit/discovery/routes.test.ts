import { describe, expect, it } from 'vitest';
import { localNetworks } from '../../../electron/discovery/interfaces';
import { offersAmong, parseNetstatOfMac, parseProcNetRoute, parseRoutePrint } from '../../../electron/discovery/routes';

const interfaceOf = (cidr: string, internal = false) => [{ address: cidr.split('/')[0] ?? '', netmask: '', family: 'IPv4' as const, mac: '00:00:00:00:00:00', internal, cidr }];

describe('ways through routers', () => {
  it('are read on Linux', () => {
    const table = [
      'Iface\tDestination\tGateway \tFlags\tRefCnt\tUse\tMetric\tMask\t\tMTU\tWindow\tIRTT',
      'eth0\t00000000\t0101A8C0\t0003\t0\t0\t100\t00000000\t0\t0\t0',
      'eth0\t0001A8C0\t00000000\t0001\t0\t0\t100\t00FFFFFF\t0\t0\t0',
      'eth0\t0014A8C0\tFE01A8C0\t0003\t0\t0\t100\t00FFFFFF\t0\t0\t0',
      'eth0\t0000100A\tFE01A8C0\t0002\t0\t0\t100\t0000FFFF\t0\t0\t0',
      'nonsense',
    ].join('\n');
    expect(parseProcNetRoute(table)).toEqual([{ range: '192.168.20.0/24', via: '192.168.1.254', interface: 'eth0' }]);
  });

  it('are read on macOS, which leaves out zeros and prefixes', () => {
    const table = `Routing tables

Internet:
Destination        Gateway            Flags               Netif Expire
default            192.168.1.1        UGScg                 en0
127                127.0.0.1          UCS                   lo0
169.254            link#11            UCS                   en0      !
192.168.1          link#11            UCS                   en0      !
192.168.20         192.168.1.254      UGSc                  en0
10.16/12           192.168.1.254      UGSc            4        0   en0
192.168.1.9        ac:cc:8e:1:2:3     UHLWI                 en0   1187
`;
    expect(parseNetstatOfMac(table)).toEqual([{ range: '192.168.20.0/24', via: '192.168.1.254', interface: 'en0' }, { range: '10.16.0.0/12', via: '192.168.1.254', interface: 'en0' }]);
  });

  it('are read on Windows without its words, and without those that are kept for later', () => {
    const table = `IPv4-routetabel\r
===========================================================================\r
Actieve routes:\r
Netwerkadres             Netmasker          Gateway        Interface Metric\r
          0.0.0.0          0.0.0.0      192.168.1.1     192.168.1.50     25\r
        127.0.0.0        255.0.0.0         On-link         127.0.0.1    331\r
      192.168.1.0    255.255.255.0      Op verbinding    192.168.1.50    281\r
     192.168.20.0    255.255.255.0    192.168.1.254     192.168.1.50     26\r
===========================================================================\r
Permanente routes:\r
  Netwerkadres           Netmasker  Gateway-adres  Metric\r
     192.168.30.0    255.255.255.0    192.168.1.254       1\r
`;
    expect(parseRoutePrint(table)).toEqual([{ range: '192.168.20.0/24', via: '192.168.1.254', interface: '192.168.1.50' }]);
  });
});

describe('offers of further ranges', () => {
  const networks = localNetworks({ lo: interfaceOf('127.0.0.1/8', true), eth0: interfaceOf('192.168.1.50/24'), tun0: interfaceOf('10.8.0.2/24') });
  const offered = (range: string, name = 'eth0') => offersAmong([{ range, via: '192.168.1.254', interface: name }], networks).map((route) => [route.range, route.interface]);

  it('are camera networks behind a router', () => {
    expect(offered('192.168.20.0/24')).toEqual([['192.168.20.0/24', 'eth0']]);
    expect(offered('192.168.20.0/24', '192.168.1.50')).toEqual([['192.168.20.0/24', 'eth0']]);
  });

  it('are no single hosts, nothing too large, nothing on our own wire, nothing through a VPN, and nothing twice', () => {
    expect([offered('192.168.20.7/32'), offered('10.0.0.0/8'), offered('192.168.1.128/25'), offered('192.168.20.0/24', 'tun0'), offered('192.168.20.0/24', 'gone')].flat()).toEqual([]);
    const route = { range: '192.168.20.0/24', via: '192.168.1.254', interface: 'eth0' };
    expect(offersAmong([route, { ...route, via: '192.168.1.253' }], networks)).toEqual([route]);
  });
});
