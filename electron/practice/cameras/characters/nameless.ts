import { character } from '../character';

/** Boards and firmwares that many labels sell under many names; what they say of themselves is of little use. Corpus onvif-* and rtsp-*. */

/** Names no types in discovery, and `NONE` as its maker. */
export const GSOAP_CAMERA = character({
  name: 'IPCAM', manufacturer: 'NONE', model: '631GA', firmware: 'IPC_G6106-B0005P11', serial: '00000000', login: 'ws-usernametoken', media: 'media1', quirks: ['uri-blanks'], title: 'IPCAM', servers: { http: 'gSOAP/2.8', rtsp: 'IPCAM' }, contentBase: 'absent',
  discovery: { types: [], scopes: ['Profile/Streaming', 'Model/631GA', 'Name/IPCAM', 'location/country/china'] },
  streams: [
    { token: 'PROFILE_000', name: 'PROFILE_000', path: '/live/ch00_0', clip: 'main.h264' },
    { token: 'PROFILE_001', name: 'PROFILE_001', path: '/live/ch00_1', clip: 'sub.h264' },
  ],
});

/** No maker at all, services on port 8999 at a path of its own. */
export const HISILICON_CAMERA = character({
  name: 'IPD-H4K8M05-BS', manufacturer: '', model: 'IPD-H4K8M05-BS', firmware: 'V1.04.10-190309', serial: '071D3E36963F', login: 'http-digest', media: 'media1', ports: { web: 80, onvif: 8999, rtsp: 554, mute: [] }, onvifPath: '/onvif/devices', title: 'Login',
  streams: [
    { token: 'mainStream', name: 'mainStream', path: '/1/h264major', clip: 'main.h264' },
    { token: 'subStream', name: 'subStream', path: '/1/h264minor', clip: 'sub.h264' },
  ],
});

/** Content-Base without a scheme. */
export const ANJVISION_CAMERA = character({
  name: 'Anjvision', manufacturer: 'Anjvision', model: 'MC500', firmware: '3.3.1', serial: 'AJ0001', login: 'ws-usernametoken', media: 'media1', contentBase: 'without-scheme', quirks: ['cseq-blank', 'no-session-timeout'],
  streams: [
    { token: 'p0', name: 'main', path: '/stream0', clip: 'main.h264' },
    { token: 'p1', name: 'sub', path: '/stream1', clip: 'sub.h264' },
  ],
});

/** Absolute control addresses with the address that it had before. */
export const H3C_CAMERA = character({
  name: 'VCP-IPC', manufacturer: 'H3C', model: 'HM3201', firmware: 'R1.2', serial: 'H3C0001', login: 'http-digest', media: 'media1', control: 'absolute-old-address', contentBase: 'old-address', quirks: ['uri-old-address'],
  streams: [
    { token: 'm', name: 'main', path: '/media/video1', clip: 'main.h264' },
    { token: 's', name: 'sub', path: '/media/video2', clip: 'sub.h264' },
  ],
});

/** RTP over UDP only, ONVIF on port 5000 (Sricam, Yoosee). */
export const YOOSEE_CAMERA = character({
  name: 'Yoosee', manufacturer: 'GW', model: 'GWIPC', firmware: '13.1.29', serial: 'GW0001', login: 'ws-usernametoken', media: 'media1', transports: ['udp'], ports: { web: null, onvif: 5000, rtsp: 554, mute: [] }, quirks: ['no-snapshot'],
  servers: { http: 'gSOAP/2.8', rtsp: 'HiIpcam/V100R003 VodServer/1.0.0' }, realm: { rtsp: 'HIipCamera' },
  streams: [
    { token: 'IPCProfilesToken0', name: 'main', path: '/onvif1', clip: 'main.h264' },
    { token: 'IPCProfilesToken1', name: 'sub', path: '/onvif2', clip: 'sub.h264' },
  ],
});
