import { createHash } from 'node:crypto';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import net, { type AddressInfo } from 'node:net';
import { gzipSync } from 'node:zlib';
import { afterEach, describe, expect, it } from 'vitest';
import { exchange } from '../../../electron/camera/http-client';
import { readInformation, readStreams, learnServices } from '../../../electron/camera/onvif/camera-description';
import { OnvifClient } from '../../../electron/camera/onvif/onvif-client';
import { takeSnapshot } from '../../../electron/camera/snapshot';
import { login, memoryLedger, quiet } from '../../fixtures/cameras/ledger';

interface Seen {
  readonly operation: string;
  readonly url: string;
  readonly body: string;
  readonly authorization: string | undefined;
}

const open: (Server | net.Server)[] = [];
const sockets = new Set<net.Socket>();
afterEach(async () => {
  for (const socket of sockets) socket.destroy();
  await Promise.all(open.splice(0).map((server) => new Promise((resolve) => server.close(resolve))));
});

const listen = async (server: Server | net.Server): Promise<number> => {
  open.push(server);
  server.on('connection', (socket: net.Socket) => {
    sockets.add(socket);
    socket.on('error', () => undefined);
  });
  await new Promise<void>((resolve) => {
    server.listen(0, '127.0.0.1', () => resolve());
  });
  return (server.address() as AddressInfo).port;
};

/** A camera's web server; gives the operation that was asked and everything that was seen. */
const web = async (answer: (request: Seen, response: ServerResponse, raw: IncomingMessage) => void): Promise<{ port: number; seen: Seen[] }> => {
  const seen: Seen[] = [];
  const port = await listen(
    createServer((request, response) => {
      let body = '';
      request.on('data', (chunk: Buffer) => (body += chunk.toString()));
      request.on('end', () => {
        const entry = { operation: /<(Get\w+) /.exec(body)?.[1] ?? '', url: request.url ?? '', body, authorization: request.headers.authorization };
        seen.push(entry);
        answer(entry, response, request);
      });
    }),
  );
  return { port, seen };
};

const soap = (inside: string): string => `<?xml version="1.0"?><e:Envelope xmlns:e="http://www.w3.org/2003/05/soap-envelope"><e:Body>${inside}</e:Body></e:Envelope>`;
const NOT_AUTHORIZED = soap('<e:Fault><e:Code><e:Value>e:Sender</e:Value><e:Subcode><e:Value>ter:NotAuthorized</e:Value></e:Subcode></e:Code></e:Fault>');
const clock = (time: Date): string =>
  soap(`<GetSystemDateAndTimeResponse><SystemDateAndTime><UTCDateTime><Time><Hour>${time.getUTCHours()}</Hour><Minute>${time.getUTCMinutes()}</Minute><Second>${time.getUTCSeconds()}</Second></Time><Date><Year>${time.getUTCFullYear()}</Year><Month>${time.getUTCMonth() + 1}</Month><Day>${time.getUTCDate()}</Day></Date></UTCDateTime></SystemDateAndTime></GetSystemDateAndTimeResponse>`);
const INFORMATION = soap('<GetDeviceInformationResponse><Manufacturer>ACME</Manufacturer><Model>X</Model><FirmwareVersion>1</FirmwareVersion><SerialNumber>2</SerialNumber></GetDeviceInformationResponse>');

const subject = { deviceId: 'cam', address: '127.0.0.1' };
const clientAt = (port: number, logins = [login('admin', 'secret', 'set')], signal: AbortSignal = AbortSignal.timeout(15_000)): OnvifClient =>
  new OnvifClient({ serviceUrl: `http://127.0.0.1:${port}/onvif/device_service`, subject, logins, ledger: memoryLedger(), now: Date.now, log: quiet, signal });

describe('how a camera wants its login', () => {
  /** Accepts a token dated within a minute of the camera's own clock. */
  const tokenRight = (body: string, cameraTime: number, password = 'secret'): boolean => {
    const part = (name: string): string => new RegExp(`<${name}[^>]*>([^<]*)`).exec(body)?.[1] ?? '';
    const digest = createHash('sha1').update(Buffer.from(part('Nonce'), 'base64')).update(part('Created')).update(password).digest('base64');
    return part('Password') === digest && Math.abs(Date.parse(part('Created')) - cameraTime) < 60_000;
  };

  it.each([[new Date('1970-01-01T00:05:00Z')], [new Date('2000-01-01T12:00:00Z')], [new Date(Date.now() + 7 * 3600_000)]])('is a token dated by its own clock, which stands at %s', async (time) => {
    const started = Date.now();
    const camera = await web((request, response) => {
      const now = time.getTime() + Date.now() - started;
      if (request.operation === 'GetSystemDateAndTime') return void response.end(clock(new Date(now)));
      if (tokenRight(request.body, now)) return void response.end(INFORMATION);
      response.writeHead(400).end(NOT_AUTHORIZED);
    });
    const client = clientAt(camera.port);
    expect(await client.meet()).toBe('soap');
    expect(await readInformation(client)).toMatchObject({ manufacturer: 'ACME' });
    expect(client.mode).toBe('ws-usernametoken');
    expect(Math.abs((client.skewMs ?? Infinity) - (time.getTime() - started))).toBeLessThan(2000);
    // One without a login to learn how, one with: never a Digest as well.
    expect(camera.seen.map((request) => [request.operation, request.body.includes('UsernameToken'), request.authorization])).toEqual([
      ['GetSystemDateAndTime', false, undefined], ['GetDeviceInformation', false, undefined], ['GetDeviceInformation', true, undefined],
    ]);
  });

  it('is HTTP Digest when it says 401 with a challenge, even with a SOAP fault inside', async () => {
    const camera = await web((request, response) => {
      if (request.operation === 'GetSystemDateAndTime') return void response.end(clock(new Date()));
      if (/^Digest .*realm="cam"/.test(request.authorization ?? '')) return void response.end(INFORMATION);
      response.writeHead(401, { 'WWW-Authenticate': 'Digest realm="cam", nonce="1", qop="auth"' }).end(NOT_AUTHORIZED);
    });
    const client = clientAt(camera.port);
    await client.meet();
    await readInformation(client);
    expect(client.mode).toBe('http-digest');
    expect(camera.seen.some((request) => request.body.includes('UsernameToken'))).toBe(false);
  });

  it('is none where it asks for none', async () => {
    const camera = await web((request, response) => void response.end(request.operation === 'GetSystemDateAndTime' ? clock(new Date()) : INFORMATION));
    const client = clientAt(camera.port);
    await client.meet();
    await readInformation(client);
    expect([client.mode, client.login]).toEqual(['open', null]);
    expect(camera.seen.every((request) => request.authorization === undefined && !request.body.includes('UsernameToken'))).toBe(true);
  });

  it('is wrong twice at most, and then no more', async () => {
    const camera = await web((request, response) => void (request.operation === 'GetSystemDateAndTime' ? response.end(clock(new Date())) : response.writeHead(400).end(NOT_AUTHORIZED)));
    const client = clientAt(camera.port, ['a', 'b', 'c', 'd'].map((name) => login('admin', name, name)));
    await client.meet();
    await expect(readInformation(client)).rejects.toMatchObject({ code: 'camera-login-spent' });
    expect(camera.seen.filter((request) => request.body.includes('UsernameToken'))).toHaveLength(2);
  });

  it('is tried once with every nonce that is not called stale', async () => {
    let served = 0;
    const camera = await web((request, response) => void (request.operation === 'GetSystemDateAndTime' ? response.end(clock(new Date())) : response.writeHead(401, { 'WWW-Authenticate': `Digest realm="cam", nonce="${++served}"` }).end()));
    const client = clientAt(camera.port);
    await client.meet();
    await expect(readInformation(client)).rejects.toMatchObject({ code: 'camera-login-refused' });
    expect(camera.seen.filter((request) => request.authorization !== undefined)).toHaveLength(1);
  });

  it('that may not do one thing may do the others', async () => {
    const camera = await web((request, response) => {
      if (request.operation === 'GetSystemDateAndTime') return void response.end(clock(new Date()));
      if (!tokenRight(request.body, Date.now()) || request.operation === 'GetServices') return void response.writeHead(400).end(NOT_AUTHORIZED);
      response.end(INFORMATION);
    });
    const client = clientAt(camera.port);
    await client.meet();
    await readInformation(client);
    await expect(learnServices(client)).resolves.toBeUndefined();
    await expect(readInformation(client)).resolves.toMatchObject({ model: 'X' });
  });
});

describe('what a camera answers', () => {
  it('a web page is not ONVIF', async () => {
    const camera = await web((_request, response) => void response.end('<html><body>Login</body></html>'));
    await expect(clientAt(camera.port).meet()).rejects.toMatchObject({ code: 'camera-not-onvif' });
  });

  it('is read when it is packed', async () => {
    const camera = await web((_request, response) => void response.writeHead(200, { 'content-encoding': 'gzip' }).end(gzipSync(clock(new Date()))));
    await expect(clientAt(camera.port).meet()).resolves.toBe('soap');
  });

  it('a small packet that unpacks to a hundred megabytes is not unpacked', async () => {
    const camera = await web((_request, response) => void response.writeHead(200, { 'content-encoding': 'gzip' }).end(gzipSync(Buffer.alloc(100 * 1024 * 1024))));
    await expect(clientAt(camera.port).meet()).rejects.toMatchObject({ code: 'camera-answer-endless' });
  });

  it('without end is cut off', async () => {
    const camera = await web((_request, response) => {
      response.writeHead(200);
      const more = (): void => {
        while (!response.destroyed && response.write(Buffer.alloc(65_536, 0x20)));
      };
      response.on('drain', more);
      more();
    });
    await expect(clientAt(camera.port).meet()).rejects.toMatchObject({ code: 'camera-answer-endless' });
  });

  it('that drips is given up in time', async () => {
    const camera = await web((_request, response) => {
      response.writeHead(200);
      const timer = setInterval(() => response.write('x'), 20);
      response.on('close', () => clearInterval(timer));
    });
    await expect(exchange({ method: 'GET', url: `http://127.0.0.1:${camera.port}/`, deadlineMs: 200, maxBytes: 1000, signal: AbortSignal.timeout(5000) })).rejects.toMatchObject({ reason: 'deadline', sent: true });
  });

  it('that is cut in the middle is judged by what came', async () => {
    const port = await listen(net.createServer((socket) => socket.on('data', () => socket.end('HTTP/1.1 200 OK\r\nContent-Length: 5000\r\n\r\n<html'))));
    await expect(clientAt(port).meet()).rejects.toMatchObject({ code: 'camera-not-onvif' });
  });

  it('in no protocol at all is not understood, and no crash', async () => {
    const port = await listen(net.createServer((socket) => socket.end(Buffer.from([0, 255, 1, 254, 13, 10]))));
    await expect(clientAt(port).meet()).rejects.toMatchObject({ code: 'camera-answer-invalid' });
  });

  it('sends us nowhere else, and is named for trying', async () => {
    const elsewhere = await web((_request, response) => void response.end(clock(new Date())));
    const camera = await web((_request, response) => void response.writeHead(302, { location: `http://localhost:${elsewhere.port}/` }).end());
    await expect(clientAt(camera.port).meet()).rejects.toMatchObject({ code: 'camera-redirects', params: { host: 'localhost' } });
    expect(elsewhere.seen).toEqual([]);
  });

  it('may move us within its own host, but not with the login in hand', async () => {
    const camera = await web((request, response) => void (request.url === '/new' ? response.end(clock(new Date())) : response.writeHead(307, { location: '/new' }).end()));
    await expect(clientAt(camera.port).meet()).resolves.toBe('soap');
    const answer = await exchange({ method: 'GET', url: `http://127.0.0.1:${camera.port}/`, headers: { authorization: 'Digest x' }, deadlineMs: 1000, maxBytes: 1000, signal: AbortSignal.timeout(5000) });
    expect(answer.status).toBe(307);
  });

  it('that moves us to another door of its own is asked there from then on, also with a login', async () => {
    const camera = await web((request, response) => {
      if (request.url !== '/new') return void response.writeHead(307, { location: '/new' }).end();
      if (request.operation === 'GetSystemDateAndTime') return void response.end(clock(new Date()));
      if (request.authorization === undefined) return void response.writeHead(401, { 'WWW-Authenticate': 'Digest realm="a", nonce="b"' }).end();
      response.end(INFORMATION);
    });
    const client = clientAt(camera.port, [login('admin', 'right')]);
    await client.meet();
    await expect(readInformation(client)).resolves.toMatchObject({ manufacturer: 'ACME' });
    expect(client.serviceUrl).toBe(`http://127.0.0.1:${camera.port}/new`);
  });

  it('is not waited for after a cancel', async () => {
    const camera = await web(() => undefined);
    const abort = new AbortController();
    const meeting = clientAt(camera.port, [], abort.signal).meet();
    await expect.poll(() => camera.seen.length).toBe(1);
    abort.abort();
    await expect(meeting).rejects.toMatchObject({ code: 'cancelled' });
  });

  it('names its services at an old address and a closed port: the host and port that answer are used', async () => {
    const closed = await listen(net.createServer());
    await new Promise((resolve) => open.pop()?.close(resolve));
    const camera = await web((request, response) => {
      switch (request.operation) {
        case 'GetServices':
          return void response.end(soap(`<GetServicesResponse><Service><Namespace>http://www.onvif.org/ver20/media/wsdl</Namespace><XAddr>http://192.168.99.99:${closed}/onvif/media2</XAddr></Service></GetServicesResponse>`));
        case 'GetProfiles':
          return void response.end(soap('<GetProfilesResponse><Profiles token="a&amp;b"><Name>Main</Name><Configurations><VideoEncoder><Encoding>H265</Encoding><Resolution><Width>2560</Width><Height>1440</Height></Resolution></VideoEncoder></Configurations></Profiles></GetProfilesResponse>'));
        case 'GetStreamUri':
          return void response.end(soap('<GetStreamUriResponse><Uri>\n rtsp://192.168.99.99/live?a=1&amp;b=2 </Uri></GetStreamUriResponse>'));
        default:
          return void response.end(clock(new Date()));
      }
    });
    const client = clientAt(camera.port);
    await learnServices(client);
    expect(await readStreams(client, '127.0.0.1')).toEqual({
      service: 'media2',
      streams: [{ token: 'a&b', name: 'Main', codec: 'H265', width: 2560, height: 1440, source: null, uri: 'rtsp://127.0.0.1/live?a=1&b=2', namedHost: '192.168.99.99' }],
    });
    expect(camera.seen.filter((request) => request.operation === 'GetProfiles').map((request) => request.url)).toEqual(['/onvif/media2']);
    expect(camera.seen.find((request) => request.operation === 'GetStreamUri')?.body).toContain('<ProfileToken>a&amp;b</ProfileToken>');
  });

  it('with media 2 that lists nothing is asked by media 1', async () => {
    const camera = await web((request, response) => {
      if (request.operation === 'GetServices') return void response.end(soap('<GetServicesResponse><Service><Namespace>http://www.onvif.org/ver20/media/wsdl</Namespace><XAddr>http://x/m2</XAddr></Service></GetServicesResponse>'));
      if (request.body.includes('ver20/media')) return void response.end(soap('<GetProfilesResponse/>'));
      if (request.operation === 'GetProfiles') return void response.end(soap('<GetProfilesResponse><Profiles token="p"><VideoEncoderConfiguration><Encoding>H264</Encoding></VideoEncoderConfiguration></Profiles></GetProfilesResponse>'));
      response.end(soap('<GetStreamUriResponse><MediaUri><Uri>rtsp://x/s</Uri></MediaUri></GetStreamUriResponse>'));
    });
    const client = clientAt(camera.port);
    await learnServices(client);
    expect((await readStreams(client, '127.0.0.1')).service).toBe('media');
  });

  it('without a single stream says so', async () => {
    const camera = await web((_request, response) => void response.end(soap('<GetProfilesResponse/>')));
    await expect(readStreams(clientAt(camera.port), '127.0.0.1')).rejects.toMatchObject({ code: 'camera-no-profiles' });
  });

  it('is asked one question at a time', async () => {
    let busy = 0;
    let most = 0;
    const camera = await web((_request, response) => {
      most = Math.max(most, ++busy);
      setTimeout(() => {
        busy--;
        response.end(INFORMATION);
      }, 20);
    });
    const client = clientAt(camera.port);
    await Promise.all([readInformation(client), readInformation(client), readInformation(client)]);
    expect(most).toBe(1);
  });
});

describe('a snapshot', () => {
  const jpeg = Buffer.concat([Buffer.from([0xff, 0xd8, 0xff, 0xe0]), Buffer.alloc(500, 1), Buffer.from([0xff, 0xd9])]);
  const take = (port: number, who = login('admin', 'secret')) => takeSnapshot({ uri: `http://127.0.0.1:${port}/snap?ch=1`, subject, login: who, ledger: memoryLedger(), signal: AbortSignal.timeout(10_000) });

  it('is taken with a Digest login', async () => {
    const camera = await web((request, response) => void (/uri="\/snap\?ch=1"/.test(request.authorization ?? '') ? response.end(jpeg) : response.writeHead(401, { 'WWW-Authenticate': 'Digest realm="a", nonce="b"' }).end()));
    expect(Buffer.from((await take(camera.port)) ?? []).equals(jpeg)).toBe(true);
  });

  it('that is too large, refused or no picture is none, and no error', async () => {
    for (const answer of [Buffer.alloc(5 * 1024 * 1024, 0xff), Buffer.from('<html>no</html>')]) {
      const camera = await web((_request, response) => void response.end(answer));
      expect(await take(camera.port)).toBeNull();
    }
    const camera = await web((_request, response) => void response.writeHead(401, { 'WWW-Authenticate': 'Digest realm="a", nonce="b"' }).end());
    expect(await take(camera.port)).toBeNull();
    expect(camera.seen).toHaveLength(2);
  });
});
