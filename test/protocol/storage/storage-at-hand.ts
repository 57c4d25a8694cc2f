import type { StorageSettings } from '../../../electron/domain/site';
import { createSimulatedHub, type SimulatedHub, type SimulatedHubOptions } from '../../../electron/practice/storage/hub';
import { createSimulatedVault, type SimulatedVault, type SimulatedVaultOptions } from '../../../electron/practice/storage/vault';
import { named, secretsNamed, serveLoopback } from '../../fixtures/loopback';

export const KEYS = { access: 'AKIA+vault/access=', secret: 'vault:secret%key"1', public: 'hub-public-key', private: 'hub:private%key"2' };

export type OwnStorage = Extract<StorageSettings, { kind: 'own' }>;
export type Vault = NonNullable<OwnStorage['vault']>;
export type Hub = NonNullable<OwnStorage['hub']>;

export interface Storage {
  readonly vault: SimulatedVault;
  readonly hub: SimulatedHub;
  /** Addresses without `/api`. */
  readonly urls: { readonly vault: string; readonly hub: string };
  readonly vaultSettings: Vault;
  readonly hubSettings: Hub;
  readonly secrets: ReturnType<typeof secretsNamed>;
  close(): Promise<void>;
}

/** A Vault and a Hub on loopback, with settings that fit. */
export async function startStorage(options: { vault?: Partial<SimulatedVaultOptions>; hub?: Partial<SimulatedHubOptions> } = {}): Promise<Storage> {
  const vault = createSimulatedVault({ account: { accessKey: KEYS.access, secretKey: KEYS.secret }, directory: 'shop', providers: ['minio'], ...options.vault });
  const hub = createSimulatedHub({ keys: { publicKey: KEYS.public, privateKey: KEYS.private }, region: 'eu-west-1', ...options.hub });
  const [atVault, atHub] = await Promise.all([serveLoopback(vault.handler), serveLoopback(hub.handler)]);
  return {
    vault, hub,
    urls: { vault: atVault.url, hub: atHub.url },
    vaultSettings: { uri: `${atVault.url}/api`, accessKey: named('access'), secretKey: named('secret'), directory: 'shop', provider: null },
    hubSettings: { uri: atHub.url, key: named('public'), privateKey: named('private'), region: 'eu-west-1', site: null },
    secrets: secretsNamed(KEYS),
    close: async () => {
      vault.faults.clear();
      hub.faults.clear();
      await Promise.all([atVault.close(), atHub.close()]);
    },
  };
}
