import { character } from '../character';

/** ONVIF on port 8000, its own protocol on 9000, and an RTSP server that asks everybody for a login first. Fact sheet 2.4 and 3; corpus rtsp-*. */
export const REOLINK_CAMERA = character({
  name: 'IPC', manufacturer: 'Reolink', model: 'RLC-810A', firmware: 'v3.1.0.956_22041511', serial: '00000000000000', login: 'ws-usernametoken', rtspOrder: 'auth-first', media: 'both', httpLogin: [],
  ports: { web: 80, onvif: 8000, rtsp: 554, mute: [9000] }, realm: { rtsp: 'BC Streaming Media' }, servers: { http: 'nginx', rtsp: 'BC Streaming Media v2022' }, title: 'Reolink',
  discovery: { types: ['dn:NetworkVideoTransmitter'], scopes: ['type/video_encoder', 'type/ptz', 'hardware/RLC-810A', 'name/IPC', 'location/'] },
  streams: [
    { token: '000', name: 'MainStream', path: '/h264Preview_01_main', clip: 'main.h265' },
    { token: '001', name: 'SubStream', path: '/h264Preview_01_sub', clip: 'sub.h264' },
  ],
});
