import { character } from '../character';

/** Digest, `AXIS_` and the MAC as realm, asks everybody for a login first. Fact sheet 2.4; corpus onvif-* of M5525-E. */
export const AXIS_CAMERA = character({
  name: 'AXIS M5525-E', manufacturer: 'AXIS', model: 'M5525-E', firmware: '8.40.1.1', serial: 'ACCC8E000001', login: 'either', rtspOrder: 'auth-first', media: 'both', sessionLimit: 10,
  realm: { http: 'AXIS_{MAC}', rtsp: 'AXIS_WS_{MAC}' }, servers: { http: 'Apache', rtsp: 'GStreamer RTSP server' }, title: 'AXIS', lockout: { failures: 20, seconds: 10 }, control: 'absolute',
  discovery: { scopes: ['Profile/Streaming', 'Profile/G', 'hardware/M5525-E', 'name/AXIS%20M5525-E', 'location/', 'type/video_encoder'] },
  streams: [
    { token: 'profile_1_h264', name: 'profile_1 h264', path: '/onvif-media/media.amp?profile=profile_1_h264&sessiontimeout=60&streamtype=unicast', clip: 'main.h264' },
    { token: 'profile_1_jpeg', name: 'profile_1 jpeg', path: '/onvif-media/media.amp?profile=profile_1_jpeg&sessiontimeout=60&streamtype=unicast', clip: 'card.mjpeg' },
  ],
});
