import { TunnelError, errorData } from '../domain/errors';
import type { JournalEvent } from '../domain/journal';
import { isAgentStep, type PlannedStep } from '../domain/plan';
import { storageStanding } from '../domain/storage';
import type { Run } from './run';

type Look = Extract<JournalEvent, { type: 'services-checked' }>['storage'];

/** Looks at the site's own place for recordings; null: it has none. What is wrong with it stands in the result. @throws cancelled, and what is no answer about storage. */
export async function lookAtStorage(run: Run): Promise<Look> {
  const settings = run.site.agents?.storage ?? null;
  if (settings?.kind !== 'own') return null;
  try {
    const seen = await run.during({ task: 'check-storage', subject: settings.vault?.uri ?? settings.hub?.uri ?? '' }, () => run.ports.storage.check(settings, run.ports.secrets, run.signal));
    return { settings, vault: seen.vault, hub: seen.hub, error: null };
  } catch (error) {
    if (run.signal.aborted) throw error;
    return { settings, vault: null, hub: null, error: errorData(error) };
  }
}

/**
 * No agent is made that would record nowhere: its keys were tried, and these ones.
 * @throws storage-not-checked, and what the check of the storage said.
 */
export function refuseUnstored(run: Run, steps: readonly PlannedStep[]): void {
  if (!steps.some(isAgentStep)) return;
  const look = run.state.services?.storage ?? null;
  switch (storageStanding(run.site, look)) {
    case 'unneeded':
    case 'checked':
      return;
    case 'failed':
      throw troubleOf(look) ?? new TunnelError('storage-not-checked');
    case 'outdated':
      throw new TunnelError('storage-not-checked');
  }
}

/** What a look at the storage found wrong, to be thrown; null: nothing. */
export function troubleOf(look: Look): TunnelError | null {
  const error = look?.error ?? null;
  return error === null ? null : new TunnelError(error.code, error.params, error.detail === undefined ? {} : { detail: error.detail });
}
