import { TunnelError, type ErrorData } from '../domain/errors';
import type { ClientFetch } from '../domain/vpn-client';
import type { LaptopShelf } from '../store/client-shelf';
import { obtainClients } from '../store/obtain-clients';

/** Fetches VPN clients for the window, one order at a time; how far it is, is told on and on. */
export class ClientFetching {
  readonly #shelf: LaptopShelf;
  readonly #tell: (fetching: ClientFetch | null) => void;
  #abort: AbortController | null = null;
  #now: ClientFetch | null = null;

  /** `tell` with null: it is over. */
  constructor(shelf: LaptopShelf, tell: (fetching: ClientFetch | null) => void) {
    this.#shelf = shelf;
    this.#tell = tell;
  }

  /** null: nothing is being fetched. */
  get now(): ClientFetch | null {
    return this.#now;
  }

  /** Resolves when all were tried; what could not be had comes with its reason. @throws cancelled, input-invalid. */
  async fetch(version: string, architectures: readonly string[]): Promise<{ failed: { architecture: string; error: ErrorData }[] }> {
    if (this.#abort !== null) throw new TunnelError('input-invalid', { field: version, reason: 'something else is still being fetched' });
    const abort = new AbortController();
    this.#abort = abort;
    this.#say({ version, architecture: architectures[0] ?? '', done: 0, total: null });
    try {
      const { failed } = await obtainClients(this.#shelf, version, architectures, {
        signal: abort.signal,
        progress: ({ subject, done, total }) => {
          const [of = version, architecture = ''] = subject.split(' ');
          this.#say({ version: of, architecture, done: done ?? 0, total });
        },
      });
      return { failed: [...failed] };
    } finally {
      this.#abort = null;
      this.#say(null);
    }
  }

  /** It may be over already: that is fine. */
  stop(): void {
    this.#abort?.abort();
  }

  #say(fetching: ClientFetch | null): void {
    // A figure that stays needs no telling: chunks come by the thousand.
    if (fetching !== null && this.#now !== null && fetching.architecture === this.#now.architecture && fetching.done === this.#now.done && fetching.total === this.#now.total) return;
    this.#now = fetching;
    this.#tell(fetching);
  }
}
