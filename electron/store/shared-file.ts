import { randomUUID } from 'node:crypto';
import { mkdir, open, readFile, rename, rm, stat } from 'node:fs/promises';
import path from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { TunnelError } from '../domain/errors';
import type { Json } from '../domain/json';
import { isMissing, storageError, writeAtomically } from './atomic-file';
import { isAlive } from './site-lock';

/** Milliseconds. A change takes a few; whoever holds it longer is gone or hangs. */
const HELD_AT_MOST = 10_000;
const PATIENCE = 15_000;

/**
 * A JSON file that several programs of one user change. `change` reads it afresh, lets `edit` say what it should become, and
 * writes that, while all others wait; what `edit` throws is thrown, and the file stays. Unreadable content is null.
 */
export function sharedFile(file: string): { read: () => Promise<Json>; change: (edit: (content: Json) => Json) => Promise<void> } {
  let turn: Promise<unknown> = Promise.resolve();
  const read = async (): Promise<Json> => {
    try {
      return JSON.parse(await readFile(file, 'utf8')) as Json;
    } catch (error) {
      if (isMissing(error) || error instanceof SyntaxError) return null;
      throw storageError(file, error);
    }
  };
  const change = async (edit: (content: Json) => Json): Promise<void> => {
    const release = await hold(`${file}.lock`);
    try {
      await writeAtomically(file, JSON.stringify(edit(await read())));
    } finally {
      await release();
    }
  };
  return {
    read,
    // In this program one after another: its own would only wake each other up.
    change: (edit) => {
      const mine = turn.then(() => change(edit));
      turn = mine.catch(() => undefined);
      return mine;
    },
  };
}

async function hold(lock: string): Promise<() => Promise<void>> {
  await mkdir(path.dirname(lock), { recursive: true, mode: 0o700 });
  const until = performance.now() + PATIENCE;
  while (performance.now() < until) {
    try {
      const handle = await open(lock, 'wx', 0o600);
      await handle.writeFile(String(process.pid));
      await handle.close();
      return () => rm(lock, { force: true });
    } catch (error) {
      if (!(error instanceof Error && 'code' in error && error.code === 'EEXIST')) throw storageError(lock, error);
    }
    await removeIfAbandoned(lock);
    // Not in step with the others who wait.
    await wait(2 + Math.random() * 10);
  }
  throw new TunnelError('storage-failed', { path: path.basename(lock), reason: 'another program does not let go of it' });
}

/** A crash leaves its lock behind. It is taken away under another name, so that of two who see it only one does so. */
async function removeIfAbandoned(lock: string): Promise<void> {
  const [holder, age] = await Promise.all([readFile(lock, 'utf8').catch(() => null), stat(lock).then(({ mtimeMs }) => Date.now() - mtimeMs, () => 0)]);
  if (holder === null) return;
  const pid = Number(holder.trim());
  // Empty: made this moment, its number not yet written.
  const alive = holder === '' ? age < HELD_AT_MOST : isAlive(pid) && age < HELD_AT_MOST;
  if (alive) return;
  const aside = `${lock}.${randomUUID()}`;
  await rename(lock, aside).catch(() => undefined);
  await rm(aside, { force: true });
}
