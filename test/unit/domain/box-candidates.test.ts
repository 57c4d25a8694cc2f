import { describe, expect, it } from 'vitest';
import { boxCandidates, type CandidateKind, type Fit } from '../../../electron/domain/box-candidates';
import type { Device, Evidence } from '../../../electron/domain/device';
import { fakeDevice } from '../../fixtures/fake-world';

const said = (source: Evidence['source'], facts: Record<string, string>): Evidence => ({ source, address: '10.0.0.5', facts });

/** A computer with a secure shell, as a survey tells it. */
function host(banner: string | null, more: Partial<Device> = {}): Device {
  const evidence = [...(banner === null ? [] : [said('ssh', { port: '22', banner: `SSH-2.0-${banner}` })]), ...(more.evidence ?? [])];
  return { ...fakeDevice('10.0.0.5'), kind: 'computer', rtspPort: null, ports: [{ port: 22, speaks: 'ssh' }], ...more, evidence };
}
const found = (...devices: Device[]): ReturnType<typeof boxCandidates> => boxCandidates({ devices, interfaces: [{ name: 'eth0', address: '10.0.0.9', range: '10.0.0.0/24', searched: true, kind: 'real', partOf: null }] });

describe('what a host with a secure shell is', () => {
  it.each<[string, Device, CandidateKind, Fit, string | null]>([
    ['a Raspberry Pi by its network card', host('OpenSSH_9.2p1 Debian-2+deb12u3', { mac: 'dc:a6:32:01:02:03' }), 'raspberry-pi', 'good', 'Raspberry Pi'],
    ['a Raspberry Pi behind a router, by its SSH server', host('OpenSSH_7.9p1 Raspbian-10+deb10u2'), 'raspberry-pi', 'good', 'Raspberry Pi'],
    ['a Raspberry Pi by its name', host('OpenSSH_9.2p1 Debian-2+deb12u3', { name: 'raspberrypi' }), 'raspberry-pi', 'good', 'Raspberry Pi'],
    ['a Raspberry Pi that shares a disk is a Raspberry Pi', host('OpenSSH_9.2p1 Debian-2', { mac: 'b8:27:eb:01:02:03', evidence: [said('http', { title: 'openmediavault' })] }), 'raspberry-pi', 'good', 'Raspberry Pi'],
    ['OpenWrt on a Raspberry Pi is an OpenWrt', host('dropbear', { mac: 'dc:a6:32:01:02:03', evidence: [said('http', { title: 'OpenWrt - LuCI' })] }), 'openwrt', 'maybe', 'Raspberry Pi'],
    ['an OpenWrt router', host('dropbear', { kind: 'router', evidence: [said('http', { title: 'OpenWrt - LuCI' })] }), 'openwrt', 'maybe', null],
    ['a Synology by its network card', host('OpenSSH_8.2', { mac: '00:11:32:aa:bb:cc' }), 'nas', 'maybe', 'Synology'],
    ['a Synology by its announcement', host('OpenSSH_8.2', { evidence: [said('ssdp', { manufacturer: 'Synology', modelName: 'DS220+' })] }), 'nas', 'maybe', 'Synology'],
    ['a QNAP', host('OpenSSH_8.0', { mac: '24:5e:be:aa:bb:cc' }), 'nas', 'maybe', 'QNAP'],
    ['a TrueNAS', host('OpenSSH_9.2p1 Debian-2', { evidence: [said('http', { title: 'TrueNAS - 10.0.0.5' })] }), 'nas', 'maybe', 'TrueNAS'],
    ['a Debian', host('OpenSSH_9.2p1 Debian-2+deb12u3'), 'linux', 'good', null],
    ['an Ubuntu with a restream server on it', host('OpenSSH_9.6p1 Ubuntu-3ubuntu13', { kind: 'restream' }), 'linux', 'good', null],
    ['a very old Linux', host('OpenSSH_5.5p1 Debian-6+squeeze2'), 'old-server', 'maybe', null],
    ['a MikroTik', host('ROSSSH'), 'router', 'no', 'MikroTik'],
    ['a Cisco switch', host('Cisco-1.25'), 'router', 'no', null],
    ['a FRITZ!Box', host('dropbear_2022.83', { kind: 'router', evidence: [said('http', { title: 'FRITZ!Box' })] }), 'router', 'no', null],
    ['a router of a maker that is not known', host('dropbear_2019.78', { kind: 'router' }), 'router', 'no', null],
    ['a Windows computer', host('OpenSSH_for_Windows_9.5'), 'windows', 'no', null],
    ['a management card', host('mpSSH_0.2.1'), 'appliance', 'no', null],
    ['an SSH server that nobody knows', host('Zzz_1'), 'appliance', 'no', null],
    ['a small device', host('dropbear_2020.81'), 'small-device', 'maybe', null],
    ['a host that said no more than that it has a secure shell', host(null), 'small-device', 'maybe', null],
    ['this computer', host('OpenSSH_9.2p1 Debian-2', { address: '10.0.0.9' }), 'this-computer', 'maybe', null],
    ['this computer by its second address', host('OpenSSH_9.2p1 Debian-2', { otherAddresses: ['10.0.0.9'], mac: 'dc:a6:32:01:02:03' }), 'this-computer', 'maybe', 'Raspberry Pi'],
  ])('%s', (_what, device, kind, fit, maker) => {
    expect(found(device)).toMatchObject([{ kind, fit, maker }]);
  });

  it.each<[string, Device]>([
    ['a camera with a secure shell', host('dropbear_2012.55', { kind: 'camera' })],
    ['a doorbell', host('dropbear_2012.55', { kind: 'doorbell' })],
    ['an encoder', host('dropbear_2012.55', { kind: 'encoder' })],
    ['a recorder', host('OpenSSH_7.1', { kind: 'recorder' })],
    ['a printer', host('OpenSSH_7.1', { kind: 'printer' })],
    ['whatever else a maker of cameras built', host('dropbear_2019.78', { reasons: [{ reason: 'vendor-mac', params: { vendor: 'Axis' } }] })],
    ['a computer without a secure shell', host(null, { ports: [{ port: 80, speaks: 'http' }] })],
  ])('%s is not offered', (_what, device) => {
    expect(found(device)).toEqual([]);
  });

  it('a name that somebody gave does not make a NAS of a path', () => {
    expect(found(host('OpenSSH_9.2p1 Debian-2', { evidence: [said('http', { location: '/synology' })] }))).toMatchObject([{ kind: 'linux' }]);
  });
});

describe('the order in which they are offered', () => {
  it('is by how well they are suited, then by what they are, then by address', () => {
    const at = (address: string, device: Device): Device => ({ ...device, address });
    const list = found(
      at('10.0.0.70', host('ROSSSH')), at('10.0.0.60', host('OpenSSH_8.2', { mac: '00:11:32:aa:bb:cc' })), at('10.0.0.100', host('OpenSSH_9.2p1 Debian-2')), at('10.0.0.20', host('OpenSSH_9.2p1 Debian-2')),
      at('10.0.0.9', host('OpenSSH_9.2p1 Debian-2')), at('10.0.0.30', host('OpenSSH_9.2p1', { mac: 'dc:a6:32:01:02:03' })),
    );
    expect(list.map((one) => [one.address, one.kind])).toEqual([['10.0.0.30', 'raspberry-pi'], ['10.0.0.20', 'linux'], ['10.0.0.100', 'linux'], ['10.0.0.60', 'nas'], ['10.0.0.9', 'this-computer'], ['10.0.0.70', 'router']]);
  });

  it('brings along where the secure shell answers, what it calls itself and the usual account', () => {
    expect(found(host(null, { ports: [{ port: 80, speaks: 'http' }, { port: 2222, speaks: 'ssh' }], evidence: [said('ssh', { port: '2222', banner: 'SSH-2.0-OpenSSH_9.2p1 Raspbian-2' })] }))).toMatchObject([{ address: '10.0.0.5', port: 2222, server: 'OpenSSH_9.2p1 Raspbian-2', username: 'pi' }]);
    expect(found(host('OpenSSH_9.2p1 Debian-2'))).toMatchObject([{ username: null }]);
    expect(boxCandidates(null)).toEqual([]);
  });
});
