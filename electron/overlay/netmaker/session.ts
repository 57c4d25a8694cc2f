import { TunnelError } from '../../domain/errors';
import type { NetmakerSettings, Site } from '../../domain/site';
import type { Secrets } from '../../engine/ports';
import { SharedAnswer } from '../../http/shared-answer';
import { NetmakerClient, type ClientOptions } from './client';
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
  readonly #options: ClientOptions;

  constructor(options: ClientOptions) {
    this.#options = options;
  }

  of(settings: NetmakerSettings, secrets: Secrets): Session {
    const key = JSON.stringify([settings.url, settings.auth]);
    const kept = this.#open.get(key);
    return kept !== undefined && kept.secrets === secrets ? kept.session : this.fresh(settings, secrets);
  }

  /** A new session in place of the kept one: what the server is may have changed, or the password. */
  fresh(settings: NetmakerSettings, secrets: Secrets): Session {
    const client = new NetmakerClient(settings, secrets, this.#options);
    const facts = new SharedAnswer((signal) => probeServer(client, signal));
    const session: Session = { client, server: (signal) => facts.get(signal) };
    this.#open.set(JSON.stringify([settings.url, settings.auth]), { secrets, session });
    return session;
  }

  ofSite(site: Site, secrets: Secrets): Session {
    return this.of(overlayOf(site), secrets);
  }
}

export function overlayOf(site: Site): NetmakerSettings {
  if (site.overlay?.kind !== 'netmaker') throw new TunnelError('input-invalid', { field: 'overlay', reason: 'missing' });
  return site.overlay;
}

/** The session for a step that was planned for `server`: another server would answer "not there" to everything. */
export function sessionFor(sessions: Sessions, server: string, site: Site, secrets: Secrets): Session {
  const settings = overlayOf(site);
  if (settings.url.replace(/\/+$/, '') !== server) throw new TunnelError('input-invalid', { field: 'overlay.url', reason: `this was done on ${server}` });
  return sessions.of(settings, secrets);
}
