import { createServer, type IncomingMessage, type RequestListener } from 'node:http';
import { connect, createServer as createTcpServer, type AddressInfo, type Socket } from 'node:net';
import { afterEach, describe, expect, it } from 'vitest';
import { curlFile } from '../../../electron/agents/docker/agent-door';
import { exchangeOver } from '../../../electron/agents/docker/agent-http';
import { Secret } from '../../../electron/domain/secret';
import { HttpFailure } from '../../../electron/http/request';
import { never } from '../../fixtures/loopback';

const closing: (() => unknown)[] = [];
afterEach(() => {
  for (const close of closing.splice(0)) close();
});

async function listening(server: ReturnType<typeof createTcpServer>): Promise<Socket> {
  await new Promise<void>((resolve) => { server.listen(0, '127.0.0.1', () => { resolve(); }); });
  closing.push(() => { server.close(); });
  const socket = connect((server.address() as AddressInfo).port, '127.0.0.1');
  closing.push(() => { socket.destroy(); });
  return socket;
}

const overHttp = (handler: RequestListener): Promise<Socket> => listening(createServer(handler));
const get = { method: 'GET', path: '/api/dashboard', deadlineMs: 5_000, host: 'agent' } as const;

describe('one exchange over a connection that somebody else opened', () => {
  it('sends body and session as they are, reads JSON, and closes the connection', async () => {
    const seen: { request: IncomingMessage; body: string }[] = [];
    const socket = await overHttp((request, response) => {
      let body = '';
      request.setEncoding('utf8').on('data', (text: string) => (body += text)).on('end', () => {
        seen.push({ request, body });
        response.setHeader('content-type', 'application/json').end('{"token":"t"}');
      });
    });
    const answer = await exchangeOver(socket, { ...get, method: 'POST', path: '/api/login', body: { username: 'u', password: 'é"' }, bearer: new Secret('b') }, never);
    expect(answer).toEqual({ status: 200, body: { kind: 'json', value: { token: 't' } } });
    expect(seen[0]?.request.headers).toMatchObject({ host: 'agent', authorization: 'Bearer b', connection: 'close' });
    expect(JSON.parse(seen[0]?.body ?? '')).toEqual({ username: 'u', password: 'é"' });
    expect(socket.destroyed).toBe(true);
  });

  it('knows a page from data, and nothing from both', async () => {
    expect(await exchangeOver(await overHttp((_request, response) => void response.end('<!doctype html><p>hi')), get, never)).toEqual({ status: 200, body: { kind: 'html' } });
    expect(await exchangeOver(await overHttp((_request, response) => void response.writeHead(204).end()), get, never)).toEqual({ status: 204, body: { kind: 'empty' } });
    expect(await exchangeOver(await overHttp((_request, response) => void response.end('[not json')), get, never)).toEqual({ status: 200, body: { kind: 'text', text: '[not json' } });
  });

  it('reads no more than four megabytes', async () => {
    const socket = await overHttp((_request, response) => {
      const chunk = Buffer.alloc(1024 * 1024, 'x');
      for (let count = 0; count < 6; count++) response.write(chunk);
      response.end();
    });
    await expect(exchangeOver(socket, get, never)).rejects.toMatchObject({ reason: 'too-large' });
  });

  it('ends at its deadline, and at once when it is stopped', async () => {
    const silent = (): Promise<Socket> => overHttp(() => undefined);
    await expect(exchangeOver(await silent(), { ...get, deadlineMs: 30 }, never)).rejects.toMatchObject({ reason: 'deadline' });
    const stop = new AbortController();
    const asked = exchangeOver(await silent(), get, stop.signal);
    stop.abort();
    await expect(asked).rejects.toMatchObject({ code: 'cancelled' });
  });

  it('is no answer where the other side is cut short, or speaks something else', async () => {
    const failures = [
      await overHttp((_request, response) => {
        response.writeHead(200, { 'content-length': '100' });
        response.write('{');
        response.socket?.destroy();
      }),
      await listening(createTcpServer((socket) => void socket.end('SSH-2.0-dropbear\r\n'))),
      await listening(createTcpServer((socket) => void socket.destroy())),
    ].map((socket) => exchangeOver(socket, get, never).catch((error: unknown) => error));
    for (const failure of await Promise.all(failures)) {
      expect(failure).toBeInstanceOf(HttpFailure);
      expect(failure).toMatchObject({ reason: 'unreachable' });
    }
  });
});

describe("what curl is told in its own file", () => {
  it('cannot be ended by a quote, a backslash or a line end of a password', () => {
    const text = curlFile({ method: 'POST', path: '/api/login', body: { password: 'a"b\\c\nurl = "http://evil/"' }, deadlineMs: 8_000 });
    expect(text.split('\n').filter((line) => line.startsWith('url'))).toEqual(['url = "http://127.0.0.1:80/api/login"']);
    expect(text).toContain('data-raw = "{\\"password\\":\\"a\\\\\\"b\\\\\\\\c\\\\nurl = \\\\\\"http://evil/\\\\\\"\\"}"');
    expect(text).toContain('max-time = 8');
  });
});
