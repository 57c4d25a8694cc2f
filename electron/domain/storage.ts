import type { ErrorData } from './errors';
import type { Site, StorageSettings } from './site';

/** What the last look at the services saw of the place of the recordings, and for which settings. */
export interface StorageLook {
  readonly settings: StorageSettings;
  readonly error: ErrorData | null;
}

/** `unneeded`: nobody entered a place of the site's own. `outdated`: not looked at yet, or another one was entered since. */
export type StorageStanding = 'unneeded' | 'checked' | 'failed' | 'outdated';

export function storageStanding(site: Pick<Site, 'agents'>, look: StorageLook | null): StorageStanding {
  const settings = site.agents?.storage ?? null;
  if (settings?.kind !== 'own') return 'unneeded';
  if (look === null || !sameStorage(look.settings, settings)) return 'outdated';
  return look.error === null ? 'checked' : 'failed';
}

export function sameStorage(a: StorageSettings, b: StorageSettings): boolean {
  return JSON.stringify(inOrder(a)) === JSON.stringify(inOrder(b));
}

/** Whoever wrote a site file by hand wrote its fields in any order. */
function inOrder(value: unknown): unknown {
  if (typeof value !== 'object' || value === null) return value;
  return Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1)).map(([name, part]) => [name, inOrder(part)]);
}

/** `unknown`: the place of the agents does not say what it gives them. `nowhere`: it says, and no place for recordings is among it. */
export type GivenStorage = 'unknown' | 'nowhere' | 'offline' | 'vault' | 'hub';

/** What the place of the agents gives all of them, as far as recordings are concerned; names as in the agents' environment, `GLOBAL_` or not. */
export function givenStorage(given: readonly { readonly name: string; readonly value: string }[]): GivenStorage {
  const has = (name: string, value?: string): boolean => given.some((one) => one.name.replace(/^GLOBAL_/, '') === name && (value === undefined ? one.value.trim() !== '' : one.value === value));
  if (given.length === 0) return 'unknown';
  if (has('AGENT_OFFLINE', 'true')) return 'offline';
  if (has('AGENT_KERBEROSVAULT_URI')) return 'vault';
  return has('AGENT_HUB_KEY') ? 'hub' : 'nowhere';
}
