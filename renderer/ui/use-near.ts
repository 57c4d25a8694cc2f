import { useCallback, useEffect, useRef, useState } from 'react';

/** How far beyond the visible part, so that a row is there before an eye or the Tab key is. */
const MARGIN = '900px 0px';

const NONE: ReadonlySet<string> = new Set();

/**
 * Which items of a long list came near to what is in sight. They stay near, so that nothing in use is taken away; the others can
 * be shown as plain text until then. `watch` is the ref of an item that is not near yet and carries its id as `data-id`.
 */
export function useNear(): { readonly near: ReadonlySet<string>; readonly watch: (element: HTMLElement | null) => (() => void) | undefined } {
  const [near, setNear] = useState(NONE);
  const observer = useRef<IntersectionObserver | null>(null);
  const watch = useCallback((element: HTMLElement | null) => {
    if (element === null) return undefined;
    observer.current ??= new IntersectionObserver((entries) => {
      const ids = entries.flatMap(({ isIntersecting, target }) => (isIntersecting && target instanceof HTMLElement && target.dataset['id'] !== undefined ? [target.dataset['id']] : []));
      if (ids.length > 0) setNear((before) => new Set([...before, ...ids]));
    }, { root: scrollerOf(element), rootMargin: MARGIN });
    const watcher = observer.current;
    watcher.observe(element);
    return () => { watcher.unobserve(element); };
  }, []);
  useEffect(() => () => {
    observer.current?.disconnect();
    observer.current = null;
  }, []);
  return { near, watch };
}

/** The margin counts only at the part that scrolls. */
function scrollerOf(element: HTMLElement): HTMLElement | null {
  for (let parent = element.parentElement; parent !== null; parent = parent.parentElement) {
    if (/auto|scroll/.test(getComputedStyle(parent).overflowY)) return parent;
  }
  return null;
}
