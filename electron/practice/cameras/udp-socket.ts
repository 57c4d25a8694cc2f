import { createSocket, type Socket } from 'node:dgram';

/**
 * A UDP socket at an address, shared: others (a print service, a second practice site) may listen for discovery at all addresses.
 * Errors of sending are nobody's concern here. Rejects with the system's error.
 */
export function bindShared(port: number, host: string): Promise<Socket> {
  return new Promise((resolve, reject) => {
    const socket = createSocket({ type: 'udp4', reuseAddr: true });
    socket.once('error', (error) => {
      socket.close();
      reject(error);
    });
    socket.bind(port, host, () => {
      socket.removeAllListeners('error');
      socket.on('error', () => undefined);
      resolve(socket);
    });
  });
}

/** Memberships of one socket; Linux allows 20 (igmp_max_memberships). */
const MOST_MEMBERSHIPS = 20;

/**
 * Sockets that hear what is sent to a multicast group on the wires of these addresses of ours; as many as it takes. Bound to `host`:
 * the group itself hears nothing else, `0.0.0.0` broadcasts too. On some systems each of them hears everything, so one datagram may
 * come several times. Empty where it is not to be had; `onFailure` gets the reason then.
 */
export async function joinGroup(port: number, group: string, members: readonly string[], host: string, onFailure: (reason: string) => void = () => undefined): Promise<Socket[]> {
  const sockets: Socket[] = [];
  let reason = 'no interface';
  let room = 0;
  for (const member of new Set(members)) {
    try {
      if (room === 0) {
        sockets.push(await bindShared(port, host));
        room = MOST_MEMBERSHIPS;
      }
      sockets.at(-1)?.addMembership(group, member);
      room--;
    } catch (error) {
      // Several addresses on one interface: one membership is enough.
      reason = error instanceof Error ? error.message : String(error);
    }
  }
  if (room < MOST_MEMBERSHIPS) return sockets;
  // The last one joined nothing.
  sockets.pop()?.close();
  if (sockets.length === 0) onFailure(reason);
  return sockets;
}
