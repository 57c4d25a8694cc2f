import { expect, it } from 'vitest';
import { CameraChoice } from '../../../electron/domain/site';
import { EventStream } from '../../../electron/shell/event-stream';
import { Session } from '../../../electron/shell/session';
import { FakeAgents } from '../../fixtures/fake-agents';
import { fakePorts, FakeWorld } from '../../fixtures/fake-world';
import { openFakeSite } from '../../fixtures/open-fake-site';

it('a camera that is renamed in the window keeps the agent that it has; one that has none is named anew', async () => {
  const ports = { ...fakePorts(new FakeWorld()), registrars: [new FakeAgents().registrar()] };
  const open = openFakeSite(ports);
  const { engine } = open;
  const session = new Session(open, new EventStream(() => undefined), () => undefined);
  const named = (last: number, name: string, agent: string | null = null): CameraChoice => CameraChoice.parse({ deviceId: `id-10.0.0.${last}`, name, include: last !== 13, credentialId: null, mainToken: null, subToken: null, agent });
  await session.update({ ...open.site, cameras: [named(11, 'Camera 11'), named(12, 'Camera 12'), named(13, 'Camera 13')] });
  for (const stage of ['survey', 'check', 'plan', 'connect'] as const) await engine.run(stage, open.site, { only: null, signal: new AbortController().signal });
  await session.update({ ...open.site, cameras: [named(11, 'Gate'), named(12, 'Camera 12'), named(13, 'Yard')] });
  expect(open.site.cameras.map(({ name, agent }) => [name, agent])).toEqual([['Gate', 'site-camera-11'], ['Camera 12', null], ['Yard', null]]);
  await session.update({ ...open.site, cameras: [named(11, 'Main gate', 'site-camera-11'), named(12, 'Camera 12'), named(13, 'Yard')] });
  expect(open.site.cameras[0]).toMatchObject({ name: 'Main gate', agent: 'site-camera-11' });
});
