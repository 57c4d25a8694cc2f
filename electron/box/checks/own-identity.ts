import { plainText } from '../../domain/plain-text';
import type { BoxCheck } from '../../engine/ports';
import type { Answer } from './ask-box';
import { finding } from './finding';
import { TELLING, linesOf, look, lookAsRoot } from './look';

/**
 * Prepared memory cards that were copied after netclient was installed share one host id, and push each other out of the network
 * (gravitl/netclient #2227). Its file notes a hardware address of the computer that it was made on; whether another one is running
 * somewhere is for the server to say.
 */
export const ownIdentityCheck: BoxCheck = {
  id: 'own-identity',
  run: async (question, signal) => {
    const { present, links } = await look(question, signal);
    if (!linesOf(present).includes(TELLING.clientHost)) return finding('own-identity', 'ok', { mac: '' });
    const mac = identityMac((await lookAsRoot(question, signal)).clientMac);
    const own = macsOf(links);
    if (mac === null || own.length === 0) return finding('own-identity', 'unknown', { mac: '' }, mac === null ? 'its netclient notes no hardware address' : 'it has no ip command');
    return finding('own-identity', own.includes(mac) ? 'ok' : 'warns', { mac }, own.includes(mac) ? '' : `its own: ${own.join(', ')}`);
  },
};

/** netclient writes 6 bytes in base64 (Go's JSON of net.HardwareAddr); older ones in the usual form. */
export function identityMac(answer: Answer): string | null {
  const value = /"macaddress": *"([^"]{1,40})"/i.exec(answer.text)?.[1] ?? '';
  if (/^([\da-f]{2}:){5}[\da-f]{2}$/i.test(value)) return value.toLowerCase();
  return /^[\w+/]{8}$/.test(value) ? [...Buffer.from(value, 'base64')].map((byte) => byte.toString(16).padStart(2, '0')).join(':') : null;
}

/** `2: eth0: <BROADCAST,...> mtu 1500 ... link/ether b8:27:eb:01:02:03 brd ff:ff:ff:ff:ff:ff`, with `permaddr` where it was changed. */
export function macsOf(links: Answer): string[] {
  const found = linesOf(links).flatMap((line) => [...line.matchAll(/\b(?:link\/ether|permaddr) ((?:[\da-f]{2}:){5}[\da-f]{2})\b/gi)].map((match) => plainText(match[1] ?? '').toLowerCase()));
  return [...new Set(found)].slice(0, 50);
}
