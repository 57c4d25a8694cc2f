import type { Client } from 'ssh2';
import { TunnelError } from '../domain/errors';
import type { Box } from '../engine/ports';
import { REACH_MS, dialFromBox } from './dial';

/**
 * Does a TCP connection from the box open? Asked of sshd itself (direct-tcpip, RFC 4254 7.2), which needs nothing installed
 * and costs one round trip; where its owner forbids forwarding, of whatever tool is there.
 */
export async function reachFromBox(client: Client, box: Box, address: { host: string; port: number }, signal: AbortSignal): Promise<boolean> {
  const answer = await dialFromBox(client, address, signal);
  if (typeof answer !== 'string') answer.destroy();
  if (answer !== 'forbidden') return answer !== 'closed';
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
