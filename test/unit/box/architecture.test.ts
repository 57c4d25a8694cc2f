import { describe, expect, test } from 'vitest';
import { clientArchitecture, hasFpu, programKind } from '../../../electron/box/architecture';

const ELF = (kind: number, order: number): string => `\u007fELF${String.fromCharCode(kind, order, 1, 0)}${'\0'.repeat(8)}\u0002\0`;

describe('which client a box needs, where it has no dpkg', () => {
  test.each([
    ['Alpine, 32 bits on a 64-bit kernel', { machine: 'aarch64', bits: null, program: { bits: 32, littleEndian: true } }, 'armv7'],
    ['Alpine, 64 bits', { machine: 'aarch64', bits: null, program: { bits: 64, littleEndian: true } }, 'arm64'],
    ['an OpenWrt on a PC', { machine: 'x86_64', bits: null, program: { bits: 64, littleEndian: true } }, 'amd64'],
    ['a 32-bit OpenWrt on a 64-bit PC', { machine: 'x86_64', bits: null, program: { bits: 32, littleEndian: true } }, '386'],
    ['a router whose system does not say its byte order', { machine: 'mips', bits: null, program: { bits: 32, littleEndian: true } }, 'mipsle-softfloat'],
    ['the same, the other way round', { machine: 'mips', bits: null, program: { bits: 32, littleEndian: false } }, 'mips-softfloat'],
    ['a router with a floating-point unit', { machine: 'mips', bits: null, openwrt: 'mipsel_74kc', fpu: true }, 'mipsle-hardfloat'],
    ['a 32-bit system on a 64-bit MIPS', { machine: 'mips64', bits: null, program: { bits: 32, littleEndian: false }, fpu: true }, 'mips-hardfloat'],
    ['a 64-bit MIPS, for which there is none', { machine: 'mips64', bits: null, program: { bits: 64, littleEndian: false } }, 'mips64'],
    ['a 64-bit OpenWrt that was not looked into', { machine: 'mips64', bits: null, openwrt: 'mips64_octeonplus' }, 'mips64'],
    ['an old NAS', { machine: 'armv5tel', bits: 32, program: { bits: 32, littleEndian: true } }, 'armv5'],
    ['Debian on a MIPS', { machine: 'mips', bits: 32, dpkg: 'mipsel', fpu: true }, 'mipsle-hardfloat'],
    ['one that no client was ever built for', { machine: 'ppc64le', bits: 64, program: { bits: 64, littleEndian: true } }, 'ppc64le'],
  ] as const)('%s', (_name, box, expected) => {
    expect(clientArchitecture({ dpkg: '', openwrt: '', ...box })).toBe(expected);
  });
});

describe('what a program was built for', () => {
  test.each([
    [ELF(1, 1), { bits: 32, littleEndian: true }],
    [ELF(1, 2), { bits: 32, littleEndian: false }],
    [ELF(2, 1), { bits: 64, littleEndian: true }],
    [ELF(3, 1), null],
    ['#!/bin/busybox sh', null],
    ['', null],
  ])('%#', (head, expected) => {
    expect(programKind(head)).toEqual(expected);
  });
});

describe('a floating-point unit', () => {
  test('is named in the line of the model, or there is none', () => {
    expect(hasFpu('system type\t\t: MediaTek MT7621 ver:1 eco:3\ncpu model\t\t: MIPS 1004Kc V2.15\n')).toBe(false);
    expect(hasFpu('cpu model\t\t: MIPS 74Kc V5.0  FPU V0.0\n')).toBe(true);
    expect(hasFpu('flags : fpu vme\n')).toBe(false);
  });
});
