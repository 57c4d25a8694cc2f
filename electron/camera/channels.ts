import type { CameraChannel, StreamProfile } from '../domain/camera';
import { rankStreams } from './rank-streams';

/** The picture sources of a recorder, or of a camera with several sensors, in the camera's own order; none where there is only one. */
export function channelsOf(profiles: readonly StreamProfile[]): CameraChannel[] {
  const sources = [...new Set(profiles.map((profile) => profile.source).filter((source) => source !== null))];
  if (sources.length < 2) return [];
  return sources.flatMap((source): CameraChannel[] => {
    const [main, ...others] = rankStreams(profiles.filter((profile) => profile.source === source));
    if (main === undefined) return [];
    return [{ source, name: main.name, main: main.token, sub: others.find((profile) => profile.uri !== main.uri)?.token ?? null }];
  });
}
