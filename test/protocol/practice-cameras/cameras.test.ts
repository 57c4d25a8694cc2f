import { execFile } from 'node:child_process';
import { createHash, randomBytes } from 'node:crypto';
import { createSocket } from 'node:dgram';
import { request } from 'node:http';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { readMedia, type Media } from '../../../electron/practice/cameras/media';
import { PRACTICE_CAMERAS } from '../../../electron/practice/cameras/practice-cameras';
import { startCamera, type SimulatedCamera } from '../../../electron/practice/cameras/simulated-camera';
import { startDiscoveryResponder } from '../../../electron/practice/cameras/ws-discovery';
import { cameraHostIn, chooseLayout, type Layout } from '../../../electron/practice/layout';
import { udpEars, Viewer } from './viewer';

const run = promisify(execFile);
const ASSETS = join(import.meta.dirname, '../../../assets/practice');
const account = { username: 'practice', password: 'pr@ctice "1"' };
const byNumber = (number: number) => PRACTICE_CAMERAS.find((camera) => camera.number === number)!;

let media: Media;
let layout: Layout;
const cameras: SimulatedCamera[] = [];
const viewers: Viewer[] = [];

async function start(number: number): Promise<SimulatedCamera> {
  const { http, rtsp } = layout.ports;
  const camera = await startCamera({ character: byNumber(number), host: cameraHostIn(layout, number), httpPort: http, rtspPort: rtsp, media, account });
  cameras.push(camera);
  return camera;
}

async function watch(camera: SimulatedCamera, login: typeof account | null = account): Promise<Viewer> {
  const viewer = await Viewer.open(camera.host, layout.ports.rtsp, login);
  viewers.push(viewer);
  return viewer;
}

const streamOf = (camera: SimulatedCamera, index = 0): string => `rtsp://${camera.host}:${layout.ports.rtsp}${camera.character.streams[index]?.path ?? ''}`;

function post(camera: SimulatedCamera, body: string, options: { path?: string; header?: string; headers?: Record<string, string> } = {}): Promise<{ status: number; headers: Record<string, unknown>; body: string }> {
  const envelope = `<s:Envelope xmlns:s="http://www.w3.org/2003/05/soap-envelope"><s:Header>${options.header ?? ''}</s:Header><s:Body>${body}</s:Body></s:Envelope>`;
  return new Promise((resolve, reject) => {
    const sent = request({ host: camera.host, port: layout.ports.http, method: 'POST', path: options.path ?? '/onvif/device_service', agent: false, ...(options.headers === undefined ? {} : { headers: options.headers }) }, (response) => {
      const chunks: Buffer[] = [];
      response.on('data', (chunk: Buffer) => chunks.push(chunk));
      response.on('end', () => resolve({ status: response.statusCode ?? 0, headers: response.headers, body: Buffer.concat(chunks).toString() }));
    });
    sent.on('error', reject);
    sent.end(envelope);
  });
}

const device = (operation: string): string => `<${operation} xmlns="http://www.onvif.org/ver10/device/wsdl"/>`;

function token(at: number, password = account.password): string {
  const nonce = randomBytes(16);
  const created = new Date(at).toISOString();
  const digest = createHash('sha1').update(nonce).update(created).update(password).digest('base64');
  return `<w:Security xmlns:w="http://docs.oasis-open.org/wss/2004/01/oasis-200401-wss-wssecurity-secext-1.0.xsd"><w:UsernameToken><w:Username>${account.username}</w:Username><w:Password>${digest}</w:Password><w:Nonce>${nonce.toString('base64')}</w:Nonce><u:Created xmlns:u="x">${created}</u:Created></w:UsernameToken></w:Security>`;
}

beforeAll(async () => {
  media = await readMedia(ASSETS);
  layout = await chooseLayout(`practice-cameras-test-${process.pid}`);
});
afterEach(async () => {
  await Promise.all(viewers.splice(0).map((viewer) => viewer.close()));
  await Promise.all(cameras.splice(0).map((camera) => camera.close()));
});
afterAll(() => {
  expect(cameras).toEqual([]);
});

describe('a practice camera over RTSP', () => {
  it.each(PRACTICE_CAMERAS.map(({ number, name }) => [name, number] as const))('%s plays both streams from a key frame on', async (_name, number) => {
    const camera = await start(number);
    for (const index of [0, 1]) {
      const uri = streamOf(camera, index);
      const viewer = await watch(camera);
      const described = await viewer.demand('DESCRIBE', uri, { Accept: 'application/sdp' });
      expect(described.status).toBe(200);
      expect(described.body).toContain(`a=rtpmap:96 ${number === 3 ? 'H265' : 'H264'}/90000`);
      const track = `${described.headers.get('content-base') ?? ''}${/a=control:(\w+=\d)/.exec(described.body)?.[1] ?? ''}`;
      const setUp = await viewer.demand('SETUP', track, { Transport: 'RTP/AVP/TCP;unicast;interleaved=0-1' });
      expect(setUp.headers.get('transport')).toContain('interleaved=0-1');
      const session = setUp.headers.get('session')?.split(';')[0] ?? '';
      const played = await viewer.demand('PLAY', uri, { Session: session });
      const [, sequence, timestamp] = /seq=(\d+);rtptime=(\d+)/.exec(played.headers.get('rtp-info') ?? '') ?? [];
      await viewer.received(12);
      const [first] = viewer.packets;
      expect(first?.readUInt16BE(2)).toBe(Number(sequence));
      expect(first?.readUInt32BE(4)).toBe(Number(timestamp));
      const numbers = viewer.packets.map((packet) => packet.readUInt16BE(2));
      expect(numbers).toEqual(numbers.map((_number, at) => (Number(sequence) + at) % 65_536));
      // H.264: SPS. H.265: VPS.
      expect(number === 3 ? ((first?.[12] ?? 0) >> 1) & 0x3f : (first?.[12] ?? 0) & 0x1f).toBe(number === 3 ? 32 : 7);
      expect(viewer.reports[0]?.readUInt8(1)).toBe(200);
      expect((await viewer.demand('TEARDOWN', uri, { Session: session })).status).toBe(200);
      expect(camera.viewers()).toBe(0);
    }
    expect(camera.wrongLogins()).toBe(0);
  });

  it('plays by UDP', async () => {
    const camera = await start(1);
    const ears = await udpEars();
    try {
      const viewer = await watch(camera);
      await viewer.demand('DESCRIBE', streamOf(camera));
      const setUp = await viewer.demand('SETUP', `${streamOf(camera)}/trackID=1`, { Transport: `RTP/AVP;unicast;client_port=${ears.ports}` });
      const [, even, odd] = /server_port=(\d+)-(\d+)/.exec(setUp.headers.get('transport') ?? '') ?? [];
      expect(Number(even) % 2).toBe(0);
      expect(Number(odd)).toBe(Number(even) + 1);
      const arrived = new Promise<{ packet: Buffer; port: number; address: string }>((resolve) => ears.rtp.once('message', (packet, from) => resolve({ packet, port: from.port, address: from.address })));
      const reported = new Promise<Buffer>((resolve) => ears.rtcp.once('message', resolve));
      await viewer.demand('PLAY', streamOf(camera), { Session: setUp.headers.get('session')?.split(';')[0] ?? '' });
      const { packet, port, address } = await arrived;
      expect([address, port]).toEqual([camera.host, Number(even)]);
      expect((packet[12] ?? 0) & 0x1f).toBe(7);
      expect((await reported).readUInt8(1)).toBe(200);
    } finally {
      ears.close();
    }
  });

  it('tells an unknown path from a missing login only where it is a path-first one', async () => {
    const [pathFirst, authFirst] = [await start(1), await start(4)];
    const [first, second] = [await watch(pathFirst, null), await watch(authFirst, null)];
    const nowhere = (camera: SimulatedCamera): string => `rtsp://${camera.host}:${layout.ports.rtsp}/nowhere`;
    expect((await first.ask('DESCRIBE', nowhere(pathFirst)))?.status).toBe(404);
    expect((await first.ask('DESCRIBE', streamOf(pathFirst)))?.status).toBe(401);
    expect((await second.ask('DESCRIBE', nowhere(authFirst)))?.status).toBe(401);
    expect((await second.ask('DESCRIBE', streamOf(authFirst)))?.status).toBe(401);
    expect((await (await watch(authFirst)).demand('DESCRIBE', nowhere(authFirst))).status).toBe(404);
    expect(pathFirst.wrongLogins() + authFirst.wrongLogins()).toBe(0);
  });

  it('takes as many viewers as it can and has room again when one is gone', async () => {
    const camera = await start(5);
    const ask = async (): Promise<{ viewer: Viewer; status: number }> => {
      const viewer = await watch(camera);
      await viewer.demand('DESCRIBE', streamOf(camera));
      return { viewer, status: (await viewer.demand('SETUP', `${streamOf(camera)}/trackID=1`, { Transport: 'RTP/AVP/TCP;unicast;interleaved=0-1' })).status };
    };
    const [first, second, third] = [await ask(), await ask(), await ask()];
    expect([first.status, second.status, third.status]).toEqual([200, 200, 453]);
    await first.viewer.close();
    await expect.poll(() => camera.viewers()).toBe(1);
    expect((await ask()).status).toBe(200);
  });

  it('locks after five wrong logins, whatever the protocol', async () => {
    const camera = await start(1);
    for (let failure = 0; failure < 3; failure++) {
      const viewer = await watch(camera, { ...account, password: 'wrong' });
      expect((await viewer.demand('DESCRIBE', streamOf(camera))).status).toBe(401);
    }
    for (let failure = 0; failure < 2; failure++) await post(camera, device('GetDeviceInformation'), { headers: { authorization: 'Basic cHJhY3RpY2U6d3Jvbmc=' } });
    expect(camera.wrongLogins()).toBe(5);
    expect((await (await watch(camera)).demand('DESCRIBE', streamOf(camera))).status).toBe(401);
    // A locked camera counts no further.
    expect(camera.wrongLogins()).toBe(5);
  });

  it.each([
    ['multicast only', { Transport: 'RTP/AVP;multicast;client_port=5000-5001' }, 461],
    ['no transport', {}, 461],
    ['UDP without a port', { Transport: 'RTP/AVP;unicast' }, 461],
    ['a port that is none', { Transport: 'RTP/AVP;unicast;client_port=70000-70001' }, 461],
  ])('answers SETUP with %s by %j → %i', async (_what, headers, status) => {
    const camera = await start(1);
    const viewer = await watch(camera);
    await viewer.demand('DESCRIBE', streamOf(camera));
    expect((await viewer.demand('SETUP', `${streamOf(camera)}/trackID=1`, headers)).status).toBe(status);
  });

  it('answers what is out of order, and unknown methods', async () => {
    const camera = await start(1);
    const viewer = await watch(camera);
    expect((await viewer.demand('OPTIONS', '*')).headers.get('public')).toContain('GET_PARAMETER');
    expect((await viewer.demand('PLAY', streamOf(camera), { Session: '1' })).status).toBe(454);
    expect((await viewer.demand('SETUP', streamOf(camera), { Transport: 'RTP/AVP/TCP;interleaved=0-1' })).status).toBe(459);
    expect((await viewer.demand('RECORD', streamOf(camera))).status).toBe(501);
  });

  it.each(['GET / HTTP/1.1\r\n\r\n', 'nonsense\r\n\r\n', 'a'.repeat(20_000), 'OPTIONS * RTSP/1.0\r\nContent-Length: 99999999\r\n\r\n'])('shuts the door on %.20s', async (text) => {
    const camera = await start(1);
    const viewer = await watch(camera);
    expect((await viewer.write(text))?.status).toBe(400);
    await expect.poll(() => viewer.ask('OPTIONS', '*')).toBeNull();
  });
});

describe('a practice camera over ONVIF', () => {
  it('tells everybody its clock, and its services, but not its model', async () => {
    for (const number of [1, 2]) {
      const camera = await start(number);
      expect((await post(camera, device('GetSystemDateAndTime'))).status).toBe(200);
      expect((await post(camera, device('GetServices'))).body).toContain('/onvif/media_service');
      const refused = await post(camera, device('GetDeviceInformation'));
      expect(refused.status).toBe(number === 1 ? 401 : 400);
      expect(refused.headers['www-authenticate'] !== undefined).toBe(number === 1);
      expect(refused.body).toContain('ter:NotAuthorized');
      expect(camera.wrongLogins()).toBe(0);
    }
  });

  it('takes a token that is dated by its own clock, three hours off, once', async () => {
    const camera = await start(2);
    const here = token(Date.now());
    expect((await post(camera, device('GetDeviceInformation'), { header: here })).status).toBe(400);
    const there = token(Date.now() + 3 * 3600_000);
    const answered = await post(camera, device('GetDeviceInformation'), { header: there });
    expect(answered.body).toContain('<tds:Model>PO-2 Outdoor</tds:Model>');
    expect((await post(camera, device('GetDeviceInformation'), { header: there })).status).toBe(400);
    expect((await post(camera, device('GetNetworkInterfaces'), { header: token(Date.now() + 3 * 3600_000) })).body).toContain('02:50:52:41:43:02');
  });

  it('knows H.265 in media 2 only, and media 2 only where it has it', async () => {
    const second = '<GetProfiles xmlns="http://www.onvif.org/ver20/media/wsdl"><Type>All</Type></GetProfiles>';
    const first = '<GetProfiles xmlns="http://www.onvif.org/ver10/media/wsdl"/>';
    const camera = await start(4);
    const header = (): string => token(Date.now());
    expect((await post(camera, second, { path: '/onvif/media2_service', header: header() })).body).toContain('<tt:Encoding>H264</tt:Encoding>');
    expect((await post(camera, first, { path: '/onvif/media_service', header: header() })).body).toContain('token="MediaProfile000"');
    const old = await start(2);
    expect((await post(old, second, { path: '/onvif/media2_service', header: token(Date.now() + 3 * 3600_000) })).body).toContain('ter:ActionNotSupported');
  });

  it('does not know other profiles', async () => {
    const camera = await start(4);
    const ask = '<GetStreamUri xmlns="http://www.onvif.org/ver20/media/wsdl"><Protocol>RTSP</Protocol><ProfileToken>MediaProfile&lt;</ProfileToken></GetStreamUri>';
    expect((await post(camera, ask, { header: token(Date.now()) })).body).toContain('ter:NoProfile');
  });

  it('survives what is no SOAP', async () => {
    const camera = await start(1);
    expect((await post(camera, '')).status).toBe(400);
    expect((await post(camera, `<x>${'a'.repeat(70_000)}</x>`)).status).toBe(400);
    expect((await post(camera, device('GetSystemDateAndTime'))).status).toBe(200);
  });
});

describe('discovery of practice devices', () => {
  /** Asks `address` until all of `wanted` have answered. Others on this computer hear a multicast probe too: another test's cameras, a practice site. */
  const ask = (address: string, multicast: boolean, wanted: readonly string[]): Promise<string[]> =>
    new Promise((resolve, reject) => {
      const socket = createSocket('udp4');
      const heard: string[] = [];
      socket.on('message', (_text, from) => {
        if (multicast && !wanted.includes(from.address)) return;
        heard.push(from.address);
        if (heard.length < wanted.length) return;
        socket.close();
        resolve(heard.sort());
      });
      socket.on('error', reject);
      socket.bind(0, '127.0.0.1', () => {
        if (multicast) socket.setMulticastInterface('127.0.0.1');
        socket.send('<e:Envelope xmlns:e="http://www.w3.org/2003/05/soap-envelope"><e:Header><a:MessageID>uuid:1</a:MessageID><a:Action>http://schemas.xmlsoap.org/ws/2005/04/discovery/Probe</a:Action></e:Header><e:Body><d:Probe/></e:Body></e:Envelope>', 3702, address);
      });
    });

  it('works by asking one, and where the system allows by asking all', async () => {
    const [first, second] = [await start(1), await start(2)];
    const responder = await startDiscoveryResponder([first.subject, second.subject], () => undefined);
    try {
      expect(await ask(first.host, false, [first.host])).toEqual([first.host]);
      if (process.platform === 'linux') expect(await ask('239.255.255.250', true, [first.host, second.host])).toEqual([first.host, second.host]);
    } finally {
      await responder.close();
    }
  });
});

const foreign = await run('ffprobe', ['-version']).then(() => true, () => false);

describe.skipIf(!foreign)('ffprobe (skipped where ffmpeg is not installed)', () => {
  it.each([
    [1, 'tcp', 'h264', '1280,720'],
    [1, 'udp', 'h264', '1280,720'],
    [3, 'tcp', 'hevc', '1280,720'],
    [3, 'udp', 'hevc', '1280,720'],
  ])('decodes camera %i by %s without a complaint', async (number, transport, codec, size) => {
    const camera = await start(number);
    const uri = streamOf(camera).replace('rtsp://', `rtsp://${account.username}:${encodeURIComponent(account.password)}@`);
    const { stdout, stderr } = await run('ffprobe', ['-v', 'warning', '-rtsp_transport', transport, '-show_entries', 'stream=codec_name,width,height', '-of', 'csv=p=0', uri]);
    expect(stdout.trim()).toBe(`${codec},${size}`);
    expect(stderr).toBe('');
  });
});
