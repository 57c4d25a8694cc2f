import { describe, expect, it } from 'vitest';
import { architecturesOf, processorOf, readElf } from '../../../electron/store/elf-header';
import { AMD64, ARM, ARM64, MIPS, elfFile } from '../../fixtures/elf-file';

const goarm = (value: string): string => `build\tGOARCH=arm\nbuild\tGOARM=${value}\n`;
const gomips = (value: string): string => `build\tGOMIPS=${value}\n`;

describe('the head of a program', () => {
  it.each([
    [elfFile({ machine: AMD64 }), ['amd64']],
    [elfFile({ machine: ARM64 }), ['arm64']],
    [elfFile({ machine: ARM, bits: 32, go: goarm('5') }), ['armv5']],
    [elfFile({ machine: ARM, bits: 32, go: goarm('6') }), ['armv6']],
    [elfFile({ machine: ARM, bits: 32, go: goarm('7,hardfloat') }), ['armv7']],
    // Without Go's word the three generations look the same.
    [elfFile({ machine: ARM, bits: 32 }), ['armv5', 'armv6', 'armv7']],
    [elfFile({ machine: MIPS, bits: 32, go: gomips('softfloat') }), ['mipsle-softfloat']],
    [elfFile({ machine: MIPS, bits: 32, order: 'big', go: gomips('hardfloat') }), ['mips-hardfloat']],
    [elfFile({ machine: MIPS, bits: 32, order: 'big' }), ['mips-softfloat', 'mips-hardfloat']],
    // Nothing that netclient is built for: x32, 386, 64-bit MIPS, RISC-V, big-endian ARM.
    [elfFile({ machine: AMD64, bits: 32 }), []],
    [elfFile({ machine: 3, bits: 32 }), []],
    [elfFile({ machine: MIPS, bits: 64 }), []],
    [elfFile({ machine: 243 }), []],
    [elfFile({ machine: ARM64, order: 'big' }), []],
    [elfFile({ machine: ARM, bits: 32, order: 'big', go: goarm('7') }), []],
  ])('says which processor it is for (%#)', (file, expected) => {
    const elf = readElf(file);
    expect(elf === null ? null : architecturesOf(elf)).toEqual(expected);
  });

  it.each([
    [Buffer.from('#!/bin/sh\n')], [Buffer.from('<!doctype html>')], [Buffer.alloc(0)], [Buffer.from('\u007fELF')], [Buffer.from([0x7f, 0x45, 0x4c, 0x46, 3, 1, ...new Array<number>(20).fill(0)])],
  ])('is none in %s', (bytes) => {
    expect(readElf(bytes)).toBeNull();
  });

  it('reads no further than the file, also where it is a part of a larger buffer', () => {
    const whole = Buffer.concat([Buffer.from('before'), elfFile({ machine: ARM, bits: 32, size: 1070 }), Buffer.from(`build\tGOARM=7\n`)]);
    const part = whole.subarray(6, 6 + 1070);
    expect(architecturesOf(readElf(part)!)).toEqual(['armv5', 'armv6', 'armv7']);
  });

  it('is told to people in words', () => {
    expect([elfFile({ machine: 3, bits: 32 }), elfFile({ machine: 243 }), elfFile({ machine: 21 }), Buffer.from('MZ'), Buffer.from('#!/bin/sh'), elfFile({ machine: ARM64 })].map(processorOf)).toEqual(['386', 'riscv64', 'ELF machine 21', 'Windows', 'no Linux program', 'arm64']);
  });
});
