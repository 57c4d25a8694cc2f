import { describe, expect, it } from 'vitest';
import { readAgentLog } from '../../../electron/agents/proof/agent-log';
import { streamTrouble } from '../../../electron/agents/proof/stream-trouble';

const SPEC = { name: 'site12-gate', main: 'rtsp://192.168.40.21:554/Streaming/Channels/101' };
const PASSWORD = 'p@ss w/rd:1';

/** As logrus prints it: coloured text, the form without a terminal, JSON, and with the cluster's time in front. */
const FORMS: readonly (readonly [string, (message: string) => string])[] = [
  ['coloured', (message) => `\u001b[36mINFO\u001b[0m[2026-11-24T15:04:05+01:00] ${message}`],
  ['key and value', (message) => `time="2026-11-24T15:04:05+01:00" level=info msg=${JSON.stringify(message)}`],
  ['JSON', (message) => JSON.stringify({ level: 'info', msg: message, time: '2026-11-24T15:04:05+01:00' })],
  ['JSON behind the time of the cluster', (message) => `2026-11-24T14:04:05.123456789Z ${JSON.stringify({ level: 'info', msg: message, time: '2026-11-24T15:04:05+01:00' })}`],
];
const count = (value: number): string => `components.Kerberos.ControlAgent(): Number of packets read from mainstream: ${value}`;
const refused = (why: string): string => `components.Kerberos.RunAgent(): error connecting to RTSP stream: ${why}`;
const OPENED = `components.Kerberos.RunAgent(): opened RTSP stream: rtsp://admin:${PASSWORD}@192.168.40.21:554/Streaming/Channels/101`;
const read = (...lines: string[]): ReturnType<typeof readAgentLog> => readAgentLog(lines.join('\n'), SPEC);

describe.each(FORMS)('a log in the form %s', (_name, line) => {
  it('tells the newest count, and that the stream is open', () => {
    expect(read(line(OPENED), line(count(998)), line(count(3)), line('components.Kerberos.ControlAgent(): Number of packets read from substream: 77'))).toMatchObject({ count: 3, opened: true, trouble: null, said: null });
  });

  it('tells why the stream is not open', () => {
    const { trouble, opened } = read(line(OPENED), line(count(7)), line(refused('bad status code: 401 (Unauthorized)')));
    expect([trouble?.code, trouble?.detail, opened]).toEqual(['agents-stream-login', 'bad status code: 401 (Unauthorized)', false]);
  });

  it('forgets what went by', () => {
    expect(read(line(refused('dial tcp 192.168.40.21:554: connect: no route to host')), line(OPENED))).toMatchObject({ trouble: null, said: null, opened: true });
  });
});

describe('the words of the library', () => {
  it.each([
    ['bad status code: 401 (Unauthorized)', 'agents-stream-login', {}],
    ['unable to setup authentication: no authentication methods available', 'agents-stream-login', {}],
    ['bad status code: 403 (Forbidden)', 'agents-stream-login', {}],
    ['bad status code: 453 (Not Enough Bandwidth)', 'agents-stream-busy', {}],
    ['bad status code: 503 (Service Unavailable)', 'agents-stream-busy', {}],
    ['bad status code: 404 (Not Found)', 'agents-stream-missing', {}],
    ['dial tcp 192.168.40.21:554: connect: no route to host', 'agents-no-route', { address: '192.168.40.21:554' }],
    ['dial tcp 192.168.40.21:554: i/o timeout', 'agents-no-route', { address: '192.168.40.21:554' }],
    ['dial tcp 192.168.40.21:554: connect: network is unreachable', 'agents-no-route', { address: '192.168.40.21:554' }],
    ['request timed out', 'agents-no-route', { address: '192.168.40.21:554' }],
    ['dial tcp 192.168.40.21:554: connect: connection refused', 'agents-port-closed', { address: '192.168.40.21:554' }],
    ['dial tcp: lookup gate.lan on 10.43.0.10:53: no such host', 'agents-name-unresolved', { host: 'gate.lan' }],
    ['dial tcp: lookup gate.lan on 10.43.0.10:53: server misbehaving', 'agents-name-unresolved', { host: 'gate.lan' }],
    // About the name server, not about the camera.
    ['dial tcp: lookup gate.lan on 10.43.0.10:53: read udp 10.1.0.4:33112->10.43.0.10:53: i/o timeout', 'agents-name-unresolved', { host: 'gate.lan' }],
    ['dial tcp: lookup gate.lan: Temporary failure in name resolution', 'agents-name-unresolved', { host: 'gate.lan' }],
  ])('%s', (said, code, params) => {
    const trouble = streamTrouble(said, SPEC);
    expect([trouble?.code, trouble?.params]).toEqual([code, { name: 'site12-gate', ...params }]);
  });

  it.each(['bad status code: 500 (Internal Server Error)', 'EOF', 'invalid SDP: unsupported', ''])('that mean nothing to us are kept as they are: "%s"', (said) => {
    expect(streamTrouble(said, SPEC)).toBeNull();
    expect(read(refused(said))).toMatchObject({ trouble: null, said, opened: false });
  });
});

describe('what an agent tells besides', () => {
  it('that the camera refused a second session, which its next line hides', () => {
    const { trouble } = read('capture.golibrtsp.Connect(H264): bad status code: 453 (Not Enough Bandwidth)', 'components.Kerberos.RunAgent(): no video stream found, might be the wrong codec (we only support H264 for the moment)');
    expect(trouble?.code).toBe('agents-stream-busy');
  });

  it('that its sub stream is missing', () => {
    expect(read('components.Kerberos.RunAgent(): error connecting to RTSP sub stream: bad status code: 404 (Not Found)').trouble?.code).toBe('agents-stream-missing');
  });

  it('that the stream stands still', () => {
    expect(read(count(4), 'components.Kerberos.ControlAgent(): Restarting machinery because of blocking mainstream. (stalledKeyframeCounter=4, lastPacket=16s ago, isConfiguring=false)')).toMatchObject({ opened: false, trouble: expect.objectContaining({ code: 'agents-no-frame' }) as unknown });
  });

  it('how the stream arrives', () => {
    expect(read('capture.golibrtsp.health(main): 10s window — frames=249 (24.9/s) writeAvg=0.1ms writeMax=4ms gapMax=80ms lost=12 decodeErrs=1', 'capture.golibrtsp.health(sub): 10s window — frames=50 (5.0/s) writeAvg=0.1ms writeMax=4ms gapMax=80ms lost=0 decodeErrs=0').health).toEqual({ fps: 24.9, lost: 12, seconds: 10 });
  });

  it('who took its heartbeat', () => {
    expect(read('cloud.HandleHeartBeat(): (200) Heartbeat received by Kerberos Vault.').heartbeat).toBe('Kerberos Vault');
    expect(read('cloud.HandleHeartBeat(): (400) Something went wrong while sending to Kerberos Vault.').heartbeat).toBeNull();
  });
});

describe('the secrets of a log', () => {
  it.each([
    ['in an address, percent-encoded or not', refused(`parse "rtsp://admin:${PASSWORD}@192.168.40.21:bad/": invalid port ":bad" after host`)],
    ['in two addresses of one line', refused(`rtsp://admin:${PASSWORD}@a/1 and rtsp://admin:${PASSWORD}@b/2 failed`)],
    ['in its environment', refused(`AGENT_CAPTURE_IPCAMERA_ONVIF_PASSWORD=${PASSWORD}`)],
    ['in what all agents are given', refused(`GLOBAL_AGENT_KERBEROSVAULT_SECRET_KEY: ${PASSWORD}`)],
  ])('%s, stay there', (_where, line) => {
    const { said, trouble } = read(line);
    const text = JSON.stringify([said, trouble?.detail, trouble?.params]);
    expect(['p@ss', 'w/rd', 'rd:1'].filter((part) => text.includes(part))).toEqual([]);
    expect(said).not.toBeNull();
  });
});

it('a log of rubbish, without end or full of braces, tells nothing and takes no time', () => {
  const rubbish = `${'{"msg":'.repeat(60_000)}\n${'msg="'.repeat(60_000)}\n${'\\'.repeat(60_000)}\n\u001b[31m${'rtsp://'.repeat(20_000)}`;
  expect(read(rubbish)).toEqual({ count: null, health: null, heartbeat: null, trouble: null, said: null, opened: false });
});
