import { open, readFile, rm } from 'node:fs/promises';
import { TunnelError } from '../domain/errors';
import { storageError } from './atomic-file';

/**
 * One program at a time works on a site. The lock is a file with the holder's process id; that of a dead process counts for
 * nothing, so a crash never locks anybody out.
 */
export async function lockSite(path: string): Promise<() => Promise<void>> {
  for (let attempt = 0; attempt < 3; attempt++) {
    try {
      const handle = await open(path, 'wx', 0o600);
      await handle.writeFile(String(process.pid));
      await handle.close();
      return () => rm(path, { force: true });
    } catch (error) {
      if (!(error instanceof Error && 'code' in error && error.code === 'EEXIST')) throw storageError(path, error);
    }
    const holder = Number((await readFile(path, 'utf8').catch(() => '')).trim());
    if (Number.isInteger(holder) && holder > 0 && holder !== process.pid && isAlive(holder)) throw new TunnelError('site-busy', { pid: holder });
    if (holder === process.pid) throw new TunnelError('site-busy', { pid: holder });
    await rm(path, { force: true });
  }
  throw new TunnelError('site-busy', { pid: 0 });
}

export function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return error instanceof Error && 'code' in error && error.code === 'EPERM';
  }
}
