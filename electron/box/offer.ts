import net from 'node:net';
import { cancelled } from '../domain/errors';
import { plainText } from '../domain/plain-text';
import type { Offer } from './algorithms';
import type { Address } from './ssh-error';

const DEADLINE = 5000;
/** RFC 4253 6.1: packets up to 35,000 bytes; a little more for what comes before the first one. */
const MOST_BYTES = 40_000;
const MOST_NAMES = 100;
const KEXINIT = 20;

/** The first packet of a server, which is sent before anything is encrypted and before anybody logs in; null where none came. */
export function readOffer({ host, port }: Address, signal: AbortSignal): Promise<Offer | null> {
  return new Promise((resolve, reject) => {
    if (signal.aborted) return void reject(cancelled());
    const socket = net.connect({ host, port });
    let received = Buffer.alloc(0);
    const finish = (outcome: () => void): void => {
      clearTimeout(timer);
      signal.removeEventListener('abort', abort);
      socket.removeAllListeners();
      socket.on('error', () => undefined);
      socket.destroy();
      outcome();
    };
    const abort = (): void => { finish(() => { reject(cancelled()); }); };
    const giveUp = (): void => { finish(() => { resolve(null); }); };
    const timer = setTimeout(giveUp, DEADLINE);
    signal.addEventListener('abort', abort, { once: true });
    socket.on('error', giveUp);
    socket.on('close', giveUp);
    // Some wait for us to say first who we are.
    socket.on('connect', () => { socket.write('SSH-2.0-look\r\n'); });
    socket.on('data', (chunk: Buffer) => {
      received = Buffer.concat([received, chunk]);
      const offer = parseOffer(received);
      if (offer !== 'more') finish(() => { resolve(offer); });
      else if (received.length > MOST_BYTES) giveUp();
    });
  });
}

/** From the server's first bytes: lines of text, its version line, one packet. `more`: not all of it is there; null: it is something else. */
export function parseOffer(bytes: Buffer): Offer | null | 'more' {
  const version = /(?:^|\n)SSH-[\d.]+-[^\n]*\n/.exec(bytes.toString('latin1'));
  if (version === null) return 'more';
  const packet = bytes.subarray(version.index + version[0].length);
  if (packet.length < 6) return 'more';
  const length = packet.readUInt32BE(0);
  if (length > MOST_BYTES || packet[5] !== KEXINIT) return null;
  if (packet.length < 4 + length) return 'more';
  // length, padding length, type, 16 bytes of chance, then ten lists
  const lists: string[][] = [];
  let at = 4 + 1 + 1 + 16;
  for (let index = 0; index < 6; index++) {
    if (at + 4 > packet.length) return null;
    const size = packet.readUInt32BE(at);
    if (size > packet.length - at - 4) return null;
    lists.push(packet.subarray(at + 4, at + 4 + size).toString('latin1').split(',').slice(0, MOST_NAMES).map((name) => plainText(name, 64)));
    at += 4 + size;
  }
  const [kex = [], hostKeys = [], ciphers = [], , macs = []] = lists;
  // Marks of extensions that travel among the names (RFC 8308, OpenSSH's strict key exchange).
  return { kex: kex.filter((name) => !/^(ext-info|kex-strict)-/.test(name)), hostKeys, ciphers, macs };
}
