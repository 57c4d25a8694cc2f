import { createHash } from 'node:crypto';
import { z } from 'zod';
import type { Secret } from '../../domain/secret';

/** Secrets that outlive a run under a name of ours: in the system's keychain where there is one, else in the memory of the program. */
export interface KeptSecrets {
  /** null: there is none under that name. */
  get(id: string): Promise<Secret | null>;
  keep(id: string, value: string): Promise<void>;
  forget(id: string): Promise<void>;
}

/** A token that ends while it is used is worth nothing. */
const SPARE_MS = 60_000;

/**
 * The session of one user at one server that cost a person a one-time code: kept for its lifetime, so that the stages of one day
 * ask for one code. Never in the journal.
 */
export class KeptSession {
  readonly #kept: KeptSecrets;
  readonly #id: string;
  readonly #now: () => number;

  constructor(kept: KeptSecrets, whose: { readonly url: string; readonly username: string }, now: () => number) {
    this.#kept = kept;
    // Hashed: the names of secrets stand in a file, and where somebody signs in is nobody's business.
    this.#id = `netmaker-session-${createHash('sha256').update(`${whose.url}\n${whose.username}`).digest('hex').slice(0, 32)}`;
    this.#now = now;
  }

  /** null: none, or it is over. A token that does not say when it ends is tried; the server will tell. */
  async load(): Promise<Secret | null> {
    const token = await this.#kept.get(this.#id);
    if (token === null) return null;
    const ends = endOf(token);
    if (ends === null || ends - SPARE_MS > this.#now()) return token;
    await this.#kept.forget(this.#id);
    return null;
  }

  save(token: Secret): Promise<void> {
    return this.#kept.keep(this.#id, token.reveal());
  }

  /** The server does not accept this one any more. A newer one stays. */
  async drop(token: Secret): Promise<void> {
    const kept = await this.#kept.get(this.#id);
    if (kept?.reveal() === token.reveal()) await this.#kept.forget(this.#id);
  }
}

const Claims = z.object({ exp: z.number() });

/** When a JWT ends, milliseconds since 1970 (RFC 7519 4.1.4); null where it does not say. Its signature is the server's affair. */
function endOf(token: Secret): number | null {
  try {
    const claims = Claims.safeParse(JSON.parse(Buffer.from(token.reveal().split('.')[1] ?? '', 'base64url').toString('utf8')));
    return claims.success ? claims.data.exp * 1000 : null;
  } catch {
    return null;
  }
}
