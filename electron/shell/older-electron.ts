/**
 * The program ships with a current Electron and is tested on Electron 25 as well (Node 18.15), where the network of the machine
 * offers no other. What that one lacks of what we use stands here; on a current one nothing happens. Imported before all else.
 */
const signals = AbortSignal as unknown as { any?: (several: readonly AbortSignal[]) => AbortSignal };
const urls = URL as unknown as { canParse?: (url: string, base?: string) => boolean };

// Node 20.3.
signals.any ??= (several) => {
  const together = new AbortController();
  for (const signal of several) {
    if (signal.aborted) {
      together.abort(signal.reason);
      break;
    }
    signal.addEventListener('abort', () => { together.abort(signal.reason); }, { once: true, signal: together.signal });
  }
  return together.signal;
};

// Node 18.17.
urls.canParse ??= (url, base) => {
  try {
    new URL(url, base);
    return true;
  } catch {
    return false;
  }
};

export {};
