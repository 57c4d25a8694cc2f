import { act, cleanup, render, screen, waitFor } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { afterEach, describe, expect, it } from 'vitest';
import type { CameraReading } from '../../../../electron/domain/camera';
import { TunnelError, errorData } from '../../../../electron/domain/errors';
import { createApp, type App } from '../../../../renderer/state/app';
import { AppProvider } from '../../../../renderer/state/app-context';
import { CameraPicture } from '../../../../renderer/wizard/accounts/CameraPicture';
import { CAMERAS, READ, bakery, reading } from '../../../fixtures/window/bakery';
import { FakeBridge } from '../../../fixtures/window/fake-bridge';

afterEach(cleanup);

const [FIRST, SECOND] = CAMERAS as [(typeof CAMERAS)[number], (typeof CAMERAS)[number]];
const KEY_FRAME: CameraReading['keyFrame'] = { sha256: 'c'.repeat(64), bytes: 5, codec: 'avc1.640028', width: 1280, height: 720 };
const LIVE = { name: 'Live picture of Front door' };
const STOP = { name: 'Stop the live picture of Front door' };

async function shown(bridge: FakeBridge, part: Partial<CameraReading> = {}): Promise<{ app: App; user: ReturnType<typeof userEvent.setup>; unmount: () => void }> {
  localStorage.setItem('language', 'en');
  const app = createApp(bridge);
  await app.begin();
  const { unmount } = render(
    <AppProvider app={app}>
      <CameraPicture reading={reading(FIRST, part)} name="Front door" />
      <CameraPicture reading={reading(SECOND)} name="Counter" />
    </AppProvider>,
  );
  return { app, user: userEvent.setup(), unmount };
}

const bakeryBridge = (handlers: ConstructorParameters<typeof FakeBridge>[2] = {}): FakeBridge => new FakeBridge(bakery(), READ, handlers);
const ended = (why: 'time' | 'failed', error: TunnelError | null = null): object => ({ type: 'live', what: 'ended', liveId: 'live-1', why, error: error === null ? null : errorData(error) });

describe('the picture of a camera', () => {
  it('is live on request, for one camera, with the keyboard too', async () => {
    const bridge = bakeryBridge();
    const { user } = await shown(bridge);
    screen.getByRole('button', LIVE).focus();
    await user.keyboard('{Enter}');
    expect(await screen.findByRole('img', { name: 'Live picture of Front door, as the camera shows it now' })).toBeDefined();
    expect(screen.getByRole('status').textContent).toBe('Waiting for the picture…');
    expect(document.activeElement).toBe(screen.getByRole('button', STOP));
    expect(bridge.callsOf('live.start')).toEqual([{ deviceId: FIRST.id, stream: 'sub' }]);
    expect(screen.getByRole('button', { name: 'Live picture of Counter' })).toBeDefined();
    await user.keyboard('{Enter}');
    await waitFor(() => { expect(bridge.callsOf('live.stop')).toEqual([{ liveId: 'live-1' }]); });
    expect(screen.queryByRole('status')).toBeNull();
  });

  it('stops when it is taken off the page', async () => {
    const bridge = bakeryBridge();
    const { user, unmount } = await shown(bridge);
    await user.click(screen.getByRole('button', LIVE));
    await waitFor(() => { expect(bridge.callsOf('live.start')).toHaveLength(1); });
    unmount();
    await waitFor(() => { expect(bridge.callsOf('live.stop')).toHaveLength(1); });
  });

  it('says in its place why it ended', async () => {
    const bridge = bakeryBridge();
    const { user } = await shown(bridge);
    await user.click(screen.getByRole('button', LIVE));
    act(() => { bridge.send(ended('failed', new TunnelError('stream-busy', { address: FIRST.address, status: '453' }))); });
    expect(screen.getByRole('alert').textContent).toContain('has no room for another viewer');
    await user.click(screen.getByRole('button', LIVE));
    expect(screen.queryByRole('alert')).toBeNull();
    act(() => { bridge.send(ended('time')); });
    expect(screen.getByRole('status').textContent).toBe('Stopped after one minute.');
  });

  it('is not live while a stage runs', async () => {
    const bridge = bakeryBridge();
    const { user } = await shown(bridge);
    act(() => { bridge.start('check'); });
    await waitFor(() => { expect(screen.getByRole('button', LIVE).hasAttribute('disabled')).toBe(true); });
    await user.click(screen.getByRole('button', LIVE));
    expect(bridge.callsOf('live.start')).toEqual([]);
  });

  it('says when this computer cannot show it', async () => {
    const h265 = (measure: CameraReading['main']): CameraReading['main'] => (measure === null ? null : { ...measure, codec: 'H265' });
    const whole = reading(FIRST);
    await shown(bakeryBridge(), { main: h265(whole.main), sub: h265(whole.sub) });
    // Nothing here decodes anything.
    expect(await screen.findByText(/cannot be shown on this computer/)).toBeDefined();
    expect(screen.queryByRole('button', LIVE)).toBeNull();
  });

  it('is not offered of a camera that does not play', async () => {
    await shown(bakeryBridge(), { main: null, sub: null });
    expect(screen.queryByRole('button', LIVE)).toBeNull();
  });

  it('is made of a key frame where the camera gave none, or is said not to be', async () => {
    const bridge = bakeryBridge({ 'picture.keyFrame': () => new Uint8Array([0, 0, 0, 1]) });
    await shown(bridge, { picture: null, keyFrame: KEY_FRAME });
    expect(await screen.findByText('No picture: what the camera sends cannot be read.')).toBeDefined();
    expect([bridge.callsOf('picture.keyFrame'), bridge.callsOf('picture.decoded')]).toEqual([[{ sha256: KEY_FRAME.sha256 }], []]);
  });
});
