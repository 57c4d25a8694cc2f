import { TunnelError, errorData, type ErrorData } from '../domain/errors';
import { clientVersion, type HeldClient } from '../domain/vpn-client';
import type { Conduct } from '../engine/ports';
import type { LaptopShelf } from './client-shelf';

export interface Obtained {
  readonly held: readonly HeldClient[];
  readonly failed: readonly { readonly architecture: string; readonly error: ErrorData }[];
}

/** One version for several processors, one after another. What stops one does not stop the others, unless it would stop them all. @throws cancelled. */
export async function obtainClients(shelf: LaptopShelf, version: string, architectures: readonly string[], conduct: Conduct): Promise<Obtained> {
  const held: HeldClient[] = [];
  const failed: { architecture: string; error: ErrorData }[] = [];
  for (const architecture of new Set(architectures)) {
    try {
      held.push(await shelf.obtain(version, architecture, conduct));
    } catch (error) {
      if (conduct.signal.aborted) throw new TunnelError('cancelled');
      const data = errorData(error);
      failed.push({ architecture, error: data });
      if (stopsAll(failed, version)) break;
    }
  }
  return { held, failed };
}

/** No such version, no room, or two that did not come: the next processor would fare no better. */
function stopsAll(failed: Obtained['failed'], version: string): boolean {
  const last = failed.at(-1)?.error;
  if (last === undefined) return false;
  if (last.kind === 'bug' || ['client-manifest-invalid', 'laptop-disk-full', 'storage-failed', 'input-invalid'].includes(last.code)) return true;
  if (last.code === 'client-version-unknown') return last.params['version'] === clientVersion(version);
  return failed.slice(-2).filter(({ error }) => error.code === 'client-download-failed').length === 2;
}
