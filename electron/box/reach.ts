import type { Client } from 'ssh2';
import { TunnelError, cancelled } from '../domain/errors';
import type { Box } from '../engine/ports';

/** A camera on the LAN answers within milliseconds; a lost SYN is repeated after 1 and 3 s. */
const REACH_MS = 5000;

/**
 * Does a TCP connection from the box open? Asked of sshd itself (direct-tcpip, RFC 4254 7.2), which needs nothing installed
 * and costs one round trip; where its owner forbids forwarding, of whatever tool is there.
 */
export async function reachFromBox(client: Client, box: Box, address: { host: string; port: number }, signal: AbortSignal): Promise<boolean> {
  const answer = await openForward(client, address, signal);
  if (answer !== 'forbidden') return answer === 'open';
  for (const argv of otherWays(address)) {
    const { code, stdout, stderr } = await box.run(argv, { signal, deadlineMs: REACH_MS + 10_000 });
    if (code === 0) return true;
    // 127: not there. A busybox nc without -z prints how it is used.
    if (code !== 127 && code !== 126 && !/usage:|invalid option|unrecognized option/i.test(stdout + stderr)) return false;
  }
  throw new TunnelError('box-unsupported', { reason: 'it can open no connection for us (forwarding forbidden; no nc, bash or python3)' });
}

function otherWays({ host, port }: { host: string; port: number }): string[][] {
  const seconds = String(REACH_MS / 1000);
  return [
    ['nc', '-z', '-w', seconds, host, String(port)],
    ['timeout', seconds, 'bash', '-c', 'exec 3<>"/dev/tcp/$0/$1"', host, String(port)],
    ['python3', '-c', 'import socket,sys; socket.create_connection((sys.argv[1],int(sys.argv[2])),float(sys.argv[3])).close()', host, String(port), seconds],
  ];
}

function openForward(client: Client, { host, port }: { host: string; port: number }, signal: AbortSignal): Promise<'open' | 'closed' | 'forbidden'> {
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
          channel.on('data', () => undefined);
          // Also when it opened too late: the connection at the camera must not stay.
          channel.destroy();
          return void settle(() => { resolve('open'); });
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
