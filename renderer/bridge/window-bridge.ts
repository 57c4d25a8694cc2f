import type { Bridge } from '../../electron/contract/contract';

declare global {
  interface Window {
    /** Put there by the preload script. */
    readonly tunnel?: Bridge;
  }
}

export function windowBridge(): Bridge {
  if (window.tunnel === undefined) throw new Error('opened without the preload script');
  return window.tunnel;
}
