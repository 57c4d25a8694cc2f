import type { Duplex } from 'node:stream';
import type { Client } from 'ssh2';
import { cancelled } from '../domain/errors';

/** A camera on the LAN answers within milliseconds; a lost SYN is repeated after 1 and 3 s. */
export const REACH_MS = 5000;

/**
 * A TCP connection from the box, asked of its SSH server (direct-tcpip, RFC 4254 7.2), which needs nothing installed and costs one
 * round trip. The signal ends it at any time.
 */
export function dialFromBox(client: Client, { host, port }: { host: string; port: number }, signal: AbortSignal): Promise<Duplex | 'closed' | 'forbidden'> {
  return new Promise((resolve, reject) => {
    let settled = false;
    const settle = (finish: () => void): void => {
      if (settled) return;
      settled = true;
      clearTimeout(timer);
      signal.removeEventListener('abort', abort);
      finish();
    };
    const abort = (): void => { settle(() => { reject(cancelled()); }); };
    const timer = setTimeout(() => { settle(() => { resolve('closed'); }); }, REACH_MS);
    signal.addEventListener('abort', abort, { once: true });
    if (signal.aborted) return void abort();
    try {
      client.forwardOut('127.0.0.1', 0, host, port, (error, channel) => {
        if (error === undefined) {
          channel.on('error', () => undefined);
          // Opened too late: nobody waits for it any more, and it must not stay.
          if (settled) return void channel.destroy();
          const end = (): void => { channel.destroy(); };
          signal.addEventListener('abort', end, { once: true });
          channel.once('close', () => { signal.removeEventListener('abort', end); });
          return void settle(() => { resolve(channel); });
        }
        const { reason } = error as Error & { reason?: unknown };
        // RFC 4254 5.1: 2 is "connect failed"; 1 and 3 mean that the box does not do this at all.
        settle(() => {
          if (reason === 2) resolve('closed');
          else if (reason === 1 || reason === 3) resolve('forbidden');
          else reject(error);
        });
      });
    } catch (error) {
      settle(() => { reject(error instanceof Error ? error : new Error(String(error))); });
    }
  });
}
