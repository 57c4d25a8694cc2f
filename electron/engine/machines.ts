import type { HostKey } from '../domain/box';
import { TunnelError } from '../domain/errors';
import type { BoxSettings } from '../domain/site';
import type { Box, BoxConnector, Secrets } from './ports';

/** How long a connection is kept for the next question. Milliseconds. */
const KEPT_MS = 1_000;

interface Kept {
  readonly box: Promise<Box>;
  users: number;
  closing: unknown;
}

/** Connections to machines other than the spare box: those who ask at the same time, or shortly after each other, share one. */
export class Machines {
  readonly #deps: { boxes: BoxConnector; pinOf: (host: string, port: number) => HostKey | null };
  readonly #open = new Map<string, Kept>();

  /** `pinOf`: the key of a host that a person accepted for this site; null: none yet. */
  constructor(deps: { boxes: BoxConnector; pinOf: (host: string, port: number) => HostKey | null }) {
    this.#deps = deps;
  }

  /** @throws what connecting throws, and what `work` does. */
  async with<T>(settings: BoxSettings, secrets: Secrets, signal: AbortSignal, work: (machine: Box) => Promise<T>): Promise<T> {
    const key = JSON.stringify(settings);
    const kept: Kept = this.#open.get(key) ?? { box: this.#connect(settings, secrets, signal), users: 0, closing: null };
    this.#open.set(key, kept);
    if (kept.closing !== null) clearTimeout(kept.closing);
    kept.users++;
    try {
      return await work(await kept.box);
    } catch (error) {
      // A connection that is lost, or was never made, is nobody's any more.
      if (this.#open.get(key) === kept) this.#open.delete(key);
      throw error;
    } finally {
      kept.users--;
      if (kept.users === 0) {
        const close = (): void => {
          if (kept.users > 0) return;
          if (this.#open.get(key) === kept) this.#open.delete(key);
          kept.box.then((box) => { box.close(); }, () => undefined);
        };
        if (this.#open.get(key) === kept) kept.closing = setTimeout(close, KEPT_MS);
        else close();
      }
    }
  }

  async #connect(settings: BoxSettings, secrets: Secrets, signal: AbortSignal): Promise<Box> {
    const pin = settings.hostKey ?? this.#deps.pinOf(settings.host, settings.port);
    if (pin === null) {
      const seen = await this.#deps.boxes.hostKey(settings, signal);
      throw new TunnelError('box-host-key-unknown', { host: settings.host, fingerprint: seen.fingerprint });
    }
    return this.#deps.boxes.connect(settings, pin, secrets, signal);
  }
}
