import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { TunnelError } from '../domain/errors';
import type { ClientSource } from '../domain/site';
import { download } from './client-download';
import { MAX_CLIENT_BYTES } from './client-size';

/**
 * The VPN client's binary, from a file or a download address, checked against its SHA-256 before anybody sees it.
 * Errors: client-missing, client-download-failed, client-checksum.
 */
export async function readClient(source: ClientSource, signal: AbortSignal): Promise<Uint8Array> {
  const bytes = source.kind === 'file' ? await readBinary(source.path, signal) : await download({ url: source.url, mostBytes: MAX_CLIENT_BYTES, plainHttp: true, signal });
  const seen = createHash('sha256').update(bytes).digest('hex');
  if (seen !== source.sha256) throw new TunnelError('client-checksum', { seen, expected: source.sha256 });
  return bytes;
}

async function readBinary(file: string, signal: AbortSignal): Promise<Uint8Array> {
  try {
    return await readFile(file, { signal });
  } catch (error) {
    if (signal.aborted) throw error;
    throw new TunnelError('client-missing', { architecture: path.basename(file) }, { detail: error instanceof Error ? error.message : String(error) });
  }
}
