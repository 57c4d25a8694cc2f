import { describe, expect, it } from 'vitest';
import { findingsOf, type Observations } from '../../../electron/camera/findings';
import type { StreamMeasure } from '../../../electron/domain/camera';

const measure = (changes: Partial<StreamMeasure> = {}): StreamMeasure => ({
  uri: 'rtsp://h/', codec: 'H264', width: 1920, height: 1080, fps: 25, kbps: 4000, gop: 50, loss: 0, frames: 50, keyFrames: 1, seconds: 2, firstFrameMs: 100, transport: 'tcp', audio: null, ...changes,
});
const found = (changes: Partial<Observations> = {}) =>
  findingsOf({ clockSkewSeconds: 0, measures: [measure(), measure()], openStream: false, readablePassword: false, usableStreams: 2, wrongHosts: [], ...changes });

describe('what is found about a camera', () => {
  it('is nothing where all is well', () => {
    expect(found()).toEqual([]);
    expect(found({ clockSkewSeconds: null })).toEqual([]);
  });

  it('is a clock that is off by more than half a minute, either way', () => {
    expect(found({ clockSkewSeconds: 30 })).toEqual([]);
    expect(found({ clockSkewSeconds: -31 })).toEqual([{ finding: 'clock-off', params: { seconds: -31 } }]);
  });

  it('is the worse loss of its streams, from one percent', () => {
    expect(found({ measures: [measure({ loss: 0.01 }), measure()] })).toEqual([]);
    expect(found({ measures: [measure({ loss: 0.02 }), measure({ loss: 0.0345 })] })).toEqual([{ finding: 'loss', params: { percent: 3.5 } }]);
  });

  it('is everything else that a technician should know', () => {
    expect(found({ measures: [measure({ codec: 'MJPEG' })], openStream: true, readablePassword: true, usableStreams: 1, wrongHosts: ['192.168.9.9'] }).map((entry) => entry.finding)).toEqual(['no-password', 'codec-unusable', 'no-sub-stream', 'http-only', 'wrong-stream-address']);
  });
});
