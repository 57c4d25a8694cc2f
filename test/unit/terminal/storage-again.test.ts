import { expect, it } from 'vitest';
import type { Site, StorageSettings } from '../../../electron/domain/site';
import { Engine } from '../../../electron/engine/engine';
import type { OpenSite } from '../../../electron/engine/open-site';
import { runCommand } from '../../../electron/terminal/onboarding';
import { FakeWorld, fakePorts, fakeSite, MemoryJournal } from '../../fixtures/fake-world';

it('a place for recordings that was put into the site file later is checked on the way to connecting, and only then again', async () => {
  const asked: StorageSettings[] = [];
  const world = new FakeWorld();
  const base = fakePorts(world);
  const ports = { ...base, storage: { check: (settings: Extract<StorageSettings, { kind: 'own' }>) => { asked.push(settings); return Promise.resolve({ vault: null, hub: null }); } } };
  const engine = new Engine(ports, new MemoryJournal(), (text) => text);
  const connect = (storage: StorageSettings): Promise<number> => {
    const { agents, ...site }: Site = fakeSite();
    const open = { site: { ...site, agents: agents === null ? null : { ...agents, storage } }, engine, ports } as unknown as OpenSite;
    return runCommand('connect', open, { fresh: false, ranges: [], largeRanges: false, history: null, record: null, acceptHostKey: null }, new AbortController().signal, {});
  };
  const key = { kind: 'env', name: 'X' } as const;
  const own = (region: string): StorageSettings => ({ kind: 'own', vault: null, hub: { uri: 'https://hub.example', key, privateKey: key, region, site: null } });
  await connect({ kind: 'given' });
  expect(asked).toEqual([]);
  await connect(own('eu-west-1'));
  await connect(own('eu-west-1'));
  expect(asked).toEqual([own('eu-west-1')]);
  await connect(own('us-east-1'));
  expect(asked).toEqual([own('eu-west-1'), own('us-east-1')]);
});
