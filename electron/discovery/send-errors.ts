import { readFile } from 'node:fs/promises';

/** Characters; the real table has 2,000. */
const MAX_TABLE = 64 * 1024;

/**
 * How many datagrams this system has thrown away instead of sending since it started, where it tells (Linux, for its namespace): for
 * want of room in the neighbour table, of which `send` says nothing (measured: 39 of 40 hosts found in a /16 while another program
 * filled the table). Null elsewhere. Never throws.
 */
export async function sendErrors(): Promise<number | null> {
  return readFile('/proc/net/snmp', 'latin1').then(parseSendErrors, () => null);
}

/** `SndbufErrors` of the two lines `Udp: names` and `Udp: values`. */
export function parseSendErrors(text: string): number | null {
  const [names = '', values = ''] = text.slice(0, MAX_TABLE).split('\n').filter((line) => line.startsWith('Udp:'));
  const value = values.split(' ')[names.split(' ').indexOf('SndbufErrors')] ?? '';
  return /^\d{1,15}$/.test(value) ? Number(value) : null;
}
