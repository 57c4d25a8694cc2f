import { createServer as createPlain, type IncomingMessage, type RequestListener, type Server, type ServerResponse } from 'node:http';
import { createServer as createSecure } from 'node:https';
import type { AddressInfo } from 'node:net';
import { afterEach, describe, expect, it } from 'vitest';
import { createCameraReader } from '../../../electron/camera/reader';
import { CameraReading } from '../../../electron/domain/camera';
import { Device } from '../../../electron/domain/device';
import type { CameraRequest } from '../../../electron/engine/ports';
import { selfSigned } from '../../../electron/practice/cameras/self-signed';
import { h264Frame, h264Seconds, H264_SDP, scriptedRtsp, type Reply, type RtspRequestSeen, type ScriptedRtsp } from '../../fixtures/cameras/scripted-rtsp';
import { login, memoryLedger, quiet } from '../../fixtures/cameras/ledger';

let rtsp: ScriptedRtsp | null = null;
let web: Server | null = null;
let secure = false;
afterEach(async () => {
  await rtsp?.close();
  web?.closeAllConnections();
  await new Promise((resolve) => (web === null ? resolve(null) : web.close(resolve)));
  rtsp = web = null;
  secure = false;
});

const soap = (inside: string): string => `<e:Envelope xmlns:e="http://www.w3.org/2003/05/soap-envelope"><e:Body>${inside}</e:Body></e:Envelope>`;
const profile = (token: string, source: string, width: number): string =>
  `<Profiles token="${token}"><Name>${token}</Name><VideoSourceConfiguration><SourceToken>${source}</SourceToken></VideoSourceConfiguration><VideoEncoderConfiguration><Encoding>H264</Encoding><Resolution><Width>${width}</Width><Height>${Math.round(width * 0.5625)}</Height></Resolution></VideoEncoderConfiguration></Profiles>`;

async function start(options: { odd?: (request: RtspRequestSeen) => Reply | undefined; profiles?: readonly string[]; path?: string; answers?: Record<string, string | ((request: IncomingMessage, response: ServerResponse) => void)>; tls?: boolean }): Promise<void> {
  rtsp = await scriptedRtsp((request) => options.odd?.(request) ?? (
    request.method === 'DESCRIBE' ? { status: '200 OK', body: H264_SDP }
    : request.method === 'SETUP' ? { status: '200 OK', headers: ['Session: 1', 'Transport: RTP/AVP/TCP;interleaved=0-1'] }
    : request.method === 'PLAY' ? { status: '200 OK', then: h264Seconds(2) }
    : { status: '200 OK' }
  ));
  const { port } = rtsp;
  const listener: RequestListener = (request, response) => {
    let body = '';
    request.on('data', (chunk: Buffer) => (body += chunk.toString()));
    request.on('end', () => {
      const operation = /<(Get\w+)[ /]/.exec(body)?.[1] ?? request.url ?? '';
      const answer = options.answers?.[operation] ?? (
        operation === 'GetProfiles' ? soap(`<GetProfilesResponse>${(options.profiles ?? [profile('big', 's', 1920), profile('small', 's', 640)]).join('')}</GetProfilesResponse>`)
        : operation === 'GetStreamUri' ? soap(`<GetStreamUriResponse><MediaUri><Uri>rtsp://127.0.0.1:${port}${options.path ?? `/${/ProfileToken>([^<]*)/.exec(body)?.[1] ?? ''}`}</Uri></MediaUri></GetStreamUriResponse>`)
        : soap(`<${operation}Response/>`)
      );
      if (typeof answer === 'string') response.end(answer);
      else answer(request, response);
    });
  };
  secure = options.tls === true;
  web = secure ? createSecure(selfSigned('camera'), listener) : createPlain(listener);
  await new Promise<void>((resolve) => {
    web?.listen(0, '127.0.0.1', () => resolve());
  });
}

/** What a survey would say of it. */
function cameraHere(): Device {
  return Device.parse({
    id: 'cam', address: '127.0.0.1', otherAddresses: [], mac: null, kind: 'camera', reasons: [], name: null, vendor: null, model: null, evidence: [], ports: [],
    onvif: web === null ? null : `${secure ? 'https' : 'http'}://127.0.0.1:${(web.address() as AddressInfo).port}/onvif/device_service`, rtspPort: rtsp?.port ?? null,
  });
}

async function read(request: Partial<CameraRequest> = {}): Promise<CameraReading> {
  const reader = createCameraReader({ log: quiet, now: Date.now, ledger: memoryLedger(), pictures: { save: () => Promise.reject(new Error('none')), load: async () => null, saveKeyFrame: async ({ annexB, ...facts }) => ({ ...facts, sha256: 'b'.repeat(64), bytes: annexB.length }), loadKeyFrame: async () => null } });
  return CameraReading.parse(await reader.read({ device: cameraHere(), logins: [], mainToken: null, subToken: null, seconds: 2, ...request }, { signal: AbortSignal.timeout(20_000), progress: () => undefined }));
}
const findings = (reading: CameraReading): string[] => reading.findings.map((entry) => entry.finding);

describe('a reading', () => {
  it('says that the camera is managed by TLS with a certificate of its own making', async () => {
    await start({ tls: true, answers: { GetNetworkProtocols: soap('<GetNetworkProtocolsResponse><NetworkProtocols><Name>HTTPS</Name><Enabled>true</Enabled></NetworkProtocols></GetNetworkProtocolsResponse>') } });
    const reading = await read();
    expect(reading).toMatchObject({ outcome: 'ready', tls: 'self-signed' });
    expect(findings(reading)).toEqual(['no-password', 'tls-self-signed']);
  });

  it('has the network settings, and says when the address is on loan and the management open to readers', async () => {
    await start({
      answers: {
        GetNetworkInterfaces: soap('<GetNetworkInterfacesResponse><NetworkInterfaces><Enabled>true</Enabled><Info><HwAddress>44-19-b6-00-00-01</HwAddress></Info><IPv4><Config><FromDHCP><Address>127.0.0.1</Address><PrefixLength>24</PrefixLength></FromDHCP><DHCP>true</DHCP></Config></IPv4></NetworkInterfaces></GetNetworkInterfacesResponse>'),
        GetNetworkDefaultGateway: soap('<GetNetworkDefaultGatewayResponse><NetworkGateway><IPv4Address>10.0.0.1</IPv4Address></NetworkGateway></GetNetworkDefaultGatewayResponse>'),
        GetDNS: soap('<GetDNSResponse><DNSInformation><DNSFromDHCP><IPv4Address>10.0.0.1</IPv4Address></DNSFromDHCP></DNSInformation></GetDNSResponse>'),
        GetNetworkProtocols: soap('<GetNetworkProtocolsResponse><NetworkProtocols><Name>HTTP</Name><Enabled>true</Enabled></NetworkProtocols></GetNetworkProtocolsResponse>'),
      },
    });
    const reading = await read({ sharesAddressWith: 'aa:00:00:00:00:02' });
    expect(reading).toMatchObject({ tls: 'none', mac: '44:19:b6:00:00:01', network: { dhcp: true, prefix: 24, gateway: '10.0.0.1', dns: ['10.0.0.1'] } });
    expect(findings(reading)).toEqual(['no-password', 'http-only', 'dhcp-address', 'duplicate-address']);
  });

  it('is not spoiled by network questions that the camera does not answer', async () => {
    await start({ answers: { GetNetworkInterfaces: (_request, response) => void response.destroy(), GetDNS: (_request, response) => void response.end('<html>') } });
    expect(await read()).toMatchObject({ outcome: 'ready', network: null, mac: null });
  });

  it('of a recorder lists its channels, and plays main and sub of one and the same', async () => {
    await start({ profiles: [profile('c1-main', 'v1', 1920), profile('c1-sub', 'v1', 640), profile('c2-main', 'v2', 3840), profile('c2-sub', 'v2', 800)] });
    const reading = await read();
    expect(reading.channels).toEqual([{ source: 'v1', name: 'c1-main', main: 'c1-main', sub: 'c1-sub' }, { source: 'v2', name: 'c2-main', main: 'c2-main', sub: 'c2-sub' }]);
    expect([reading.main?.uri, reading.sub?.uri].map((uri) => uri?.split('/').at(-1))).toEqual(['c2-main', 'c2-sub']);
    expect(reading.profiles.map((entry) => entry.source)).toEqual(['v1', 'v1', 'v2', 'v2']);
  });

  it('has profile and key frame distance of its main stream', async () => {
    await start({});
    expect((await read()).main).toMatchObject({ codecProfile: 'Main', gop: 25, gopSeconds: 1 });
  });

  it('says when key frames come seldom, without waiting for the next one', async () => {
    const once = Buffer.concat(Array.from({ length: 151 }, (_, number) => h264Frame(number, number === 0)));
    await start({ odd: (request) => (request.method === 'PLAY' ? { status: '200 OK', then: once } : undefined) });
    const reading = await read();
    expect(reading).toMatchObject({ outcome: 'ready', main: { keyFrames: 1, gop: null, gopSeconds: null } });
    expect(findings(reading)).toContain('gop-long');
  });

  it('of a stream that pauses after what was asked for is complete', async () => {
    const once = Buffer.concat(Array.from({ length: 60 }, (_, number) => h264Frame(number, number === 0)));
    await start({ odd: (request) => (request.method === 'PLAY' ? { status: '200 OK', then: once } : undefined) });
    expect(await read()).toMatchObject({ outcome: 'ready', main: { keyFrames: 1, frames: 60 } });
  });

  it('says that there was no room for another viewer', async () => {
    await start({ odd: (request) => (request.method === 'SETUP' && request.uri.includes('small') ? { status: '453 Not Enough Bandwidth' } : undefined) });
    const reading = await read();
    expect(reading.findings).toContainEqual({ finding: 'session-limit', params: { status: '453 Not Enough Bandwidth' } });
  });
});

describe('a camera that was never set up', () => {
  it('is not asked for anything, and what to do is said', async () => {
    let asked = 0;
    await start({ answers: { GetSystemDateAndTime: (_request, response) => { asked++; response.end(soap('')); } } });
    const before = await read();
    expect([before.error?.code, asked]).not.toEqual(['camera-not-activated', 0]);
    asked = 0;
    const reading = await read({ device: Device.parse({ ...cameraHere(), advice: [{ advice: 'activate', params: { address: '127.0.0.1' } }] }) });
    expect(reading).toMatchObject({ outcome: 'failed', error: { code: 'camera-not-activated', params: { address: '127.0.0.1' } } });
    expect(asked).toBe(0);
  });
});

describe('a camera that wants the password readable', () => {
  const basic = { odd: (request: RtspRequestSeen): Reply | undefined => (request.method === 'DESCRIBE' && request.headers['authorization'] !== `Basic ${Buffer.from('admin:long enough').toString('base64')}` ? { status: '401 Unauthorized', headers: ['WWW-Authenticate: Basic realm="x"'] } : undefined) };

  it('does not get it unasked', async () => {
    await start(basic);
    expect(await read({ logins: [login('admin', 'long enough', 'set')] })).toMatchObject({ outcome: 'failed', error: { code: 'camera-basic-only', params: { address: '127.0.0.1' } } });
    expect(JSON.stringify(rtsp?.seen)).not.toContain('Basic ');
  });

  it('gets it when that was allowed, and it is said', async () => {
    await start(basic);
    const reading = await read({ logins: [login('admin', 'long enough', 'set')], allowBasic: true });
    expect(reading).toMatchObject({ outcome: 'ready', login: 'rtsp-only', credentialId: 'set' });
    expect(findings(reading)).toEqual(['password-readable']);
  });

  it('by ONVIF does not get it unasked either', async () => {
    const ask = (request: IncomingMessage, response: ServerResponse): void => {
      if (request.headers.authorization === undefined) response.writeHead(401, { 'WWW-Authenticate': 'Basic realm="x"' }).end();
      else response.end(soap('<GetDeviceInformationResponse><Model>X</Model></GetDeviceInformationResponse>'));
    };
    await start({ answers: { GetDeviceInformation: ask } });
    expect(await read({ logins: [login('admin', 'long enough', 'set')] })).toMatchObject({ error: { code: 'camera-basic-only' } });
    expect(await read({ logins: [login('admin', 'long enough', 'set')], allowBasic: true })).toMatchObject({ outcome: 'ready', model: 'X', credentialId: 'set' });
  });
});

describe('a camera that wants the login in the address', () => {
  const path = '/user=admin_password=_channel=1_stream=0.sdp?real_stream';
  const right = '/user=operator_password=long%20enough_channel=1_stream=0.sdp?real_stream';
  const odd = (request: RtspRequestSeen): Reply | undefined => (request.method === 'DESCRIBE' && !request.uri.includes(right) ? { status: '401 Unauthorized' } : undefined);

  it('gets it there, and nowhere is it written down', async () => {
    await start({ path, odd, profiles: [profile('one', 's', 1920)] });
    const reading = await read({ logins: [login('operator', 'long enough', 'set')] });
    expect(reading).toMatchObject({ outcome: 'ready', credentialId: 'set' });
    expect(reading.main?.uri).toContain('/user={user}_password={pass}_channel=1');
    expect(JSON.stringify(reading)).not.toMatch(/long enough|long%20enough/);
  });

  it('gets no more than two wrong ones, and none that nobody entered', async () => {
    await start({ path, odd, profiles: [profile('one', 's', 1920)] });
    expect(await read({ logins: ['a', 'b', 'c'].map((name) => login('operator', `wrong ${name}`, name)) })).toMatchObject({ outcome: 'failed', error: { code: 'camera-login-spent' } });
    expect(rtsp?.seen.filter((request) => request.method === 'DESCRIBE')).toHaveLength(2);
    expect(await read({ logins: [] })).toMatchObject({ error: { code: 'camera-login-refused' } });
    expect(rtsp?.seen.filter((request) => request.method === 'DESCRIBE')).toHaveLength(2);
    expect(rtsp?.seen.filter((request) => request.method === 'OPTIONS').every((request) => !request.uri.includes('password'))).toBe(true);
  });
});
