import { createSocket, type Socket as UdpSocket } from 'node:dgram';
import type { Socket } from 'node:net';

/** Bytes waiting in a viewer's TCP connection from which on it counts as not keeping up. */
const MAX_WAITING = 512 * 1024;

/** How RTP and RTCP of a session travel. */
export interface RtpWay {
  readonly kind: 'tcp' | 'udp';
  /** The answer's Transport header, without the SSRC. */
  readonly transport: string;
  readonly congested: boolean;
  media(packets: readonly Buffer[]): void;
  report(packet: Buffer): void;
  /** The viewer sent RTCP. */
  onReport(listener: () => void): void;
  close(): void;
}

/** Within the RTSP connection (RFC 2326, 10.12): `$`, channel, length. */
export function interleavedWay(socket: Socket, channels: readonly [number, number]): RtpWay {
  const frame = (channel: number, packet: Buffer): Buffer => {
    const head = Buffer.from([0x24, channel, 0, 0]);
    head.writeUInt16BE(packet.length, 2);
    return Buffer.concat([head, packet]);
  };
  const write = (data: Buffer): void => {
    if (socket.writable) socket.write(data);
  };
  return {
    kind: 'tcp',
    transport: `RTP/AVP/TCP;unicast;interleaved=${channels[0]}-${channels[1]}`,
    get congested() {
      return socket.writableLength > MAX_WAITING;
    },
    media: (packets) => write(Buffer.concat(packets.map((packet) => frame(channels[0], packet)))),
    report: (packet) => write(frame(channels[1], packet)),
    onReport: () => undefined,
    close: () => undefined,
  };
}

/** Own pair of UDP ports on the camera's address, even and odd (RFC 3550, 11). Null when no pair is free. */
export async function udpWay(host: string, viewer: string, ports: readonly [number, number]): Promise<RtpWay | null> {
  const pair = await openPair(host);
  if (pair === null) return null;
  const [rtp, rtcp] = pair;
  // A viewer that has gone makes ICMP errors; the timeout ends the session.
  for (const socket of pair) socket.on('error', () => undefined);
  rtp.setSendBufferSize(1024 * 1024);
  return {
    kind: 'udp',
    transport: `RTP/AVP;unicast;client_port=${ports[0]}-${ports[1]};server_port=${rtp.address().port}-${rtcp.address().port}`,
    congested: false,
    media: (packets) => packets.forEach((packet) => rtp.send(packet, ports[0], viewer)),
    report: (packet) => rtcp.send(packet, ports[1], viewer),
    onReport: (listener) => void rtcp.on('message', listener),
    close: () => pair.forEach((socket) => socket.close()),
  };
}

async function openPair(host: string): Promise<[UdpSocket, UdpSocket] | null> {
  for (let attempt = 0; attempt < 10; attempt++) {
    const first = await bound(host, 0);
    if (first === null) return null;
    const { port } = first.address();
    const second = await bound(host, port % 2 === 0 ? port + 1 : port - 1);
    if (second !== null) return port % 2 === 0 ? [first, second] : [second, first];
    first.close();
  }
  return null;
}

function bound(host: string, port: number): Promise<UdpSocket | null> {
  return new Promise((resolve) => {
    const socket = createSocket('udp4');
    socket.once('error', () => {
      socket.close();
      resolve(null);
    });
    socket.bind(port, host, () => {
      socket.removeAllListeners('error');
      resolve(socket);
    });
  });
}
