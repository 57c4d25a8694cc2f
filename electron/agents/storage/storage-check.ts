import { TunnelError } from '../../domain/errors';
import type { Log, StorageCheck } from '../../engine/ports';
import { checkHub } from './hub';
import { checkVault } from './vault';

/** Asks Vault and Hub from this computer, both at the same time; with trouble in both, Vault's is told. */
export function createStorageCheck({ log }: { readonly log: Log }): StorageCheck {
  return {
    async check({ vault, hub }, secrets, signal) {
      if (vault === null && hub === null) throw new TunnelError('input-invalid', { field: 'storage', reason: 'neither Vault nor Hub was entered' });
      const [vaultSeen, hubSeen] = await Promise.allSettled([
        vault === null ? null : checkVault(vault, secrets, signal),
        // Where there is a Vault, the recordings go there and Hub shows them.
        hub === null ? null : checkHub(hub, vault === null, secrets, signal),
      ]);
      if (vaultSeen.status === 'rejected') throw vaultSeen.reason;
      if (hubSeen.status === 'rejected') throw hubSeen.reason;
      log('info', 'storage checked', { vault: vaultSeen.value?.uri ?? '', hub: hubSeen.value?.uri ?? '', upload: hubSeen.value?.upload ?? '' });
      return { vault: vaultSeen.value, hub: hubSeen.value };
    },
  };
}
