import net from 'node:net';
import { cancelled } from '../domain/errors';
import { pause } from '../camera/deadline';

/** `open`, `refused` (a host is there, the port is not), `silent` (nothing, or a firewall). */
export type PortState = 'open' | 'refused' | 'silent';

/** Does a TCP connection open? Nothing is sent. Running out of sockets (EMFILE) is waited for, not taken for silence. */
export async function probePort(host: string, port: number, deadlineMs: number, signal: AbortSignal): Promise<PortState> {
  for (;;) {
    const state = await connectOnce(host, port, deadlineMs, signal);
    if (state !== 'no-socket') return state;
    await pause(50, signal);
  }
}

function connectOnce(host: string, port: number, deadlineMs: number, signal: AbortSignal): Promise<PortState | 'no-socket'> {
  return new Promise((resolve, reject) => {
    if (signal.aborted) return reject(cancelled());
    const socket = net.connect({ host, port });
    const finish = (outcome: () => void): void => {
      clearTimeout(timer);
      signal.removeEventListener('abort', abort);
      socket.removeAllListeners();
      socket.on('error', () => undefined);
      // A reset instead of a farewell: a camera with few sockets has this one back at once.
      socket.resetAndDestroy();
      outcome();
    };
    const abort = (): void => finish(() => reject(cancelled()));
    const timer = setTimeout(() => finish(() => resolve('silent')), deadlineMs);
    signal.addEventListener('abort', abort, { once: true });
    socket.once('connect', () => finish(() => resolve('open')));
    socket.once('error', (error: NodeJS.ErrnoException) =>
      finish(() => resolve(error.code === 'ECONNREFUSED' || error.code === 'ECONNRESET' ? 'refused' : error.code === 'EMFILE' || error.code === 'ENFILE' || error.code === 'EADDRNOTAVAIL' || error.code === 'ENOBUFS' ? 'no-socket' : 'silent')),
    );
  });
}
