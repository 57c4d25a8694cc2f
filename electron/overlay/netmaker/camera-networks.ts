import { formatRange, parseRange, rangesOverlap } from '../../domain/addresses';
import type { SiteCamera } from '../../engine/ports';

/** A network larger than this is somebody's whole company: opening it would be asking for more than cameras. */
const WIDEST = 16;

/**
 * The networks that these cameras are plugged into, in CIDR form, each once. Where the laptop was not plugged into a camera's network it
 * is the /24 around the camera, which is what nearly every router hands out. Of two that overlap the larger one stays. Pure.
 */
export function networksOf(cameras: readonly SiteCamera[]): string[] {
  const ranges = cameras.flatMap((camera) => {
    const own = camera.onLink === undefined ? null : parseRange(camera.onLink);
    return (own !== null && own.prefix >= WIDEST ? own : parseRange(`${camera.address}/24`)) ?? [];
  });
  const unique = [...new Map(ranges.map((range) => [formatRange(range), range])).values()].sort((a, b) => a.prefix - b.prefix || a.base - b.base);
  const kept: typeof unique = [];
  for (const range of unique) if (!kept.some((larger) => rangesOverlap(larger, range))) kept.push(range);
  return kept.map(formatRange);
}
