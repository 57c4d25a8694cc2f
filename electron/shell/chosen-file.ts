import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { open } from 'node:fs/promises';
import path from 'node:path';
import { TunnelError } from '../domain/errors';

/** RSA keys of 16384 bits are 13 kB; whatever is larger than this is no key file. */
const MAX_KEY_BYTES = 64 * 1024;

/** A kubeconfig of fifty clusters, with the certificates inside, is some 300 kB; whoever signs in with it takes no more than this. */
const MAX_KUBECONFIG_BYTES = 512 * 1024;
/** As the site file takes it. */
const MAX_CERTIFICATE_BYTES = 50_000;

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
  const text = await readText(file, MAX_KEY_BYTES);
  if (text === null) throw new TunnelError('box-key-unusable', { reason: 'The file is too large to be a key.' });
  return text;
}

/** The text of a kubeconfig. Whether it is one, the caller finds out. @throws kubeconfig-invalid, storage-failed. */
export async function readKubeconfig(file: string): Promise<string> {
  const text = await readText(file, MAX_KUBECONFIG_BYTES);
  if (text === null) throw new TunnelError('kubeconfig-invalid', { reason: 'The file is too large to be one.' });
  return text;
}

/** PEM. @throws input-invalid, storage-failed. */
export async function readCertificate(file: string): Promise<string> {
  const text = await readText(file, MAX_CERTIFICATE_BYTES);
  if (text?.includes('-----BEGIN CERTIFICATE-----') !== true) throw new TunnelError('input-invalid', { field: path.basename(file), reason: 'There is no certificate in PEM form in it.' });
  return text;
}

/** null: larger than that. */
async function readText(file: string, maxBytes: number): Promise<string | null> {
  try {
    const handle = await open(file, 'r');
    try {
      const { bytesRead, buffer } = await handle.read(Buffer.alloc(maxBytes + 1), 0, maxBytes + 1, 0);
      return bytesRead > maxBytes ? null : buffer.toString('utf8', 0, bytesRead);
    } finally {
      await handle.close();
    }
  } catch (error) {
    throw unreadable(file, error);
  }
}

function unreadable(file: string, error: unknown): TunnelError {
  return new TunnelError('storage-failed', { path: path.basename(file), reason: error instanceof Error ? error.message.replace(/^[A-Z0-9]+: |, (open|read).*$/g, '') : 'unreadable' });
}
