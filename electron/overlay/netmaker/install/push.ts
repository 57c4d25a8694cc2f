import { createHash } from 'node:crypto';
import { TunnelError } from '../../../domain/errors';
import type { ClientSource } from '../../../domain/site';
import type { ClientBinary, ClientShelf, Conduct } from '../../../engine/ports';
import { NEW_CLIENT } from '../scripts';
import type { Installation } from './installation';
import { installWaiting } from './waiting-client';

/** Where this program's own clients come from. */
export interface ClientSources {
  /** The binary as a site's settings name it; unchecked, the way compares its SHA-256. */
  readonly readClient: (source: ClientSource, signal: AbortSignal) => Promise<Uint8Array>;
  readonly shelf: ClientShelf;
}

/** This program sends the client over the SSH connection that is open anyway: nothing is needed of the box, nor of the site's internet. */
export async function installByPush(installation: Installation, sources: ClientSources, source: ClientSource | null): Promise<void> {
  const { bytes, sha256 } = await clientToPush(installation, sources, source);
  await installWaiting(installation, sha256, () => installation.box.writeFile(NEW_CLIENT, bytes, { mode: 0o600, signal: installation.signal }));
}

async function clientToPush(installation: Installation, { readClient, shelf }: ClientSources, source: ClientSource | null): Promise<{ bytes: Uint8Array; sha256: string }> {
  if (source === null) {
    const architecture = await installation.architecture();
    const held = await heldClient(shelf, installation.version, architecture, installation);
    if (held instanceof TunnelError) throw held;
    return held;
  }
  const bytes = await readClient(source, installation.signal);
  const seen = createHash('sha256').update(bytes).digest('hex');
  if (seen !== source.sha256) throw new TunnelError('client-checksum', { seen, expected: source.sha256 });
  return { bytes, sha256: source.sha256 };
}

/** From the shelf, or fetched onto it where this computer reaches the maker now. A `TunnelError` is returned where another way may do. */
export async function heldClient(shelf: ClientShelf, version: string, architecture: string, conduct: Conduct): Promise<ClientBinary | TunnelError> {
  const held = await shelf.take(version, architecture, conduct.signal);
  if (held !== null) return held;
  try {
    return await shelf.fetch(version, architecture, conduct);
  } catch (error) {
    // No internet here, no disk, or nobody vouches for it.
    if (error instanceof TunnelError && (error.code.startsWith('client-') || error.code === 'laptop-disk-full')) return error;
    throw error;
  }
}
