import { character, type Differences, type StreamCharacter } from '../character';

/**
 * Hikvision: Digest or token, RTSP says 404 before it asks who is there and offers Digest and Basic, `IP Camera(...)` as realm, locks
 * after 7 wrong logins of admin for 30 minutes and says so. Fact sheet 2.3 to 2.5 and 3; corpus rtsp-401, onvif-* of DS-2CD2143G0-I.
 */
const HIKVISION = {
  manufacturer: 'HIKVISION', login: 'either', rtspOrder: 'path-first', rtspLogin: ['digest-md5', 'basic'], media: 'both', lockout: { failures: 7, seconds: 1800, tells: 'user-check' },
  realm: { http: 'DS-2CD', rtsp: 'IP Camera(C1214)' }, servers: { http: 'App-webs/', rtsp: 'Rtsp Server' }, title: 'index', ports: { web: 80, onvif: 80, rtsp: 554, mute: [8000] },
  discovery: { tongues: ['sadp'] }, contentBase: 'without-query', control: 'before-query', quirks: ['mac-scope'],
} as const satisfies Partial<Differences>;

function channel(number: number): StreamCharacter[] {
  const named = (sub: number): string => `/Streaming/Channels/${number}0${sub}?transportmode=unicast&profile=Profile_${number}0${sub}`;
  return [
    { token: `Profile_${number}01`, name: `mainStream${number}`, path: named(1), clip: 'main.h264', channel: number },
    { token: `Profile_${number}02`, name: `subStream${number}`, path: named(2), clip: 'sub.h264', channel: number },
  ];
}

export const HIKVISION_CAMERA = character({
  ...HIKVISION, name: 'HIKVISION DS-2CD2143G0-I', model: 'DS-2CD2143G0-I', firmware: 'V5.6.3', serial: '20190417AAWRC12345678',
  streams: [
    { token: 'Profile_1', name: 'mainStream', path: '/Streaming/Channels/101?transportmode=unicast&profile=Profile_1', clip: 'main.h265' },
    { token: 'Profile_2', name: 'subStream', path: '/Streaming/Channels/102?transportmode=unicast&profile=Profile_2', clip: 'sub.h264' },
  ],
});

/** One profile for the main and one for the sub stream of each of eight inputs. */
export const HIKVISION_RECORDER = character({
  ...HIKVISION, kind: 'recorder', name: 'HIKVISION NVR', model: 'DS-7608NI-K2', firmware: 'V4.30.085 build 200916', serial: '0820200321CCRRE12345678WCVU', servers: { http: 'DNVRS-Webs', rtsp: 'Rtsp Server' },
  streams: [{ token: 'Profile_101', name: 'mainStream1', path: '/Streaming/Channels/101', clip: 'main.h264', channel: 1 }, { token: 'Profile_102', name: 'subStream1', path: '/Streaming/Channels/102', clip: 'sub.h264', channel: 1 }, ...[2, 3, 4, 5, 6, 7, 8].flatMap(channel)],
});

/** Fresh from the box at its factory address, without a password. */
export const HIKVISION_NOT_ACTIVATED = character({
  ...HIKVISION, name: 'HIKVISION new', model: 'DS-2CD2087G2-L', firmware: 'V5.7.3 build 220112', serial: '20220310AAWRJ12345678', activated: false, ports: { web: 80, onvif: 80, rtsp: 554, mute: [8000] },
  streams: [{ token: 'Profile_1', name: 'mainStream', path: '/Streaming/Channels/101', clip: 'main.h264' }],
});

/** A door station: ONVIF like a camera's, told apart by its model. */
export const HIKVISION_DOORBELL = character({
  ...HIKVISION, kind: 'doorbell', name: 'Video doorbell', model: 'DS-KV6113-WPE1', firmware: 'V2.2.45 build 210902', serial: '0120210902RRE12345678',
  streams: [
    { token: 'Profile_1', name: 'mainStream', path: '/Streaming/Channels/101', clip: 'main.h264' },
    { token: 'Profile_2', name: 'subStream', path: '/Streaming/Channels/102', clip: 'sub.h264' },
  ],
});

/** Four analogue inputs. */
export const HIKVISION_ENCODER = character({
  ...HIKVISION, kind: 'encoder', name: 'Video Encoder', model: 'DS-6704HUHI', firmware: 'V2.2.0 build 180720', serial: '0420180720CCWRE12345678', media: 'media1', title: 'Video Encoder',
  streams: [{ token: 'Profile_101', name: 'mainStream1', path: '/Streaming/Channels/101', clip: 'main.h264', channel: 1 }, ...[2, 3, 4].map((number): StreamCharacter => ({ token: `Profile_${number}01`, name: `mainStream${number}`, path: `/Streaming/Channels/${number}01`, clip: 'main.h264', channel: number }))],
});
