import type { ClientWords } from './client-words';

export const clientWordsEn = {
  kinds: {
    amd64: 'PC, mini PC or server', arm64: 'Raspberry Pi 3 to 5, with a 64-bit system', armv7: 'Raspberry Pi 2 to 4, with a 32-bit system', armv6: 'Raspberry Pi 1 or Zero', armv5: 'Old NAS or board (ARMv5)',
    'mipsle-softfloat': 'Router with OpenWrt (mipsel)', 'mips-softfloat': 'Router with OpenWrt (mips)', 'mipsle-hardfloat': 'MIPS little-endian with floating point', 'mips-hardfloat': 'MIPS big-endian with floating point',
  },
  trusts: {
    maker: 'checked with the checksum of its maker', manifest: 'checked with the checksum of your administrator', person: 'a person answered for its checksum', nobody: 'waits until you confirm its checksum',
  },
  states: { good: 'held', damaged: 'damaged', missing: 'its file is gone' },
  headings: {
    none: 'No VPN client is held on this computer.', held: 'VPN clients on this computer', kept: 'Held: {version} for {kind} ({architecture}), {trust}. SHA-256: {checksum}', gone: 'Removed: {version} for {kind} ({architecture}).',
    wait: 'Nobody published a checksum of {version} for {architecture}; all places of its maker gave the same file. Compare this with somebody who has it: {checksum}', trust: 'If it is right: npm run cli -- clients trust {version} {architecture} {checksum}',
    fine: 'Everything that is held is as it was kept.', damaged: 'Not as it was kept, and not used any more: {clients}. Fetch it again.',
  },
} as const satisfies ClientWords;
