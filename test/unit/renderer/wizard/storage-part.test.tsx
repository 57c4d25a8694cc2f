import { cleanup, screen, within } from '@testing-library/react';
import { afterEach, describe, expect, it } from 'vitest';
import { TunnelError } from '../../../../electron/domain/errors';
import type { JournalEvent } from '../../../../electron/domain/journal';
import type { Site, StorageSettings } from '../../../../electron/domain/site';
import { ACCOUNTS, CHECKED, READ, bakery } from '../../../fixtures/window/bakery';
import { FakeBridge } from '../../../fixtures/window/fake-bridge';
import { primary, show } from '../../../fixtures/window/show';

afterEach(cleanup);

const AT: JournalEvent = { type: 'page', page: 'accounts' };
const REF = { kind: 'vault', id: 'kept' } as const;
const VAULT: StorageSettings = { kind: 'own', vault: { uri: 'https://vault.example.com/api', accessKey: REF, secretKey: REF, directory: 'shop', provider: null }, hub: null };

function siteWith(storage: StorageSettings): Site {
  return bakery({ ...ACCOUNTS, agents: ACCOUNTS.agents === null ? null : { ...ACCOUNTS.agents, storage } });
}

/** A check of the services that saw what Factory gives its agents. */
function given(...what: { name: string; value: string }[]): JournalEvent[] {
  return CHECKED.map((event) => (event.type === 'services-checked' ? { ...event, agents: { ...event.agents, given: what } } : event));
}

async function open(bridge: FakeBridge) {
  const { user } = await show(bridge);
  await user.click(screen.getByRole('tab', { name: /Cloud accounts/ }));
  return { user, card: within(screen.getByRole('region', { name: /Where the recordings go/ })) };
}

describe('where the recordings go', () => {
  it('is tested with the keys that were typed, which go nowhere but into the vault', async () => {
    const bridge = new FakeBridge(siteWith({ kind: 'given' }), [...READ, AT], { 'storage.check': () => ({ vault: { uri: 'https://vault.example.com/api' }, hub: null }) });
    const { user, card } = await open(bridge);
    await user.click(card.getByRole('radio', { name: /^Vault or Hub/ }));
    expect(card.getByRole('button', { name: 'Test the keys' })).toHaveProperty('disabled', true);
    const enter = async (field: HTMLElement, text: string): Promise<void> => {
      await user.click(field);
      await user.paste(text);
    };
    await enter(card.getByRole('textbox', { name: 'Address of Vault' }), 'vault.example.com/api');
    await enter(card.getByLabelText('Access key'), 'AKIA-open');
    await enter(card.getByLabelText('Secret key'), 'sesame');
    await enter(card.getByRole('textbox', { name: 'Directory' }), 'shop');
    await user.click(card.getByRole('button', { name: 'Test the keys' }));
    expect(await card.findByText(/^The keys fit the Kerberos Vault at https:\/\/vault.example.com\/api\./)).toBeTruthy();
    expect(bridge.site?.agents?.storage).toMatchObject({ kind: 'own', vault: { uri: 'https://vault.example.com/api', directory: 'shop', provider: null, accessKey: { kind: 'vault' } }, hub: null });
    expect(JSON.stringify(bridge.site)).not.toMatch(/AKIA-open|sesame/);
    // Another address was not tested.
    await enter(card.getByRole('textbox', { name: 'Address of Vault' }), '/v2');
    expect(card.queryByText(/^The keys fit/)).toBeNull();
  });

  it('says what was refused, and by whom', async () => {
    const bridge = new FakeBridge(siteWith(VAULT), [...READ, AT], { 'storage.check': () => { throw new TunnelError('storage-keys-refused', { place: 'Kerberos Vault', url: 'https://vault.example.com/api', status: 401 }); } });
    const { user, card } = await open(bridge);
    await user.click(card.getByRole('button', { name: 'Test the keys' }));
    expect((await card.findByRole('alert')).textContent).toContain('Kerberos Vault refused the keys.');
  });

  it("asks for Hub's user name as directory where both are used", async () => {
    const { user, card } = await open(new FakeBridge(siteWith(VAULT), [...READ, AT]));
    expect(card.queryByText(/Hub's user name/)).toBeNull();
    await user.click(card.getByRole('checkbox', { name: 'Use a Kerberos Hub' }));
    expect(card.getByText(/Hub's user name/)).toBeTruthy();
    expect(card.getByText('Hub shows the cameras live; the recordings go to Vault.')).toBeTruthy();
    await user.click(card.getByRole('checkbox', { name: /Kerberos Vault/ }));
    expect(card.getByText('Hub shows the cameras live and keeps the recordings.')).toBeTruthy();
  });

  it('must be complete before the services are checked', async () => {
    const bridge = new FakeBridge(siteWith({ kind: 'given' }), [...READ, AT]);
    const { user, card } = await open(bridge);
    await user.click(card.getByRole('radio', { name: /^Vault or Hub/ }));
    await user.click(primary());
    expect(await card.findByText('Enter the directory')).toBeTruthy();
    expect(bridge.callsOf('run.start')).toEqual([]);
  });

  it('warns where it is left to Factory and Factory names no place', async () => {
    const { card } = await open(new FakeBridge(siteWith({ kind: 'given' }), [...given({ name: 'GLOBAL_AGENT_MQTT_URI', value: 'tcp://mqtt:1883' }), AT]));
    expect(card.getByText('Factory gives its agents already: GLOBAL_AGENT_MQTT_URI=tcp://mqtt:1883.')).toBeTruthy();
    expect(card.getByText(/neither Vault nor Hub/)).toBeTruthy();
  });
});
