import type { HostKey } from '../../domain/box';
import { TunnelError } from '../../domain/errors';
import type { BoxSettings, WireGuardSettings } from '../../domain/site';
import type { Box, BoxConnector, Secrets } from '../../engine/ports';

/** How long a connection is kept for the next question. Milliseconds. */
const KEPT_MS = 1_000;

/** Connections to hubs: those who ask at the same time, or shortly after each other, share one. */
export class Hubs {
  readonly #deps: { boxes: BoxConnector; pinOf: (host: string, port: number) => HostKey | null };
  readonly #open = new Map<string, { readonly hub: Promise<Box>; users: number; closing: NodeJS.Timeout | null }>();

  /** `pinOf`: the key of a host that a person accepted for this site; null: none yet. */
  constructor(deps: { boxes: BoxConnector; pinOf: (host: string, port: number) => HostKey | null }) {
    this.#deps = deps;
  }

  /** @throws input-invalid for a hub that is not reached over SSH, and what connecting throws. */
  async with<T>(settings: WireGuardSettings, secrets: Secrets, signal: AbortSignal, work: (hub: Box, interfaceName: string) => Promise<T>): Promise<T> {
    if (settings.hub.kind !== 'ssh') throw new TunnelError('input-invalid', { field: 'overlay.hub', reason: 'this hub is not reached over SSH' });
    const { box, interface: interfaceName } = settings.hub;
    const key = JSON.stringify(box);
    const kept = this.#open.get(key) ?? { hub: this.#connect(box, secrets, signal), users: 0, closing: null };
    this.#open.set(key, kept);
    if (kept.closing !== null) clearTimeout(kept.closing);
    kept.users++;
    try {
      return await work(await kept.hub, interfaceName);
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
          kept.hub.then((hub) => { hub.close(); }, () => undefined);
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
