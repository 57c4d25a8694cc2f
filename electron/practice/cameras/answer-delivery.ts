import type { IncomingMessage, ServerResponse } from 'node:http';
import { setTimeout as wait } from 'node:timers/promises';
import type { AnswerFlaw, Pace } from './character';

export interface HttpReply {
  readonly status: number;
  readonly type: string;
  readonly content: string | Uint8Array;
  readonly headers?: Readonly<Record<string, string | readonly string[]>>;
}

const CHUNK = Buffer.alloc(64 * 1024);
const HUNDRED_MEGABYTES = 100 * 1024 * 1024;
/** Milliseconds between two drips. */
const DRIP_EVERY = 100;
/** Nobody's (RFC 5737). */
const ELSEWHERE = 'http://192.0.2.88/onvif/device_service';

/** Writes an answer at the device's own pace, and as wrong as the device writes it. Ends early when the asker goes away. */
export async function deliver(request: IncomingMessage, response: ServerResponse, reply: HttpReply, pace: Pace, flaw: AnswerFlaw | null): Promise<void> {
  const gone = new AbortController();
  response.once('close', () => gone.abort());
  try {
    if (pace.answerAfter > 0) await wait(pace.answerAfter, undefined, { signal: gone.signal });
    await write(request, response, reply, pace, flaw, gone.signal);
  } catch (error) {
    if (!gone.signal.aborted) throw error;
  }
}

async function write(request: IncomingMessage, response: ServerResponse, reply: HttpReply, pace: Pace, flaw: AnswerFlaw | null, gone: AbortSignal): Promise<void> {
  const content = Buffer.from(reply.content);
  const head = (extra: Readonly<Record<string, string | number>>, type = reply.type): void => void response.writeHead(reply.status, { ...reply.headers, 'Content-Type': type, ...extra });
  const whole = (body: Buffer, type = reply.type): void => {
    head({ 'Content-Length': body.length }, type);
    response.end(body);
  };
  switch (flaw) {
    case 'truncated': return whole(content.subarray(0, Math.floor(content.length * 0.6)));
    case 'empty': return whole(Buffer.alloc(0));
    case 'wrong-type': return whole(content, 'text/html');
    case 'byte-order-mark': return whole(Buffer.concat([Buffer.from([0xef, 0xbb, 0xbf]), content]));
    case 'trailing-zeros': return whole(Buffer.concat([content, Buffer.alloc(7)]));
    case 'script': return whole(Buffer.from('<html><body><script>document.location="http://192.0.2.88/"</script></body></html>'), 'text/html');
    case 'entities': return whole(Buffer.from(`<?xml version="1.0"?><!DOCTYPE e [<!ENTITY a "${'b'.repeat(1000)}"><!ENTITY c "${'&a;'.repeat(1000)}"><!ENTITY d "${'&c;'.repeat(1000)}">]>${content.toString().replace(/<\?xml[^>]*\?>/, '').replace(/(<[\w:]*Body>)/, '$1&d;')}`));
    case 'huge': return whole(Buffer.from(content.toString().replace(/(<[\w:]*Body>)/, `$1${' '.repeat(3 * 1024 * 1024)}`)));
    case 'elsewhere':
      response.writeHead(302, { Location: ELSEWHERE, 'Content-Length': 0 });
      response.end();
      return;
    case 'chunked':
      head({});
      for (let at = 0; at < content.length; at += 97) response.write(content.subarray(at, at + 97));
      response.end();
      return;
    case 'short-length':
      head({ 'Content-Length': Math.max(0, content.length - 40), Connection: 'close' });
      response.flushHeaders();
      request.socket.end(content);
      return;
    case 'long-length':
      head({ 'Content-Length': content.length + 400, Connection: 'close' });
      response.flushHeaders();
      request.socket.end(content);
      return;
    case 'hundred-megabytes':
      head({ 'Content-Length': HUNDRED_MEGABYTES });
      return pour(response, HUNDRED_MEGABYTES, gone);
    case 'endless':
      head({});
      return pour(response, Infinity, gone);
    case null: break;
  }
  if (pace.drip === null) return whole(content);
  head({ 'Content-Length': content.length });
  for (let at = 0; at < content.length; at += pace.drip) {
    response.write(content.subarray(at, at + pace.drip));
    await wait(DRIP_EVERY, undefined, { signal: gone });
  }
  response.end();
}

/** Never more in memory than the asker has room for. */
async function pour(response: ServerResponse, bytes: number, gone: AbortSignal): Promise<void> {
  for (let poured = 0; poured < bytes && !gone.aborted; poured += CHUNK.length) {
    if (response.write(CHUNK)) continue;
    await new Promise<void>((resolve) => {
      const go = (): void => {
        response.off('drain', go);
        gone.removeEventListener('abort', go);
        resolve();
      };
      response.once('drain', go);
      gone.addEventListener('abort', go, { once: true });
    });
  }
  response.end();
}
