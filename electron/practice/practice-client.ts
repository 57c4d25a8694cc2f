import { createHash } from 'node:crypto';
import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { TunnelError } from '../domain/errors';
import type { ClientSource } from '../domain/site';

/** A script, so that nobody takes it for the real one. */
export const PRACTICE_CLIENT = `#!/bin/sh
# PRACTICE: stands for Netmaker's netclient on the simulated box of the practice site, which plays its part by itself.
echo 'this is the practice client; it does nothing on a real computer' >&2
exit 1
`;

/** Writes the practice VPN client and says where it is, with its true checksum. @throws TunnelError `storage-failed`. */
export async function writePracticeClient(directory: string): Promise<ClientSource> {
  const path = join(directory, 'practice-netclient');
  try {
    await mkdir(directory, { recursive: true, mode: 0o700 });
    await writeFile(path, PRACTICE_CLIENT, { mode: 0o600 });
  } catch (cause) {
    throw new TunnelError('storage-failed', { path }, { cause });
  }
  return { kind: 'file', path, sha256: createHash('sha256').update(PRACTICE_CLIENT).digest('hex') };
}
