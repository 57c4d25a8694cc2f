import { describe, expect, test } from 'vitest';
import { clientArchitecture } from '../../../electron/box/architecture';
import { initOf, parseAddresses, parseFree, parseMemory, parseRelease } from '../../../electron/box/facts';
import { plainText } from '../../../electron/domain/plain-text';

describe('which client a box needs', () => {
  test.each([
    ['a PC', { machine: 'x86_64', bits: 64, dpkg: 'amd64', openwrt: '' }, 'amd64'],
    ['a Raspberry Pi 4 with a 32-bit system on a 64-bit kernel', { machine: 'aarch64', bits: 32, dpkg: 'armhf', openwrt: '' }, 'armv7'],
    ['the same without dpkg', { machine: 'aarch64', bits: 32, dpkg: '', openwrt: '' }, 'armv7'],
    ['a Raspberry Pi 5', { machine: 'aarch64', bits: 64, dpkg: 'arm64', openwrt: '' }, 'arm64'],
    ['a first Raspberry Pi', { machine: 'armv6l', bits: 32, dpkg: 'armhf', openwrt: '' }, 'armv6'],
    ['a Fedora on ARM', { machine: 'aarch64', bits: 64, dpkg: '', openwrt: '' }, 'arm64'],
    ['an OpenWrt router, little end first', { machine: 'mips', bits: null, dpkg: '', openwrt: 'mipsel_24kc' }, 'mipsle-softfloat'],
    ['an OpenWrt router, big end first', { machine: 'mips', bits: null, dpkg: '', openwrt: 'mips_24kc' }, 'mips-softfloat'],
    ['an old PC', { machine: 'x86_64', bits: 32, dpkg: 'i386', openwrt: '' }, '386'],
    ['something else', { machine: 's390x', bits: 64, dpkg: '', openwrt: '' }, 's390x'],
  ])('%s', (_name, box, expected) => {
    expect(clientArchitecture(box)).toBe(expected);
  });
});

describe('what a box says of itself', () => {
  test('its system, however the file quotes', () => {
    const release = parseRelease('PRETTY_NAME="Debian GNU/Linux 12 (bookworm)"\nID=debian\nVERSION=\'12\'\n# NAME=x\nBROKEN\nEVIL="a\u001b[31mb"\n');
    expect(Object.fromEntries(release)).toEqual({ PRETTY_NAME: 'Debian GNU/Linux 12 (bookworm)', ID: 'debian', VERSION: '12', EVIL: 'a [31mb' });
  });

  test('its addresses, without loopback and without what is none', () => {
    const text = '1: lo    inet 127.0.0.1/8 scope host lo\n2: eth0    inet 192.168.50.2/24 brd 192.168.50.255 scope global eth0\n7: ppp0    inet 10.0.0.1 peer 10.0.0.2/32 scope global ppp0\n3: bad    inet 999.1.1.1/8 scope\n';
    expect(parseAddresses(text)).toEqual([{ interface: 'eth0', address: '192.168.50.2' }, { interface: 'ppp0', address: '10.0.0.1' }]);
  });

  test('its free space, and nothing where it says nothing', () => {
    expect(parseFree('Filesystem 1024-blocks Used Available Capacity Mounted on\n/dev/root 100 40 60 40% /\n')).toBe(60);
    expect(parseFree('')).toBe(0);
    expect(parseFree('df: /: Input/output error')).toBe(0);
  });

  test('its memory, also on an old kernel', () => {
    expect(parseMemory('MemTotal: 100 kB\nMemFree: 10 kB\nMemAvailable:      70 kB\n')).toBe(70);
    expect(parseMemory('MemTotal: 100 kB\nMemFree: 10 kB\nBuffers: 5 kB\nCached: 20 kB\n')).toBe(35);
  });

  test('how it starts services', () => {
    expect(initOf(new Set(['/run/systemd/system', '/etc/init.d']))).toBe('systemd');
    expect(initOf(new Set(['/sbin/procd', '/etc/inittab', '/etc/init.d']))).toBe('procd');
    expect(initOf(new Set(['/run/openrc', '/etc/inittab', '/etc/init.d']))).toBe('openrc');
    expect(initOf(new Set(['/etc/inittab', '/etc/init.d']))).toBe('sysv');
    expect(initOf(new Set(['/etc/init.d']))).toBe('unknown');
  });

  test('nothing of it can draw on a screen', () => {
    expect(plainText('a\u0000b\u001b[2Jc\u202ed\r\ne')).toBe('a b [2Jc d e');
  });
});
