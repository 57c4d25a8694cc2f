import { plainText } from '../domain/plain-text';

const DPKG: Readonly<Record<string, string>> = { amd64: 'amd64', arm64: 'arm64', armhf: 'armv7', armel: 'armv5', i386: '386', riscv64: 'riscv64', mips: 'mips-softfloat', mipsel: 'mipsle-softfloat' };

/** What netclient's releases are called (gravitl/netclient .github/workflows/patch.yml). */
export const CLIENT_ARCHITECTURES: readonly string[] = [
  'amd64', 'arm64', 'armv5', 'armv6', 'armv7', 'mips-hardfloat', 'mips-softfloat', 'mipsle-hardfloat', 'mipsle-softfloat',
];

/**
 * netclient's name for what programs on this box may be built for. The userland decides, not the kernel: Raspberry Pi OS runs
 * 32-bit programs on a 64-bit kernel, where `uname -m` says aarch64. Where nothing fits, uname's own word is returned.
 */
export function clientArchitecture(box: { machine: string; bits: number | null; dpkg: string; openwrt: string }): string {
  const { machine, bits, dpkg, openwrt } = box;
  // Raspbian calls its ARMv6 userland armhf too.
  if (dpkg === 'armhf' && machine === 'armv6l') return 'armv6';
  if (DPKG[dpkg] !== undefined) return DPKG[dpkg];
  // uname says mips for both byte orders; OpenWrt's own word tells. Its chips have no FPU.
  if (openwrt.startsWith('mipsel')) return 'mipsle-softfloat';
  if (openwrt.startsWith('mips')) return 'mips-softfloat';
  if (machine === 'x86_64') return bits === 32 ? '386' : 'amd64';
  if (machine === 'aarch64' || machine === 'arm64') return bits === 32 ? 'armv7' : 'arm64';
  if (/^armv[78]/.test(machine)) return 'armv7';
  if (machine.startsWith('armv6')) return 'armv6';
  if (machine.startsWith('armv5')) return 'armv5';
  return plainText(machine, 40) || 'unknown';
}
