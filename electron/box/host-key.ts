import { createHash } from 'node:crypto';
import type { HostKey } from '../domain/box';

/** From the key as it travels (RFC 4253 6.6: its first string is the algorithm); the fingerprint as `ssh-keygen -l` prints it. */
export function describeHostKey(blob: Buffer): HostKey {
  const length = blob.length >= 4 ? blob.readUInt32BE(0) : 0;
  const algorithm = blob.subarray(4, 4 + Math.min(length, 64)).toString('latin1').replace(/[^\x21-\x7e]/g, '');
  return { algorithm, fingerprint: `SHA256:${createHash('sha256').update(blob).digest('base64').replace(/=+$/, '')}` };
}

/** Signature algorithms that a key of this type can be shown with (RFC 8332: an ssh-rsa key signs with SHA-2 too). */
export function signaturesOf(algorithm: string): string[] {
  return algorithm === 'ssh-rsa' ? ['rsa-sha2-512', 'rsa-sha2-256', 'ssh-rsa'] : [algorithm];
}
