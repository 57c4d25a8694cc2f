import { openListeningSocket } from './listening-socket';
import type { WsdListener } from './ws-discovery';
import { readWsd, WSD_GROUP, WSD_PORT } from './ws-discovery-message';

/**
 * Hears devices that start (Hello) or leave (Bye) while a survey runs, on the wires of these interfaces; and those that answer the
 * group in place of the asker. Beside whatever else listens on this computer (its own WS-Discovery daemon), and not at all where a
 * program does not share the port. Ends with the signal; never throws.
 */
export async function listenForHellos(addresses: readonly string[], listener: WsdListener, signal: AbortSignal, port: number = WSD_PORT): Promise<void> {
  const socket = await openListeningSocket({
    // At the group's own address a socket gets nothing that is sent to this computer by name, which may be meant for its own daemon
    // (Linux gives such datagrams to the last that opened the port). Windows cannot listen there.
    address: process.platform === 'win32' ? null : WSD_GROUP,
    port,
    shared: true,
    groups: [WSD_GROUP],
    members: addresses,
    onDatagram: (datagram, from) => {
      const answer = readWsd(datagram);
      if (answer !== null && !signal.aborted) listener(from, answer);
    },
  });
  if (socket === null) return;
  if (!signal.aborted) await new Promise<void>((resolve) => signal.addEventListener('abort', () => resolve(), { once: true }));
  socket.close();
}
