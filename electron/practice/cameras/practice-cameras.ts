import { character, type DeviceCharacter } from './character';
import type { NeighbourCharacter } from './neighbour';

const LOCKOUT = { failures: 5, seconds: 60 } as const;

/** A camera of the practice site. */
export interface PracticeCamera extends DeviceCharacter {
  /** 1 to 9: also the end of its address (127.77.B.1n) and MAC. */
  readonly number: number;
}

/** The five cameras of the practice site: every way of logging in, both codecs, and what goes wrong most on real sites. */
export const PRACTICE_CAMERAS: readonly PracticeCamera[] = [
  {
    number: 1,
    ...character({
      name: 'Practice Cam 1', place: 'Gate', scene: 'gate',
      manufacturer: 'Practice', model: 'PC-100', firmware: 'V1.4.2', serial: 'PC100-0001',
      login: 'http-digest', rtspOrder: 'path-first', media: 'media1', clockSkewSeconds: 0, sessionLimit: 6, lockout: LOCKOUT,
      realm: { http: 'Practice PC-100', rtsp: 'Practice Camera' }, servers: { http: 'practice-web/1.4', rtsp: 'Practice RTSP/1.4' },
      streams: [
        { token: 'Profile_1', name: 'mainStream', path: '/live/main', clip: 'main.h264' },
        { token: 'Profile_2', name: 'subStream', path: '/live/sub', clip: 'sub.h264' },
      ],
      quirks: ['mac-scope'],
    }),
  },
  {
    // Its clock was never set: a login token dated by our clock is refused.
    number: 2,
    ...character({
      name: 'Practice Cam 2', place: 'Yard', scene: 'yard',
      manufacturer: 'Practice Optics', model: 'PO-2 Outdoor', firmware: '2.0.17', serial: 'PO2-0002',
      login: 'ws-usernametoken', rtspOrder: 'path-first', media: 'media1', clockSkewSeconds: 3 * 3600, sessionLimit: 4, lockout: LOCKOUT,
      realm: { http: 'PO-2', rtsp: 'Practice Optics' }, servers: { http: 'gSOAP/2.8', rtsp: 'PO RTSP Server' },
      streams: [
        { token: 'main_token', name: 'main', path: '/stream1', clip: 'main.h264' },
        { token: 'sub_token', name: 'sub', path: '/stream2', clip: 'sub.h264' },
      ],
      quirks: ['uri-blanks', 'nonce-once'],
    }),
  },
  {
    number: 3,
    ...character({
      name: 'Practice Cam 3', place: 'Hall', scene: 'hall',
      manufacturer: 'Practice Vision', model: 'PV Dome 265', firmware: '5.7.1 build 210', serial: 'PVD265-0003',
      login: 'http-digest', rtspOrder: 'path-first', media: 'both', clockSkewSeconds: 0, sessionLimit: 6, lockout: LOCKOUT,
      realm: { http: 'PV Dome', rtsp: 'PV Dome 265' }, servers: { http: 'PV-Webs', rtsp: 'PV Rtsp/5.7' },
      streams: [
        { token: '100', name: 'Stream 1', path: '/media/video1', clip: 'main.h265' },
        { token: '200', name: 'Stream 2', path: '/media/video2', clip: 'sub.h265' },
      ],
      quirks: ['mac-scope'],
    }),
  },
  {
    number: 4,
    ...character({
      name: 'Practice Cam 4', place: 'Stairs', scene: 'stairs',
      manufacturer: 'Practice Secure', model: 'PS-IPC 4', firmware: '3.120.0', serial: 'PSIPC4-0004',
      login: 'ws-usernametoken', rtspOrder: 'auth-first', media: 'both', clockSkewSeconds: 0, sessionLimit: 4, lockout: LOCKOUT,
      realm: { http: 'PSIPC4-0004', rtsp: 'Practice Secure PSIPC4-0004' }, servers: { http: 'Webs', rtsp: 'Rtsp Server/3.0' },
      streams: [
        { token: 'MediaProfile000', name: 'MainStream', path: '/cam/practice?channel=1&subtype=0', clip: 'main.h264' },
        { token: 'MediaProfile001', name: 'SubStream1', path: '/cam/practice?channel=1&subtype=1', clip: 'sub.h264' },
      ],
      quirks: ['nonce-once'],
    }),
  },
  {
    // Moved here from another network and still names its address there.
    number: 5,
    ...character({
      name: 'Practice Cam 5', place: 'Parking', scene: 'parking',
      manufacturer: 'Practice Home', model: 'PH-5', firmware: '1.0.3', serial: 'PH5-0005',
      login: 'http-digest', rtspOrder: 'auth-first', media: 'media1', clockSkewSeconds: 20, sessionLimit: 2, lockout: LOCKOUT,
      realm: { http: 'PH-5', rtsp: 'PH-5' }, servers: { http: 'mini_httpd', rtsp: 'PH Media Server' },
      streams: [
        { token: 'profile_1', name: 'HD', path: '/h264/hd', clip: 'main.h264' },
        { token: 'profile_2', name: 'SD', path: '/h264/sd', clip: 'sub.h264' },
      ],
      quirks: ['uri-old-address'],
    }),
  },
];

/** Other things of the practice network that answer discovery and are no cameras. */
export const PRACTICE_NEIGHBOURS: readonly NeighbourCharacter[] = [
  { number: 8, last: 21, name: 'Practice Printer', types: ['wsdp:Device', 'wprt:PrintDeviceType'], page: 'Practice Printer' },
  { number: 9, last: 22, name: 'Practice Office PC', types: ['wsdp:Device', 'pub:Computer'], page: null },
];
