import net from 'node:net';
import { gzipSync } from 'node:zlib';

/** What a peer does once somebody has said something to it. It may go on until `socket` is destroyed. */
export type Misdeed = (socket: net.Socket, host: string) => void;

export interface HostileServer {
  readonly port: number;
  /** Bytes that it got rid of, over all connections: into the kernel's buffers at least. */
  sent(): number;
  connections(): number;
  /** Connections that the client has not left yet. */
  open(): number;
  close(): Promise<void>;
}

/** A server on loopback that does the same to everybody, as soon as it is spoken to (`greets`: as soon as somebody connects). */
export async function hostileServer(misdeed: Misdeed, greets = false): Promise<HostileServer> {
  const sockets = new Set<net.Socket>();
  let connections = 0;
  let sent = 0;
  const server = net.createServer((socket) => {
    connections++;
    sockets.add(socket);
    socket.on('error', () => undefined);
    socket.on('close', () => {
      sockets.delete(socket);
      sent += socket.bytesWritten - socket.writableLength;
    });
    const begin = (): void => misdeed(socket, `127.0.0.1:${port}`);
    if (greets) begin();
    else socket.once('data', begin);
  });
  await new Promise<void>((resolve) => { server.listen(0, '127.0.0.1', resolve); });
  const address = server.address();
  const port = typeof address === 'object' && address !== null ? address.port : 0;
  return {
    port,
    sent: () => sent + [...sockets].reduce((sum, socket) => sum + socket.bytesWritten - socket.writableLength, 0),
    connections: () => connections,
    open: () => sockets.size,
    close: () => new Promise((resolve) => {
      for (const socket of sockets) socket.destroy();
      server.close(() => { resolve(); });
    }),
  };
}

/** As fast as the other side takes it, up to `most` bytes. */
function pour(socket: net.Socket, piece: Buffer, most = Infinity): void {
  let left = most;
  const more = (): void => {
    while (!socket.destroyed && left > 0) {
      left -= piece.length;
      if (!socket.write(piece)) {
        socket.once('drain', more);
        return;
      }
    }
    if (!socket.destroyed) socket.end();
  };
  more();
}

/** One piece every 20 milliseconds, for ever. */
function drip(socket: net.Socket, piece: string): void {
  const timer = setInterval(() => socket.write(piece), 20);
  socket.on('close', () => clearInterval(timer));
}

const MEGABYTES_100 = 100 * 1024 * 1024;
const blanks = Buffer.alloc(65_536, 0x20);
const says = (text: string): Misdeed => (socket) => void socket.end(text, 'latin1');
const head = (...lines: readonly string[]): string => `HTTP/1.1 200 OK\r\n${lines.map((line) => `${line}\r\n`).join('')}\r\n`;
const BOMB = gzipSync(Buffer.alloc(MEGABYTES_100), { level: 1 });
const SCRIPT = '<!doctype html><html><head><title><script>alert(1)</script>\u001b[2J</title></head><body><script>while(1);</script></body></html>';

/** HTTP peers by what they do. */
export const HTTP_MISDEEDS = {
  'says nothing': () => undefined,
  'drips its head': (socket) => { drip(socket, 'H'); },
  'drips its headers': (socket) => {
    socket.write('HTTP/1.1 200 OK\r\n');
    drip(socket, 'A: b\r\n');
  },
  'drips its body': (socket) => {
    socket.write(head('Content-Length: 1000000'));
    drip(socket, ' ');
  },
  'answers for ever': (socket) => {
    socket.write(head());
    pour(socket, blanks);
  },
  'sends 100 MB and says so': (socket) => {
    socket.write(head(`Content-Length: ${MEGABYTES_100}`));
    pour(socket, blanks, MEGABYTES_100);
  },
  'sends 100 MB in chunks': (socket) => {
    socket.write(head('Transfer-Encoding: chunked'));
    pour(socket, Buffer.concat([Buffer.from('10000\r\n'), blanks, Buffer.from('\r\n')]), MEGABYTES_100);
  },
  'sends 100 MB in chunks of one byte': (socket) => {
    socket.write(head('Transfer-Encoding: chunked'));
    pour(socket, Buffer.from('1\r\n \r\n'.repeat(10_000)), MEGABYTES_100);
  },
  'sends a chunk that has no end': (socket) => {
    socket.write(head('Transfer-Encoding: chunked') + 'fffffffffff\r\n');
    pour(socket, blanks);
  },
  'sends 100 MB packed into 100 KB': (socket) => { socket.end(Buffer.concat([Buffer.from(head('Content-Encoding: gzip', `Content-Length: ${BOMB.length}`)), BOMB])); },
  'sends headers for ever': (socket) => {
    socket.write('HTTP/1.1 200 OK\r\n');
    pour(socket, Buffer.from('A: b\r\n'.repeat(10_000)));
  },
  'sends a header of 10 MB': (socket) => {
    socket.write('HTTP/1.1 200 OK\r\nA: ');
    pour(socket, Buffer.alloc(65_536, 0x61), 10 * 1024 * 1024);
  },
  'sends a status line of 10 MB': (socket) => {
    socket.write('HTTP/1.1 200 ');
    pour(socket, Buffer.alloc(65_536, 0x61), 10 * 1024 * 1024);
  },
  'promises to continue, for ever': (socket) => { pour(socket, Buffer.from('HTTP/1.1 100 Continue\r\n\r\n'.repeat(1_000))); },
  'switches to another protocol': says('HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n\r\nxxxx'),
  'sends us to another host': says('HTTP/1.1 302 Found\r\nLocation: http://192.0.2.1/\r\nContent-Length: 0\r\n\r\n'),
  'sends us to a file': says('HTTP/1.1 302 Found\r\nLocation: file:///etc/passwd\r\nContent-Length: 0\r\n\r\n'),
  'sends us to a script': says('HTTP/1.1 302 Found\r\nLocation: javascript:alert(1)\r\nContent-Length: 0\r\n\r\n'),
  'sends us to a login of its own': (socket, host) => { socket.end(`HTTP/1.1 302 Found\r\nLocation: http://admin:x@${host}/\r\nContent-Length: 0\r\n\r\n`); },
  'sends us in circles': (socket, host) => { socket.end(`HTTP/1.1 302 Found\r\nLocation: http://${host}/again\r\nContent-Length: 0\r\n\r\n`); },
  'answers with a page of script': says(head('Content-Type: text/html', `Content-Length: ${SCRIPT.length}`) + SCRIPT),
  'answers with nonsense': (socket) => { socket.end(Buffer.from(Array.from({ length: 2_000 }, (_, at) => (at * 73) % 256))); },
  'promises more than it sends': says(`${head('Content-Length: 5000')}<Envelope>`),
  'sends more than it promises': says(`${head('Content-Length: 3')}<Envelope><Body/></Envelope>`),
  'promises less than nothing': says(`${head('Content-Length: -1')}x`),
  'promises two lengths': says(`${head('Content-Length: 1', 'Content-Length: 5000')}x`),
  'promises a length and chunks': says(`${head('Content-Length: 5000', 'Transfer-Encoding: chunked')}1\r\nx\r\n0\r\n\r\n`),
  'hangs up': (socket) => { socket.end(); },
  'breaks the connection': (socket) => { socket.resetAndDestroy(); },
  'sends pictures without an end': (socket) => {
    socket.write(head('Content-Type: multipart/x-mixed-replace; boundary=x'));
    pour(socket, Buffer.concat([Buffer.from('--x\r\nContent-Type: image/jpeg\r\n\r\n'), Buffer.from([0xff, 0xd8, 0xff, 0xe0]), Buffer.alloc(20_000), Buffer.from([0xff, 0xd9])]));
  },
} as const satisfies Readonly<Record<string, Misdeed>>;
export type HttpMisdeed = keyof typeof HTTP_MISDEEDS;

/** Peers that never get through the handshake of TLS. */
export const TLS_MISDEEDS = {
  'says nothing': () => undefined,
  'answers in plain text': says('HTTP/1.1 400 Bad Request\r\n\r\n'),
  'drips its handshake': (socket) => {
    socket.write(Buffer.from([0x16, 3, 3, 0x40, 0]));
    drip(socket, '\u0002');
  },
  'sends a handshake without an end': (socket) => { pour(socket, Buffer.concat([Buffer.from([0x16, 3, 3, 0x40, 0]), Buffer.alloc(0x4000, 2)])); },
  'hangs up': (socket) => { socket.end(); },
} as const satisfies Readonly<Record<string, Misdeed>>;

const frame = (channel: number, payload: Buffer): Buffer => Buffer.concat([Buffer.from([0x24, channel, payload.length >> 8, payload.length & 0xff]), payload]);

/** RTSP peers by what they answer to the first question. */
export const RTSP_MISDEEDS = {
  'says nothing': () => undefined,
  'drips its head': (socket) => {
    socket.write('RTSP/1.0 200 OK\r\n');
    drip(socket, 'A');
  },
  'drips its headers': (socket) => {
    socket.write('RTSP/1.0 200 OK\r\n');
    drip(socket, 'A: b\r\n');
  },
  'drips its body': (socket) => {
    socket.write('RTSP/1.0 200 OK\r\nCSeq: 1\r\nContent-Length: 100000\r\n\r\n');
    drip(socket, 'v');
  },
  'pours out nonsense': (socket) => { pour(socket, Buffer.alloc(65_536, 0x3c)); },
  'pours out beginnings': (socket) => { pour(socket, Buffer.from('RTSP/'.repeat(10_000))); },
  'sends headers for ever': (socket) => {
    socket.write('RTSP/1.0 200 OK\r\n');
    pour(socket, Buffer.from('A: b\r\n'.repeat(10_000)));
  },
  'sends a header of 10 MB': (socket) => {
    socket.write('RTSP/1.0 200 OK\r\nA: ');
    pour(socket, Buffer.alloc(65_536, 0x61), 10 * 1024 * 1024);
  },
  'promises a body of 4 GB': says('RTSP/1.0 200 OK\r\nCSeq: 1\r\nContent-Length: 4294967295\r\n\r\n'),
  'promises a body that does not come': (socket) => { socket.write('RTSP/1.0 200 OK\r\nCSeq: 1\r\nContent-Length: 500000\r\n\r\n'); },
  'sends packets instead of an answer': (socket) => { pour(socket, frame(0, Buffer.alloc(65_535))); },
  'sends empty packets instead of an answer': (socket) => { pour(socket, Buffer.from('$\0\0\0'.repeat(10_000), 'latin1')); },
  'asks us for ever and does not listen': (socket) => {
    socket.pause();
    pour(socket, Buffer.from('OPTIONS * RTSP/1.0\r\nCSeq: 1\r\n\r\n'.repeat(1_000)));
  },
  'answers what nobody asked': (socket) => { pour(socket, Buffer.from('RTSP/1.0 200 OK\r\nCSeq: 1\r\nContent-Length: 0\r\n\r\n'.repeat(1_000))); },
  'is a web server': says('HTTP/1.1 400 Bad Request\r\nContent-Length: 0\r\n\r\n'),
  'hangs up': (socket) => { socket.end(); },
  'breaks the connection': (socket) => { socket.resetAndDestroy(); },
} as const satisfies Readonly<Record<string, Misdeed>>;
export type RtspMisdeed = keyof typeof RTSP_MISDEEDS;

/** A camera that plays as it should until PLAY is answered, and then sends `packet` on channel 0 as fast as it is taken. */
export function playsThen(sdp: string, packet: (count: number) => Buffer): Misdeed {
  return (socket) => {
    // The first question has been read by then; all of them are alike enough to be answered in order.
    const reply = (text: string): void => {
      const cseq = /CSeq: (\d+)/.exec(text)?.[1] ?? '0';
      const extra = text.startsWith('DESCRIBE') ? `Content-Length: ${sdp.length}\r\n\r\n${sdp}` : 'Session: 1\r\nTransport: RTP/AVP/TCP;interleaved=0-1\r\n\r\n';
      socket.write(`RTSP/1.0 200 OK\r\nCSeq: ${cseq}\r\n${extra}`);
      if (!text.startsWith('PLAY')) return;
      let count = 0;
      const more = (): void => {
        const frames: Buffer[] = [];
        for (let bytes = 0; bytes < 65_536; ) bytes += frames[frames.push(frame(0, packet(count++))) - 1]?.length ?? 0;
        // Both ends are in one process: the other one must have its turn.
        if (!socket.destroyed) socket.write(Buffer.concat(frames), () => setImmediate(more));
      };
      more();
    };
    socket.on('data', (chunk: Buffer) => { reply(chunk.toString('latin1')); });
    socket.write('RTSP/1.0 200 OK\r\nCSeq: 1\r\nPublic: DESCRIBE, SETUP, PLAY, TEARDOWN\r\n\r\n');
  };
}
