import { expect, it } from 'vitest';
import { newSite } from '../../../electron/domain/site';
import { EMPTY_STATE } from '../../../electron/domain/state';
import { WORDS } from '../../../electron/domain/words/words';
import { resultText } from '../../../electron/terminal/text';

it('the plan says why an agent in Factory is made anew, and what Factory decides itself', () => {
  const site = newSite({ id: 's', name: 'S', mode: 'real', language: 'en', timeZone: 'UTC' });
  const params = { agent: 's-gate', camera: 'Gate', address: '10.0.0.1', changes: 'login', untold: 'sub' };
  const plan = { steps: [{ step: { id: 'a', kind: 'factory.agent' as const, params, input: {}, needs: [] }, change: 'update' as const }], cameras: [], totalKbps: 0 };
  const [line] = resultText('plan', site, { ...EMPTY_STATE, plan }, WORDS.en).split('\n');
  expect(line).toBe("~  Registers the cloud agent s-gate for Gate; it starts to record. Changed: login. Factory cannot change an agent, so it is removed and made anew under its name; meanwhile it does not record. Factory's own settings decide: second stream.");
});

it('the plan says how the VPN client gets onto the small computer, and why so', () => {
  const site = newSite({ id: 's', name: 'S', mode: 'real', language: 'en', timeZone: 'UTC' });
  const params = { box: 'pi', way: 'fetch', from: 'chosen', version: 'v1.5.1', source: 'downloads.example' };
  const plan = { steps: [{ step: { id: 'c', kind: 'netmaker.client' as const, params, input: {}, needs: [] }, change: 'add' as const }], cameras: [], totalKbps: 0 };
  const [line] = resultText('plan', site, { ...EMPTY_STATE, plan }, WORDS.en).split('\n');
  expect(line).toBe('+  Installs netclient on pi and starts it with the system. The small computer downloads the client (v1.5.1) from downloads.example; its checksum is compared before it runs. You chose this way.');
});
