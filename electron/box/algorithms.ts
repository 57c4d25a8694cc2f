import { createDiffieHellmanGroup } from 'node:crypto';
import type { Algorithms, ServerHostKeyAlgorithm } from 'ssh2';
import type { HostKey } from '../domain/box';
import { signaturesOf } from './host-key';

/** What a server says it can do, in its own names and order (RFC 4253 7.1); ciphers and MACs for what it receives. */
export interface Offer {
  readonly kex: readonly string[];
  readonly hostKeys: readonly string[];
  readonly ciphers: readonly string[];
  readonly macs: readonly string[];
}

/** What ssh2 1.17 speaks, in the order of its own choice, without what rests on SHA-1, 1024-bit groups, DSA or CBC. */
export const MODERN: Offer = {
  kex: [
    'curve25519-sha256@libssh.org', 'curve25519-sha256', 'ecdh-sha2-nistp256', 'ecdh-sha2-nistp384', 'ecdh-sha2-nistp521', 'diffie-hellman-group-exchange-sha256',
    'diffie-hellman-group14-sha256', 'diffie-hellman-group15-sha512', 'diffie-hellman-group16-sha512', 'diffie-hellman-group17-sha512', 'diffie-hellman-group18-sha512',
  ],
  hostKeys: ['ssh-ed25519', 'ecdsa-sha2-nistp256', 'ecdsa-sha2-nistp384', 'ecdsa-sha2-nistp521', 'rsa-sha2-512', 'rsa-sha2-256'],
  ciphers: ['aes128-gcm@openssh.com', 'aes256-gcm@openssh.com', 'aes128-ctr', 'aes192-ctr', 'aes256-ctr', 'chacha20-poly1305@openssh.com'],
  macs: ['hmac-sha2-256-etm@openssh.com', 'hmac-sha2-512-etm@openssh.com', 'hmac-sha2-256', 'hmac-sha2-512'],
};

/** Broken or breakable today: OpenSSH 8.8 to 10 switched them off one by one. Only after a person agreed, and only behind the others. */
export const OLD: Offer = {
  kex: ['diffie-hellman-group14-sha1', 'diffie-hellman-group-exchange-sha1', 'diffie-hellman-group1-sha1'],
  hostKeys: ['ssh-rsa', 'ssh-dss'],
  ciphers: ['aes256-cbc', 'aes192-cbc', 'aes128-cbc', '3des-cbc'],
  macs: ['hmac-sha1-etm@openssh.com', 'hmac-sha1'],
};

/** Those of the old ones that this program can really do. Electron's crypto library (BoringSSL) has neither a 1024-bit group nor DSA; Node's has both. */
export function oldHere(knowsGroup: (name: string) => boolean): Offer {
  if (knowsGroup('modp2')) return OLD;
  return { ...OLD, kex: OLD.kex.filter((name) => name !== 'diffie-hellman-group1-sha1'), hostKeys: OLD.hostKeys.filter((name) => name !== 'ssh-dss') };
}

const USABLE = oldHere((name) => {
  try {
    createDiffieHellmanGroup(name);
    return true;
  } catch {
    return false;
  }
});

/** Expressions instead of names where the crypto library of the program decides what there is (Electron's is not Node's): ssh2 takes those that match. */
const exactly = (names: readonly string[]): RegExp[] => names.map((name) => new RegExp(`^${name.replaceAll('.', '\\.')}$`));

/**
 * For ssh2. Of a box with several keys the one that was pinned is asked for; what it shows instead is for the verifier.
 */
export function algorithmsFor(pin: HostKey | null, allowLegacy: boolean): Algorithms {
  const sha1 = exactly(USABLE.macs);
  // Removed and appended, so that they come last; ssh2 trusts them by itself.
  return {
    kex: { append: allowLegacy ? exactly(USABLE.kex) : [] },
    serverHostKey: hostKeyOrder(pin, allowLegacy),
    cipher: { append: allowLegacy ? exactly(USABLE.ciphers) : [] },
    hmac: { remove: sha1, append: allowLegacy ? sha1 : [] },
  } as unknown as Algorithms;
}

function hostKeyOrder(pin: HostKey | null, allowLegacy: boolean): ServerHostKeyAlgorithm[] {
  const known = [...MODERN.hostKeys, ...(allowLegacy ? USABLE.hostKeys : [])];
  const pinned = pin === null ? [] : signaturesOf(pin.algorithm);
  return [...known.filter((name) => pinned.includes(name)), ...known.filter((name) => !pinned.includes(name))] as ServerHostKeyAlgorithm[];
}

/**
 * Why there is no agreement. `old`: old ways of the server that we can do and that would make one, at least one for each thing that lacks a modern one;
 * empty: the modern ones would do. `none`: for this there is nothing at all in common.
 */
export function disagreement(offer: Offer, usable: Offer = USABLE): { readonly old: readonly string[]; readonly none: readonly (keyof Offer)[] } {
  const cipher = MODERN.ciphers.find((name) => offer.ciphers.includes(name));
  // These two check what they encrypt by themselves.
  const needsMac = cipher === undefined || !/gcm|poly1305/.test(cipher);
  const parts = (['kex', 'hostKeys', 'ciphers', 'macs'] as const).filter((part) => part !== 'macs' || needsMac).filter((part) => !MODERN[part].some((name) => offer[part].includes(name)));
  const old = parts.map((part) => usable[part].filter((name) => offer[part].includes(name)));
  return { old: old.flat(), none: parts.filter((_part, index) => old[index]?.length === 0) };
}
