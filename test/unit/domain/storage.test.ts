import { describe, expect, it } from 'vitest';
import type { AgentSettings, StorageSettings } from '../../../electron/domain/site';
import { givenStorage, storageStanding } from '../../../electron/domain/storage';
import { storageTexts } from '../../../electron/domain/words/storage-text';
import { WORDS } from '../../../electron/domain/words/words';

const REF = { kind: 'env', name: 'X' } as const;
const OWN: StorageSettings = { kind: 'own', vault: null, hub: { uri: 'https://hub.example', key: REF, privateKey: REF, region: 'eu-west-1', site: null } };
const edge = (storage: StorageSettings): { agents: AgentSettings } => ({ agents: { kind: 'edge', image: null, recording: 'motion', storage } });
const services = (upload: 'allowed' | 'not-asked', given: { name: string; value: string }[] = []) => ({
  type: 'services-checked' as const, overlay: null, agents: { variant: '', count: 0, given }, storage: { settings: OWN, vault: null, hub: { uri: 'https://hub.example', upload }, error: null },
});

describe('what a place of agents gives them', () => {
  it.each([
    [[], 'unknown'],
    [[{ name: 'GLOBAL_AGENT_MQTT_URI', value: 'tcp://x' }], 'nowhere'],
    [[{ name: 'GLOBAL_AGENT_KERBEROSVAULT_URI', value: '' }], 'nowhere'],
    [[{ name: 'GLOBAL_AGENT_KERBEROSVAULT_URI', value: 'http://vault/api' }], 'vault'],
    [[{ name: 'AGENT_HUB_KEY', value: 'set' }], 'hub'],
    [[{ name: 'GLOBAL_AGENT_OFFLINE', value: 'true' }, { name: 'AGENT_HUB_KEY', value: 'set' }], 'offline'],
    [[{ name: 'GLOBAL_AGENT_OFFLINE', value: 'false' }, { name: 'AGENT_HUB_KEY', value: 'set' }], 'hub'],
  ] as const)('%j is %s', (given, expected) => { expect(givenStorage(given)).toBe(expected); });
});

describe('a place for recordings', () => {
  it('stands as it was last looked at', () => {
    expect(storageStanding({ agents: null }, null)).toBe('unneeded');
    expect(storageStanding(edge({ kind: 'none' }), null)).toBe('unneeded');
    expect(storageStanding(edge(OWN), null)).toBe('outdated');
    expect(storageStanding(edge(OWN), { settings: OWN, error: null })).toBe('checked');
  });

  it.each([
    ['takes recordings', OWN, services('allowed'), ['The Kerberos Hub at https://hub.example takes recordings with these keys.']],
    ['was asked for its keys only', OWN, services('not-asked'), ['The keys fit the Kerberos Hub at https://hub.example.']],
    ['is none where we start the agents and leave it to nobody', { kind: 'given' }, services('allowed'), ['Recordings stay with the agents and nowhere else.']],
    ['is with the agents', { kind: 'none' }, services('allowed'), ['Recordings stay with the agents and nowhere else.']],
  ] as const)('%s', (_name, storage, seen, expected) => { expect(storageTexts(edge(storage), seen, WORDS.en).map(({ text }) => text)).toEqual(expected); });

  it('is shown with as much of what Factory gives as a person reads, and without what a terminal would obey', () => {
    const given = Array.from({ length: 30 }, (_one, index) => ({ name: `GLOBAL_AGENT_X${String(index)}`, value: `a\u001b[31m${'b'.repeat(300)}` }));
    const [text] = storageTexts({ agents: { ...edge(OWN).agents, kind: 'kubernetes', namespace: 'x', auth: { kind: 'kubeconfig', kubeconfig: REF, context: null }, storage: { kind: 'given' } } as AgentSettings }, services('allowed', given), WORDS.en);
    expect(text?.text).toContain('GLOBAL_AGENT_X19=');
    expect(text?.text).not.toContain('GLOBAL_AGENT_X20');
    expect(text?.text).not.toContain('\u001b');
    expect(text?.text.length).toBeLessThan(20 * 125 + 100);
  });
});
