import { expect, it } from 'vitest';
import { CameraChoice, type Site } from '../../../electron/domain/site';
import { Engine } from '../../../electron/engine/engine';
import type { OpenSite } from '../../../electron/engine/open-site';
import { EventStream } from '../../../electron/shell/event-stream';
import { Session } from '../../../electron/shell/session';
import { FakeAgents } from '../../fixtures/fake-agents';
import { fakePorts, fakeSite, FakeWorld, MemoryJournal } from '../../fixtures/fake-world';

it('a camera that is renamed in the window keeps the agent that it has; one that has none is named anew', async () => {
  const ports = { ...fakePorts(new FakeWorld()), registrars: [new FakeAgents().registrar()] };
  const engine = new Engine(ports, new MemoryJournal(), (text) => text);
  let site: Site = fakeSite();
  const open: OpenSite = {
    get site() { return site; },
    engine, ports, pictures: ports.pictures, redact: (text) => text, log: () => undefined, close: () => Promise.resolve(),
    secrets: { ...ports.secrets, keep: () => Promise.reject(new Error('not asked for')) },
    update: (next) => Promise.resolve((site = next)),
  };
  const session = new Session(open, new EventStream(() => undefined), () => undefined);
  const named = (last: number, name: string, agent: string | null = null): CameraChoice => CameraChoice.parse({ deviceId: `id-10.0.0.${last}`, name, include: last !== 13, credentialId: null, mainToken: null, subToken: null, agent });
  await session.update({ ...site, cameras: [named(11, 'Camera 11'), named(12, 'Camera 12'), named(13, 'Camera 13')] });
  for (const stage of ['survey', 'check', 'plan', 'connect'] as const) await engine.run(stage, site, { only: null, signal: new AbortController().signal });
  await session.update({ ...site, cameras: [named(11, 'Gate'), named(12, 'Camera 12'), named(13, 'Yard')] });
  expect(site.cameras.map(({ name, agent }) => [name, agent])).toEqual([['Gate', 'site-camera-11'], ['Camera 12', null], ['Yard', null]]);
  await session.update({ ...site, cameras: [named(11, 'Main gate', 'site-camera-11'), named(12, 'Camera 12'), named(13, 'Yard')] });
  expect(site.cameras[0]).toMatchObject({ name: 'Main gate', agent: 'site-camera-11' });
});
