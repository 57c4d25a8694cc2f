import { formatRange, parseRange, type Range } from '../../domain/addresses';
import type { Answer } from './ask-box';
import { linesOf } from './look';

export interface Route {
  /** null: everything that no other route is for. */
  readonly range: Range | null;
  readonly interface: string;
  /** Without a gateway: the box's own network. */
  readonly direct: boolean;
  readonly metric: number;
}

/** `ip -4 route show` of iproute2 and busybox: `default via 192.168.1.1 dev eth0 metric 100`, `192.168.1.0/24 dev eth0 scope link`. */
export function parseRoutes(answer: Answer): Route[] {
  return linesOf(answer).flatMap((line) => {
    const match = /^(default|[\d./]+) (.*\b)?dev (\S{1,32})/.exec(line);
    const device = match?.[3]?.replace(/@.*$/, '');
    if (match?.[1] === undefined || device === undefined) return [];
    const range = match[1] === 'default' ? null : parseRange(match[1]);
    if (range === null && match[1] !== 'default') return [];
    // 0.0.0.0/0 written out.
    return [{ range: range?.prefix === 0 ? null : range, interface: device, direct: !/\bvia\b/.test(match[2] ?? ''), metric: Number(/\bmetric (\d{1,10})\b/.exec(line)?.[1] ?? 0) }];
  });
}

/** Where packets for the internet leave; null: nowhere. OpenVPN covers the default route with two halves instead of replacing it. */
export function wayOut(routes: readonly Route[]): string | null {
  const half = routes.find(({ range }) => range?.prefix === 1);
  const [first] = routes.filter(({ range }) => range === null).sort((a, b) => a.metric - b.metric);
  return half?.interface ?? first?.interface ?? null;
}

export function routeText(route: Route): string {
  return `${route.range === null ? 'default' : formatRange(route.range)} (${route.interface})`;
}
