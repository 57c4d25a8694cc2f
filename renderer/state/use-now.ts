import { useEffect, useState } from 'react';

/** Milliseconds since 1970, renewed every second while somebody counts down; stands still otherwise. */
export function useNow(counting: boolean): number {
  const [now, setNow] = useState(() => Date.now());
  useEffect(() => {
    if (!counting) return;
    const timer = setInterval(() => { setNow(Date.now()); }, 1000);
    return () => { clearInterval(timer); };
  }, [counting]);
  return now;
}
