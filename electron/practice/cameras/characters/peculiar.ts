import { character, type Differences } from '../character';

/** Cameras of no maker, each with one habit that the fact sheet found at several of them, so that a test fails for one reason. */
function camera(name: string, differences: Partial<Differences>): ReturnType<typeof character> {
  return character({
    name, manufacturer: 'ACME', model: name, firmware: '1.0', serial: 'A1', ...differences,
    streams: differences.streams ?? [
      { token: 'main', name: 'main', path: '/live/main', clip: 'main.h264' },
      { token: 'sub', name: 'sub', path: '/live/sub', clip: 'sub.h264' },
    ],
  });
}

const LOGINS = {
  'sha-256': camera('sha-256', { login: 'http-digest-sha256', httpLogin: ['digest-sha256', 'digest-md5'], rtspLogin: ['digest-sha256', 'digest-md5'] }),
  'basic-only': camera('basic-only', { login: 'http-basic', httpLogin: ['basic'], rtspLogin: ['basic'] }),
  'no-login': camera('no-login', { login: 'none', httpLogin: [], rtspLogin: [] }),
  'closed-services': camera('closed-services', { quirks: ['closed-services', 'no-time'] }),
  'hangs-up': camera('hangs-up', { quirks: ['hangs-up'], rtspOrder: 'auth-first' }),
} as const;

const STREAMS = {
  'mjpeg-only': camera('mjpeg-only', { streams: [{ token: 'main', name: 'main', path: '/mjpeg', clip: 'card.mjpeg' }] }),
  'udp-only': camera('udp-only', { transports: ['udp'] }),
  'tcp-only': camera('tcp-only', { transports: ['tcp'] }),
  'in-band': camera('in-band', { parameterSets: 'in-band' }),
  'any-path': camera('any-path', { rtspOrder: 'any-path', rtspLogin: [] }),
  'one-session': camera('one-session', { sessionLimit: 1 }),
  'no-session': camera('no-session', { sessionLimit: 0 }),
  'silent-rtsp': camera('silent-rtsp', { ports: { web: null, onvif: null, rtsp: 554, mute: [] }, discovery: { probes: 'none' }, streams: [{ token: 'm', name: 'm', path: '/stream1', clip: 'main.h264' }, { token: 's', name: 's', path: '/stream2', clip: 'sub.h264' }] }),
  'no-channels-in-transport': camera('no-channels-in-transport', { quirks: ['no-transport-channels', 'no-session-timeout', 'options-refused'] }),
} as const;

const ADDRESSES = {
  'names-zeros': camera('names-zeros', { claims: { host: '0.0.0.0', rtspHost: '0.0.0.0' } }),
  'names-another-host': camera('names-another-host', { claims: { host: '192.0.2.77' } }),
  'names-a-closed-port': camera('names-a-closed-port', { claims: { port: 8765 } }),
  'https-only': camera('https-only', { secure: true, ports: { web: 443, onvif: 443, rtsp: 554, mute: [] } }),
  'media2-only': camera('media2-only', { media: 'media2', streams: [{ token: 'main', name: 'main', path: '/live/main', clip: 'main.h265' }, { token: 'sub', name: 'sub', path: '/live/sub', clip: 'sub.h265' }] }),
  'unicast-only': camera('unicast-only', { discovery: { probes: 'unicast' } }),
  'multicast-only': camera('multicast-only', { discovery: { probes: 'multicast' } }),
  'clock-of-1970': camera('clock-of-1970', { login: 'ws-usernametoken', clockSkewSeconds: -1_770_000_000 }),
} as const;

const PACES = {
  'slow': camera('slow', { pace: { answerAfter: 150 } }),
  'drips': camera('drips', { pace: { drip: 2000 } }),
} as const;

export const PECULIAR = { ...LOGINS, ...STREAMS, ...ADDRESSES, ...PACES } as const;

/** Answers that are wrong, in ONVIF; the streams are well. */
export const MALFORMED = {
  'truncated': camera('truncated', { flaws: { GetProfiles: 'truncated' } }),
  'wrong-type': camera('wrong-type', { flaws: { '*': 'wrong-type' } }),
  'short-length': camera('short-length', { flaws: { GetProfiles: 'short-length' } }),
  'long-length': camera('long-length', { flaws: { '*': 'long-length' } }),
  'chunked': camera('chunked', { flaws: { '*': 'chunked' } }),
  'byte-order-mark': camera('byte-order-mark', { flaws: { '*': 'byte-order-mark' } }),
  'trailing-zeros': camera('trailing-zeros', { flaws: { '*': 'trailing-zeros' } }),
  'entities': camera('entities', { flaws: { GetProfiles: 'entities' } }),
  'huge': camera('huge', { flaws: { GetProfiles: 'huge' } }),
  'hundred-megabytes': camera('hundred-megabytes', { flaws: { GetProfiles: 'hundred-megabytes' } }),
  'endless': camera('endless', { flaws: { GetProfiles: 'endless' } }),
  'redirects-elsewhere': camera('redirects-elsewhere', { flaws: { GetProfiles: 'elsewhere' } }),
  'script': camera('script', { flaws: { GetProfiles: 'script' } }),
  'nothing': camera('nothing', { flaws: { GetProfiles: 'empty' } }),
} as const;
