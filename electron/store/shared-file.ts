import { randomUUID } from 'node:crypto';
import { mkdir, open, readFile, rm, stat } from 'node:fs/promises';
import path from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { TunnelError, cancelled } from '../domain/errors';
import type { Json } from '../domain/json';
import { isMissing, storageError, writeAtomically } from './atomic-file';
import { isAlive } from './site-lock';

/** Milliseconds. A change takes a few; a lock as old as this was left by a program whose number belongs to another one now. */
const HELD_AT_MOST = 60_000;
/** The program that made it has this long to write its number into it. */
const NAMELESS_AT_MOST = 10_000;
const PATIENCE = 15_000;

/**
 * A JSON file that several programs of one user change. `change` reads it afresh, lets `edit` say what it should become, and
 * writes that, while all others wait; what `edit` throws is thrown, and the file stays. Unreadable content is null.
 */
export function sharedFile(file: string): { change: (edit: (content: Json) => Json, signal?: AbortSignal) => Promise<void> } {
  let turn: Promise<unknown> = Promise.resolve();
  const read = async (): Promise<Json> => {
    try {
      return JSON.parse(await readFile(file, 'utf8')) as Json;
    } catch (error) {
      if (isMissing(error) || error instanceof SyntaxError) return null;
      throw storageError(file, error);
    }
  };
  const change = async (edit: (content: Json) => Json, signal?: AbortSignal): Promise<void> => {
    const release = await hold(`${file}.lock`, signal);
    try {
      const before = await read();
      const after = JSON.stringify(edit(before));
      if (after !== JSON.stringify(before)) await writeAtomically(file, after);
    } finally {
      await release();
    }
  };
  return {
    // In this program one after another: its own would only wake each other up.
    change: (edit, signal) => {
      const mine = turn.then(() => change(edit, signal));
      turn = mine.catch(() => undefined);
      return mine;
    },
  };
}

async function hold(lock: string, signal?: AbortSignal): Promise<() => Promise<void>> {
  await mkdir(path.dirname(lock), { recursive: true, mode: 0o700 });
  const until = performance.now() + PATIENCE;
  while (performance.now() < until) {
    if (signal?.aborted === true) throw cancelled();
    const release = await take(lock);
    if (release !== null) return release;
    await removeIfAbandoned(lock);
    // Not in step with the others who wait.
    await wait(2 + Math.random() * 10);
  }
  throw new TunnelError('storage-failed', { path: path.basename(lock), reason: 'another program does not let go of it' });
}

/** Null: somebody else has it. */
async function take(lock: string): Promise<(() => Promise<void>) | null> {
  const sign = `${process.pid} ${randomUUID()}`;
  try {
    const handle = await open(lock, 'wx', 0o600);
    await handle.writeFile(sign);
    await handle.close();
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'EEXIST') return null;
    throw storageError(lock, error);
  }
  return async () => {
    // Whoever was taken for dead finds another's lock here.
    if ((await readFile(lock, 'utf8').catch(() => '')) === sign) await rm(lock, { force: true });
  };
}

/** A crash leaves its lock behind. Only one at a time may take one away, and looks again before: it could be another's by then. */
async function removeIfAbandoned(lock: string): Promise<void> {
  if (!(await isAbandoned(lock))) return;
  const broom = `${lock}.abandoned`;
  const release = await take(broom);
  if (release === null) {
    if (await isAbandoned(broom)) await rm(broom, { force: true });
    return;
  }
  try {
    if (await isAbandoned(lock)) await rm(lock, { force: true });
  } finally {
    await release();
  }
}

async function isAbandoned(lock: string): Promise<boolean> {
  const [sign, age] = await Promise.all([readFile(lock, 'utf8').catch(() => null), stat(lock).then(({ mtimeMs }) => Date.now() - mtimeMs, () => 0)]);
  if (sign === null) return false;
  const pid = Number(sign.split(' ')[0]);
  return sign === '' ? age > NAMELESS_AT_MOST : !isAlive(pid) || age > HELD_AT_MOST;
}
