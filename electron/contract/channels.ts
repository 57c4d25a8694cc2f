/** The two channels in use; the preload script knows no others, and nothing else of this folder: it must stay small. */
export const CALL_CHANNEL = 'tunnel:call';
export const EVENT_CHANNEL = 'tunnel:event';

/** What the preload script puts on `window`, as `window.tunnel`. */
export interface Bridge {
  call(name: string, input: unknown): Promise<unknown>;
  onEvent(listener: (event: unknown) => void): () => void;
}

export const BRIDGE_NAME = 'tunnel';
