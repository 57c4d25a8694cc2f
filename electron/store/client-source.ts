import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { TunnelError } from '../domain/errors';
import type { ClientSource } from '../domain/site';
import { after } from '../engine/deadline';

/** netclient 1.4 is 25 MB; whatever is larger than this is something else. */
const MAX_BYTES = 128 * 1024 * 1024;
const DOWNLOAD_DEADLINE_MS = 300_000;

/**
 * The VPN client's binary, from a file or a download address, checked against its SHA-256 before anybody sees it.
 * Errors: client-missing, client-download-failed, client-checksum.
 */
export async function readClient(source: ClientSource, signal: AbortSignal): Promise<Uint8Array> {
  const bytes = source.kind === 'file' ? await readBinary(source.path, signal) : await download(source.url, signal);
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

async function download(url: string, signal: AbortSignal): Promise<Uint8Array> {
  const failed = (reason: string): TunnelError => new TunnelError('client-download-failed', { url, reason });
  try {
    const response = await fetch(url, { signal: AbortSignal.any([signal, after(DOWNLOAD_DEADLINE_MS)]), redirect: 'follow' });
    if (!response.ok || response.body === null) throw failed(`HTTP ${response.status}`);
    const chunks: Uint8Array[] = [];
    let length = 0;
    for await (const chunk of response.body as unknown as AsyncIterable<Uint8Array>) {
      length += chunk.length;
      if (length > MAX_BYTES) throw failed('too large');
      chunks.push(chunk);
    }
    return Buffer.concat(chunks);
  } catch (error) {
    if (signal.aborted) throw error;
    if (error instanceof TunnelError) throw error;
    const cause = error instanceof Error && error.cause instanceof Error ? error.cause.message : error instanceof Error ? error.message : String(error);
    throw failed(cause);
  }
}
