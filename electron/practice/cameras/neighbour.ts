import { createServer } from 'node:http';
import { endpointOf, macOf } from './character';
import { closed, listening, unavailable } from './listening';
import type { DiscoverySubject } from './ws-discovery';

/** Something of the practice network that answers discovery and is no camera. */
export interface NeighbourCharacter {
  readonly number: number;
  /** Last part of its address. */
  readonly last: number;
  readonly name: string;
  /** As in discovery. */
  readonly types: readonly string[];
  /** Title of its web page; null: it has none. */
  readonly page: string | null;
}

export interface SimulatedNeighbour {
  readonly subject: DiscoverySubject;
  close(): Promise<void>;
}

/** @throws TunnelError `practice-unavailable`. */
export async function startNeighbour(character: NeighbourCharacter, host: string, httpPort: number): Promise<SimulatedNeighbour> {
  const server = createServer((_request, response) => {
    response.setHeader('Server', 'practice-print/1.0');
    response.writeHead(200, { 'Content-Type': 'text/html' }).end(`<html><head><title>${character.page ?? ''}</title></head><body>PRACTICE</body></html>`);
  });
  if (character.page !== null) {
    try {
      await listening(server, httpPort, host);
    } catch (cause) {
      throw unavailable(cause, `${host}:${httpPort}`);
    }
  }
  const endpoint = endpointOf(macOf(character.number));
  return {
    subject: { host, endpoint, types: character.types, scopes: [], address: `http://${host}:5357/${endpoint.slice(-36)}` },
    close: async () => {
      const ended = closed(server);
      server.closeAllConnections();
      await ended;
    },
  };
}
