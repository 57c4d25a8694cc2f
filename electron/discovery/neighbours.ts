import { readFile } from 'node:fs/promises';
import { isAddress } from '../domain/addresses';
import { normalMac } from '../camera/onvif/device-answers';
import { MAX_TABLE, outputOf } from './system-program';

/** A host that the operating system has spoken to lately on this network. */
export interface Neighbour {
  readonly address: string;
  readonly mac: string;
}

/** The neighbour table of this operating system; empty where it cannot be read. Never throws. */
export async function readNeighbours(signal: AbortSignal, platform: NodeJS.Platform = process.platform): Promise<Neighbour[]> {
  try {
    if (platform === 'linux') return parseProcNetArp(await readFile('/proc/net/arp', 'utf8'));
    if (platform === 'darwin') return parseArpOfMac(await outputOf('/usr/sbin/arp', ['-an'], signal));
    if (platform === 'win32') return parseArpOfWindows(await outputOf('arp.exe', ['-a'], signal));
    return [];
  } catch {
    return [];
  }
}

/** `/proc/net/arp`: address, type, flags, MAC, mask, device. Flag 0x2 means that the host answered. */
export function parseProcNetArp(text: string): Neighbour[] {
  return text.slice(0, MAX_TABLE).split('\n').slice(1).flatMap((line) => {
    const [address = '', , flags = '', mac = ''] = line.trim().split(/\s+/);
    return (Number(flags) & 0x2) === 0 ? [] : neighbour(address, mac);
  });
}

/** `? (192.168.1.1) at ac:cc:8e:1:2:3 on en0 ifscope [ethernet]`; leading zeros are left out. */
export function parseArpOfMac(text: string): Neighbour[] {
  return text.slice(0, MAX_TABLE).split('\n').flatMap((line) => {
    const match = /\((\d{1,3}(?:\.\d{1,3}){3})\) at ([0-9a-f]{1,2}(?::[0-9a-f]{1,2}){5})\b/i.exec(line);
    return match === null ? [] : neighbour(match[1] ?? '', (match[2] ?? '').split(':').map((part) => part.padStart(2, '0')).join(':'));
  });
}

/** `  192.168.1.20   ac-cc-8e-be-cc-ea   dynamic`; the words differ by language and are not read. */
export function parseArpOfWindows(text: string): Neighbour[] {
  return text.slice(0, MAX_TABLE).split(/\r?\n/).flatMap((line) => {
    const match = /^\s*(\d{1,3}(?:\.\d{1,3}){3})\s+([0-9a-f]{2}(?:-[0-9a-f]{2}){5})\b/i.exec(line);
    return match === null ? [] : neighbour(match[1] ?? '', match[2] ?? '');
  });
}

function neighbour(address: string, mac: string): Neighbour[] {
  // Broadcast and multicast entries (Windows lists them) have no unicast MAC.
  const normal = normalMac(mac);
  return normal === null || !isAddress(address) ? [] : [{ address, mac: normal }];
}
