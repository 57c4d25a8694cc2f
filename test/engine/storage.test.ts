import { describe, expect, it } from 'vitest';
import { TunnelError } from '../../electron/domain/errors';
import type { Site, StorageSettings } from '../../electron/domain/site';
import type { Stage } from '../../electron/domain/stage';
import { WORDS } from '../../electron/domain/words/words';
import { Engine } from '../../electron/engine/engine';
import type { Ports } from '../../electron/engine/ports';
import { renderReport } from '../../electron/report/report';
import { makeResult, Result } from '../../electron/terminal/result';
import { resultText } from '../../electron/terminal/text';
import { FakeWorld, fakePorts, fakeSite, MemoryJournal } from '../fixtures/fake-world';

const signal = new AbortController().signal;
const REF = { kind: 'env', name: 'X' } as const;
const VAULT = { uri: 'https://vault.example/api', accessKey: REF, secretKey: REF, directory: 'shop', provider: null };
const OWN: StorageSettings = { kind: 'own', vault: VAULT, hub: null };
const GIVEN: StorageSettings = { kind: 'given' };
const REFUSED = new TunnelError('storage-keys-refused', { place: 'Kerberos Vault', url: 'https://vault.example/api', status: 401 }, { detail: 'account not found' });

function siteWith(storage: StorageSettings): Site {
  const site = fakeSite();
  return { ...site, agents: site.agents === null ? null : { ...site.agents, storage } };
}

interface Scene {
  readonly engine: Engine;
  readonly world: FakeWorld;
  /** Settings that were tried, in order. */
  readonly asked: StorageSettings[];
  answer: Ports['storage']['check'];
  run(stage: Stage, site: Site): Promise<void>;
}

function scene(given: readonly { name: string; value: string }[] = []): Scene {
  const world = new FakeWorld();
  const ports = fakePorts(world);
  const asked: StorageSettings[] = [];
  const made: Scene = {
    world, asked, answer: (...what) => ports.storage.check(...what),
    engine: new Engine({
      ...ports,
      registrars: ports.registrars.map((registrar) => ({ ...registrar, probe: () => Promise.resolve({ variant: '/api', agents: [], given }) })),
      storage: { check: (settings, secrets, stop) => { asked.push(settings); return made.answer(settings, secrets, stop); } },
    }, new MemoryJournal(), (text) => text),
    run: (stage, site) => made.engine.run(stage, site, { only: null, signal }),
  };
  return made;
}

const agents = ({ world }: Scene): string[] => [...world.things.keys()].filter((thing) => thing.startsWith('agent:'));

describe('a place of its own for the recordings', () => {
  it('is tried before the first agent is made', async () => {
    const one = scene();
    const site = siteWith(OWN);
    for (const stage of ['survey', 'check'] as const) await one.run(stage, site);
    expect([one.asked, agents(one)]).toEqual([[OWN], []]);
    expect(one.engine.state.services?.storage).toEqual({ settings: OWN, vault: { uri: 'https://vault.example/api' }, hub: null, error: null });
    await one.run('connect', site);
    expect(agents(one)).toHaveLength(3);
  });

  it('that refuses its keys is told, and nothing at all is changed with them', async () => {
    const one = scene();
    const site = siteWith(OWN);
    one.answer = () => Promise.reject(REFUSED);
    await one.run('survey', site);
    await expect(one.run('check', site)).rejects.toMatchObject({ code: 'storage-keys-refused' });
    // The other services were asked all the same.
    expect(one.engine.state.services).toMatchObject({ overlay: { network: 'cams' }, storage: { error: { code: 'storage-keys-refused', params: { status: 401 } } } });
    await expect(one.run('connect', site)).rejects.toMatchObject({ code: 'storage-keys-refused', params: { place: 'Kerberos Vault' } });
    expect(one.world.things.size).toBe(0);
    one.answer = () => Promise.resolve({ vault: { uri: VAULT.uri }, hub: null });
    await one.run('check', site);
    await one.run('connect', site);
    expect(agents(one)).toHaveLength(3);
  });

  it('that was entered after the check has to be checked first', async () => {
    const one = scene();
    for (const stage of ['survey', 'check'] as const) await one.run(stage, siteWith(GIVEN));
    await expect(one.run('connect', siteWith(OWN))).rejects.toMatchObject({ code: 'storage-not-checked' });
    await one.run('check', siteWith(OWN));
    await expect(one.run('connect', siteWith({ ...OWN, vault: { ...VAULT, directory: 'other' } }))).rejects.toMatchObject({ code: 'storage-not-checked' });
    expect(one.world.things.size).toBe(0);
  });

  it('is the same however its fields are ordered in the file', async () => {
    const one = scene();
    for (const stage of ['survey', 'check'] as const) await one.run(stage, siteWith(OWN));
    const { provider, directory, secretKey, accessKey, uri } = VAULT;
    await one.run('connect', siteWith({ hub: null, vault: { provider, directory, secretKey, accessKey, uri }, kind: 'own' }));
    expect(agents(one)).toHaveLength(3);
  });

  it('is asked nobody for where there is none, and a stop is a stop', async () => {
    const one = scene();
    for (const stage of ['survey', 'check', 'connect'] as const) await one.run(stage, siteWith(GIVEN));
    expect([one.asked, one.engine.state.services?.storage]).toEqual([[], null]);
    const stop = new AbortController();
    one.answer = () => {
      stop.abort();
      return Promise.reject(new TunnelError('cancelled'));
    };
    await expect(one.engine.run('check', siteWith(OWN), { only: ['services'], signal: stop.signal })).rejects.toMatchObject({ code: 'cancelled' });
    expect(one.engine.state.services?.storage).toBeNull();
  });
});

describe('what is said of the recordings', () => {
  const said = async (storage: StorageSettings, given: readonly { name: string; value: string }[], error: TunnelError | null = null): Promise<{ terminal: string; report: string; services: Result['services'] }> => {
    const one = scene(given);
    const site = siteWith(storage);
    if (error !== null) one.answer = () => Promise.reject(error);
    await one.run('survey', site);
    await one.run('check', site).catch(() => undefined);
    const { state } = one.engine;
    return {
      terminal: resultText('check', site, state, WORDS.en),
      report: renderReport({ site, state, picture: () => null, language: 'en', version: '1', now: 0, css: '' }),
      services: Result.parse(makeResult('check', 0, null, site, state, null)).services,
    };
  };

  it.each<readonly [string, StorageSettings, readonly { name: string; value: string }[], TunnelError | null, string]>([
    ['of fitting keys', OWN, [], null, '+ The keys fit the Kerberos Vault at https://vault.example/api.'],
    ['of refused keys', OWN, [], REFUSED, '! Kerberos Vault refused the keys.'],
    ['that Factory has to be told by a person', OWN, [], null, '~ Factory itself decides where its agents store'],
    ['that Factory does not hear that they stay with the agents', { kind: 'none' }, [], null, '~ Factory itself decides where its agents store'],
    ['where Factory does not say', GIVEN, [], null, '~ Where recordings go is left to Factory, and it does not say'],
    ['where Factory names no place', GIVEN, [{ name: 'GLOBAL_AGENT_MQTT_URI', value: 'tcp://mqtt' }], null, '~ Where recordings go is left to Factory, but neither Vault nor Hub'],
    ['where Factory keeps its agents offline', GIVEN, [{ name: 'GLOBAL_AGENT_OFFLINE', value: 'true' }], null, '~ Factory keeps its agents offline'],
    ['of what Factory gives', GIVEN, [{ name: 'GLOBAL_AGENT_KERBEROSVAULT_URI', value: 'http://vault/api' }, { name: 'GLOBAL_AGENT_KERBEROSVAULT_SECRET_KEY', value: '' }], null, 'i Factory gives its agents already: GLOBAL_AGENT_KERBEROSVAULT_URI=http://vault/api, GLOBAL_AGENT_KERBEROSVAULT_SECRET_KEY.'],
  ])('%s', async (_name, storage, given, error, sentence) => {
    const { terminal, report, services } = await said(storage, given, error);
    expect(terminal).toContain(sentence);
    expect(report).toContain(sentence.slice(2).replaceAll('"', '&quot;'));
    expect(services?.agents.given).toEqual(given);
    expect(services?.storage?.error?.code ?? null).toBe(error?.code ?? null);
  });

  it('is no warning where Factory names a Vault', async () => {
    const { terminal } = await said(GIVEN, [{ name: 'GLOBAL_AGENT_KERBEROSVAULT_URI', value: 'http://vault/api' }]);
    expect(terminal).not.toContain('left to Factory');
  });
});
