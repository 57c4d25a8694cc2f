import type { Secret } from '../../domain/secret';
import type { Secrets } from '../../engine/ports';
import { createKey, deleteKey, isUsable, keysTagged } from './api/enrollment-keys';
import type { NetmakerClient } from './client';

export interface KeyRequest {
  /** The key's name, the same in every run of the site: a key of a run that was killed is found again by it. */
  readonly tag: string;
  readonly network: string;
  /** Milliseconds since 1970. */
  readonly now: number;
}

/** The token of a usable key of that name, or null. Every token and value that is seen is registered as a secret. */
export async function findToken(client: NetmakerClient, secrets: Secrets, request: KeyRequest, signal: AbortSignal): Promise<Secret | null> {
  for (const key of await keysTagged(client, request.tag, signal)) {
    secrets.learned(key.value);
    const token = secrets.learned(key.token);
    if (isUsable(key, request.network, request.now)) return token;
  }
  return null;
}

/** Makes the key where there is no usable one; one that is spent is replaced, because names are unique. */
export async function ensureToken(client: NetmakerClient, secrets: Secrets, request: KeyRequest, signal: AbortSignal): Promise<Secret | null> {
  const found = await findToken(client, secrets, request, signal);
  if (found !== null) return found;
  await deleteKeys(client, request.tag, signal);
  await createKey(client, request, signal);
  return findToken(client, secrets, request, signal);
}

export async function deleteKeys(client: NetmakerClient, tag: string, signal: AbortSignal): Promise<void> {
  for (const key of await keysTagged(client, tag, signal)) await deleteKey(client, key.value, signal);
}
