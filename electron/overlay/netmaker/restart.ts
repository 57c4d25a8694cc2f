import type { Box } from '../../engine/ports';
import { CLIENT } from './scripts';

const DEADLINE_MS = 20_000;

/**
 * Was the box started anew since the client was put onto it? When a file's inode changed last (`stat` %Z) is when it came onto this
 * very disk, also for one out of a package, whose time of making is years ago. null: the box cannot tell (a busybox without `stat`).
 */
export async function restartedSinceInstall(box: Box, signal: AbortSignal): Promise<boolean | null> {
  const options = { root: true, deadlineMs: DEADLINE_MS, signal };
  const [clock, uptime, placed] = await Promise.all([box.run(['date', '+%s'], options), box.run(['cat', '/proc/uptime'], options), box.run(['stat', '-c', '%Z', CLIENT], options)]);
  return laterThan({ clock: clock.stdout, uptime: uptime.code === 0 ? uptime.stdout : '', placed: placed.code === 0 ? placed.stdout : '' });
}

/** `clock` and `placed` in seconds since 1970, `uptime` as the kernel writes it: seconds since the start, then seconds idle. Pure. */
export function laterThan(said: { readonly clock: string; readonly uptime: string; readonly placed: string }): boolean | null {
  const [now, up, placed] = [said.clock, said.uptime.split(' ')[0] ?? '', said.placed].map((text) => (/^\d+(\.\d+)?$/.test(text.trim()) ? Number(text) : null));
  if (now == null || up == null || placed == null) return null;
  return now - up > placed;
}
