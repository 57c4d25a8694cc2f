import { clientArchitectureOf, type ClientArchitecture } from '../domain/vpn-client';

/** What a Linux program says of the processor that it was built for. */
export interface ElfHeader {
  readonly bits: 32 | 64;
  readonly order: 'little' | 'big';
  /** `e_machine` of the ELF header (System V ABI, chapter 4). */
  readonly machine: number;
  /** Go's own word where it left one: the ARM generation (`GOARM`), or `softfloat` or `hardfloat` (`GOMIPS`). ELF has no place for either. */
  readonly variant: string | null;
}

const EM_386 = 3;
const EM_MIPS = 8;
const EM_ARM = 40;
const EM_X86_64 = 62;
const EM_AARCH64 = 183;
const EM_RISCV = 243;

/** null: not a Linux program. */
export function readElf(bytes: Uint8Array): ElfHeader | null {
  if (bytes.length < 20 || bytes[0] !== 0x7f || bytes[1] !== 0x45 || bytes[2] !== 0x4c || bytes[3] !== 0x46) return null;
  const bits = bytes[4] === 1 ? 32 : bytes[4] === 2 ? 64 : null;
  const order = bytes[5] === 1 ? 'little' : bytes[5] === 2 ? 'big' : null;
  if (bits === null || order === null) return null;
  const machine = new DataView(bytes.buffer, bytes.byteOffset).getUint16(18, order === 'little');
  return { bits, order, machine, variant: machine === EM_ARM ? goSetting(bytes, 'GOARM') : machine === EM_MIPS ? goSetting(bytes, 'GOMIPS') : null };
}

/** netclient's names of the processors that such a program runs on; more than one where the program does not say it exactly. Empty: none of them. */
export function architecturesOf(elf: ElfHeader): readonly ClientArchitecture[] {
  const { bits, order, machine, variant } = elf;
  if (machine === EM_X86_64 && bits === 64) return ['amd64'];
  if (machine === EM_AARCH64 && bits === 64 && order === 'little') return ['arm64'];
  if (machine === EM_ARM && bits === 32 && order === 'little') {
    const exact = clientArchitectureOf(`armv${variant ?? ''}`);
    return exact === null ? ['armv5', 'armv6', 'armv7'] : [exact];
  }
  if (machine === EM_MIPS && bits === 32) {
    const name = order === 'little' ? 'mipsle' : 'mips';
    const exact = clientArchitectureOf(`${name}-${variant ?? ''}`);
    return exact === null ? (['softfloat', 'hardfloat'] as const).map((float) => `${name}-${float}` as const) : [exact];
  }
  return [];
}

/** For people: what a program was built for, also where netclient has no name for it. */
export function processorOf(bytes: Uint8Array): string {
  const elf = readElf(bytes);
  if (elf === null) return bytes[0] === 0x4d && bytes[1] === 0x5a ? 'Windows' : 'no Linux program';
  const known = architecturesOf(elf);
  if (known.length > 0) return known.join(' / ');
  if (elf.machine === EM_386) return '386';
  if (elf.machine === EM_RISCV) return 'riscv64';
  return `ELF machine ${elf.machine}`;
}

/** Go writes its settings into every program as text: `build\tGOARM=7\n`, since 1.22 also `7,hardfloat` (runtime/debug.BuildInfo). */
function goSetting(bytes: Uint8Array, name: 'GOARM' | 'GOMIPS'): string | null {
  const mark = `build\t${name}=`;
  const at = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).indexOf(mark);
  if (at < 0) return null;
  const value = Buffer.from(bytes.buffer, bytes.byteOffset + at + mark.length, Math.min(20, bytes.length - at - mark.length)).toString('latin1');
  return /^[a-z0-9]+/.exec(value)?.[0] ?? null;
}
