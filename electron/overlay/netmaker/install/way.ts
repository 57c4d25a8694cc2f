import type { InstallWay } from '../../../domain/site';

/** How the client gets onto the box, once that was decided. */
export type Way = Exclude<InstallWay, 'auto'>;

/** In the order in which `auto` tries them: what needs least of the box, and is checked best, comes first. */
export const WAYS = ['push', 'fetch', 'package', 'container'] as const satisfies readonly Way[];
