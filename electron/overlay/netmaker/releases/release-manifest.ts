import { open } from 'node:fs/promises';
import { z } from 'zod';
import { TunnelError } from '../../../domain/errors';
import { ClientArchitecture, clientVersion, type ClientRelease } from '../../../domain/vpn-client';
import { HttpFailure, exchange } from '../../../http/request';
import { isSafeAddress } from '../../../domain/safe-address';
import { assetAddress } from './netclient-releases';

/** Nine processors are 1 kB. */
const MAX_BYTES = 256 * 1024;
const DEADLINE_MS = 30_000;

/** What an administrator writes: `{"version": "v1.5.1", "assets": [{"architecture": "arm64", "sha256": "...", "url": "..."}]}`. */
const Manifest = z.object({
  version: z.string(),
  assets: z.array(z.object({ architecture: ClientArchitecture, sha256: z.string().regex(/^[0-9a-f]{64}$/), url: z.string().max(500).optional() })).max(50),
});

/**
 * Checksums of one version from an administrator's own list, at an https address or in a file. Without `url` the files are at the
 * maker's addresses; a `url` may be relative to the list's own. @throws client-manifest-invalid, client-version-unknown, cancelled.
 */
export async function manifestRelease(place: string, version: string, downloads: readonly string[], signal: AbortSignal): Promise<ClientRelease> {
  const where = place.replaceAll('{version}', version);
  const invalid = (reason: string): TunnelError => new TunnelError('client-manifest-invalid', { place: where, reason });
  const isAddress = /^https?:\/\//i.test(where);
  if (isAddress && !isSafeAddress(where)) throw invalid('it is not an https address');
  const parsed = Manifest.safeParse(isAddress ? await ask(where, signal, invalid) : await read(where, invalid));
  if (!parsed.success) {
    const issue = parsed.error.issues[0];
    throw invalid(`${issue?.path.join('.') ?? ''}: ${issue?.message ?? 'unreadable'}`);
  }
  if (clientVersion(parsed.data.version) !== version) throw new TunnelError('client-version-unknown', { version });
  return {
    version,
    vouchedBy: 'manifest',
    assets: parsed.data.assets.map(({ architecture, sha256, url }) => {
      if (url === undefined) return { architecture, sha256, size: null, addresses: downloads.map((folder) => assetAddress(folder, version, architecture)) };
      const base = isAddress ? where : undefined;
      if (!URL.canParse(url, base)) throw invalid(`assets: no address for ${architecture}`);
      return { architecture, sha256, size: null, addresses: [new URL(url, base).href] };
    }),
  };
}

async function ask(url: string, signal: AbortSignal, invalid: (reason: string) => TunnelError): Promise<unknown> {
  try {
    const answer = await exchange({ method: 'GET', url, deadlineMs: DEADLINE_MS, signal });
    if (answer.status !== 200) throw invalid(`HTTP ${answer.status}`);
    return answer.body.kind === 'json' ? answer.body.value : null;
  } catch (error) {
    throw error instanceof HttpFailure ? invalid(error.detail) : error;
  }
}

async function read(file: string, invalid: (reason: string) => TunnelError): Promise<unknown> {
  try {
    const handle = await open(file, 'r');
    try {
      const { bytesRead, buffer } = await handle.read(Buffer.alloc(MAX_BYTES + 1), 0, MAX_BYTES + 1, 0);
      if (bytesRead > MAX_BYTES) throw invalid('it is too large');
      return JSON.parse(buffer.toString('utf8', 0, bytesRead)) as unknown;
    } finally {
      await handle.close();
    }
  } catch (error) {
    if (error instanceof TunnelError) throw error;
    throw invalid(error instanceof SyntaxError ? 'it is not JSON' : error instanceof Error ? error.message.replace(/^[A-Z0-9]+: |, open.*$/g, '') : 'unreadable');
  }
}
