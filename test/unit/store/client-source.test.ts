import { createHash } from 'node:crypto';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, describe, expect, it } from 'vitest';
import { readClient } from '../../../electron/store/client-source';

const BINARY = Buffer.from('\u007fELF of a client');
const sha256 = createHash('sha256').update(BINARY).digest('hex');
const never = new AbortController().signal;
let server: Server | null = null;
afterEach(() => {
  server?.closeAllConnections();
  server?.close();
});

async function serve(status: number, body: Buffer | null): Promise<string> {
  const opened = createServer((_request, response) => {
    response.writeHead(status);
    // null: an answer that begins and never ends.
    if (body === null) response.write('x');
    else response.end(body);
  });
  server = opened;
  await new Promise<void>((resolve) => opened.listen(0, '127.0.0.1', resolve));
  return `http://127.0.0.1:${(opened.address() as AddressInfo).port}/netclient`;
}

describe('the VPN client from a download address', () => {
  it('is taken when its checksum is the expected one', async () => {
    expect(Buffer.from(await readClient({ kind: 'url', url: await serve(200, BINARY), sha256 }, never))).toEqual(BINARY);
  });

  it('is refused when it is another file', async () => {
    await expect(readClient({ kind: 'url', url: await serve(200, Buffer.from('a login page')), sha256 }, never)).rejects.toMatchObject({ code: 'client-checksum', params: { expected: sha256 } });
  });

  it('says that it is not there', async () => {
    await expect(readClient({ kind: 'url', url: await serve(404, BINARY), sha256 }, never)).rejects.toMatchObject({ code: 'client-download-failed', params: { reason: 'HTTP 404' } });
  });

  it('stops when asked', async () => {
    const abort = new AbortController();
    const reading = readClient({ kind: 'url', url: await serve(200, null), sha256 }, abort.signal);
    abort.abort();
    await expect(reading).rejects.toThrow();
  });
});
