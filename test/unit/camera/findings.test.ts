import { describe, expect, it } from 'vitest';
import { findingsOf, type Observations } from '../../../electron/camera/findings';
import { FINDING_SEVERITY, FINDINGS, type StreamMeasure } from '../../../electron/domain/camera';

const measure = (changes: Partial<StreamMeasure> = {}): StreamMeasure => ({
  uri: 'rtsp://h/', codec: 'H264', codecProfile: 'High', width: 1920, height: 1080, fps: 25, kbps: 4000, gop: 50, gopSeconds: 2, loss: 0, frames: 50, keyFrames: 1, seconds: 2, firstFrameMs: 100, transport: 'tcp', audio: null, ...changes,
});
const found = (changes: Partial<Observations> = {}) =>
  findingsOf({
    clockSkewSeconds: 0, measures: [measure(), measure()], codecs: ['H264', 'H264'], openStream: false, weakPassword: false, readablePassword: false, usableStreams: 2, keyFrameGap: 2, busy: null, wrongHosts: [],
    tls: 'none', https: true, network: { dhcp: false, prefix: 24, gateway: null, dns: [] }, sharesAddressWith: null, firmware: 'V5.5.61 build 250718', now: Date.UTC(2026, 10, 24), ...changes,
  });
const names = (changes: Partial<Observations>): string[] => found(changes).map((entry) => entry.finding);

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

  it.each([
    ['a stream that anybody may watch', { openStream: true }, ['no-password']],
    ['a password that is easy to guess', { weakPassword: true }, ['weak-password']],
    ['a password that was sent readable', { readablePassword: true }, ['password-readable']],
    ['one stream of a codec without use, told from having nothing else', { measures: [measure({ codec: 'MJPEG' })] }, ['codec-unusable']],
    ['motion JPEG and nothing else', { codecs: ['MJPEG', 'MJPEG'], measures: [measure({ codec: 'MJPEG' })] }, ['mjpeg-only']],
    ['only one stream', { usableStreams: 1 }, ['no-sub-stream']],
    ['more bits than an uplink likes', { measures: [measure({ kbps: 6001 })] }, ['bitrate-high']],
    ['key frames far apart', { measures: [measure({ gopSeconds: 4.5 })] }, ['gop-long']],
    ['a key frame that did not come while it was waited for', { keyFrameGap: 4.1 }, ['gop-long']],
    ['no room for a viewer', { busy: '453 Not Enough Bandwidth' }, ['session-limit']],
    ['no HTTPS', { https: false }, ['http-only']],
    ['a certificate of its own', { tls: 'self-signed' }, ['tls-self-signed']],
    ['an address from DHCP', { network: { dhcp: true, prefix: 24, gateway: null, dns: [] } }, ['dhcp-address']],
    ['an address that it shares', { sharesAddressWith: 'aa:bb:cc:00:11:22' }, ['duplicate-address']],
    ['old firmware', { firmware: 'V5.5.61 build 180718' }, ['old-firmware']],
    ['an address that it names wrongly', { wrongHosts: ['192.168.9.9'] }, ['wrong-stream-address']],
  ] satisfies [string, Partial<Observations>, string[]][])('is %s', (_what, changes, expected) => {
    expect(names(changes)).toEqual(expected);
  });

  it('is not what nobody knows', () => {
    expect(names({ https: null, network: null, firmware: null, clockSkewSeconds: null })).toEqual([]);
    expect(names({ https: false, tls: 'trusted' })).toEqual([]);
    expect(names({ keyFrameGap: 4, measures: [measure({ kbps: 6000, gopSeconds: null })], firmware: 'V5.5.61 build 221125' })).toEqual([]);
  });

  it('has a severity, each', () => {
    expect(FINDINGS.map((finding) => FINDING_SEVERITY[finding])).not.toContain(undefined);
  });
});
