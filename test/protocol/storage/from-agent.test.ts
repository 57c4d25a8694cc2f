import { afterEach, describe, expect, it } from 'vitest';
import { callAt } from '../../../electron/agents/proof/direct-call';
import { verifyFromAgent, type StoredFromAgent } from '../../../electron/agents/storage/from-agent';
import { Secret } from '../../../electron/domain/secret';
import { createSimulatedAgent, type SimulatedAgent } from '../../../electron/practice/factory/simulated-agent';
import type { Fault } from '../../../electron/practice/http/faults';
import { never, secretsNamed } from '../../fixtures/loopback';
import { KEYS, startStorage, type OwnStorage, type Storage } from './storage-at-hand';

const LOGIN = { username: 'root', password: 'agent-password' };
let storage: Storage;
let agent: SimulatedAgent;
let reaches: (uri: string) => boolean;
let ask: (change?: Partial<OwnStorage>, secrets?: Storage['secrets'], signal?: AbortSignal) => Promise<StoredFromAgent>;

async function start(options?: Parameters<typeof startStorage>[0]): Promise<void> {
  storage = await startStorage(options);
  reaches = () => true;
  agent = createSimulatedAgent({ login: LOGIN, frame: () => Promise.resolve(null), connected: () => true, reachesStorage: (uri) => reaches(uri) });
  const { port } = await agent.listen('127.0.0.1', 0);
  const call = callAt(`http://127.0.0.1:${port}`);
  const signedIn = await call({ method: 'POST', path: '/api/login', body: LOGIN, deadlineMs: 5_000 }, never);
  const bearer = new Secret((signedIn.body as { value: { token: string } }).value.token);
  ask = (change = {}, secrets = storage.secrets, signal = never) =>
    verifyFromAgent({ name: 'site12-gate', key: 'site12-gate-8f3a', storage: { kind: 'own', vault: storage.vaultSettings, hub: null, ...change } }, call, bearer, secrets, signal);
}
afterEach(async () => {
  await agent.close();
  await storage.close();
});

const fault = (call: string, kind: Fault['fault']): void => { agent.faults.add({ call, times: 1, fault: kind }); };

describe('asked from where it runs, an agent', () => {
  it('stores a clip in Vault under its own key', async () => {
    await start();
    expect(await ask()).toEqual({ outcome: 'stores', place: 'Kerberos Vault' });
    expect(storage.vault.stored).toMatchObject([{ device: 'site12-gate-8f3a', directory: 'shop', provider: 'minio', fileName: expect.stringContaining('_site12-gate_') as unknown }]);
  });

  it('stores a clip in Hub where there is no Vault', async () => {
    await start();
    expect(await ask({ vault: null, hub: storage.hubSettings })).toEqual({ outcome: 'stores', place: 'Kerberos Hub' });
    expect(storage.hub.stored).toHaveLength(1);
  });

  it('is asked for both where it has both', async () => {
    await start();
    expect(await ask({ hub: storage.hubSettings })).toEqual({ outcome: 'stores', place: 'Kerberos Vault, Kerberos Hub' });
    expect([storage.vault.stored.length, storage.hub.stored.length]).toEqual([1, 0]);
  });

  it('says what stands between it and Vault', async () => {
    await start();
    reaches = () => false;
    expect(await ask()).toMatchObject({ outcome: 'refused', place: 'Kerberos Vault', reason: expect.stringContaining('i/o timeout') as unknown });
  });

  it('may reach Vault and not Hub', async () => {
    await start();
    reaches = (uri) => !uri.startsWith(storage.urls.hub);
    expect(await ask({ hub: storage.hubSettings })).toMatchObject({ outcome: 'refused', place: 'Kerberos Hub', reason: `something went wrong while reaching to the Kerberos Hub API: ${storage.urls.hub}` });
  });

  it('finds out that a provider is not there, which nobody can from here', async () => {
    await start();
    expect(await ask({ vault: { ...storage.vaultSettings, provider: 's3-frankfurt' } })).toMatchObject({ outcome: 'refused', reason: expect.stringMatching(/^Something went wrong.*provider/) as unknown });
  });

  it.each([
    ['of Vault', { vault: 'kept' as const, hub: null }, { ...KEYS, secret: 'other:secret%key"3' }],
    ['of Hub', { vault: null, hub: 'kept' as const }, { ...KEYS, private: 'other:private%key"4' }],
  ])('quotes the keys %s, and nobody else does', async (_name, which, keys) => {
    await start();
    const answer = await ask({ vault: which.vault === 'kept' ? storage.vaultSettings : null, hub: which.hub === 'kept' ? storage.hubSettings : null }, secretsNamed(keys));
    expect(answer.outcome).toBe('refused');
    for (const key of Object.values(keys)) for (const form of [key, encodeURIComponent(key), JSON.stringify(key).slice(1, -1)]) expect(JSON.stringify(answer)).not.toContain(form);
  });

  it.each<readonly [string, Fault['fault'], string]>([
    ['has no such route', { kind: 'status', status: 404 }, 'the agent answered 404'],
    ['shows its page', { kind: 'html' }, 'the agent answered 200'],
    ['hangs up', { kind: 'reset' }, 'the agent cannot be reached from here'],
  ])('that %s was not asked', async (_name, kind, reason) => {
    await start();
    fault('POST /api/persistence/verify', kind);
    expect(await ask()).toEqual({ outcome: 'not-asked', reason });
  });

  it('that gives no reason is believed all the same', async () => {
    await start();
    fault('POST /api/persistence/verify', { kind: 'status', status: 400, body: '' });
    expect(await ask()).toEqual({ outcome: 'refused', place: 'Kerberos Vault', reason: 'it gave no reason' });
  });

  it('is not asked for what the place of the agents decides, or for what stays with it', async () => {
    await start();
    const call = callAt('http://127.0.0.1:1');
    for (const kind of ['given', 'none'] as const) {
      expect(await verifyFromAgent({ name: 'a', key: 'a', storage: { kind } }, call, new Secret('x'), storage.secrets, never)).toMatchObject({ outcome: 'not-asked' });
    }
  });

  it('that never answers is left when somebody says stop', async () => {
    await start();
    fault('POST /api/persistence/verify', { kind: 'hang' });
    const stop = new AbortController();
    const asked = ask({}, storage.secrets, stop.signal).catch((error: unknown) => error);
    await expect.poll(() => agent.faults.calls.has('POST /api/persistence/verify')).toBe(true);
    stop.abort();
    expect(await asked).toMatchObject({ code: 'cancelled' });
  });
});
