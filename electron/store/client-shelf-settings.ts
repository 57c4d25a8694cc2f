import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { TunnelError } from '../domain/errors';
import { ReleasePlaces } from '../domain/vpn-client';
import { isMissing, storageError } from './atomic-file';

const FILE = 'settings.json';

/** An administrator's `settings.json` in the shelf's folder; without one, the maker's own places. @throws input-invalid, storage-failed. */
export async function readShelfSettings(folder: string): Promise<ReleasePlaces> {
  const file = path.join(folder, FILE);
  let text: string;
  try {
    text = await readFile(file, 'utf8');
  } catch (error) {
    if (isMissing(error)) return ReleasePlaces.parse({});
    throw storageError(file, error);
  }
  const settings = ReleasePlaces.safeParse(parse(text));
  if (settings.success) return settings.data;
  const issue = settings.error.issues[0];
  throw new TunnelError('input-invalid', { field: file, reason: `${issue?.path.join('.') ?? ''}: ${issue?.message ?? 'unreadable'}` });
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch {
    return null;
  }
}
