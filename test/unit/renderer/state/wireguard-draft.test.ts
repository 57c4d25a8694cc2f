import { describe, expect, it } from 'vitest';
import { WireGuardSettings } from '../../../../electron/domain/site';
import { missingWireGuard, wireguardDraft, wireguardSettings, type WireGuardDraft } from '../../../../renderer/state/wireguard-draft';

const DRAFT: WireGuardDraft = { ...wireguardDraft(null), endpoint: ' hub.example:51820', publicKey: `${'B'.repeat(42)}A= `, range: '10.8.0.0/24', address: '10.8.0.12', hub: 'file' };
const keep = () => Promise.resolve({ kind: 'vault', id: 'new' } as const);

describe('the form of a hub', () => {
  it.each([
    ['endpoint', { endpoint: 'hub.example' }],
    ['endpoint', { endpoint: 'hub.example:70000' }],
    ['publicKey', { publicKey: 'short' }],
    ['range', { range: '10.8.0.1' }],
    ['address', { address: '10.9.0.12' }],
    ['interface', { hub: 'ssh', interface: 'wg 0' }],
    ['host', { hub: 'ssh' }],
  ] as const)('lacks %s with %o', (field, change) => { expect([...missingWireGuard({ ...DRAFT, ...change })]).toContain(field); });

  it('that lacks nothing can be saved as it is, and comes back as it was', async () => {
    expect([...missingWireGuard(DRAFT)]).toEqual([]);
    const settings = await wireguardSettings(DRAFT, null, keep);
    expect(WireGuardSettings.parse(settings)).toEqual(settings);
    expect(await wireguardSettings(wireguardDraft(settings), settings, keep)).toEqual(settings);
  });

  it('forgets the key of a hub at another address', async () => {
    const hostKey = { algorithm: 'ssh-ed25519', fingerprint: `SHA256:${'h'.repeat(43)}` };
    const draft = { ...DRAFT, hub: 'ssh', login: { ...DRAFT.login, host: 'hub.example', username: 'op', password: { typed: '', kept: { kind: 'vault', id: 'kept' } } } } as const;
    const first = await wireguardSettings(draft, null, keep);
    const known = first.hub.kind === 'ssh' ? { ...first, hub: { ...first.hub, box: { ...first.hub.box, hostKey } } } : first;
    expect(await wireguardSettings(draft, known, keep)).toEqual(known);
    expect(await wireguardSettings({ ...draft, login: { ...draft.login, host: 'other.example' } }, known, keep)).toMatchObject({ hub: { box: { hostKey: null } } });
  });
});
