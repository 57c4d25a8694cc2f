import dgram from 'node:dgram';

/** Two neighbouring UDP ports, the even one for RTP (RFC 3550 11). */
export interface UdpReceiver {
  readonly rtpPort: number;
  /** Sends a few bytes out, so that a firewall on the way lets the camera's packets in. */
  greet(address: string, serverPort: number): void;
  close(): void;
}

const TRIES = 20;

/** Binds a free pair. Packets from any other address than the camera's are ignored. */
export async function openUdpReceiver(options: { localAddress: string; from: string; onRtp: (packet: Buffer) => void }): Promise<UdpReceiver> {
  for (let attempt = 0; attempt < TRIES; attempt++) {
    const first = await bind(0, options.localAddress);
    if (first === null) continue;
    const port = first.address().port;
    // The system gives any port; its neighbour may be taken, then another pair is tried.
    const even = port % 2 === 0;
    const second = await bind(even ? port + 1 : port - 1, options.localAddress);
    if (second === null) {
      first.close();
      continue;
    }
    const [rtp, rtcp] = even ? [first, second] : [second, first];
    rtp.on('message', (packet, sender) => {
      if (sender.address === options.from) options.onRtp(packet);
    });
    for (const socket of [rtp, rtcp]) socket.on('error', () => undefined);
    return {
      rtpPort: rtp.address().port,
      greet(address, serverPort) {
        // An empty RTP header and an empty RTCP receiver report.
        rtp.send(Buffer.from([0x80, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0]), serverPort, address, () => undefined);
        rtcp.send(Buffer.from([0x80, 0xc9, 0, 1, 0, 0, 0, 0]), serverPort + 1, address, () => undefined);
      },
      close() {
        rtp.close();
        rtcp.close();
      },
    };
  }
  throw new Error('no free pair of UDP ports');
}

function bind(port: number, address: string): Promise<dgram.Socket | null> {
  return new Promise((resolve) => {
    const socket = dgram.createSocket({ type: 'udp4', recvBufferSize: 1024 * 1024 });
    socket.once('error', () => {
      socket.close();
      resolve(null);
    });
    socket.bind(port, address, () => {
      socket.removeAllListeners('error');
      resolve(socket);
    });
  });
}
