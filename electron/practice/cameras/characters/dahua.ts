import { character, type Differences } from '../character';

/**
 * Dahua and who sells its cameras: token login, RTSP asks everybody for a login first (`Login to` and the serial as realm), paths with
 * a query, locks after 5 wrong logins for 5 minutes. Fact sheet 2.3 to 2.5 and 3; corpus rtsp-401, rtsp-describe, dhip, wsd-hello.
 */
const DAHUA = {
  login: 'ws-usernametoken', rtspOrder: 'auth-first', media: 'both', lockout: { failures: 5, seconds: 300, tells: 'fault' }, realm: { http: 'Login to 4K01FD2PAJ6E3FF', rtsp: 'Login to 4K01FD2PAJ6E3FF' },
  servers: { http: 'Webs', rtsp: 'Rtsp Server/3.0' }, title: 'WEB SERVICE', ports: { web: 80, onvif: 80, rtsp: 554, mute: [37_777] }, discovery: { tongues: ['dhip'] }, track: 'trackID=0',
} as const satisfies Partial<Differences>;

const path = (subtype: number): string => `/cam/realmonitor?channel=1&subtype=${subtype}&unicast=true&proto=Onvif`;

export const DAHUA_CAMERA = character({
  ...DAHUA, name: 'Dahua', manufacturer: 'Dahua', model: 'IPC-HFW2228M-I1-V2', firmware: '2.840.0000000.18.R, Build Date 2023-02-07', serial: '4K01FD2PAJ6E3FF',
  streams: [
    { token: 'MediaProfile00000', name: 'MediaProfile_Channel1_MainStream', path: path(0), clip: 'main.h265' },
    { token: 'MediaProfile00001', name: 'MediaProfile_Channel1_SubStream1', path: path(1), clip: 'sub.h264' },
  ],
});

export const AMCREST_CAMERA = character({
  ...DAHUA, name: 'Amcrest', manufacturer: 'Amcrest', model: 'IP5M-T1179EW', firmware: '2.800.00AC003.0.R, Build Date: 2021-04-26', serial: 'AMC0155A0B1C2D3E4', media: 'media1', realm: { http: 'Login to AMC0155A0B1C2D3E4', rtsp: 'Login to AMC0155A0B1C2D3E4' },
  streams: [
    { token: 'MediaProfile000', name: 'MediaProfile_Channel1_MainStream', path: path(0), clip: 'main.h264' },
    { token: 'MediaProfile001', name: 'MediaProfile_Channel1_SubStream1', path: path(1), clip: 'sub.h264' },
  ],
});

/** Waits for its first password; the makers' own discovery is all it speaks. */
export const DAHUA_NOT_INITIALISED = character({
  ...DAHUA, name: 'Dahua new', manufacturer: 'Dahua', model: 'IPC-HDW1439T1-LED', firmware: '2.800.0000000.20.R', serial: '7F0A1B2PAZ00001', activated: false,
  streams: [{ token: 'MediaProfile000', name: 'MainStream', path: path(0), clip: 'main.h264' }],
});
