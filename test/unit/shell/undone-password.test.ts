import { expect, it } from 'vitest';
import { giveLogin } from '../../../electron/domain/camera-changes';
import { allCameras } from '../../../electron/domain/choice';
import type { SecretRef } from '../../../electron/domain/secret';
import type { Site } from '../../../electron/domain/site';
import type { AppEvent } from '../../../electron/contract/contract';
import { Engine } from '../../../electron/engine/engine';
import type { OpenSite } from '../../../electron/engine/open-site';
import { EventStream } from '../../../electron/shell/event-stream';
import { Session } from '../../../electron/shell/session';
import { FakeAccounts } from '../../fixtures/fake-accounts';
import { fakePorts, fakeSite, FakeWorld, MemoryJournal } from '../../fixtures/fake-world';

it('undo in the window sets the password of a camera back, and names the old one in the settings', async () => {
  const accounts = new FakeAccounts();
  const ports = { ...fakePorts(new FakeWorld()), accounts, secrets: accounts.secrets };
  const engine = new Engine(ports, new MemoryJournal(), (text) => text);
  let site: Site = fakeSite();
  const open: OpenSite = {
    get site() { return site; },
    engine, ports, pictures: ports.pictures, redact: (text) => text, log: () => undefined, close: () => Promise.resolve(),
    secrets: { ...ports.secrets, keep: () => Promise.reject(new Error('not asked for')) },
    update: (next) => Promise.resolve((site = next)),
  };
  const signal = new AbortController().signal;
  for (const stage of ['survey', 'check', 'plan', 'connect'] as const) await engine.run(stage, site, { only: null, signal });
  const [before, after]: SecretRef[] = [{ kind: 'env', name: 'X' }, { kind: 'file', path: '/new' }];
  await engine.changePassword(site, 'Camera 11', { deviceId: 'id-10.0.0.11', address: '10.0.0.11', onvif: null, username: 'admin', before: before!, after: after! }, { signal, progress: () => undefined });
  site = giveLogin(site, allCameras(site, engine.state)[0]!, { username: 'admin', password: after! });

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
  expect([accounts.passwords.get('10.0.0.11'), site.credentials.at(-1)?.password]).toEqual(['X', before]);
  expect(events.some((event) => event.type === 'site' && event.site === site)).toBe(true);
});
