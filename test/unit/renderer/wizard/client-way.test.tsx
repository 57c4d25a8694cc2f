import { cleanup, screen, waitFor } from '@testing-library/react';
import { afterEach, expect, it } from 'vitest';
import { ACCOUNTS, READ, bakery } from '../../../fixtures/window/bakery';
import { FakeBridge } from '../../../fixtures/window/fake-bridge';
import { primary, show } from '../../../fixtures/window/show';

afterEach(cleanup);

it('the way in which the VPN client gets onto the small computer can be chosen, and is kept with the account', async () => {
  const bridge = new FakeBridge(bakery(ACCOUNTS), [...READ, { type: 'page', page: 'accounts' }]);
  const { user } = await show(bridge);
  await user.click(primary());
  await user.click(await screen.findByRole('button', { name: /How the VPN client gets/ }));
  await user.click(screen.getByRole('button', { name: /The program chooses.*How the VPN client gets|How the VPN client gets.*The program chooses/, expanded: false }));
  await user.click(await screen.findByRole('option', { name: "As the maker's package" }));
  await user.click(primary());
  await waitFor(() => { expect(bridge.site?.overlay).toMatchObject({ kind: 'netmaker', install: 'package' }); });
});
