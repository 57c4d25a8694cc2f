import { act, cleanup, render, screen, waitFor, within } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { afterEach, describe, expect, it } from 'vitest';
import { TunnelError } from '../../../../electron/domain/errors';
import type { WhyNot } from '../../../../electron/domain/why-not';
import { createApp } from '../../../../renderer/state/app';
import { AppProvider } from '../../../../renderer/state/app-context';
import { WhyNotDialog } from '../../../../renderer/wizard/find/WhyNotDialog';
import { bakery } from '../../../fixtures/window/bakery';
import { FakeBridge, type Handlers } from '../../../fixtures/window/fake-bridge';

afterEach(cleanup);

const ANSWER: WhyNot = {
  address: '192.168.40.30', onLink: true, networks: ['192.168.40.0/24'], mac: '44:19:b6:00:00:01', vendor: 'Hikvision', kind: 'camera',
  brand: { brand: 'hikvision', from: 'rtsp', said: 'IP Camera(<b>G1</b>)' },
  doors: [
    { door: 'tcp', port: 554, outcome: 'answered', fact: null, fault: null },
    { door: 'rtsp-describe', port: 554, outcome: 'answered', fact: 'RTSP 401 <script>', fault: null },
    { door: 'onvif', port: 80, outcome: 'wrong', fact: 'HTTP 404', fault: 'other-protocol' },
  ],
  conclusions: [{ conclusion: 'onvif-off-likely', params: {} }, { conclusion: 'behind-router', params: { networks: '192.168.40.0/24' } }],
  settings: [{ brand: 'hikvision', opens: 'onvif', place: 'web-page', variant: 'usual', path: ['Configuration', 'Network', 'Advanced Settings', 'Integration Protocol', 'Enable ONVIF'] }],
  tookMs: 900,
};

/** The dialog alone, as a page places it. */
async function open(explain: NonNullable<Handlers['device.explain']>, language = 'en') {
  localStorage.setItem('language', language);
  const bridge = new FakeBridge(bakery(), [], { 'device.explain': explain });
  const app = createApp(bridge, (work) => { work(); });
  await app.begin();
  let closed = 0;
  const dialog = (address: string, shown = true) => (
    <AppProvider app={app}>
      <WhyNotDialog address={address} open={shown} onClose={() => { closed++; }} />
    </AppProvider>
  );
  const view = render(dialog('192.168.40.30'));
  return { bridge, view, dialog, user: userEvent.setup(), closed: () => closed };
}

describe('the dialog that tells why there is no camera', () => {
  it('asks as soon as it opens, once, and says so while it waits', async () => {
    let answer = (_value: WhyNot): void => undefined;
    const { bridge } = await open(() => new Promise((resolve) => { answer = resolve; }));
    expect(bridge.callsOf('device.explain')).toEqual([{ address: '192.168.40.30' }]);
    expect(screen.getByRole('dialog', { name: 'Why is there no camera at 192.168.40.30?' })).toBeTruthy();
    expect(screen.getByRole('progressbar')).toBeTruthy();
    await act(async () => { answer(ANSWER); await Promise.resolve(); });
    await waitFor(() => { expect(screen.queryByRole('progressbar')).toBeNull(); });
    expect(bridge.callsOf('device.explain')).toHaveLength(1);
  });

  it('says what follows, what to do, and where the brand has its setting', async () => {
    await open(() => ANSWER);
    expect(await screen.findByText('ONVIF is most likely switched off.')).toBeTruthy();
    expect(screen.getByText('It answers through a router: it is not on a network of this computer.')).toBeTruthy();
    expect(screen.getByRole('heading', { name: 'Most likely Hikvision' })).toBeTruthy();
    const path = screen.getByText('Configuration > Network > Advanced Settings > Integration Protocol > Enable ONVIF');
    expect(path.getAttribute('translate')).toBe('no');
    expect(screen.getByText("Switches ONVIF on. On the device's web page:")).toBeTruthy();
  });

  it('shows what a device says as text only', async () => {
    const { user } = await open(() => ANSWER);
    expect(await screen.findByText('Its video server says "IP Camera(<b>G1</b>)".')).toBeTruthy();
    await user.click(screen.getByRole('button', { name: 'What was asked' }));
    expect(screen.getByText('RTSP 401 <script>')).toBeTruthy();
    expect(document.querySelector('script, dialog b')).toBeNull();
  });

  it('lists on demand every single thing that was asked', async () => {
    const { user } = await open(() => ANSWER);
    await user.click(await screen.findByRole('button', { name: 'What was asked' }));
    const rows = within(screen.getByText('ONVIF (port 80)').closest('ul')!).getAllByRole('listitem');
    expect(rows).toHaveLength(3);
    expect(rows[2]!.textContent).toBe('ONVIF (port 80)speaks something elseHTTP 404');
    expect(screen.getByText('Network card: 44:19:b6:00:00:01 (Hikvision)')).toBeTruthy();
  });

  it('asks again on demand, and shows the new answer', async () => {
    let turn = 0;
    const { bridge, user } = await open(() => (turn++ === 0 ? ANSWER : { ...ANSWER, conclusions: [{ conclusion: 'looks-fine', params: {} }], settings: [] }));
    await screen.findByText('ONVIF is most likely switched off.');
    await user.click(screen.getByRole('button', { name: 'Ask again' }));
    expect(await screen.findByText('It answers as a camera: with video (RTSP) and with ONVIF.')).toBeTruthy();
    expect(screen.queryByText('ONVIF is most likely switched off.')).toBeNull();
    expect(bridge.callsOf('device.explain')).toHaveLength(2);
  });

  it('shows an error in its place, and asks again from there', async () => {
    let turn = 0;
    const { user } = await open(() => {
      if (turn++ === 0) throw new TunnelError('deadline', { subject: '192.168.40.30', seconds: 12 });
      return ANSWER;
    });
    expect(await screen.findByText('192.168.40.30 took too long.')).toBeTruthy();
    await user.click(screen.getByRole('button', { name: 'Try again' }));
    expect(await screen.findByText('ONVIF is most likely switched off.')).toBeTruthy();
  });

  it('takes another address for another question, and is gone when it is closed', async () => {
    const { bridge, view, dialog, user, closed } = await open(({ address }) => ({ ...ANSWER, address }));
    await screen.findByText('ONVIF is most likely switched off.');
    view.rerender(dialog('192.168.40.31'));
    expect(await screen.findByRole('dialog', { name: 'Why is there no camera at 192.168.40.31?' })).toBeTruthy();
    expect(bridge.callsOf('device.explain')).toEqual([{ address: '192.168.40.30' }, { address: '192.168.40.31' }]);
    await user.keyboard('{Escape}');
    expect(closed()).toBe(1);
    view.rerender(dialog('192.168.40.31', false));
    expect(screen.queryByRole('dialog')).toBeNull();
  });

  it('speaks Dutch, and leaves the menus as the device names them', async () => {
    await open(() => ANSWER, 'nl');
    expect(await screen.findByText('ONVIF staat waarschijnlijk uit.')).toBeTruthy();
    expect(screen.getByText('Configuration > Network > Advanced Settings > Integration Protocol > Enable ONVIF')).toBeTruthy();
  });
});
