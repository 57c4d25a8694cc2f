import { randomBytes } from 'node:crypto';
import { open, rename, rm } from 'node:fs/promises';
import path from 'node:path';
import { TunnelError } from '../domain/errors';

/**
 * Writes a file so that a crash at any moment leaves either the old or the new content: temporary name, fsync, rename, fsync
 * of the folder. Readable by the user only.
 */
export async function writeAtomically(file: string, content: string | Uint8Array): Promise<void> {
  const temporary = `${file}.${randomBytes(6).toString('hex')}.tmp`;
  try {
    const handle = await open(temporary, 'wx', 0o600);
    try {
      await handle.writeFile(content);
      await handle.sync();
    } finally {
      await handle.close();
    }
    await rename(temporary, file);
    await syncFolder(path.dirname(file));
  } catch (error) {
    await rm(temporary, { force: true }).catch(() => undefined);
    throw storageError(file, error);
  }
}

/** A rename is durable only once the folder is: POSIX says so, Windows has no such call. */
export async function syncFolder(folder: string): Promise<void> {
  if (process.platform === 'win32') return;
  const handle = await open(folder, 'r');
  try {
    await handle.sync();
  } finally {
    await handle.close();
  }
}

/** `ENOSPC: no space left on device, write` as `no space left on device`. */
export function storageError(file: string, error: unknown): TunnelError {
  const text = error instanceof Error ? error.message : String(error);
  return new TunnelError('storage-failed', { path: path.basename(file), reason: text.replace(/^[A-Z0-9]+: /, '').replace(/,.*$/, '') }, { detail: text, cause: undefined });
}

export function isMissing(error: unknown): boolean {
  return error instanceof Error && 'code' in error && error.code === 'ENOENT';
}
