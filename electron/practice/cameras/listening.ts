import type { Server } from 'node:net';
import { TunnelError } from '../../domain/errors';

/** Starts a server at its place; errors keep their system code (`EADDRINUSE`, `EADDRNOTAVAIL`). */
export function listening(server: Server, port: number, host: string): Promise<void> {
  return new Promise((resolve, reject) => {
    server.once('error', reject);
    server.listen({ port, host, exclusive: true }, () => {
      server.removeListener('error', reject);
      resolve();
    });
  });
}

export function closed(server: Server): Promise<void> {
  return new Promise((resolve) => {
    if (!server.listening) return resolve();
    server.close(() => resolve());
  });
}

/** Why a practice device could not be started, for a person. */
export function unavailable(cause: unknown, place: string): TunnelError {
  if (cause instanceof TunnelError) return cause;
  const code = (cause as NodeJS.ErrnoException | null)?.code;
  const reason =
    // macOS has 127.0.0.1 only, unless somebody adds more.
    code === 'EADDRNOTAVAIL' ? `this computer does not have the address ${place}; only Linux and Windows have all of 127.0.0.0/8`
    : code === 'EADDRINUSE' ? `${place} is in use`
    : code === 'EACCES' ? `${place} may not be used`
    : `${place} could not be opened`;
  return new TunnelError('practice-unavailable', { reason }, { cause });
}
