import type { IncomingHttpHeaders, IncomingMessage, ServerResponse } from 'node:http';
import { Faults } from './faults';

/** One call as a simulator sees it. */
export interface Call {
  readonly method: string;
  /** Path parts, decoded. */
  readonly path: readonly string[];
  readonly query: URLSearchParams;
  /** Parsed JSON; undefined for none, null for what is none. */
  readonly body: unknown;
  readonly bearer: string | null;
  /** By their names in small letters. */
  readonly headers: IncomingHttpHeaders;
}

export interface Reply {
  readonly status: number;
  readonly type: 'json' | 'text' | 'html' | 'empty' | 'jpeg';
  readonly body?: unknown;
}

const MAX_BODY = 1024 * 1024;

/** Turns `answer` into a request handler that reads JSON, counts calls and plays faults. */
export function serve(faults: Faults, answer: (call: Call) => Reply | Promise<Reply>): (request: IncomingMessage, response: ServerResponse) => void {
  return (request, response) => {
    void (async () => {
      const url = new URL(request.url ?? '/', 'http://simulator');
      const fault = faults.next(`${request.method ?? 'GET'} ${url.pathname}`);
      const body = await readJson(request);
      if (fault !== null && fault.kind !== 'lost') {
        faults.play(fault, response);
        return;
      }
      const reply = await answer({
        method: request.method ?? 'GET',
        path: url.pathname.split('/').filter((part) => part !== '').map(decode),
        query: url.searchParams,
        body,
        // Netmaker and gin-jwt both split on one space and take the second word.
        bearer: request.headers.authorization?.split(' ')[1] ?? null,
        headers: request.headers,
      });
      if (fault !== null) response.destroy();
      else send(response, reply);
    })().catch(() => {
      // What a panicking handler does: the connection closes without a body.
      response.destroy();
    });
  };
}

function send(response: ServerResponse, reply: Reply): void {
  switch (reply.type) {
    case 'json':
      response.writeHead(reply.status, { 'Content-Type': 'application/json' }).end(JSON.stringify(reply.body));
      return;
    case 'text':
      response.writeHead(reply.status, { 'Content-Type': 'text/plain; charset=utf-8' }).end(String(reply.body));
      return;
    case 'html':
      response.writeHead(reply.status, { 'Content-Type': 'text/html; charset=utf-8' }).end(String(reply.body));
      return;
    case 'jpeg':
      response.writeHead(reply.status, { 'Content-Type': 'image/jpeg' }).end(reply.body as Uint8Array);
      return;
    case 'empty':
      response.writeHead(reply.status).end();
      return;
  }
}

async function readJson(request: IncomingMessage): Promise<unknown> {
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of request) {
    const bytes = chunk as Buffer;
    size += bytes.length;
    if (size > MAX_BODY) return null;
    chunks.push(bytes);
  }
  const text = Buffer.concat(chunks).toString('utf8');
  if (text.trim() === '') return undefined;
  try {
    return JSON.parse(text) as unknown;
  } catch {
    return null;
  }
}

function decode(part: string): string {
  try {
    return decodeURIComponent(part);
  } catch {
    return part;
  }
}
