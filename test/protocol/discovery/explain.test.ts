import dgram from 'node:dgram';
import { channel } from 'node:diagnostics_channel';
import net from 'node:net';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, it } from 'vitest';
import { explainAddress, surroundings, type Surroundings } from '../../../electron/discovery/explain/explain-address';
import { parseRange } from '../../../electron/domain/addresses';
import { verdictOf, WhyNot, type Door } from '../../../electron/domain/why-not';
import { readMedia } from '../../../electron/practice/cameras/media';
import { PRACTICE_CAMERAS } from '../../../electron/practice/cameras/practice-cameras';
import { startCamera, type SimulatedCamera } from '../../../electron/practice/cameras/simulated-camera';

// A block of this process: practice sites and other tests are in 127.77. Each test has a host of its own, so that they can wait at the same time.
const BLOCK = `127.78.${1 + (process.pid % 250)}`;
const ASSETS = join(import.meta.dirname, '../../../assets/practice');
const servers: net.Server[] = [];
const sockets = new Set<net.Socket>();
const udp: dgram.Socket[] = [];
const cameras: SimulatedCamera[] = [];

const serve = async (host: string, port: number, onConnect: (socket: net.Socket) => void): Promise<void> => {
  const server = net.createServer((socket) => {
    sockets.add(socket);
    socket.on('close', () => sockets.delete(socket));
    socket.on('error', () => undefined);
    onConnect(socket);
  });
  servers.push(server);
  await new Promise<void>((resolve) => {
    server.listen(port, host, () => resolve());
  });
};

const MUST_END = 20_000;
const explain = async (address: string, around: Partial<Surroundings> = {}, signal: AbortSignal = AbortSignal.timeout(MUST_END)): Promise<WhyNot> => WhyNot.parse(await explainAddress(address, { signal }, { ...surroundings(Date.now), ...around }));
/** As if the block were a wire of this computer. */
const wired = (mac: string | null, address: string): Partial<Surroundings> => {
  const onLink = parseRange(`${BLOCK}.0/24`)!;
  return { networks: [{ name: 'lan0', address: `${BLOCK}.250`, range: onLink, onLink, kind: 'real' }], neighbours: () => Promise.resolve(mac === null ? [] : [{ address, mac }]), neighboursKnown: true };
};
const doors = (answer: WhyNot, ...names: Door['door'][]): string[] => answer.doors.filter((door) => names.includes(door.door) && door.outcome !== 'refused').map((door) => [door.door, door.port, door.outcome, door.fault].filter((part) => part !== null).join(' '));
const conclusions = (answer: WhyNot): string[] => answer.conclusions.map((one) => one.conclusion);

const rtsp = (realm: string) => (socket: net.Socket): void => {
  socket.on('data', (chunk) => {
    const cseq = /CSeq: (\d+)/.exec(chunk.toString())?.[1] ?? '0';
    socket.write(chunk.toString().startsWith('OPTIONS') ? `RTSP/1.0 200 OK\r\nCSeq: ${cseq}\r\n\r\n` : `RTSP/1.0 401 Unauthorized\r\nCSeq: ${cseq}\r\nWWW-Authenticate: Digest realm="${realm}", nonce="1"\r\n\r\n`);
  });
};
const page = (head: string, body: string) => (socket: net.Socket): void => void socket.on('data', () => socket.end(`HTTP/1.0 ${head}\r\n\r\n${body}`));

beforeAll(async () => {
  const media = await readMedia(ASSETS);
  cameras.push(await startCamera({ character: PRACTICE_CAMERAS[0]!, host: `${BLOCK}.11`, httpPort: 8080, rtspPort: 8554, media, account: { username: 'practice', password: 'p' } }));
});

afterAll(async () => {
  for (const socket of sockets) socket.destroy();
  for (const socket of udp) socket.close();
  await Promise.all(cameras.map((camera) => camera.close()));
  await Promise.all(servers.map((server) => new Promise((resolve) => server.close(resolve))));
});

describe.concurrent('an address that is said to be a camera', { timeout: 30_000 }, () => {
  it('is fine where a camera answers with video and ONVIF, and no login is spent on it', async ({ expect }) => {
    const answer = await explain(`${BLOCK}.11`);
    expect(verdictOf(answer)).toBe('fine');
    expect(answer.kind).toBe('camera');
    expect(doors(answer, 'rtsp-options', 'rtsp-describe', 'onvif')).toEqual(['onvif 8080 answered', 'rtsp-options 8554 answered', 'rtsp-describe 8554 answered']);
    expect(conclusions(answer)).toEqual(['looks-fine', 'ports-moved', 'ports-moved']);
    expect(answer.settings).toEqual([]);
    expect(cameras[0]!.wrongLogins()).toBe(0);
  });

  it('with video only, of a known brand, is told where ONVIF is switched on', async ({ expect }) => {
    await serve(`${BLOCK}.12`, 8554, rtsp('Login to 4K01FD2'));
    await serve(`${BLOCK}.12`, 37777, () => undefined);
    await serve(`${BLOCK}.12`, 8080, page('200 OK', '<title>WEB SERVICE</title>'));
    const answer = await explain(`${BLOCK}.12`);
    expect(verdictOf(answer)).toBe('partly');
    expect(answer.brand).toEqual({ brand: 'dahua', from: 'rtsp', said: 'Login to 4K01FD2' });
    expect(doors(answer, 'onvif', 'web')).toEqual(['onvif 8080 wrong other-protocol', 'web 8080 answered']);
    expect(conclusions(answer)).toEqual(['onvif-off-likely', 'ports-moved']);
    expect(answer.settings.map((setting) => setting.path.at(-1))).toEqual(['Onvif Service', 'Add']);
    expect(answer.doors.find((door) => door.door === 'rtsp-describe')?.fact).toBe('RTSP 401 Unauthorized, Login to 4K01FD2');
  });

  it('with ONVIF where Axis has it, or behind a login, has ONVIF', async ({ expect }) => {
    const soap = '<s:Envelope xmlns:s="http://www.w3.org/2003/05/soap-envelope"><s:Body><s:Fault><s:Reason><s:Text>no</s:Text></s:Reason></s:Fault></s:Body></s:Envelope>';
    const byPath = (answers: (path: string) => string) => (socket: net.Socket): void => void socket.on('data', (chunk) => socket.end(`HTTP/1.0 ${answers(chunk.toString().split(' ')[1] ?? '')}`));
    await serve(`${BLOCK}.13`, 8080, byPath((path) => (path === '/onvif/services' ? `400 Bad\r\n\r\n${soap}` : '404 Not Found\r\n\r\n')));
    await serve(`${BLOCK}.13`, 8899, byPath((path) => (path === '/' ? '200 OK\r\n\r\n' : '401 Unauthorized\r\nWWW-Authenticate: Digest realm="x", nonce="y"\r\n\r\n')));
    await serve(`${BLOCK}.13`, 2020, byPath(() => '401 Unauthorized\r\nWWW-Authenticate: Basic realm="Router"\r\n\r\n'));
    const answer = await explain(`${BLOCK}.13`);
    expect(doors(answer, 'onvif')).toEqual(['onvif 2020 wrong other-protocol', 'onvif 8080 answered', 'onvif 8899 answered locked']);
    expect(answer.doors.find((door) => door.port === 8080 && door.door === 'onvif')?.fact).toBe('SOAP Fault, no');
  });

  it('that announces itself is known by its announcement', async ({ expect }) => {
    const socket = dgram.createSocket('udp4');
    udp.push(socket);
    socket.on('message', (_message, sender) => socket.send('<e:Envelope xmlns:e="x" xmlns:d="y" xmlns:dn="http://www.onvif.org/ver10/network/wsdl"><e:Body><d:ProbeMatches><d:ProbeMatch><d:Types>dn:NetworkVideoTransmitter</d:Types><d:Scopes>onvif://www.onvif.org/name/EZVIZ onvif://www.onvif.org/hardware/C6N%20Pro</d:Scopes></d:ProbeMatch></d:ProbeMatches></e:Body></e:Envelope>', sender.port, sender.address));
    await new Promise<void>((resolve) => socket.bind(3702, `${BLOCK}.14`, resolve));
    const answer = await explain(`${BLOCK}.14`);
    expect(answer.brand).toEqual({ brand: 'ezviz', from: 'ws-discovery', said: 'EZVIZ' });
    expect(answer.doors.find((door) => door.door === 'ws-discovery')).toMatchObject({ outcome: 'answered', fact: 'dn:NetworkVideoTransmitter, EZVIZ, C6N Pro' });
    expect(answer.kind).toBe('camera');
  });

  it('where nobody has the network card is nobody, and is not asked port by port', async ({ expect }) => {
    const answer = await explain(`${BLOCK}.15`, { ...wired(null, ''), probe: () => Promise.resolve('silent') });
    expect(conclusions(answer)).toEqual(['nobody-home']);
    expect(doors(answer, 'neighbour', 'tcp')).toEqual(['neighbour silent', 'tcp 80 silent', 'tcp 443 silent', 'tcp 554 silent', 'tcp 8000 silent']);
    expect(answer.networks).toEqual([`${BLOCK}.0/24`]);
  });

  it('of another network, where nothing answers, is told from one of ours', async ({ expect }) => {
    const answer = await explain(`${BLOCK}.21`, { networks: [], probe: () => Promise.resolve('silent') });
    expect(conclusions(answer)).toEqual(['other-subnet']);
    expect(doors(answer, 'tcp').length).toBeGreaterThan(10);
    expect(doors(answer, 'neighbour')).toEqual([]);
  });

  it('whose card is there but whose ports are all silent is deaf, not absent', async ({ expect }) => {
    const answer = await explain(`${BLOCK}.22`, { ...wired('02:00:00:00:00:01', `${BLOCK}.22`), probe: () => Promise.resolve('silent') });
    expect(conclusions(answer)).toEqual(['all-silent']);
    expect(doors(answer, 'tcp').length).toBeGreaterThan(10);
  });

  it('whose network card is there and whose ports are closed has a brand by that card', async ({ expect }) => {
    const answer = await explain(`${BLOCK}.16`, wired('34:3e:a4:01:02:03', `${BLOCK}.16`));
    expect(answer.mac).toBe('34:3e:a4:01:02:03');
    expect(answer.brand).toEqual({ brand: 'ring', from: 'mac', said: '34:3e:a4:01:02:03' });
    expect(conclusions(answer)).toEqual(['only-cloud']);
    expect(answer.settings.map((setting) => setting.place)).toEqual(['nowhere']);
  });

  it('of this computer itself is not asked at all', async ({ expect }) => {
    const answer = await explain(`${BLOCK}.250`, wired(null, ''));
    expect(conclusions(answer)).toEqual(['this-computer']);
    expect(answer.doors).toEqual([]);
  });

  it('that answers for ever, drips, hangs up or speaks nonsense is told from one that is well', async ({ expect }) => {
    const host = `${BLOCK}.18`;
    await serve(host, 8080, (socket) => {
      socket.write('HTTP/1.1 200 OK\r\n\r\n');
      const flood = (): void => {
        while (socket.writable && socket.write(Buffer.alloc(65_536, 0x20)));
        socket.once('drain', flood);
      };
      flood();
    });
    await serve(host, 8899, (socket) => {
      const drip = setInterval(() => socket.write('x'), 50);
      socket.write('HTTP/1.1 200 OK\r\nX: ');
      socket.on('close', () => clearInterval(drip));
    });
    await serve(host, 2020, (socket) => socket.destroy());
    await serve(host, 5000, (socket) => void socket.on('data', () => socket.end('220 ftp ready\r\n')));
    await serve(host, 8554, (socket) => void socket.on('data', () => socket.write(Buffer.alloc(300 * 1024, 0x41))));
    await serve(host, 10554, page('400 Bad Request', ''));
    const answer = await explain(host);
    expect(doors(answer, 'web', 'rtsp-options')).toEqual(['web 2020 wrong hung-up', 'web 5000 wrong other-protocol', 'web 8080 wrong too-much', 'rtsp-options 8554 wrong other-protocol', 'web 8899 silent too-slow', 'rtsp-options 10554 wrong other-protocol']);
    expect(conclusions(answer)).toContain('misbehaves');
    expect(verdictOf(answer)).toBe('no');
  });

  it('is given up on in time, with what is known by then', async ({ expect }) => {
    const host = `${BLOCK}.19`;
    // Ten ports that take two seconds each, two at a time: more than there is time for, here or in the eight seconds of the product.
    for (const port of [8000, 8554, 2020, 8080, 8899, 10554, 88, 5000, 7441, 322]) await serve(host, port, () => undefined);
    const answer = await explain(host, { deadlineMs: 2_500 });
    expect(answer.doors.some((door) => door.door === 'tcp' && door.outcome === 'answered')).toBe(true);
    expect(answer.doors.filter((door) => door.door === 'web').length).toBeLessThan(4);
    expect(verdictOf(answer)).toBe('no');
  });

  it('is let go at once when the technician cancels', async ({ expect }) => {
    const host = `${BLOCK}.20`;
    const cancel = new AbortController();
    await serve(host, 8000, (socket) => void socket.on('data', () => cancel.abort()));
    await expect(explain(host, {}, cancel.signal)).rejects.toMatchObject({ code: 'cancelled' });
    await expect(explain(`${BLOCK}.250`, wired(null, ''), cancel.signal)).rejects.toMatchObject({ code: 'cancelled' });
  });

  it.for(['', 'camera', '192.168.1', '0.0.0.0', '255.255.255.255', '239.255.255.250', '::1', '10.0.0.1/24'])('has to be one: "%s" is refused', async (address, { expect }) => {
    await expect(explain(address)).rejects.toMatchObject({ code: 'input-invalid' });
  });
});

describe('a host that is asked', () => {
  it('never has more than two connections of ours', async ({ expect }) => {
    const host = `${BLOCK}.17`;
    const ports = [8554, 8080, 8899, 2020, 88, 5000, 10554];
    for (const port of ports) await serve(host, port, port === 8554 || port === 10554 ? rtsp('x') : page('200 OK', '<title>x</title>'));
    const ours: net.Socket[] = [];
    let most = 0;
    // Counted where they are made: a server hears of a connection, and of its end, when it gets to it.
    const made = (message: unknown): void => {
      ours.push((message as { socket: net.Socket }).socket);
      most = Math.max(most, ours.filter((socket) => !socket.destroyed).length);
    };
    const clients = channel('net.client.socket');
    clients.subscribe(made);
    try {
      await explain(host);
    } finally {
      clients.unsubscribe(made);
    }
    expect(ours.length).toBeGreaterThan(ports.length * 2);
    expect(most).toBe(2);
  });
});
