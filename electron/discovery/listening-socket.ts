import dgram from 'node:dgram';

export interface ListeningPlace {
  /** One of our addresses; null for all of them, which hears broadcasts and multicasts too; a group's, to hear that and nothing else (not on Windows). */
  readonly address: string | null;
  /** 0: any free one. */
  readonly port: number;
  /** Whether other programs may hold the port as well: ports that belong to a protocol. */
  readonly shared: boolean;
  readonly groups?: readonly string[];
  /** Our addresses on whose wires the groups are joined. */
  readonly members?: readonly string[];
  readonly onDatagram: (datagram: Uint8Array, from: string) => void;
}

/**
 * A UDP socket that listens at a place and may broadcast. Null when it cannot be had: another program holds the port, or the
 * address is gone. Never throws. The caller closes it.
 */
export function openListeningSocket(place: ListeningPlace): Promise<dgram.Socket | null> {
  return new Promise((resolve) => {
    const socket = dgram.createSocket({ type: 'udp4', reuseAddr: place.shared });
    socket.once('error', () => {
      socket.close();
      resolve(null);
    });
    socket.on('message', (datagram, sender) => place.onDatagram(datagram, sender.address));
    socket.bind(place.port, place.address ?? '0.0.0.0', () => {
      socket.removeAllListeners('error');
      // Unreachable hosts are reported here by some systems; they are simply not there.
      socket.on('error', ignore);
      attempt(() => socket.setRecvBufferSize(1024 * 1024));
      attempt(() => socket.setBroadcast(true));
      attempt(() => socket.setMulticastTTL(4));
      const { address } = place;
      if (address !== null) attempt(() => socket.setMulticastInterface(address));
      for (const group of place.groups ?? []) for (const member of place.members ?? []) attempt(() => socket.addMembership(group, member));
      resolve(socket);
    });
  });
}

/** Sends without caring whether it goes out: what cannot be sent is not answered, and that is all there is to know. */
export function sendTo(socket: dgram.Socket, datagram: Uint8Array, port: number, address: string): void {
  attempt(() => socket.send(datagram, port, address, ignore));
}

function ignore(): void {
  // See `sendTo`.
}

/** Settings that the system may refuse; without them less is heard, which is no reason to hear nothing. */
function attempt(action: () => void): void {
  try {
    action();
  } catch {
    return;
  }
}
