import { useCallback, useRef, useState } from 'react';
import type { ErrorData } from '../../electron/domain/errors';
import { errorOf } from '../bridge/bridge-error';

/** One question to the main process on behalf of a component: is it under way, and what went wrong the last time. */
export function useAsk(): { readonly asking: boolean; readonly error: ErrorData | null; readonly ask: (work: () => Promise<unknown>) => Promise<boolean>; readonly dismiss: () => void } {
  const [asking, setAsking] = useState(false);
  const [error, setError] = useState<ErrorData | null>(null);
  const busy = useRef(false);
  const ask = useCallback(async (work: () => Promise<unknown>) => {
    // A double click is one click.
    if (busy.current) return false;
    busy.current = true;
    setAsking(true);
    setError(null);
    try {
      await work();
      return true;
    } catch (thrown) {
      setError(errorOf(thrown));
      return false;
    } finally {
      busy.current = false;
      setAsking(false);
    }
  }, []);
  const dismiss = useCallback(() => { setError(null); }, []);
  return { asking, error, ask, dismiss };
}
