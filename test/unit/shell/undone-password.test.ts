import { expect, it } from 'vitest';
import { giveLogin } from '../../../electron/domain/camera-changes';
import { allCameras } from '../../../electron/domain/choice';
import type { SecretRef } from '../../../electron/domain/secret';
import type { AppEvent } from '../../../electron/contract/contract';
import { EventStream } from '../../../electron/shell/event-stream';
import { Session } from '../../../electron/shell/session';
import { FakeAccounts } from '../../fixtures/fake-accounts';
import { fakePorts, FakeWorld } from '../../fixtures/fake-world';
import { openFakeSite } from '../../fixtures/open-fake-site';

it('undo in the window sets the password of a camera back, and names the old one in the settings', async () => {
  const accounts = new FakeAccounts();
  const ports = { ...fakePorts(new FakeWorld()), accounts, secrets: accounts.secrets };
  const open = openFakeSite(ports);
  const { engine } = open;
  const signal = new AbortController().signal;
  for (const stage of ['survey', 'check', 'plan', 'connect'] as const) await engine.run(stage, open.site, { only: null, signal });
  const [before, after]: SecretRef[] = [{ kind: 'env', name: 'X' }, { kind: 'file', path: '/new' }];
  await engine.changePassword(open.site, 'Camera 11', { deviceId: 'id-10.0.0.11', address: '10.0.0.11', onvif: null, username: 'admin', before: before!, after: after! }, { signal, progress: () => undefined });
  await open.update(giveLogin(open.site, allCameras(open.site, engine.state)[0]!, { username: 'admin', password: after! }));

  const events: AppEvent[] = [];
  const ended = new Promise<void>((resolve) => {
    const session = new Session(open, new EventStream((event) => {
      events.push(event);
      if (event.type === 'run' && event.running === null) resolve();
    }), () => undefined);
    session.start('undo', null);
  });
  await ended;
  expect(events.at(-1)).toMatchObject({ type: 'run', error: null });
  expect([accounts.passwords.get('10.0.0.11'), open.site.credentials.at(-1)?.password]).toEqual(['X', before]);
  expect(events.some((event) => event.type === 'site' && event.site === open.site)).toBe(true);
});
