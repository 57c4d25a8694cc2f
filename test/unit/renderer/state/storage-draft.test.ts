import { describe, expect, it } from 'vitest';
import type { StorageSettings } from '../../../../electron/domain/site';
import type { SecretRef } from '../../../../electron/domain/secret';
import { agentSettings, agentsDraft, sameAgents } from '../../../../renderer/state/agents-draft';
import { countingStorage, missingStorage, savedStorage, storageDraft, storageKind, storageSettings, type StorageDraft } from '../../../../renderer/state/storage-draft';
import { ACCOUNTS } from '../../../fixtures/window/bakery';

const kept = (id: string): SecretRef => ({ kind: 'vault', id });
const VAULT = { uri: 'https://vault.example.com/api', accessKey: kept('a'), secretKey: kept('s'), directory: 'shop', provider: 'minio' };
const HUB = { uri: 'https://api.hub.example.com', key: kept('k'), privateKey: kept('p'), region: 'eu-west-1', site: null };
const SETTINGS: Record<string, StorageSettings> = {
  given: { kind: 'given' }, none: { kind: 'none' }, Vault: { kind: 'own', vault: VAULT, hub: null }, Hub: { kind: 'own', vault: null, hub: HUB }, both: { kind: 'own', vault: { ...VAULT, provider: null }, hub: { ...HUB, site: 'shop' } },
};

function keeper(): { keep: (value: string) => Promise<SecretRef>; values: string[] } {
  const values: string[] = [];
  return { values, keep: (value) => { values.push(value); return Promise.resolve(kept(`new-${String(values.length)}`)); } };
}

describe('the place for recordings', () => {
  it.each(Object.entries(SETTINGS))('comes back from the form as it was, without handing a key over again: %s', async (_name, settings) => {
    const { keep, values } = keeper();
    const draft = storageDraft(settings);
    expect([...missingStorage(draft)]).toEqual([]);
    expect(await storageSettings(draft, 'factory', settings, keep)).toEqual(settings);
    expect(savedStorage(draft, settings)).toEqual(draft);
    expect(values).toEqual([]);
  });

  it('asks for what the agents cannot do without, and only of what is used', () => {
    const empty: StorageDraft = { ...storageDraft(null), kind: 'own' };
    expect([...missingStorage(empty)].sort()).toEqual(['accessKey', 'directory', 'secretKey', 'vaultUri']);
    expect([...missingStorage({ ...empty, useVault: false, useHub: true, hub: { ...empty.hub, region: '' } })].sort()).toEqual(['key', 'privateKey', 'region']);
    expect([...missingStorage({ ...empty, useVault: false })]).toEqual(['places']);
    expect([...missingStorage({ ...empty, kind: 'none' })]).toEqual([]);
  });

  it('hands over a key that was typed, once, and nothing of a form that does not count', async () => {
    const { keep, values } = keeper();
    const draft: StorageDraft = { ...storageDraft(SETTINGS['Vault'] ?? null), useHub: false };
    const typed = { ...draft, vault: { ...draft.vault, uri: 'vault.example.org/api/', secretKey: { ...draft.vault.secretKey, typed: 'new secret' } }, hub: { ...draft.hub, privateKey: { typed: 'unused', kept: null } } };
    expect(await storageSettings(typed, 'factory', null, keep)).toEqual({ kind: 'own', vault: { ...VAULT, uri: 'https://vault.example.org/api', secretKey: kept('new-1') }, hub: null });
    expect(values).toEqual(['new secret']);
  });

  it('stays as it was saved while the form is not complete, and what was typed is not lost', async () => {
    const { keep } = keeper();
    const half: StorageDraft = { ...storageDraft({ kind: 'none' }), kind: 'own', vault: { ...storageDraft(null).vault, uri: 'vault.example.com/api' } };
    expect(await storageSettings(half, 'docker', { kind: 'none' }, keep)).toEqual({ kind: 'none' });
    expect(await storageSettings(half, 'docker', null, keep)).toEqual({ kind: 'none' });
    expect(await storageSettings(half, 'factory', SETTINGS['Hub'] ?? null, keep)).toEqual(SETTINGS['Hub']);
    expect(savedStorage(half, { kind: 'none' })).toEqual(half);
  });

  it('is left to nobody where we start the agents ourselves', () => {
    expect((['factory', 'kubernetes', 'docker', 'edge'] as const).map((agents) => storageKind({ kind: 'given' }, agents))).toEqual(['given', 'given', 'none', 'none']);
    expect(countingStorage(storageDraft({ kind: 'given' }), 'docker')).toEqual(countingStorage(storageDraft({ kind: 'none' }), 'docker'));
  });

  it('is part of what is saved with the agents', async () => {
    const { keep } = keeper();
    const before = ACCOUNTS.agents;
    const draft = { ...agentsDraft(before), storage: storageDraft(SETTINGS['both'] ?? null) };
    expect(sameAgents(draft, agentsDraft(before))).toBe(false);
    expect((await agentSettings(draft, before, keep)).storage).toEqual(SETTINGS['both']);
    // What is typed for a place that is not chosen is no change.
    const unused = agentsDraft(before);
    expect(sameAgents({ ...unused, storage: { ...unused.storage, vault: { ...unused.storage.vault, uri: 'typed' } } }, unused)).toBe(true);
  });
});
