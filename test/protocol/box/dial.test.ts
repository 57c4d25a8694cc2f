import { createServer, connect, type AddressInfo } from 'node:net';
import { once } from 'node:events';
import { Duplex } from 'node:stream';
import ssh2 from 'ssh2';
import { afterEach, describe, expect, it } from 'vitest';
import type { Box } from '../../../electron/engine/ports';
import { commandWords } from '../../../electron/practice/box/command-words';
import { connectTo, never } from './box-at-hand';
import { ed25519Pair } from '../../../electron/practice/box/ed25519-pair';

const closing: (() => unknown)[] = [];
afterEach(async () => {
  for (const close of closing.splice(0).reverse()) await close();
});

/** A box whose SSH server opens connections for whoever asks, or for nobody; or takes its time without end. */
async function boxThat(forwards: 'opens' | 'forbids' | 'hesitates'): Promise<Box> {
  const server = new ssh2.Server({ hostKeys: [ed25519Pair().private] }, (connection) => {
    connection.on('error', () => undefined);
    connection.on('authentication', (context) => { context.accept(); });
    if (forwards !== 'forbids') {
      connection.on('tcpip', (accept, reject, { destIP, destPort }) => {
        if (forwards === 'hesitates') return;
        const there = connect(destPort, destIP);
        there.once('connect', () => {
          const channel = accept();
          channel.on('error', () => undefined);
          channel.pipe(there).pipe(channel);
          channel.once('close', () => { there.destroy(); });
        });
        there.once('error', () => { reject(); });
      });
    }
    connection.on('session', (accept) => {
      accept().on('exec', (acceptExec, _reject, { command }) => {
        const channel = acceptExec();
        const isId = (commandWords(command) ?? [])[5] === 'id';
        channel.write(`kt:4711\n${isId ? '0\n' : ''}`);
        channel.stderr.write('kt:4711\n');
        channel.exit(isId ? 0 : 127);
        channel.end();
      });
    });
  });
  await new Promise<void>((resolve) => { server.listen(0, '127.0.0.1', () => { resolve(); }); });
  closing.push(() => new Promise<void>((resolve) => { server.close(() => { resolve(); }); }));
  const box = await connectTo({ port: (server.address() as AddressInfo).port, username: 'root', password: 'x' });
  closing.push(() => { box.close(); });
  return box;
}

/** A service beside the box that repeats what it hears. */
async function echo(): Promise<{ host: string; port: number; ended: Promise<unknown> }> {
  let end: () => void = () => undefined;
  const ended = new Promise<void>((resolve) => { end = resolve; });
  const server = createServer((socket) => { socket.on('error', () => undefined).once('close', end).pipe(socket); });
  await new Promise<void>((resolve) => { server.listen(0, '127.0.0.1', () => { resolve(); }); });
  closing.push(() => { server.close(); });
  return { host: '127.0.0.1', port: (server.address() as AddressInfo).port, ended };
}

async function opened(box: Box, at: { host: string; port: number }, signal = never): Promise<Duplex> {
  const connection = await box.dial(at, signal);
  if (!(connection instanceof Duplex)) throw new Error('not opened');
  return connection;
}

describe('a connection that the box opens for us', () => {
  it('carries bytes both ways, and ends there when it is ended here', async () => {
    const box = await boxThat('opens');
    const there = await echo();
    const connection = await opened(box, there);
    connection.write('hello');
    expect(String((await once(connection, 'data'))[0])).toBe('hello');
    connection.destroy();
    await there.ended;
  });

  it('is closed where nobody answers, and forbidden where the SSH server opens none for anybody', async () => {
    const there = await echo();
    const gone = { ...there, port: 1 };
    expect(await (await boxThat('opens')).dial(gone, never)).toBe('closed');
    expect(await (await boxThat('forbids')).dial(there, never)).toBe('forbidden');
  });

  it('is ended by the signal, also long after it was opened', async () => {
    const box = await boxThat('opens');
    const there = await echo();
    const stop = new AbortController();
    await opened(box, there, stop.signal);
    stop.abort();
    await there.ended;
  });

  it('is given up by the signal while it is being opened', async () => {
    const box = await boxThat('hesitates');
    const stop = new AbortController();
    const dialled = box.dial({ host: '127.0.0.1', port: 9 }, stop.signal);
    stop.abort();
    await expect(dialled).rejects.toMatchObject({ code: 'cancelled' });
  });

  it('is opened no more once the box was left', async () => {
    const box = await boxThat('opens');
    const there = await echo();
    box.close();
    await expect(box.dial(there, never)).rejects.toMatchObject({ code: 'box-connection-lost' });
  });
});
