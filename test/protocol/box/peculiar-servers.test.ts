import type { AddressInfo, Socket } from 'node:net';
import ssh2, { type ServerChannel } from 'ssh2';
import { afterEach, describe, expect, test } from 'vitest';
import type { Box } from '../../../electron/engine/ports';
import { commandWords } from '../../../electron/practice/box/command-words';
import { connectTo, never } from './box-at-hand';
import { ed25519Pair } from '../../../electron/practice/box/ed25519-pair';

const closing: (() => unknown)[] = [];
afterEach(async () => {
  for (const close of closing.splice(0).reverse()) await close();
});

/** An SSH server whose answers are made by the test; `id -u` is always root's. */
async function boxOf(ident: string, answer: (argv: readonly string[], channel: ServerChannel, socket: Socket) => void): Promise<Box> {
  const server = new ssh2.Server({ hostKeys: [ed25519Pair().private], ident }, (connection) => {
    connection.on('error', () => undefined);
    connection.on('authentication', (context) => { context.accept(); });
    connection.on('session', (accept) => {
      accept().on('exec', (acceptExec, _reject, { command }) => {
        const { _sock: socket } = connection as typeof connection & { _sock: Socket };
        // What is said from here on goes into one packet.
        socket.cork();
        const channel = acceptExec();
        channel.on('error', () => undefined);
        const argv = (commandWords(command) ?? []).slice(5);
        if (argv[0] === 'id') say(channel, '0\n');
        else answer(argv, channel, socket);
        process.nextTick(() => { socket.uncork(); });
      });
    });
  });
  await new Promise<void>((resolve) => { server.listen(0, '127.0.0.1', () => { resolve(); }); });
  closing.push(() => new Promise<void>((resolve) => { server.close(() => { resolve(); }); }));
  const box = await connectTo({ port: (server.address() as AddressInfo).port, username: 'root', password: 'x' });
  closing.push(() => { box.close(); });
  return box;
}

function say(channel: ServerChannel, text: string, code = 0): void {
  channel.write(`kt:4711\n${text}`);
  channel.stderr.write('kt:4711\n');
  channel.exit(code);
  channel.end();
}

describe('SSH servers as they are', () => {
  test('an answer that comes with its beginning and its end in one packet is whole', async () => {
    const box = await boxOf('OpenSSH_9.2', (argv, channel) => { say(channel, argv.join(' '), 3); });
    for (let round = 0; round < 10; round++) expect(await box.run(['echo', String(round)], { signal: never })).toEqual({ code: 3, stdout: `echo ${round}`, stderr: '' });
  });

  test.each([['dropbear_2022.83', 1], ['OpenSSH_9.2', 8]])('%s is asked %i things at a time', async (ident, expected) => {
    const open: ServerChannel[] = [];
    let most = 0;
    const answerAll = (): void => {
      most = Math.max(most, open.length);
      for (const channel of open.splice(0)) say(channel, '');
    };
    const box = await boxOf(ident, (_argv, channel) => {
      open.push(channel);
      // When as many as are allowed have come, and not before: so that more would be seen.
      if (open.length === expected) setImmediate(() => { setImmediate(answerAll); });
    });
    await Promise.all(Array.from({ length: 24 }, () => box.run(['true'], { signal: never })));
    expect(most).toBe(expected);
  });

  test('a command that ends by a signal has no code', async () => {
    const box = await boxOf('OpenSSH_9.2', (_argv, channel) => {
      channel.write('kt:4711\n');
      channel.exit('KILL', false, '');
      channel.end();
    });
    expect(await box.run(['x'], { signal: never })).toMatchObject({ code: null });
    await expect(box.demand(['x'], { signal: never })).rejects.toMatchObject({ code: 'box-command-failed', params: { command: 'x', code: 'signal' } });
  });

  test('a server that answers without a shell is no box', async () => {
    const server = new ssh2.Server({ hostKeys: [ed25519Pair().private] }, (connection) => {
      connection.on('error', () => undefined);
      connection.on('authentication', (context) => { context.accept(); });
      connection.on('session', (accept) => {
        accept().on('exec', (acceptExec) => {
          const channel = acceptExec();
          channel.write('bad command name exec (line 1 column 1)\r\n');
          channel.exit(1);
          channel.end();
        });
      });
    });
    await new Promise<void>((resolve) => { server.listen(0, '127.0.0.1', () => { resolve(); }); });
    closing.push(() => new Promise<void>((resolve) => { server.close(() => { resolve(); }); }));
    await expect(connectTo({ port: (server.address() as AddressInfo).port, username: 'admin', password: '' })).rejects.toMatchObject({ code: 'box-unsupported', detail: expect.stringContaining('bad command name') as string });
  });
});
