import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { open } from 'node:fs/promises';
import path from 'node:path';
import { TunnelError } from '../domain/errors';

/** RSA keys of 16384 bits are 13 kB; whatever is larger than this is no key file. */
const MAX_KEY_BYTES = 64 * 1024;

/** SHA-256 of a file the technician chose, hexadecimal. */
export async function checksumOf(file: string): Promise<string> {
  const hash = createHash('sha256');
  try {
    for await (const chunk of createReadStream(file)) hash.update(chunk as Buffer);
  } catch (error) {
    throw unreadable(file, error);
  }
  return hash.digest('hex');
}

/** The text of a private key file. Whether it is one, and whether it needs a passphrase, the box's driver says. */
export async function readKeyFile(file: string): Promise<string> {
  try {
    const handle = await open(file, 'r');
    try {
      const { bytesRead, buffer } = await handle.read(Buffer.alloc(MAX_KEY_BYTES + 1), 0, MAX_KEY_BYTES + 1, 0);
      if (bytesRead > MAX_KEY_BYTES) throw new TunnelError('box-key-unusable', { reason: 'The file is too large to be a key.' });
      return buffer.toString('utf8', 0, bytesRead);
    } finally {
      await handle.close();
    }
  } catch (error) {
    throw error instanceof TunnelError ? error : unreadable(file, error);
  }
}

function unreadable(file: string, error: unknown): TunnelError {
  return new TunnelError('storage-failed', { path: path.basename(file), reason: error instanceof Error ? error.message.replace(/^[A-Z0-9]+: |, (open|read).*$/g, '') : 'unreadable' });
}
