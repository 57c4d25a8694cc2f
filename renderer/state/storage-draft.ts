import { HubSettings, VaultSettings, type AgentSettings, type StorageSettings } from '../../electron/domain/site';
import { isFilled, isHttpUrl, keepSecret, kept, wholeUrl, type Keep, type SecretDraft } from './drafts';

/** Where recordings go, as it is being typed. What was typed for another choice is not lost. */
export interface StorageDraft {
  readonly kind: StorageSettings['kind'];
  readonly useVault: boolean;
  readonly useHub: boolean;
  readonly vault: VaultDraft;
  readonly hub: HubDraft;
}

export interface VaultDraft {
  readonly uri: string;
  readonly accessKey: SecretDraft;
  readonly secretKey: SecretDraft;
  readonly directory: string;
  /** '' lets Vault choose. */
  readonly provider: string;
}

export interface HubDraft {
  readonly uri: string;
  readonly key: SecretDraft;
  readonly privateKey: SecretDraft;
  readonly region: string;
  /** '' is none. */
  readonly site: string;
}

/** The vendor's own Hub and its region, which an agent has where nobody tells it another (kerberos-io/agent data/config/config.json). */
const VENDORS_HUB = { uri: 'https://api.cloud.kerberos.io', region: 'eu-west-1' };

export function storageDraft(settings: StorageSettings | null): StorageDraft {
  const own = settings?.kind === 'own' ? settings : null;
  const { vault, hub } = own ?? { vault: null, hub: null };
  return {
    kind: settings?.kind ?? 'given',
    useVault: own === null || vault !== null,
    useHub: hub !== null,
    vault: { uri: vault?.uri ?? '', accessKey: kept(vault?.accessKey), secretKey: kept(vault?.secretKey), directory: vault?.directory ?? '', provider: vault?.provider ?? '' },
    hub: { uri: hub?.uri ?? VENDORS_HUB.uri, key: kept(hub?.key), privateKey: kept(hub?.privateKey), region: hub?.region ?? VENDORS_HUB.region, site: hub?.site ?? '' },
  };
}

/** Where we start the agents ourselves, nobody else gives them a place for their recordings. */
export function storageKind({ kind }: Pick<StorageDraft, 'kind'>, agents: AgentSettings['kind']): StorageSettings['kind'] {
  return kind === 'given' && (agents === 'docker' || agents === 'edge') ? 'none' : kind;
}

/** What of it decides about the settings. */
export function countingStorage(draft: StorageDraft, agents: AgentSettings['kind']): unknown {
  const kind = storageKind(draft, agents);
  return kind === 'own' ? { kind, vault: draft.useVault ? draft.vault : null, hub: draft.useHub ? draft.hub : null } : { kind };
}

export type StorageField = 'places' | 'vaultUri' | 'accessKey' | 'secretKey' | 'directory' | 'provider' | 'hubUri' | 'key' | 'privateKey' | 'region' | 'site';

/** The same that the site file asks for, so that what is complete here can be saved. */
export function missingStorage({ kind, useVault, useHub, vault, hub }: StorageDraft): ReadonlySet<StorageField> {
  const missing = new Set<StorageField>();
  if (kind !== 'own') return missing;
  if (!useVault && !useHub) missing.add('places');
  if (useVault) {
    if (!isHttpUrl(vault.uri)) missing.add('vaultUri');
    if (!isFilled(vault.accessKey)) missing.add('accessKey');
    if (!isFilled(vault.secretKey)) missing.add('secretKey');
    if (!VaultSettings.shape.directory.safeParse(vault.directory).success) missing.add('directory');
    if (!VaultSettings.shape.provider.safeParse(vault.provider).success) missing.add('provider');
  }
  if (useHub) {
    if (!isHttpUrl(hub.uri)) missing.add('hubUri');
    if (!isFilled(hub.key)) missing.add('key');
    if (!isFilled(hub.privateKey)) missing.add('privateKey');
    if (!HubSettings.shape.region.safeParse(hub.region).success) missing.add('region');
    if (!HubSettings.shape.site.safeParse(hub.site).success) missing.add('site');
  }
  return missing;
}

/** `before`: what stays while the form is not complete. */
export async function storageSettings(draft: StorageDraft, agents: AgentSettings['kind'], before: StorageSettings | null, keep: Keep): Promise<StorageSettings> {
  if (missingStorage(draft).size > 0) return before?.kind === 'own' ? before : { kind: storageKind(before ?? { kind: 'given' }, agents) === 'none' ? 'none' : 'given' };
  const kind = storageKind(draft, agents);
  if (kind !== 'own') return { kind };
  return { kind, vault: draft.useVault ? await vaultSettings(draft.vault, keep) : null, hub: draft.useHub ? await hubSettings(draft.hub, keep) : null };
}

async function vaultSettings(draft: VaultDraft, keep: Keep): Promise<VaultSettings> {
  return { uri: wholeUrl(draft.uri), accessKey: await keepSecret(draft.accessKey, keep), secretKey: await keepSecret(draft.secretKey, keep), directory: draft.directory.trim(), provider: optional(draft.provider) };
}

async function hubSettings(draft: HubDraft, keep: Keep): Promise<HubSettings> {
  return { uri: wholeUrl(draft.uri), key: await keepSecret(draft.key, keep), privateKey: await keepSecret(draft.privateKey, keep), region: draft.region.trim(), site: optional(draft.site) };
}

function optional(text: string): string | null {
  return text.trim() === '' ? null : text.trim();
}

/** After saving: what was saved comes from the settings; the rest, and a form that is not complete, stays as it was typed. */
export function savedStorage(draft: StorageDraft, settings: StorageSettings): StorageDraft {
  // Also a choice that this place of the agents does not know, for another one.
  if (missingStorage(draft).size > 0 || settings.kind !== 'own') return draft;
  const saved = storageDraft(settings);
  return { ...saved, vault: settings.vault === null ? draft.vault : saved.vault, hub: settings.hub === null ? draft.hub : saved.hub };
}
