import { character } from '../character';

/** All firmwares of that series have this uuid (fact sheet 2.1; corpus wsd-probematch of TP-IPC). */
const SHARED_UUID = 'uuid:3fa1fe68-b915-4053-a3e1-c006c3afec0e';

/** ONVIF on port 2020, a token login with the camera account, and scopes in which nobody filled in the model. */
export const TAPO_CAMERA = character({
  name: 'TP-IPC', manufacturer: 'tp-link', model: 'Tapo C210', firmware: '1.3.9 Build 231019 Rel.38708n(4555)', serial: '5a8d7c2e', login: 'ws-usernametoken', rtspOrder: 'auth-first', media: 'media1', sessionLimit: 2,
  ports: { web: null, onvif: 2020, rtsp: 554, mute: [] }, realm: { rtsp: 'TP-Link IP-Camera' }, servers: { http: 'gSOAP/2.8', rtsp: 'TP-LINK Streaming Media v2015.05.12' }, contentBase: 'absent', track: 'track1',
  quirks: ['no-snapshot', 'dhcp'],
  discovery: { types: ['dn:NetworkVideoTransmitter'], endpoint: SHARED_UUID, scopes: ['name/TP-IPC', 'hardware/MODEL', 'Profile/Streaming', 'location/ShenZhen', 'type/NetworkVideoTransmitter'] },
  streams: [
    { token: 'profile_1', name: 'mainStream', path: '/stream1', clip: 'main.h264' },
    { token: 'profile_2', name: 'minorStream', path: '/stream2', clip: 'sub.h264' },
  ],
});

/** For shops and offices: Digest over HTTP on port 80. */
export const VIGI_CAMERA = character({
  name: 'VIGI C340', manufacturer: 'TP-Link', model: 'VIGI C340', firmware: '2.0.1 Build 220712 Rel.51330n', serial: '22123A4000123', login: 'http-digest', rtspOrder: 'auth-first', media: 'both',
  ports: { web: 80, onvif: 2020, rtsp: 554, mute: [] }, realm: { http: 'TP-Link IP-Camera', rtsp: 'TP-Link IP-Camera' }, servers: { http: 'Streamd', rtsp: 'TP-LINK Streaming Media v2015.05.12' }, track: 'track1',
  streams: [
    { token: 'profile_1', name: 'mainStream', path: '/stream1', clip: 'main.h265' },
    { token: 'profile_2', name: 'minorStream', path: '/stream2', clip: 'sub.h264' },
  ],
});
