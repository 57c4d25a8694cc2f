import net from 'node:net';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { askRtsp } from '../../../electron/discovery/explain/ask-rtsp';
import { askWeb } from '../../../electron/discovery/explain/ask-web';
import { guessBrand } from '../../../electron/discovery/explain/brand-signs';
import { conclude } from '../../../electron/discovery/explain/conclude';
import { DEVICE_KINDS } from '../../../electron/domain/device';
import { BRANDS, Conclusion, Door, DOORS, FAULTS, OUTCOMES } from '../../../electron/domain/why-not';

const HOST = '127.78.0.11';
let answer: Uint8Array = new Uint8Array();
const server = net.createServer((socket) => {
  socket.on('error', () => undefined);
  socket.on('data', () => socket.end(answer));
});
let port = 0;
beforeAll(async () => {
  await new Promise<void>((resolve) => server.listen(0, HOST, resolve));
  port = (server.address() as net.AddressInfo).port;
});
afterAll(() => new Promise((resolve) => server.close(resolve)));

/** Control characters and all, and longer than a fact may be. */
const line = fc.string({ unit: 'binary', maxLength: 300, size: 'max' });
/** Bytes of no kind at all, and answers that are nearly right. */
const bytes = fc.oneof(
  fc.uint8Array({ maxLength: 600 }),
  fc.tuple(fc.tuple(fc.constantFrom('RTSP/1.0 200', 'HTTP/1.1 200', 'HTTP/1.0 401', 'RTSP/1.0 401'), line).map((parts) => parts.join(' ')), fc.array(fc.tuple(fc.constantFrom('CSeq', 'Server', 'WWW-Authenticate', 'Content-Length', 'Location', 'Content-Encoding'), line), { maxLength: 4 }), line).map(([status, headers, body]) =>
    Buffer.from(`${status}\r\n${headers.map(([name, value]) => `${name}: ${value}\r\n`).join('')}\r\n<title>${body}</title><e:Envelope><e:Body>${body}</e:Body></e:Envelope>`)),
);

describe('whatever a host answers', () => {
  it('never makes a question throw, and every door is well formed', async () => {
    const signal = new AbortController().signal;
    await fc.assert(fc.asyncProperty(bytes, async (sent) => {
      answer = sent;
      const all = [await askRtsp(HOST, port, false, signal), await askWeb(HOST, port, false, signal)];
      for (const door of all.flatMap((one) => one.doors)) Door.parse(door);
      // eslint-disable-next-line no-control-regex -- nothing of this may reach a terminal
      for (const { fact } of all.flatMap((one) => one.doors)) expect(fact ?? '').not.toMatch(/[\u0000-\u001f\u007f-\u009f\u202a-\u202e]/);
      guessBrand(all.flatMap((one) => one.said).map((text) => ({ from: 'web' as const, text })), null, [port]);
    }), { numRuns: 80, examples: [[Buffer.from(`RTSP/1.0 200 \u001b[31m${'x'.repeat(300)}\r\nServer: \u202egnp\r\n\r\n`)]] });
  }, 60_000);

  it('leads to a conclusion, and only to ones that there are words for', () => {
    const door = fc.record({ door: fc.constantFrom(...DOORS), port: fc.option(fc.constantFrom(80, 443, 554, 8_554, 9_000)), outcome: fc.constantFrom(...OUTCOMES), fact: fc.constant(null), fault: fc.option(fc.constantFrom(...FAULTS)) });
    fc.assert(fc.property(fc.array(door, { maxLength: 12 }), fc.boolean(), fc.boolean(), fc.constantFrom(...DEVICE_KINDS), fc.option(fc.constantFrom(...BRANDS)), fc.array(fc.integer({ min: 100, max: 999 }), { maxLength: 2 }), (doors, onLink, own, kind, brand, rtspStatuses) => {
      const conclusions = conclude({ address: '10.0.0.1', onLink, own, networks: [], kind, brand, doors, rtspStatuses });
      expect(conclusions.length).toBeGreaterThan(0);
      for (const one of conclusions) Conclusion.parse(one);
    }), { numRuns: 500 });
  });
});
