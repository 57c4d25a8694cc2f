import { character } from '../character';

/** One camera each of makers of which the fact sheet (2.1 to 2.5 and 3) and the corpus know realm, paths, ports or habits. */

/** Its first profile is motion JPEG; `iPOLiS` as realm (corpus rtsp-401). */
export const HANWHA_CAMERA = character({
  name: 'Wisenet QNV-6082R', manufacturer: 'Hanwha Techwin', model: 'QNV-6082R', firmware: '1.41.00_20220309', serial: 'ZLRN70GM700001X', login: 'either', rtspOrder: 'auth-first', media: 'both',
  realm: { http: 'iPOLiS', rtsp: 'iPOLiS' }, servers: { http: 'Webserver', rtsp: 'Hanwha RTSP' }, title: 'Wisenet WEBVIEWER', ports: { web: 80, onvif: 80, rtsp: 554, mute: [49_152] },
  streams: [
    { token: 'Profile1', name: 'MJPEG', path: '/profile1/media.smp', clip: 'card.mjpeg' },
    { token: 'Profile2', name: 'H.264', path: '/profile2/media.smp', clip: 'main.h264' },
    { token: 'Profile3', name: 'MOBILE', path: '/profile3/media.smp', clip: 'sub.h264' },
  ],
});

export const BOSCH_CAMERA = character({
  name: 'Bosch', manufacturer: 'Bosch', model: 'FLEXIDOME IP 4000i', firmware: '7.81.0064', serial: '044518655', login: 'http-digest', rtspOrder: 'auth-first', media: 'both', contentBase: 'absent', control: 'absolute',
  realm: { http: 'BOSCH', rtsp: 'please log in with a valid username' }, servers: { http: 'VCS-VideoJet-Webserver', rtsp: 'BOSCH RTSP' }, title: 'Bosch Security Systems',
  streams: [
    { token: '0', name: 'Balanced', path: '/rtsp_tunnel', clip: 'main.h264' },
    { token: '1', name: 'Low', path: '/rtsp_tunnel?inst=2', clip: 'sub.h264' },
  ],
});

export const VIVOTEK_CAMERA = character({
  name: 'VIVOTEK FD9360', manufacturer: 'VIVOTEK', model: 'FD9360-H', firmware: 'FD9360-VVTK-0104a', serial: '0002D1000001', login: 'http-digest', rtspOrder: 'path-first', media: 'media1',
  realm: { http: 'streaming_server', rtsp: 'streaming_server' }, servers: { http: 'Boa/0.94.14rc21', rtsp: 'RTSP Server' }, track: 'trackID=8', title: 'Network Camera',
  streams: [
    { token: 'Profile1', name: 'Profile1', path: '/live1s1.sdp', clip: 'main.h264' },
    { token: 'Profile2', name: 'Profile2', path: '/live1s2.sdp', clip: 'sub.h264' },
  ],
});

/** Web pages on port 88, ONVIF on 888, blocks after repeated wrong logins. */
export const FOSCAM_CAMERA = character({
  name: 'Foscam FI9900P', manufacturer: 'Foscam', model: 'FI9900P', firmware: '2.84.2.31', serial: '00626E000001', login: 'ws-usernametoken', rtspOrder: 'auth-first', media: 'media1', lockout: { failures: 4, seconds: 600 },
  ports: { web: 88, onvif: 888, rtsp: 554, mute: [] }, realm: { rtsp: 'Foscam IPCam Living Video' }, servers: { http: 'lighttpd/1.4.35', rtsp: 'Foscam' }, track: 'track1', title: 'IPCam Client', httpLogin: [],
  streams: [
    { token: 'Profile_1', name: 'PROFILE_1', path: '/videoMain', clip: 'main.h264' },
    { token: 'Profile_2', name: 'PROFILE_2', path: '/videoSub', clip: 'sub.h264' },
  ],
});

/** Its realm is its MAC. */
export const UNIVIEW_CAMERA = character({
  name: 'Uniview IPC3634', manufacturer: 'UNIVIEW', model: 'IPC3634LR3-SP-D', firmware: 'IPC_D1207-B0003P08D1812', serial: '210235C2XC3185000001', login: 'either', rtspOrder: 'auth-first', media: 'both',
  realm: { http: '{mac}', rtsp: '{mac}' }, servers: { http: 'Uniview', rtsp: 'Server' }, control: 'absolute', title: 'IP Camera',
  streams: [
    { token: 'media_profile1', name: 'media_profile1', path: '/media/video1', clip: 'main.h265' },
    { token: 'media_profile2', name: 'media_profile2', path: '/media/video2', clip: 'sub.h264' },
  ],
});

/** The login stands in the path that it hands out, its Content-Base is 127.0.0.1, its maker calls himself H264. */
export const XIONGMAI_CAMERA = character({
  name: 'H264', manufacturer: 'H264', model: 'XM530_50X50-WG_8M', firmware: 'V5.00.R02.ONVIF 16.12', serial: 'f0d2d8a9c5380a0f', login: 'ws-usernametoken', httpLogin: [], rtspLogin: [], rtspOrder: 'path-first', media: 'media1',
  ports: { web: 80, onvif: 8899, rtsp: 554, mute: [34_567] }, servers: { http: 'gSOAP/2.7', rtsp: 'H264DVR 1.0' }, contentBase: 'loopback', track: 'trackID=3', title: 'NETSurveillance WEB',
  streams: [
    { token: '000', name: 'mainStream', path: '/user={user}_password={pass}_channel=1_stream=0.sdp?real_stream', clip: 'main.h264' },
    { token: '001', name: 'extraStream', path: '/user={user}_password={pass}_channel=1_stream=1.sdp?real_stream', clip: 'sub.h264' },
  ],
});

export const PANASONIC_CAMERA = character({
  name: 'WV-S1131', manufacturer: 'Panasonic', model: 'WV-S1131', firmware: '4.62', serial: 'RGU00001', login: 'http-digest', rtspOrder: 'auth-first', media: 'both', realm: { http: 'Panasonic network device', rtsp: 'Panasonic network device' },
  servers: { http: 'WV-S1131', rtsp: 'Panasonic' }, title: 'Network Camera', parameterSets: 'in-band',
  streams: [
    { token: 'profile1', name: 'profile1', path: '/ONVIF/MediaInput?profile=def_profile1', clip: 'main.h264' },
    { token: 'profile2', name: 'profile2', path: '/ONVIF/MediaInput?profile=def_profile2', clip: 'sub.h264' },
  ],
});

/** Eight wrong logins, over HTTP and RTSP together, shut it for a minute. */
export const SONY_CAMERA = character({
  name: 'SONY SNC-VB770', manufacturer: 'SONY', model: 'SNC-VB770', firmware: '1.8.0', serial: '0100001', login: 'http-digest', rtspOrder: 'auth-first', media: 'media1', lockout: { failures: 8, seconds: 60 },
  realm: { http: 'Sony Network Camera SNC-VB770', rtsp: 'Sony Network Camera SNC-VB770' }, servers: { http: 'gen5th/1.8.0', rtsp: 'gen5th' }, title: 'Sony Network Camera SNC-VB770',
  streams: [
    { token: 'profile_1', name: 'Profile 1', path: '/media/video1', clip: 'main.h264' },
    { token: 'profile_2', name: 'Profile 2', path: '/media/video2', clip: 'sub.h264' },
  ],
});

/** On its own, without its recorder: RTSP, and no ONVIF. */
export const UBIQUITI_CAMERA = character({
  name: 'UVC G3', manufacturer: 'Ubiquiti', model: 'UVC-G3', firmware: '4.23.8', serial: 'FCECDA000001', rtspOrder: 'path-first', ports: { web: 80, onvif: null, rtsp: 554, mute: [] }, realm: { rtsp: 'ubnt' },
  servers: { http: 'lighttpd', rtsp: 'UBNT Streaming Server v1.2' }, title: 'UVC Micro', discovery: { probes: 'none' },
  streams: [
    { token: 's0', name: 'High', path: '/s0', clip: 'main.h264' },
    { token: 's1', name: 'Medium', path: '/s1', clip: 'sub.h264' },
  ],
});

export const MILESIGHT_CAMERA = character({
  name: 'Network Camera', manufacturer: 'Milesight', model: 'MS-C5365-PB', firmware: '45.7.0.78-r2', serial: '6124A1234567', login: 'ws-usernametoken', rtspOrder: 'path-first', media: 'both', servers: { http: 'nginx', rtsp: 'Milesight RTSP' },
  realm: { http: 'IPC', rtsp: 'rtsp server' }, control: 'star', title: 'Network Camera',
  streams: [
    { token: 'MainProfile', name: 'Primary', path: '/main', clip: 'main.h265' },
    { token: 'SubProfile', name: 'Secondary', path: '/sub', clip: 'sub.h264' },
  ],
});

/** Older than GetServices: GetCapabilities only (corpus, DCS-6511). */
export const DLINK_CAMERA = character({
  name: 'DCS-6511', manufacturer: 'D-Link Corporation', model: 'DCS-6511', firmware: '1.16.00', serial: 'F07D68000001', login: 'ws-usernametoken', rtspOrder: 'path-first', media: 'media1', rtspLogin: ['digest-md5', 'basic'],
  realm: { http: 'DCS-6511', rtsp: 'DCS-6511' }, servers: { http: 'httpd', rtsp: 'D-Link' }, quirks: ['no-get-services'], track: 'track1', title: 'D-Link Corporation. | WIRELESS INTERNET CAMERA | HOME',
  streams: [
    { token: 'profile1', name: 'profile1', path: '/live1.sdp', clip: 'main.h264' },
    { token: 'profile2', name: 'profile2', path: '/live2.sdp', clip: 'sub.h264' },
  ],
});

/** Hikvision's consumer line: SADP to who asked, the password is the code on its label. */
export const EZVIZ_CAMERA = character({
  name: 'CS-H8c-R100-1K2WKFL', manufacturer: 'EZVIZ', model: 'CS-H8c-R100-1K2WKFL', firmware: 'V5.3.8 build 250612', serial: '0120250611CCRRBF0000001', login: 'either', rtspOrder: 'path-first', media: 'both', servers: { http: 'App-webs/', rtsp: 'Rtsp Server' },
  realm: { http: 'CS-H8c', rtsp: '{mac}' }, discovery: { tongues: ['sadp-to-asker'] }, quirks: ['mac-scope', 'dhcp', 'no-snapshot'], title: 'index', ports: { web: 80, onvif: 80, rtsp: 554, mute: [8000] },
  streams: [
    { token: 'Profile_1', name: 'mainStream', path: '/H264/ch1/main/av_stream', clip: 'main.h264' },
    { token: 'Profile_2', name: 'subStream', path: '/H264/ch1/sub/av_stream', clip: 'sub.h264' },
  ],
});

/** A door station with streams like a camera's. */
export const DOORBIRD_DOORBELL = character({
  kind: 'doorbell', name: 'DoorBird D2101V', manufacturer: 'DoorBird', model: 'D2101V', firmware: '000134', serial: '1CCAE3000001', login: 'http-digest', rtspOrder: 'auth-first', media: 'media1', realm: { http: 'Bird Home Automation', rtsp: 'Bird Home Automation' },
  servers: { http: 'DoorBird', rtsp: 'DoorBird RTSP' }, title: 'DoorBird Video Doorbell',
  streams: [
    { token: 'main', name: 'main', path: '/mpeg/720p/media.amp', clip: 'main.h264' },
    { token: 'sub', name: 'sub', path: '/mpeg/media.amp', clip: 'sub.h264' },
  ],
});
