import { useCallback, useEffect, useRef } from 'react';

/** The same function for as long as the component lives, that does what the latest one does: rows that hold it are not drawn again. */
export function useStable<Args extends readonly unknown[]>(work: (...args: Args) => void): (...args: Args) => void {
  const latest = useRef(work);
  useEffect(() => { latest.current = work; });
  return useCallback((...args: Args) => { latest.current(...args); }, []);
}
