import { createServer, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, describe, expect, it } from 'vitest';
import { createCameraReader } from '../../../electron/camera/reader';
import { CameraReading } from '../../../electron/domain/camera';
import type { Device } from '../../../electron/domain/device';
import type { Progress } from '../../../electron/domain/stage';
import { h264Frame, h264Seconds, H264_SDP, scriptedRtsp, type Reply, type RtspRequestSeen, type ScriptedRtsp } from '../../fixtures/cameras/scripted-rtsp';
import { login, memoryLedger, quiet } from '../../fixtures/cameras/ledger';

let rtsp: ScriptedRtsp | null = null;
let web: Server | null = null;
afterEach(async () => {
  await rtsp?.close();
  web?.closeAllConnections();
  await new Promise((resolve) => (web === null ? resolve(null) : web.close(resolve)));
  rtsp = web = null;
});

const soap = (inside: string): string => `<e:Envelope xmlns:e="http://www.w3.org/2003/05/soap-envelope"><e:Body>${inside}</e:Body></e:Envelope>`;
const startRtsp = async (odd: (request: RtspRequestSeen, count: number) => Reply | undefined = () => undefined): Promise<void> => {
  rtsp = await scriptedRtsp((request, count) => odd(request, count) ?? (
    request.method === 'DESCRIBE' ? { status: '200 OK', body: H264_SDP }
    : request.method === 'SETUP' ? { status: '200 OK', headers: ['Session: 1', 'Transport: RTP/AVP/TCP;interleaved=0-1'] }
    : request.method === 'PLAY' ? { status: '200 OK', then: h264Seconds(2) }
    : { status: '200 OK' }
  ));
};
/** ONVIF without a login: two profiles, whose streams are at `host`. */
const startWeb = async (answers: Record<string, (response: ServerResponse) => void> = {}, host = '127.0.0.1', port = rtsp?.port ?? 554): Promise<void> => {
  web = createServer((request, response) => {
    let body = '';
    request.on('data', (chunk: Buffer) => (body += chunk.toString()));
    request.on('end', () => {
      const operation = /<(Get\w+) /.exec(body)?.[1] ?? request.url ?? '';
      const odd = answers[operation];
      if (odd !== undefined) return odd(response);
      const token = /ProfileToken>([^<]*)/.exec(body)?.[1] ?? '';
      switch (operation) {
        case 'GetDeviceInformation':
          return void response.end(soap('<GetDeviceInformationResponse><Manufacturer>ACME</Manufacturer><Model>X1</Model><FirmwareVersion>1</FirmwareVersion><SerialNumber>S</SerialNumber></GetDeviceInformationResponse>'));
        case 'GetProfiles':
          return void response.end(soap(`<GetProfilesResponse>${[['big', 1920, 1080], ['small', 640, 360]].map(([name, width, height]) => `<Profiles token="${name}"><Name>${name}</Name><VideoEncoderConfiguration><Encoding>H264</Encoding><Resolution><Width>${width}</Width><Height>${height}</Height></Resolution></VideoEncoderConfiguration></Profiles>`).join('')}</GetProfilesResponse>`));
        case 'GetStreamUri':
          return void response.end(soap(`<GetStreamUriResponse><MediaUri><Uri>rtsp://${host}:${port}/${token}</Uri></MediaUri></GetStreamUriResponse>`));
        default:
          return void response.end(soap(`<${operation}Response/>`));
      }
    });
  });
  await new Promise<void>((resolve) => {
    web?.listen(0, '127.0.0.1', () => resolve());
  });
};
const device = (changes: Partial<Device> = {}): Device => ({
  id: 'cam', address: '127.0.0.1', otherIds: [], otherAddresses: [], channels: null, advice: [], mac: null, kind: 'camera', reasons: [], name: null, vendor: null, model: null, evidence: [],
  ports: [], onvif: web === null ? null : `http://127.0.0.1:${(web.address() as AddressInfo).port}/onvif/device_service`, rtspPort: rtsp?.port ?? null, ...changes,
});
const read = async (options: { device?: Device; logins?: ReturnType<typeof login>[]; mainToken?: string; subToken?: string; signal?: AbortSignal; progress?: (progress: Progress) => void } = {}): Promise<CameraReading> => {
  const reader = createCameraReader({ log: quiet, now: Date.now, ledger: memoryLedger(), pictures: { save: async (jpeg) => ({ sha256: 'a'.repeat(64), bytes: jpeg.length, takenAt: '2026-01-01T00:00:00Z' }), load: async () => null, saveKeyFrame: async ({ annexB, ...facts }) => ({ ...facts, sha256: 'b'.repeat(64), bytes: annexB.length }), loadKeyFrame: async () => null } });
  const reading = await reader.read({ device: options.device ?? device(), logins: options.logins ?? [], mainToken: options.mainToken ?? null, subToken: options.subToken ?? null, seconds: 2 }, { signal: options.signal ?? AbortSignal.timeout(15_000), progress: options.progress ?? (() => undefined) });
  return CameraReading.parse(reading);
};
const order = (): string[] => rtsp?.seen.filter((request) => request.method === 'PLAY' || request.method === 'TEARDOWN').map((request) => `${request.method} ${request.uri.split('/').slice(3).join('/')}`) ?? [];

describe('a camera', () => {
  it('that asks for no login is read, and that is said', async () => {
    await startRtsp();
    await startWeb();
    const reading = await read({ logins: [login('admin', 'secret')] });
    expect(reading).toMatchObject({ outcome: 'ready', login: 'none', credentialId: null, manufacturer: 'ACME', findings: [{ finding: 'no-password' }] });
    expect(JSON.stringify(rtsp?.seen)).not.toContain('authorization');
  });

  it('has its sub stream received first, and each session ended before the next begins', async () => {
    await startRtsp();
    await startWeb();
    await read();
    expect(order()).toEqual(['PLAY small', 'TEARDOWN small', 'PLAY big', 'TEARDOWN big']);
  });

  it('has the streams received that the technician chose', async () => {
    await startRtsp();
    await startWeb();
    await read({ mainToken: 'small', subToken: 'big' });
    expect(order().filter((entry) => entry.startsWith('PLAY'))).toEqual(['PLAY big', 'PLAY small']);
  });

  it('that names a closed port for its streams is asked where RTSP was found', async () => {
    await startRtsp();
    await startWeb({}, '192.168.5.5', 9);
    const reading = await read();
    expect(reading).toMatchObject({ outcome: 'ready', findings: [{ finding: 'no-password' }, { finding: 'wrong-stream-address', params: { address: '192.168.5.5' } }] });
    expect(reading.profiles.map((profile) => profile.uri)).toEqual([`rtsp://127.0.0.1:${rtsp?.port}/big`, `rtsp://127.0.0.1:${rtsp?.port}/small`]);
  });

  it('whose main stream is refused is read in part, with the reason', async () => {
    await startRtsp((request) => (request.method === 'DESCRIBE' && request.uri.endsWith('big') ? { status: '453 Not Enough Bandwidth' } : undefined));
    await startWeb();
    expect(await read()).toMatchObject({ outcome: 'partly', main: null, sub: { frames: 51 }, error: { kind: 'expected', code: 'stream-busy', params: { status: '453 Not Enough Bandwidth' } } });
  });

  it('whose sub stream is refused is read in part too', async () => {
    await startRtsp((request) => (request.method === 'DESCRIBE' && request.uri.endsWith('small') ? { status: '404 Not Found' } : undefined));
    await startWeb();
    expect(await read()).toMatchObject({ outcome: 'partly', sub: null, main: { frames: 51 }, error: { code: 'stream-not-found' } });
  });

  it('that sends motion JPEG only is read in part: agents cannot use it', async () => {
    const jpeg = (number: number): Buffer => {
      const frame = h264Frame(number, true, { ticks: 9000 });
      frame[5] = 0x80 | 26;
      return frame;
    };
    await startRtsp((request) => (request.method === 'DESCRIBE' ? { status: '200 OK', body: 'm=video 0 RTP/AVP 26\r\n' } : request.method === 'PLAY' ? { status: '200 OK', then: Buffer.concat(Array.from({ length: 30 }, (_, number) => jpeg(number))) } : undefined));
    await startWeb();
    const reading = await read();
    expect(reading).toMatchObject({ outcome: 'partly', main: { codec: 'MJPEG' }, error: { code: 'stream-codec-unusable', params: { codec: 'MJPEG' } } });
    expect(reading.findings.map((entry) => entry.finding)).toContain('codec-unusable');
  });

  it('that asks for a login and gets none fails, with everything learned before', async () => {
    await startRtsp();
    await startWeb({ GetProfiles: (response) => void response.writeHead(401, { 'WWW-Authenticate': 'Digest realm="a", nonce="b"' }).end() });
    expect(await read()).toMatchObject({ outcome: 'failed', manufacturer: 'ACME', model: 'X1', error: { code: 'camera-login-refused', retry: 'after-fix' } });
  });

  it('that speaks ONVIF to nobody is read by its paths', async () => {
    await startRtsp((request) => (request.method === 'DESCRIBE' && !/stream[12]$/.test(request.uri) ? { status: '404 Not Found' } : undefined));
    expect(await read({ device: device({ vendor: 'TP-Link', ports: [{ port: rtsp?.port ?? 0, speaks: 'rtsp' }] }) })).toMatchObject({ outcome: 'ready', onvif: null, profiles: [{ token: 'rtsp-main', codec: 'H264' }, { token: 'rtsp-sub' }] });
  });

  it('that is not there is unreachable', async () => {
    expect(await read({ device: device({ rtspPort: null, onvif: 'http://127.0.0.1:9/onvif/device_service', ports: [{ port: 9, speaks: 'http' }] }) })).toMatchObject({ outcome: 'failed', error: { code: 'camera-unreachable', params: { address: '127.0.0.1', port: 9 } } });
  });

  it('with neither ONVIF nor RTSP is said to have none', async () => {
    await startWeb({ GetSystemDateAndTime: (response) => void response.end('<html></html>') });
    expect(await read({ device: device({ rtspPort: null }) })).toMatchObject({ outcome: 'failed', error: { code: 'camera-not-onvif' } });
  });

  it('is left at once when cancelled', async () => {
    await startRtsp((request) => (request.method === 'PLAY' ? { status: '200 OK' } : undefined));
    await startWeb();
    const abort = new AbortController();
    const reading = read({ signal: abort.signal });
    await expect.poll(() => order().length).toBe(1);
    abort.abort();
    await expect(reading).rejects.toMatchObject({ code: 'cancelled' });
    await expect.poll(() => order()).toEqual(['PLAY small', 'TEARDOWN small']);
  });

  it('tells what it is busy with', async () => {
    await startRtsp();
    await startWeb();
    const told: string[] = [];
    await read({ progress: ({ task, state, subject }) => told.push(`${task} ${state} ${subject}`) });
    expect(told[0]).toBe('read-camera running 127.0.0.1');
    expect(told.filter((entry) => entry.startsWith('receive-stream done'))).toHaveLength(2);
    expect(told.at(-1)).toBe('read-camera done 127.0.0.1');
  });
});
