import { inspect } from 'node:util';
import { afterEach, describe, expect, it } from 'vitest';
import { Secret } from '../../../electron/domain/secret';
import { HttpFailure, exchange, type HttpRequest } from '../../../electron/http/request';
import { never, serveLoopback, type LoopbackServer } from '../../fixtures/loopback';

const open: LoopbackServer[] = [];
const serve = async (...args: Parameters<typeof serveLoopback>): Promise<LoopbackServer> => {
  const server = await serveLoopback(...args);
  open.push(server);
  return server;
};
afterEach(() => Promise.all(open.splice(0).map((server) => server.close())));

const get = (url: string, more: Partial<HttpRequest> = {}): ReturnType<typeof exchange> => exchange({ method: 'GET', url, signal: never, ...more });
const failed = async (promise: Promise<unknown>): Promise<HttpFailure> => {
  const error: unknown = await promise.catch((thrown: unknown) => thrown);
  expect(error).toBeInstanceOf(HttpFailure);
  return error as HttpFailure;
};

describe('an answer', () => {
  it.each([
    ['JSON', 'application/json', '{"a":1}', { kind: 'json', value: { a: 1 } }],
    ['JSON that says it is text', 'text/plain', '[1]', { kind: 'json', value: [1] }],
    ['a page', 'text/html; charset=utf-8', '<!doctype html>', { kind: 'html' }],
    ['a page that says it is JSON', 'application/json', '<!DOCTYPE html><p>', { kind: 'html' }],
    ['JSON that is cut short', 'application/json', '{"a":', { kind: 'text', text: '{"a":' }],
    ['text with control characters', 'text/plain', '404 page\u0007 not found\n', { kind: 'text', text: '404 page not found' }],
    ['nothing', 'application/json', '', { kind: 'empty' }],
  ])('that is %s is told apart', async (_what, type, body, expected) => {
    const server = await serve((_request, response) => { response.writeHead(418, { 'Content-Type': type }).end(body); });
    expect(await get(server.url)).toEqual({ status: 418, body: expected });
  });

  it('larger than 4 MiB is not read, whether it says so or not', async () => {
    const server = await serve((request, response) => {
      if (request.url === '/said') response.setHeader('Content-Length', String(5 * 1024 * 1024));
      response.writeHead(200, { 'Content-Type': 'application/json' });
      response.end(Buffer.alloc(5 * 1024 * 1024, 0x20));
    });
    expect((await failed(get(`${server.url}/said`))).reason).toBe('too-large');
    expect((await failed(get(`${server.url}/unsaid`))).reason).toBe('too-large');
  });
});

describe('redirects', () => {
  it('on the same server are followed, with the method kept by 307 and 308', async () => {
    const server = await serve((request, response) => {
      if (request.url === '/here') response.writeHead(307, { Location: '/there' }).end();
      else response.writeHead(200, { 'Content-Type': 'application/json' }).end(JSON.stringify({ method: request.method, token: request.headers.authorization }));
    });
    expect((await exchange({ method: 'POST', url: `${server.url}/here`, body: {}, bearer: new Secret('t0ken'), signal: never })).body).toEqual({ kind: 'json', value: { method: 'POST', token: 'Bearer t0ken' } });
  });

  it('to another server are refused, and it is not told the token', async () => {
    const seen: unknown[] = [];
    const other = await serve((request, response) => {
      seen.push(request.headers);
      response.end('{}');
    });
    const server = await serve((_request, response) => { response.writeHead(302, { Location: `${other.url}/x` }).end(); });
    expect((await failed(get(server.url, { bearer: new Secret('t0ken') }))).reason).toBe('redirected');
    expect(seen).toEqual([]);
  });

  it('that would turn a POST into a GET, or go round in circles, are refused', async () => {
    const server = await serve((_request, response) => { response.writeHead(302, { Location: '/again' }).end(); });
    expect((await failed(exchange({ method: 'POST', url: server.url, body: {}, signal: never }))).reason).toBe('redirected');
    expect((await failed(get(server.url))).reason).toBe('redirected');
  });
});

describe('no answer', () => {
  it('within the deadline is told as such, also when it stops in the middle', async () => {
    const server = await serve((request, response) => {
      if (request.url === '/half') response.writeHead(200, { 'Content-Type': 'application/json' }).write('{"a":');
    });
    expect((await failed(get(server.url, { deadlineMs: 50 }))).reason).toBe('deadline');
    expect((await failed(get(`${server.url}/half`, { deadlineMs: 50 }))).reason).toBe('deadline');
  });

  it('closes the connection when the caller stops', async () => {
    const closed = new Promise<void>((resolve) => {
      void serve((request) => { request.on('close', () => { resolve(); }); }).then((server) => {
        const stop = new AbortController();
        void get(server.url, { signal: stop.signal }).catch(() => undefined);
        setTimeout(() => { stop.abort(); }, 30);
      });
    });
    await closed;
  });

  it('is cancelled before it begins where the caller has stopped already', async () => {
    await expect(get('http://127.0.0.1:1', { signal: AbortSignal.abort() })).rejects.toMatchObject({ code: 'cancelled' });
  });

  it.each([
    ['refused', 'http://127.0.0.1:1/?password=s3cret-in-url', 'ECONNREFUSED'],
    ['of an unknown name', 'http://kerberos-tunnel.invalid/', 'ENOTFOUND'],
  ])('%s says why, and nothing of what was sent', async (_what, url, detail) => {
    const error = await failed(exchange({ method: 'POST', url, body: { password: 's3cret-in-body' }, bearer: new Secret('s3cret-token'), signal: never }));
    expect(error).toMatchObject({ reason: 'unreachable' });
    if (detail === 'ECONNREFUSED') expect(error.detail).toBe(detail);
    expect(inspect(error, { depth: 20, showHidden: true })).not.toContain('s3cret');
  });
});

describe('a connection that is kept alive', () => {
  it('and was closed by the server meanwhile is opened anew for a question', async () => {
    let calls = 0;
    const server = await serve((request, response) => {
      calls++;
      // The second call arrives on the kept connection, which dies without an answer.
      if (calls === 2) request.socket.destroy();
      else response.writeHead(200, { 'Content-Type': 'application/json' }).end(String(calls) === '1' ? '{"call":1}' : '{"call":3}');
    });
    await get(server.url);
    expect((await get(server.url)).body).toEqual({ kind: 'json', value: { call: 3 } });
  });

  it('is not used twice for a change', async () => {
    let calls = 0;
    const server = await serve((request, response) => {
      calls++;
      if (calls === 2) request.socket.destroy();
      else response.end('{}');
    });
    await get(server.url);
    expect((await failed(exchange({ method: 'POST', url: server.url, body: {}, signal: never }))).reason).toBe('unreachable');
    expect(calls).toBe(2);
  });
});
