import { request as httpRequest } from 'node:http';
import { Duplex } from 'node:stream';
import { TunnelError, cancelled } from '../../domain/errors';
import type { Connection } from '../../engine/ports';
import { HttpFailure, type HttpAnswer } from '../../http/request';
import { answerOf, MAX_BODY } from './agent-answer';
import type { AgentRequest } from './agent-door';

/**
 * One HTTP exchange over a connection that somebody else opened, and that is closed with it. At most 4 MiB, and no longer than the
 * request's deadline. @throws HttpFailure, cancelled.
 */
export function exchangeOver(connection: Connection, { method, path, body, bearer, deadlineMs, host }: AgentRequest & { readonly host: string }, signal: AbortSignal): Promise<HttpAnswer> {
  if (!(connection instanceof Duplex)) throw new TunnelError('bug', {}, { detail: 'a connection that is no stream' });
  const stream = connection;
  return new Promise<HttpAnswer>((resolve, reject) => {
    let settled = false;
    const settle = (finish: () => void): void => {
      if (settled) return;
      settled = true;
      clearTimeout(timer);
      signal.removeEventListener('abort', stop);
      request.destroy();
      stream.destroy();
      finish();
    };
    const fail = (failure: Error): void => { settle(() => { reject(failure); }); };
    const stop = (): void => { fail(cancelled()); };
    const timer = setTimeout(() => { fail(new HttpFailure('deadline', `no answer within ${deadlineMs / 1000} s`)); }, deadlineMs);
    const text = body === undefined ? null : Buffer.from(JSON.stringify(body));
    const request = httpRequest(
      {
        method, path,
        headers: {
          Host: host,
          Accept: 'application/json',
          Connection: 'close',
          ...(text === null ? {} : { 'Content-Type': 'application/json', 'Content-Length': text.length }),
          ...(bearer === undefined ? {} : { Authorization: `Bearer ${bearer.reveal()}` }),
        },
        createConnection: () => stream,
      },
      (response) => {
        const chunks: Buffer[] = [];
        let size = 0;
        response.on('data', (chunk: Buffer) => {
          size += chunk.length;
          if (size > MAX_BODY) return void fail(new HttpFailure('too-large', `the answer is larger than ${MAX_BODY / 1024 / 1024} MiB`));
          chunks.push(chunk);
        });
        response.once('end', () => { settle(() => { resolve(answerOf(response.statusCode ?? 0, response.headers['content-type'] ?? '', Buffer.concat(chunks))); }); });
        response.once('error', () => { fail(new HttpFailure('unreachable', 'the answer was cut short')); });
        response.once('aborted', () => { fail(new HttpFailure('unreachable', 'the answer was cut short')); });
      },
    );
    // Only that it failed: the library's errors hold the request, password included.
    request.on('error', () => { fail(new HttpFailure('unreachable', 'the connection failed')); });
    signal.addEventListener('abort', stop, { once: true });
    if (signal.aborted) return void stop();
    request.end(text ?? undefined);
  });
}
