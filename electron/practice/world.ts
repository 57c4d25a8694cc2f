import { mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';
import { TunnelError } from '../domain/errors';

/** One part of the practice world as its simulator sees it. `write` returns when the whole world is in its file. */
export interface Stored<T> {
  /** A copy: changing it changes nothing until it is written. */
  read(): T;
  write(next: T): void;
}

/** What the simulators of one practice site have become: kept so that a killed program finds its practice site as it left it. */
export interface World {
  /** The part of that name; `initial` where there is none yet, or where what is there does not fit the schema (an older version). */
  part<T>(name: string, schema: z.ZodType<T>, initial: T): Stored<T>;
}

const WorldFile = z.object({ version: z.literal(1), parts: z.record(z.string(), z.unknown()) });

/** Opens `directory`/world.json, or a new world. Only one process may have a world open; the simulators' ports see to that. */
export function openWorld(directory: string): World {
  const path = join(directory, 'world.json');
  const parts = new Map(Object.entries(readWorld(path)));
  const save = (): void => {
    try {
      mkdirSync(directory, { recursive: true, mode: 0o700 });
      // Whole or not at all. No fsync: the program may be killed, and a world lost with the machine's power is only practice.
      writeFileSync(`${path}.new`, JSON.stringify({ version: 1, parts: Object.fromEntries(parts) }, null, 1), { mode: 0o600 });
      renameSync(`${path}.new`, path);
    } catch (cause) {
      throw new TunnelError('storage-failed', { path }, { cause });
    }
  };
  return {
    part: (name, schema, initial) => {
      const kept = schema.safeParse(parts.get(name));
      let current = kept.success ? kept.data : initial;
      return {
        read: () => structuredClone(current),
        write: (next) => {
          current = structuredClone(next);
          parts.set(name, current);
          save();
        },
      };
    },
  };
}

function readWorld(path: string): Record<string, unknown> {
  try {
    return WorldFile.parse(JSON.parse(readFileSync(path, 'utf8'))).parts;
  } catch {
    // Missing, cut short or of another version: a new world.
    return {};
  }
}
