import type { BoxCheck } from '../../engine/ports';
import type { Answer } from './ask-box';
import { finding } from './finding';
import { linesOf, look } from './look';

/** netclient's own, and the one that it takes where a firewall lets out little else. */
const WANTED = [51821, 443];

export const udpPortsCheck: BoxCheck = {
  id: 'udp-ports',
  run: async (question, signal) => {
    const { udp4, udp6 } = await look(question, signal);
    if (udp4.code !== 0) return finding('udp-ports', 'unknown', { ports: '' }, udp4.text);
    // A netclient that runs holds them itself; whose it is, is another check.
    if (question.facts.client.active || question.site.overlay?.kind === 'wireguard') return finding('udp-ports', 'ok', { ports: '' });
    const taken = new Set([...udpPorts(udp4), ...udpPorts(udp6)]);
    const ports = WANTED.filter((port) => taken.has(port));
    return finding('udp-ports', ports.length === 0 ? 'ok' : 'warns', { ports: ports.map((port) => `UDP ${port}`).join(', ') });
  },
};

/** /proc/net/udp: `  123: 0100007F:CA6D 00000000:0000 07 ...`, address and port in hexadecimal. */
export function udpPorts(answer: Answer): number[] {
  return linesOf(answer).flatMap((line) => {
    const port = /^\s*\d+: [\dA-F]{8,32}:([\dA-F]{4}) /i.exec(line)?.[1];
    return port === undefined ? [] : [parseInt(port, 16)];
  });
}
