import { describe, expect, it } from 'vitest';
import { channelsOf } from '../../../electron/camera/channels';
import { rankStreams } from '../../../electron/camera/rank-streams';
import type { StreamProfile } from '../../../electron/domain/camera';

const profile = (source: string | null, token: string, width: number, codec: StreamProfile['codec'] = 'H264'): StreamProfile =>
  ({ token, name: token, codec, width, height: Math.round(width * 0.5625), uri: `rtsp://h/${token}`, snapshotUri: null, source });

describe('the channels of a recorder', () => {
  it('are its picture sources, each with main and sub stream', () => {
    const profiles = [profile('1', 'one-main', 1920), profile('1', 'one-sub', 640), profile('2', 'two-sub', 320), profile('2', 'two-main', 3840), profile('3', 'three', 1280)];
    expect(channelsOf(profiles)).toEqual([
      { source: '1', name: 'one-main', main: 'one-main', sub: 'one-sub' },
      { source: '2', name: 'two-main', main: 'two-main', sub: 'two-sub' },
      { source: '3', name: 'three', main: 'three', sub: null },
    ]);
  });

  it('are none where there is one source, or none is told', () => {
    expect(channelsOf([profile('1', 'main', 1920), profile('1', 'sub', 640)])).toEqual([]);
    expect(channelsOf([profile(null, 'main', 1920), profile(null, 'sub', 640)])).toEqual([]);
  });

  it('do not lend each other their sub streams', () => {
    expect(rankStreams([profile('1', 'one-main', 1920), profile('1', 'one-sub', 640), profile('2', 'two-main', 3840), profile('2', 'two-sub', 800)]).slice(0, 2).map((entry) => entry.token)).toEqual(['two-main', 'two-sub']);
  });
});
