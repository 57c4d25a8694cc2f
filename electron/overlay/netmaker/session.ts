import { TunnelError } from '../../domain/errors';
import type { OverlaySettings, Site } from '../../domain/site';
import type { Secrets } from '../../engine/ports';
import { NetmakerClient } from './client';
import { probeServer, type ServerFacts } from './api/server';

/** One server as the steps of a run see it. */
export interface Session {
  readonly client: NetmakerClient;
  /** Probed once per session. */
  readonly server: (signal: AbortSignal) => Promise<ServerFacts>;
}

/** Keeps one session per server and login, so that a run signs in and probes once. */
export class Sessions {
  readonly #open = new Map<string, { secrets: Secrets; session: Session }>();

  of(settings: OverlaySettings, secrets: Secrets): Session {
    const key = JSON.stringify([settings.url, settings.auth]);
    const kept = this.#open.get(key);
    return kept !== undefined && kept.secrets === secrets ? kept.session : this.fresh(settings, secrets);
  }

  /** A new session in place of the kept one: what the server is may have changed, or the password. */
  fresh(settings: OverlaySettings, secrets: Secrets): Session {
    const client = new NetmakerClient(settings, secrets);
    let probe: Promise<ServerFacts> | null = null;
    const server = async (signal: AbortSignal): Promise<ServerFacts> => {
      const asked = (probe ??= probeServer(client, signal));
      try {
        return await asked;
      } catch (error) {
        if (probe === asked) probe = null;
        // The probe was started, and stopped, by another call.
        if (error instanceof TunnelError && error.code === 'cancelled' && !signal.aborted) return server(signal);
        throw error;
      }
    };
    const session = { client, server };
    this.#open.set(JSON.stringify([settings.url, settings.auth]), { secrets, session });
    return session;
  }

  ofSite(site: Site, secrets: Secrets): Session {
    return this.of(overlayOf(site), secrets);
  }
}

export function overlayOf(site: Site): OverlaySettings {
  if (site.overlay === null) throw new TunnelError('input-invalid', { field: 'overlay', reason: 'missing' });
  return site.overlay;
}
