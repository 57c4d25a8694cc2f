import { plainText } from '../domain/plain-text';

/** The first bytes of a program of the box, which say for what it was built (ELF: e_ident, e_machine). */
export interface ProgramKind {
  readonly bits: 32 | 64;
  readonly littleEndian: boolean;
}

export interface Processor {
  /** `uname -m`: the kernel's. */
  readonly machine: string;
  /** `getconf LONG_BIT`: the C library's; null where there is no such program. */
  readonly bits: number | null;
  /** `dpkg --print-architecture`; '' where there is none. */
  readonly dpkg: string;
  /** OPENWRT_ARCH of os-release; '' elsewhere. */
  readonly openwrt: string;
  /** Of /bin/sh; null where it could not be read. */
  readonly program?: ProgramKind | null;
  /** Has a MIPS processor a floating-point unit? */
  readonly fpu?: boolean;
}

const DPKG: Readonly<Record<string, string>> = { amd64: 'amd64', arm64: 'arm64', armhf: 'armv7', armel: 'armv5', i386: '386', riscv64: 'riscv64' };

/**
 * netclient's name for what programs on this box may be built for (gravitl/netclient .github/workflows/patch.yml). The userland
 * decides, not the kernel: Raspberry Pi OS runs 32-bit programs on a 64-bit kernel, where `uname -m` says aarch64. Where nothing
 * fits, a word is returned that no client has.
 */
export function clientArchitecture({ machine, bits, dpkg, openwrt, program = null, fpu = false }: Processor): string {
  if (machine.startsWith('mips') || openwrt.startsWith('mips') || dpkg.startsWith('mips')) return mips({ machine, dpkg, openwrt, program, fpu });
  // Raspbian calls its ARMv6 userland armhf too.
  if (dpkg === 'armhf' && machine === 'armv6l') return 'armv6';
  if (DPKG[dpkg] !== undefined) return DPKG[dpkg];
  const narrow = (program?.bits ?? bits) === 32;
  if (machine === 'x86_64') return narrow ? '386' : 'amd64';
  if (machine === 'aarch64' || machine === 'arm64') return narrow ? 'armv7' : 'arm64';
  if (/^armv[78]/.test(machine)) return 'armv7';
  if (machine.startsWith('armv6')) return 'armv6';
  if (machine.startsWith('armv5')) return 'armv5';
  return plainText(machine, 40) || 'unknown';
}

/** uname says mips for both byte orders; a program of the box, or OpenWrt's and Debian's own words tell. */
function mips({ machine, dpkg, openwrt, program, fpu }: Pick<Processor, 'machine' | 'dpkg' | 'openwrt'> & { readonly program: ProgramKind | null; readonly fpu: boolean }): string {
  // There is no client for the 64-bit kinds, and its 32-bit one does not run in their userland.
  const wide = program === null ? machine.startsWith('mips64') || /^mips64/.test(openwrt) || /^mips64/.test(dpkg) : program.bits === 64;
  if (wide) return 'mips64';
  const little = program?.littleEndian ?? (openwrt.startsWith('mipsel') || dpkg === 'mipsel' || machine === 'mipsel');
  return `${little ? 'mipsle' : 'mips'}-${fpu ? 'hardfloat' : 'softfloat'}`;
}

/** From the first bytes as text: all that matters here is below 0x80, so no decoding has changed it. */
export function programKind(head: string): ProgramKind | null {
  if (!head.startsWith('\u007fELF')) return null;
  const [kind, order] = [head.charCodeAt(4), head.charCodeAt(5)];
  if ((kind !== 1 && kind !== 2) || (order !== 1 && order !== 2)) return null;
  return { bits: kind === 1 ? 32 : 64, littleEndian: order === 1 };
}

/** The kernel's MIPS code names the unit in the line of the model, `cpu model : MIPS 74Kc V5.0  FPU V0.0`, and nothing where there is none (arch/mips/kernel/proc.c). */
export function hasFpu(cpuinfo: string): boolean {
  return /^cpu model\s*:.*\bFPU V/m.test(cpuinfo);
}
