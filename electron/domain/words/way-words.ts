import type { InstallWay } from '../site';

/** How the VPN client gets onto the small computer, and why so. */
export interface WayWords {
  readonly ways: Readonly<Record<Exclude<InstallWay, 'auto'>, string>>;
  /** `site`: the file was named in the settings. `auto`: the first way that works. `chosen`: somebody wanted this one. */
  readonly because: Readonly<Record<'site' | 'auto' | 'chosen', string>>;
}
