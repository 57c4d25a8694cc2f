import { createServer, type Server } from 'node:http';
import { createServer as createTlsServer } from 'node:https';
import type { AddressInfo } from 'node:net';
import { afterEach, describe, expect, it } from 'vitest';
import { createStorageCheck } from '../../../electron/agents/storage/storage-check';
import { errorData, TunnelError } from '../../../electron/domain/errors';
import type { StorageFacts } from '../../../electron/engine/ports';
import type { FaultKind } from '../../../electron/practice/http/faults';
import { selfSigned } from '../../../electron/practice/cameras/self-signed';
import { never, secretsNamed } from '../../fixtures/loopback';
import { KEYS, startStorage, type Hub, type Storage, type Vault } from './storage-at-hand';

let storage: Storage;
const servers: Server[] = [];
const start = async (options?: Parameters<typeof startStorage>[0]): Promise<Storage> => (storage = await startStorage(options));
afterEach(async () => {
  await storage.close();
  await Promise.all(servers.splice(0).map((server) => new Promise((resolve) => { server.close(resolve); server.closeAllConnections(); })));
});

const check = (vault: Vault | null, hub: Hub | null, secrets = storage.secrets, signal = never): Promise<StorageFacts> => createStorageCheck({ log: () => undefined }).check({ kind: 'own', vault, hub }, secrets, signal);
const refusal = async (...settings: Parameters<typeof check>): Promise<TunnelError> => {
  const error = await check(...settings).then(() => null, (thrown: unknown) => thrown);
  if (!(error instanceof TunnelError)) throw new Error(`not refused: ${String(error)}`);
  // Whatever is wrong, no key gets into a text.
  const said = JSON.stringify(errorData(error));
  for (const key of Object.values(KEYS)) for (const form of [key, encodeURIComponent(key), JSON.stringify(key).slice(1, -1)]) expect(said).not.toContain(form);
  return error;
};
const listen = async <S extends Server>(server: S): Promise<number> => {
  servers.push(server);
  await new Promise<void>((resolve) => { server.listen(0, '127.0.0.1', resolve); });
  return (server.address() as AddressInfo).port;
};

describe('a Vault', () => {
  it('knows its account, and gets nothing stored', async () => {
    await start();
    expect(await check(storage.vaultSettings, null)).toEqual({ vault: { uri: `${storage.urls.vault}/api` }, hub: null });
    expect(storage.vault.stored).toEqual([]);
  });

  it('is asked at its address also where a slash ends it, and where it knows no question for its health', async () => {
    await start({ vault: { health: false } });
    expect(await check({ ...storage.vaultSettings, uri: `${storage.urls.vault}/api/` }, null)).toMatchObject({ vault: { uri: `${storage.urls.vault}/api` } });
  });

  it.each([400, 401, 403] as const)('that answers %i to wrong keys refused them', async (status) => {
    await start({ vault: { refusal: status } });
    expect(await refusal(storage.vaultSettings, null, secretsNamed({ ...KEYS, secret: 'wrong' }))).toMatchObject({ code: 'storage-keys-refused', params: { place: 'Kerberos Vault', status } });
  });

  it('whose pages were entered is told where its API is, and gets no key', async () => {
    await start();
    expect(await refusal({ ...storage.vaultSettings, uri: storage.urls.vault }, null)).toMatchObject({ code: 'storage-answer-invalid', params: { reason: `its API is at ${storage.urls.vault}/api` } });
    expect([...storage.vault.faults.calls.keys()]).toEqual(['GET /health', 'GET /api/health']);
  });

  it('that is none is none', async () => {
    await start();
    const port = await listen(createServer((_request, response) => { response.writeHead(200, { 'Content-Type': 'text/html' }).end('<!doctype html><html></html>'); }));
    expect(await refusal({ ...storage.vaultSettings, uri: `http://127.0.0.1:${port}/api` }, null)).toMatchObject({ code: 'storage-answer-invalid', params: { reason: 'nothing there answers as its API does' } });
  });

  it.each<readonly [string, FaultKind, string, string | RegExp]>([
    ['hangs up', { kind: 'reset' }, 'storage-unreachable', 'ECONNRESET'],
    ['is not up yet', { kind: 'status', status: 503 }, 'storage-unreachable', 'it answered 503'],
    ['has too many guests', { kind: 'status', status: 429 }, 'storage-unreachable', 'it answered 429'],
    ['knows no such route', { kind: 'status', status: 404 }, 'storage-answer-invalid', 'nothing there answers as its API does'],
    ['shows a page', { kind: 'html' }, 'storage-answer-invalid', 'nothing there answers as its API does'],
    ['has something new', { kind: 'status', status: 418 }, 'storage-answer-invalid', 'it answered 418 to its sign of life'],
  ])('that %s is told', async (_name, fault, code, reason) => {
    await start();
    storage.vault.faults.add({ call: 'POST /api/ping', times: 1, fault });
    expect(await refusal(storage.vaultSettings, null)).toMatchObject({ code, params: { place: 'Kerberos Vault', reason } });
  });

  it('that nobody runs is unreachable', async () => {
    await start();
    expect(await refusal({ ...storage.vaultSettings, uri: 'http://127.0.0.1:1/api' }, null)).toMatchObject({ code: 'storage-unreachable', params: { reason: 'ECONNREFUSED' } });
  });

  it('that sends everybody to https is told so', async () => {
    await start();
    const port = await listen(createServer((request, response) => { response.writeHead(request.method === 'POST' ? 301 : 200, { Location: `https://127.0.0.1${request.url ?? ''}` }).end('{}'); }));
    expect(await refusal({ ...storage.vaultSettings, uri: `http://127.0.0.1:${port}/api` }, null)).toMatchObject({ code: 'storage-answer-invalid', params: { reason: expect.stringContaining('probably begins with https') as unknown } });
  });

  it('that sends to another server gets no key there', async () => {
    await start();
    const port = await listen(createServer((request, response) => { response.writeHead(request.method === 'POST' ? 307 : 200, { Location: `http://127.0.0.2:1${request.url ?? ''}` }).end('{}'); }));
    expect(await refusal({ ...storage.vaultSettings, uri: `http://127.0.0.1:${port}/api` }, null)).toMatchObject({ code: 'storage-answer-invalid', params: { reason: expect.stringContaining('another server') as unknown } });
  });

  it('with a certificate of its own is not trusted by the agents either', async () => {
    await start();
    const port = await listen(createTlsServer(selfSigned('127.0.0.1'), (_request, response) => { response.end('{}'); }));
    expect(await refusal({ ...storage.vaultSettings, uri: `https://127.0.0.1:${port}/api` }, null)).toMatchObject({ code: 'storage-unreachable', params: { reason: expect.stringContaining('the agents would refuse it as well') as unknown } });
  });

  it('without TLS does not answer an https greeting', async () => {
    await start();
    expect(await refusal({ ...storage.vaultSettings, uri: `${storage.urls.vault.replace('http:', 'https:')}/api` }, null)).toMatchObject({ code: 'storage-answer-invalid', params: { reason: expect.stringContaining('it speaks no https there') as unknown } });
  });

  it('of Go behind TLS says that it wants https', async () => {
    await start();
    storage.vault.faults.add({ call: 'GET /api/health', times: 1, fault: { kind: 'status', status: 400, body: 'Client sent an HTTP request to an HTTPS server.\n', contentType: 'text/plain; charset=utf-8' } });
    expect(await refusal(storage.vaultSettings, null)).toMatchObject({ code: 'storage-answer-invalid', params: { reason: `it wants https there: ${storage.urls.vault.replace('http:', 'https:')}/api` } });
  });

  it.each(['pasted with its line break\n', 'sleutel–met–streepjes', ''])('never sees a key that is none: %j', async (secret) => {
    await start();
    expect(await refusal(storage.vaultSettings, null, secretsNamed({ ...KEYS, secret }))).toMatchObject({ code: 'input-invalid', params: { field: 'Kerberos Vault: secret key' } });
    expect(storage.vault.faults.calls.size).toBe(0);
  });

  it('that never answers is left when somebody says stop', async () => {
    await start();
    storage.vault.faults.add({ call: 'POST /api/ping', times: 1, fault: { kind: 'hang' } });
    const stop = new AbortController();
    const asked = refusal(storage.vaultSettings, null, storage.secrets, stop.signal);
    await expect.poll(() => storage.vault.faults.calls.has('POST /api/ping')).toBe(true);
    stop.abort();
    expect(await asked).toMatchObject({ code: 'cancelled' });
  });
});

describe('a Hub', () => {
  it('that takes recordings is asked whether it does, and gets none', async () => {
    await start();
    expect(await check(null, storage.hubSettings)).toEqual({ vault: null, hub: { uri: storage.urls.hub, upload: 'allowed' } });
    expect(storage.hub.stored).toEqual([]);
  });

  it('beside a Vault is asked for its keys only', async () => {
    await start({ hub: { upload: 403 } });
    expect(await check(storage.vaultSettings, storage.hubSettings)).toEqual({ vault: { uri: `${storage.urls.vault}/api` }, hub: { uri: storage.urls.hub, upload: 'not-asked' } });
  });

  it('that takes resumable uploads only cannot be asked', async () => {
    await start({ hub: { upload: 404 } });
    expect(await check(null, storage.hubSettings)).toMatchObject({ hub: { upload: 'not-asked' } });
  });

  it.each([
    ['wrong keys', secretsNamed({ ...KEYS, private: 'wrong' }), {}, { code: 'storage-keys-refused', params: { place: 'Kerberos Hub', status: 401 } }],
    ['another region', secretsNamed(KEYS), { region: 'us-east-1' }, { code: 'storage-upload-refused', params: { region: 'us-east-1', status: 403 } }],
    ['another address', secretsNamed(KEYS), { uri: '/nothing' }, { code: 'storage-answer-invalid', params: { place: 'Kerberos Hub' } }],
  ] as const)('refuses %s', async (_name, secrets, change, expected) => {
    await start();
    const uri = 'uri' in change ? storage.urls.hub + change.uri : storage.urls.hub;
    expect(await refusal(null, { ...storage.hubSettings, ...change, uri }, secrets)).toMatchObject(expected);
  });
});

describe('of both', () => {
  it("Vault's trouble is told first", async () => {
    await start();
    storage.vault.faults.add({ call: 'POST /api/ping', times: 1, fault: { kind: 'status', status: 503 } });
    expect(await refusal(storage.vaultSettings, storage.hubSettings, secretsNamed({ ...KEYS, private: 'wrong' }))).toMatchObject({ code: 'storage-unreachable', params: { place: 'Kerberos Vault' } });
  });

  it('neither is no place for recordings', async () => {
    await start();
    expect(await refusal(null, null)).toMatchObject({ code: 'input-invalid', params: { field: 'storage' } });
  });
});
