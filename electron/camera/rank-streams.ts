import { agentCanUse, type StreamProfile } from '../domain/camera';

/**
 * Main first (the largest that agents can use), then sub (the smallest other), then the rest by size; what agents cannot use
 * (MJPEG, MPEG-4) comes last. Where sizes are equal the camera's own order counts; the sub stream of a recorder, or of a camera with
 * several sensors, shows the same picture as the main one.
 */
export function rankStreams(profiles: readonly StreamProfile[]): StreamProfile[] {
  const area = (profile: StreamProfile): number => (profile.width ?? 0) * (profile.height ?? 0);
  const class_ = (profile: StreamProfile): number => (agentCanUse(profile.codec) ? 0 : profile.codec === 'unknown' ? 1 : 2);
  const bySize = [...profiles].sort((a, b) => class_(a) - class_(b) || area(b) - area(a));
  const [main, ...others] = bySize;
  if (main === undefined) return [];
  const other = others.filter((profile) => class_(profile) < 2 && profile.uri !== main.uri);
  const same = other.filter((profile) => profile.source === main.source);
  const candidates = same.length > 0 ? same : other;
  // A size that is not told is no reason to call it the smallest.
  const size = (profile: StreamProfile): number => area(profile) || Number.POSITIVE_INFINITY;
  const sub = candidates.reduce<StreamProfile | null>((best, next) => (best === null || class_(next) < class_(best) || (class_(next) === class_(best) && size(next) < size(best)) ? next : best), null);
  return sub === null ? bySize : [main, sub, ...others.filter((profile) => profile !== sub)];
}

/** Main and sub: what the technician chose, else the best; a sub stream only where it is another stream that agents can use. */
export function chooseStreams(profiles: readonly StreamProfile[], wanted: { readonly mainToken: string | null; readonly subToken: string | null }): [main: StreamProfile | null, sub: StreamProfile | null] {
  const ranked = rankStreams(profiles);
  const main = ranked.find((profile) => profile.token === wanted.mainToken) ?? ranked[0] ?? null;
  const others = ranked.filter((profile) => profile.token !== main?.token && profile.uri !== main?.uri);
  const playable = others.filter((profile) => agentCanUse(profile.codec) || profile.codec === 'unknown');
  // Of a recorder: the same channel.
  const same = playable.filter((profile) => profile.source === main?.source);
  const usable = same.length > 0 ? same : playable;
  const smallest = ranked[0] === main ? usable[0] : usable.at(-1);
  return [main, others.find((profile) => profile.token === wanted.subToken) ?? smallest ?? null];
}
