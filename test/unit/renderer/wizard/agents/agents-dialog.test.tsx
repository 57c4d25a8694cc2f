import { act, cleanup, screen, waitFor, within } from '@testing-library/react';
import { afterEach, describe, expect, it } from 'vitest';
import type { Output } from '../../../../../electron/contract/contract';
import { TunnelError, errorData } from '../../../../../electron/domain/errors';
import type { JournalEvent } from '../../../../../electron/domain/journal';
import type { Site } from '../../../../../electron/domain/site';
import type { SiteAgent } from '../../../../../electron/domain/site-agents';
import { ACCOUNTS, BOX, CAMERAS, SURVEY, bakery, proved } from '../../../../fixtures/window/bakery';
import { FakeBridge } from '../../../../fixtures/window/fake-bridge';
import { show } from '../../../../fixtures/window/show';

afterEach(cleanup);

const AT: JournalEvent = { type: 'page', page: 'done' };
const FULL = bakery({ ...ACCOUNTS, ...BOX });
const agent = (part: Partial<SiteAgent>): SiteAgent => ({ name: 'bakery-front-door', camera: 'Front door', deviceId: 'mac-0', address: '192.168.40.11', kind: 'factory', standing: 'wanted', status: 'runs', trouble: null, ...part });
const PLACE: Output<'agents.list'>['places'][number] = { kind: 'factory', place: 'https://factory.example.com', variant: 'x', others: 4, error: null };
const FOUND: SiteAgent[] = [
  agent({}),
  agent({ name: 'bakery-counter', camera: 'Counter', deviceId: 'mac-1', status: 'waits', trouble: errorData(new TunnelError('agents-pending', { name: 'bakery-counter', reason: 'no room' })) }),
  agent({ name: 'bakery-oven', camera: 'Oven', deviceId: 'mac-2', status: 'missing' }),
  agent({ name: 'bakery-lost', camera: null, deviceId: null, address: null, standing: 'orphan' }),
];

async function open(found: SiteAgent[] = FOUND, events: readonly JournalEvent[] = proved(FULL)) {
  const lists: SiteAgent[][] = [found];
  const bridge: FakeBridge = new FakeBridge(FULL, [...events, AT], { 'agents.list': () => ({ places: [PLACE], agents: lists.at(-1) ?? [] }) });
  const { user } = await show(bridge);
  await user.click(screen.getByRole('button', { name: 'Agents of this site' }));
  const dialog = await screen.findByRole('dialog', { name: 'Agents of this site' });
  await within(dialog).findByRole('list', { name: 'Agents of this site' });
  return { bridge, user, dialog, leave: (next: SiteAgent[]) => void lists.push(next) };
}
const row = (dialog: HTMLElement, name: string): HTMLElement => within(dialog).getByText(name, { exact: true }).closest('li')!;
const saved = (bridge: FakeBridge): Site | undefined => (bridge.callsOf('site.update').at(-1) as { site: Site } | undefined)?.site;
const choice = (bridge: FakeBridge, id: string) => saved(bridge)?.cameras.find(({ deviceId }) => deviceId === id);

describe('the agents of a site', () => {
  it('are listed with how they stand, what is wrong and what to do', async () => {
    const { dialog } = await open();
    expect(row(dialog, 'Front door').textContent).toContain('runs');
    expect(row(dialog, 'Counter').textContent).toContain('waits for a place to run. no room');
    expect(row(dialog, 'Oven').textContent).toContain('Somebody removed it.');
    expect(row(dialog, 'bakery-lost').textContent).toContain('was made for this site, but this computer knows nothing of it');
    expect(dialog.textContent).toContain('Asked: Factory, https://factory.example.com. Agents of others there: 4.');
    // Whose it is nobody knows: it has no camera that could be renamed or replaced.
    expect(within(row(dialog, 'bakery-lost')).getAllByRole('button')).toHaveLength(1);
  });

  it('say when their place could not be asked, and are asked again', async () => {
    const bridge = new FakeBridge(FULL, [...proved(FULL), AT], { 'agents.list': () => ({ places: [{ ...PLACE, variant: null, error: errorData(new TunnelError('agents-unreachable', { url: 'https://factory.example.com', reason: 'timeout' })) }], agents: [agent({ status: 'unasked' })] }) });
    const { user } = await show(bridge);
    await user.click(screen.getByRole('button', { name: 'Agents of this site' }));
    const dialog = await screen.findByRole('dialog', { name: 'Agents of this site' });
    expect(await within(dialog).findByText(/No connection to https:\/\/factory\.example\.com/)).toBeTruthy();
    await user.click(within(dialog).getByRole('button', { name: 'Look again' }));
    await waitFor(() => { expect(bridge.callsOf('agents.list')).toHaveLength(2); });
  });

  it('open from the list of sites as well', async () => {
    const bridge = new FakeBridge(null, []);
    bridge.sites = [{ id: 'bakery', name: 'Bakery', mode: 'real', cameras: 12, page: 'done', changed: true, lastRun: null, serverVersion: null }];
    const { user } = await show(bridge);
    await user.click(await screen.findByRole('button', { name: 'Agents of Bakery' }));
    await waitFor(() => { expect(bridge.callsOf('sites.open')).toEqual([{ id: 'bakery' }]); });
  });

  it('are removed only after a question, and their cameras are left out before', async () => {
    const { bridge, user, dialog, leave } = await open();
    await user.click(within(dialog).getByRole('button', { name: 'Remove the agent of Front door' }));
    let question = await screen.findByRole('alertdialog', { name: 'Remove the agent of Front door?' });
    expect(question.textContent).toContain('left out until you choose it again');
    await user.click(within(question).getByRole('button', { name: 'Leave it' }));
    expect(bridge.callsOf('run.start')).toEqual([]);
    await user.click(within(dialog).getByRole('button', { name: 'Remove the agent of Front door' }));
    question = await screen.findByRole('alertdialog');
    await user.click(within(question).getByRole('button', { name: 'Remove' }));
    await waitFor(() => { expect(bridge.callsOf('run.start')).toEqual([{ stage: 'remove-agents', only: ['bakery-front-door'] }]); });
    expect(bridge.asked.findIndex(({ call }) => call === 'site.update')).toBeLessThan(bridge.asked.findIndex(({ call }) => call === 'run.start'));
    expect(choice(bridge, 'mac-0')?.include).toBe(false);
    expect(choice(bridge, 'mac-1')?.include).toBe(true);
    // Stays while it runs, and shows what is left when it has ended.
    await user.keyboard('{Escape}');
    expect(screen.getByRole('dialog', { name: 'Agents of this site' })).toBeTruthy();
    leave(FOUND.slice(1));
    act(() => { bridge.end(); });
    await waitFor(() => { expect(within(dialog).queryByText('Front door')).toBeNull(); });
  });

  it('are removed all at once without those that only may be this site\'s; an orphan is named in the question', async () => {
    const { bridge, user, dialog } = await open();
    await user.click(within(dialog).getByRole('button', { name: 'Remove the agent of bakery-lost' }));
    expect((await screen.findByRole('alertdialog')).textContent).toContain('The agent bakery-lost was made for this site, but this computer knows nothing of it.');
    await user.click(screen.getByRole('button', { name: 'Leave it' }));
    await user.click(within(dialog).getByRole('button', { name: 'Remove all' }));
    await user.click(within(await screen.findByRole('alertdialog', { name: 'Remove 3 agents?' })).getByRole('button', { name: 'Remove' }));
    await waitFor(() => { expect(bridge.callsOf('run.start')).toEqual([{ stage: 'remove-agents', only: ['bakery-front-door', 'bakery-counter', 'bakery-oven'] }]); });
  });

  it('keep their camera under another name, never one that another has', async () => {
    const { bridge, user, dialog } = await open();
    await user.click(within(dialog).getByRole('button', { name: 'Rename Front door' }));
    const rename = await screen.findByRole('dialog', { name: 'Another name for Front door' });
    const field = within(rename).getByRole('textbox', { name: 'Name of the camera' });
    await user.clear(field);
    await user.type(field, 'counter{Enter}');
    expect(bridge.callsOf('site.update')).toEqual([]);
    await user.clear(field);
    await user.type(field, 'Main entrance{Enter}');
    await within(dialog).findByText('Main entrance was changed');
    expect(choice(bridge, 'mac-0')?.name).toBe('Main entrance');
    await user.click(within(dialog).getByRole('button', { name: 'To the plan' }));
    await screen.findByRole('heading', { level: 1, name: 'Check the plan' });
    expect(screen.queryByRole('dialog')).toBeNull();
  });

  it('stay when a camera is replaced by a device that has none yet, which is tried at once', async () => {
    const fresh = { ...CAMERAS[0]!, id: 'mac-new', address: '192.168.40.99', mac: '00:40:8c:00:00:01', name: null };
    const events: readonly JournalEvent[] = [...proved(FULL), { type: 'surveyed', survey: { ...SURVEY, devices: [...SURVEY.devices, fresh] } }];
    const { bridge, user, dialog } = await open(FOUND, events);
    await user.click(within(dialog).getByRole('button', { name: 'New camera for Front door' }));
    const replace = await screen.findByRole('dialog', { name: 'Which is the new camera for Front door?' });
    await user.click(within(replace).getByRole('button', { name: /The new camera/ }));
    expect((await screen.findAllByRole('option')).map((option) => option.textContent)).toEqual([expect.stringContaining('192.168.40.99')]);
    await user.click(screen.getByRole('option'));
    await user.click(within(replace).getByRole('button', { name: 'This is it' }));
    await waitFor(() => { expect(bridge.callsOf('run.start')).toEqual([{ stage: 'check', only: ['mac-new'] }]); });
    expect(choice(bridge, 'mac-new')).toMatchObject({ name: 'Front door', include: true, agent: 'bakery-front-door' });
    expect(choice(bridge, 'mac-0')).toMatchObject({ name: '192.168.40.11', include: false });
  });

  it('send whoever has no new camera yet to search for it', async () => {
    const { bridge, user, dialog } = await open();
    await user.click(within(dialog).getByRole('button', { name: 'New camera for Front door' }));
    await user.click(within(await screen.findByRole('dialog', { name: 'Which is the new camera for Front door?' })).getByRole('button', { name: 'Search' }));
    await waitFor(() => { expect(bridge.callsOf('site.page')).toEqual([{ page: 'find' }]); });
  });

  it('take a new password, tried at this camera alone, and say when it is wrong', async () => {
    const { bridge, user, dialog } = await open();
    await user.click(within(dialog).getByRole('button', { name: 'New password for Front door' }));
    const ask = await screen.findByRole('dialog', { name: 'New password of Front door' });
    expect(within(ask).getByRole('textbox', { name: 'User name' })).toHaveProperty('value', 'admin');
    await user.click(within(ask).getByRole('button', { name: 'Try it' }));
    expect(bridge.callsOf('secret.keep')).toEqual([]);
    await user.type(within(ask).getByLabelText('New password'), 'n3w');
    await user.click(within(ask).getByRole('button', { name: 'Try it' }));
    await waitFor(() => { expect(bridge.callsOf('run.start')).toEqual([{ stage: 'check', only: ['mac-0'] }]); });
    expect(bridge.callsOf('secret.keep')).toEqual([{ value: 'n3w' }]);
    expect(choice(bridge, 'mac-0')?.credentialId).toBe('own:bakery-front-door');
    expect(saved(bridge)?.credentials.at(-1)).toEqual({ id: 'own:bakery-front-door', name: 'Front door', username: 'admin', password: { kind: 'vault', id: 'secret-1' } });
    act(() => {
      const read = bridge.entries.map(({ event }) => event).filter((event) => event.type === 'camera-read').find(({ reading }) => reading.deviceId === 'mac-0');
      bridge.record({ type: 'camera-read', reading: { ...read!.reading, outcome: 'failed', main: null, error: errorData(new TunnelError('camera-login-refused', { address: '192.168.40.11' })) } });
      bridge.end();
    });
    expect(await within(dialog).findByText(/refuses? the login|refused the login/i)).toBeTruthy();
    expect(within(dialog).queryByText('Front door was changed')).toBeNull();
  });
});
