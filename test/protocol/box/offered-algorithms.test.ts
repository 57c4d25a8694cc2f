import { createServer, type AddressInfo } from 'node:net';
import ssh2, { type Algorithms } from 'ssh2';
import { describe, expect, test } from 'vitest';
import { algorithmsFor, MODERN, OLD, type Offer } from '../../../electron/box/algorithms';
import { parseOffer } from '../../../electron/box/offer';

/** What ssh2 makes of it: what it really sends to a server. */
async function offered(algorithms: Algorithms): Promise<Offer> {
  const client = new ssh2.Client();
  const server = createServer();
  client.on('error', () => undefined);
  try {
    return await new Promise<Offer>((resolve, reject) => {
      server.on('connection', (socket) => {
        let bytes = Buffer.alloc(0);
        socket.on('error', () => undefined);
        socket.write('SSH-2.0-listening\r\n');
        socket.on('data', (chunk: Buffer) => {
          bytes = Buffer.concat([bytes, chunk]);
          const offer = parseOffer(bytes);
          if (offer === null) reject(new Error('no first packet'));
          else if (offer !== 'more') resolve(offer);
        });
      });
      server.listen(0, '127.0.0.1', () => { client.connect({ host: '127.0.0.1', port: (server.address() as AddressInfo).port, username: '-', algorithms }); });
    });
  } finally {
    client.destroy();
    server.close();
  }
}

describe('the algorithms that are offered to a box', () => {
  test('none of the old ones without permission', async () => {
    const all = Object.values(await offered(algorithmsFor(null, false))).flat();
    expect(all.filter((name) => Object.values(OLD).flat().includes(name))).toEqual([]);
    expect([...new Set(all)].sort()).toEqual([...new Set(Object.values(MODERN).flat())].sort());
  });

  test('with permission all of them, behind the modern ones', async () => {
    const { kex, hostKeys, ciphers, macs } = await offered(algorithmsFor(null, true));
    for (const [list, modern, old] of [[kex, MODERN.kex, OLD.kex], [hostKeys, MODERN.hostKeys, OLD.hostKeys], [ciphers, MODERN.ciphers, OLD.ciphers], [macs, MODERN.macs, OLD.macs]] as const) {
      expect(list.slice(0, modern.length).sort()).toEqual([...modern].sort());
      expect(list.slice(modern.length).sort()).toEqual([...old].sort());
    }
  });

  test('the pinned key is asked for first, an old sort only with permission', async () => {
    const pin = (algorithm: string): { algorithm: string; fingerprint: string } => ({ algorithm, fingerprint: `SHA256:${'A'.repeat(43)}` });
    expect((await offered(algorithmsFor(pin('ecdsa-sha2-nistp256'), false))).hostKeys[0]).toBe('ecdsa-sha2-nistp256');
    expect((await offered(algorithmsFor(pin('ssh-rsa'), false))).hostKeys.slice(0, 3)).toEqual(['rsa-sha2-512', 'rsa-sha2-256', 'ssh-ed25519']);
    expect((await offered(algorithmsFor(pin('ssh-dss'), true))).hostKeys[0]).toBe('ssh-dss');
    expect((await offered(algorithmsFor(pin('ssh-dss'), false))).hostKeys).not.toContain('ssh-dss');
  });
});
