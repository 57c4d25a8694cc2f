import { character } from '../character';

/** What hangs on the same wire and is no camera. Types as recorded (corpus, wsd-probematch; Debian's wsdd). */
const usual = { kind: 'other', streams: [{ token: '-', name: '-', path: '/-', clip: 'sub.h264' }], firmware: '1', serial: '1', login: 'none', httpLogin: [], rtspLogin: [] } as const;

export const PRINTER = character({
  ...usual, name: 'Office printer', manufacturer: 'HP', model: 'LaserJet', title: 'HP LaserJet', servers: { http: 'HP HTTP Server' },
  ports: { web: 80, onvif: null, rtsp: null, mute: [631, 9100] }, claims: { port: 5357 }, onvifPath: '/printer', discovery: { types: ['wsdp:Device', 'wprt:PrintDeviceType'], scopes: [] },
});

export const OFFICE_PC = character({
  ...usual, name: 'OFFICE-PC', manufacturer: 'PC', model: 'PC', ports: { web: null, onvif: null, rtsp: null, mute: [445] }, claims: { port: 5357 }, onvifPath: '/pc',
  discovery: { types: ['wsdp:Device', 'pub:Computer'], scopes: [] },
});

/** Silent in WS-Discovery; a web page and a cast port. */
export const TELEVISION = character({
  ...usual, name: 'Canteen TV', manufacturer: 'TV', model: 'TV', title: 'Smart TV', servers: { http: 'SmartTV/1.0' }, ports: { web: 8080, onvif: null, rtsp: null, mute: [8008] },
  discovery: { probes: 'none' },
});
