import { get as httpGet, request, type IncomingMessage } from 'node:http';
import { createSocket } from 'node:dgram';
import { afterEach, beforeAll, describe, expect, it } from 'vitest';
import { createDiscovery } from '../../../electron/discovery/discovery';
import { probeVendors } from '../../../electron/discovery/vendors/probe-vendors';
import { DHIP } from '../../../electron/discovery/vendors/dhip';
import { SADP } from '../../../electron/discovery/vendors/sadp';
import type { AnswerFlaw, DeviceCharacter } from '../../../electron/practice/cameras/character';
import { CHARACTERS } from '../../../electron/practice/cameras/characters/library';
import { startFleet, type Fleet } from '../../../electron/practice/cameras/fleet';
import { readMedia, type Media } from '../../../electron/practice/cameras/media';
import { quiet } from '../../fixtures/cameras/ledger';
import { ACCOUNT, ASSETS, portOf } from '../../fixtures/characters/loopback-fleet';
import { Viewer } from './viewer';

// A block of loopback addresses of this file's own.
const at = (last: number): string => `127.79.2.${last}`;
const PEER = CHARACTERS['no-login'];

let media: Media;
const open: { close(): Promise<void> }[] = [];
beforeAll(async () => {
  media = await readMedia(ASSETS);
});
afterEach(async () => {
  await Promise.all(open.splice(0).map((thing) => thing.close()));
});

/** One device; several addresses are several interfaces of it. */
async function start(character: DeviceCharacter, ...lasts: number[]): Promise<Fleet> {
  const interfaces = lasts.map((last) => ({ address: at(last), mac: `02:53:49:4d:02:${last.toString(16).padStart(2, '0')}`, prefix: 24 }));
  const fleet = await startFleet({ devices: [{ character, interfaces, account: ACCOUNT }], media, portOf, reach: 'loopback', log: quiet });
  open.push(fleet);
  return fleet;
}

async function watch(last: number): Promise<Viewer> {
  const viewer = await Viewer.open(at(last), 8554, ACCOUNT);
  open.push(viewer);
  return viewer;
}

/** Asks for the device's information; what came until it ended, or until `enough` bytes. */
function ask(last: number, enough = Infinity): Promise<{ response: IncomingMessage; bytes: number; body: string; complete: boolean }> {
  return new Promise((resolve, reject) => {
    const sent = request({ host: at(last), port: 8080, method: 'POST', path: '/onvif/device_service', agent: false, insecureHTTPParser: true }, (response) => {
      let bytes = 0;
      const chunks: Buffer[] = [];
      const done = (): void => resolve({ response, bytes, body: Buffer.concat(chunks).toString('utf8'), complete: response.complete });
      response.on('data', (chunk: Buffer) => {
        bytes += chunk.length;
        if (chunks.length < 100) chunks.push(chunk);
        if (bytes < enough) return;
        done();
        sent.destroy();
      }).on('end', done).on('aborted', done).on('error', done);
    });
    sent.on('error', reject);
    sent.end('<e:Envelope xmlns:e="http://www.w3.org/2003/05/soap-envelope"><e:Body><GetDeviceInformation xmlns="http://www.onvif.org/ver10/device/wsdl"/></e:Body></e:Envelope>');
  });
}

const flawed = (flaw: AnswerFlaw): DeviceCharacter => ({ ...PEER, flaws: { GetDeviceInformation: flaw } });

describe('a device that answers wrong', () => {
  const whole = '<tds:Model>no-login</tds:Model>';

  it.each([
    ['truncated', (body: string) => body.startsWith('<?xml') && !body.includes('</env:Envelope>')],
    ['empty', (body: string) => body === ''],
    ['script', (body: string) => body.includes('<script>') && !body.includes(whole)],
    ['entities', (body: string) => body.includes('<!DOCTYPE') && body.includes(whole)],
    ['byte-order-mark', (body: string) => body.startsWith('\ufeff<?xml') && body.includes(whole)],
    ['trailing-zeros', (body: string) => body.endsWith('\u0000') && body.includes(whole)],
    ['chunked', (body: string) => body.includes(whole)],
    ['wrong-type', (body: string) => body.includes(whole)],
  ] as const)('%s does so', async (flaw, holds) => {
    await start(flawed(flaw), 11);
    const { body, response } = await ask(11);
    expect(holds(body)).toBe(true);
    if (flaw === 'chunked') expect(response.headers['transfer-encoding']).toBe('chunked');
    if (flaw === 'wrong-type') expect(response.headers['content-type']).toBe('text/html');
  });

  it('with too long a length closes before', async () => {
    await start(flawed('long-length'), 11);
    const { bytes, response, complete } = await ask(11);
    expect([Number(response.headers['content-length']) - bytes, complete]).toEqual([400, false]);
  });

  it('with too short a length sends on', async () => {
    await start(flawed('short-length'), 11);
    // What follows the announced length is taken for the next answer, and is none.
    await expect(ask(11)).rejects.toMatchObject({ code: 'HPE_INVALID_CONSTANT' });
  });

  it('with blanks without end, with zeros, or forever, keeps sending', async () => {
    await start(flawed('huge'), 11);
    expect((await ask(11)).bytes).toBeGreaterThan(3 * 1024 * 1024);
    await start(flawed('hundred-megabytes'), 12);
    expect((await ask(12, 1024 * 1024)).response.headers['content-length']).toBe(String(100 * 1024 * 1024));
    await start(flawed('endless'), 13);
    const { bytes, response } = await ask(13, 20 * 1024 * 1024);
    expect([bytes >= 20 * 1024 * 1024, response.headers['content-length']]).toEqual([true, undefined]);
  });

  it('redirects to somebody else', async () => {
    await start(flawed('elsewhere'), 11);
    const { response } = await ask(11);
    expect([response.statusCode, response.headers.location]).toEqual([302, 'http://192.0.2.88/onvif/device_service']);
  });

  it('answers other questions well', async () => {
    await start({ ...PEER, flaws: { GetProfiles: 'truncated' } }, 11);
    expect((await ask(11)).body).toContain(whole);
  });
});

describe('a Hikvision', () => {
  const get = (path: string, authorization?: string): Promise<string> =>
    new Promise((resolve, reject) => {
      httpGet({ host: at(11), port: 8080, path, agent: false, ...(authorization === undefined ? {} : { headers: { authorization } }) }, (response) => {
        let text = '';
        response.setEncoding('utf8').on('data', (chunk: string) => (text += chunk)).on('end', () => resolve(text));
      }).on('error', reject);
    });

  it('says how many tries are left, then for how long it is locked, whatever was tried wrong', async () => {
    const fleet = await start(CHARACTERS.hikvision, 11);
    for (let wrong = 0; wrong < 4; wrong++) await get('/snapshot/Profile_1.jpg', 'Basic eDp5');
    expect(await get('/ISAPI/Security/userCheck')).toContain('<retryLoginTime>3</retryLoginTime>');
    const viewer = await Viewer.open(at(11), 8554, { ...ACCOUNT, password: 'wrong' });
    open.push(viewer);
    for (let wrong = 0; wrong < 3; wrong++) await viewer.demand('DESCRIBE', `rtsp://${at(11)}:8554/Streaming/Channels/101?transportmode=unicast&profile=Profile_1`);
    expect(fleet.devices[0]?.locked()).toBe(true);
    const said = await get('/snapshot/Profile_1.jpg');
    expect(said).toContain('<lockStatus>lock</lockStatus>');
    expect(Number(/<unlockTime>(\d+)/.exec(said)?.[1])).toBeGreaterThan(1700);
  });

  it('offers Digest and Basic over RTSP', async () => {
    await start(CHARACTERS.hikvision, 11);
    const viewer = await watch(11);
    const refused = await viewer.ask('DESCRIBE', `rtsp://${at(11)}:8554/Streaming/Channels/101?transportmode=unicast&profile=Profile_1`);
    // The viewer keeps the last of several headers.
    expect([refused?.status, refused?.headers.get('www-authenticate')]).toEqual([401, 'Basic realm="IP Camera(C1214)"']);
  });

  it('that nobody has activated shows a page and nothing else', async () => {
    const fleet = await start(CHARACTERS['hikvision-not-activated'], 11);
    expect(await get('/')).toContain('Set a password');
    expect((await ask(11)).response.statusCode).toBe(404);
    expect(fleet.devices[0]?.place.ports).toMatchObject({ onvif: null, rtsp: null });
  });
});

describe('the makers\' own discovery', () => {
  it('is answered by those that speak it, to the group or to who asked', async () => {
    const fleet = await startFleet({
      devices: (['hikvision', 'ezviz', 'dahua', 'axis'] as const).map((name, index) => ({ character: CHARACTERS[name], interfaces: [{ address: at(21 + index), mac: `02:53:49:4d:02:${21 + index}`, prefix: 24 }], account: ACCOUNT })),
      media, portOf, reach: 'loopback', log: quiet,
    });
    open.push(fleet);
    const heard: unknown[] = [];
    await probeVendors(['127.0.0.1'], (from, source, { model }) => heard.push([from, source, model]), new AbortController().signal, [SADP, DHIP]);
    // Loopback addresses are no place for a device, which is why the answer's own is not looked at.
    expect(heard.sort()).toEqual([[at(21), 'sadp', 'DS-2CD2143G0-I'], [at(22), 'sadp', 'CS-H8c-R100-1K2WKFL'], [at(23), 'dhip', 'IPC-HFW2228M-I1-V2']]);
  });
});

describe('WS-Discovery', () => {
  const probe = (id: number): string =>
    `<e:Envelope xmlns:e="http://www.w3.org/2003/05/soap-envelope"><e:Header><a:MessageID>uuid:${id}</a:MessageID><a:Action>http://schemas.xmlsoap.org/ws/2005/04/discovery/Probe</a:Action></e:Header><e:Body><d:Probe/></e:Body></e:Envelope>`;

  /** Probes these rounds one after another, each when the one before was answered by `last`; says which of our devices answered in all. */
  const heardFrom = (rounds: readonly (readonly string[])[], last: string): Promise<Set<string>> =>
    new Promise((resolve, reject) => {
      const socket = createSocket('udp4');
      const heard = new Set<string>();
      let id = 0;
      const next = (): void => {
        const round = rounds[id++];
        if (round !== undefined) return round.forEach((target) => socket.send(probe(id), 3702, target));
        socket.close();
        resolve(heard);
      };
      socket.on('error', reject).on('message', (_text, from) => {
        // Practice sites of other tests hear the group as well.
        if (from.address.startsWith(at(3))) heard.add(from.address);
        if (from.address === last) next();
      });
      socket.bind(0, '127.0.0.1', () => {
        socket.setMulticastInterface('127.0.0.1');
        next();
      });
    });

  it.runIf(process.platform === 'linux')('is heard as the device listens: alone, or in the group', async () => {
    await start(CHARACTERS['unicast-only'], 31);
    await start(CHARACTERS['multicast-only'], 32);
    // Answers to the group come after a time that chance decides: often enough, and the other's would have come before.
    expect(await heardFrom(Array.from({ length: 8 }, () => ['239.255.255.250']), at(32))).toEqual(new Set([at(32)]));
    // Answers to one come at once, and in order.
    expect(await heardFrom(Array.from({ length: 3 }, () => [at(32), at(31)]), at(31))).toEqual(new Set([at(31)]));
  });

  it('of a device with two interfaces makes one device, and of two with the uuid of their firmware two', async () => {
    await start(CHARACTERS.axis, 41, 42);
    await start(CHARACTERS.tapo, 43);
    await start(CHARACTERS.tapo, 44);
    const { devices } = await createDiscovery({ log: quiet, now: Date.now }).survey({ ranges: [`${at(40)}/29`] }, () => undefined, { signal: new AbortController().signal, progress: () => undefined });
    expect(devices.map(({ address, otherAddresses, vendor }) => [address, otherAddresses, vendor])).toEqual([[at(41), [at(42)], 'Axis'], [at(43), [], 'TP-Link'], [at(44), [], 'TP-Link']]);
  });
});

describe('a recorder', () => {
  it('plays each of its eight channels', async () => {
    const fleet = await start({ ...CHARACTERS['hikvision-recorder'], rtspLogin: ['digest-md5'] }, 11);
    const viewer = await watch(11);
    for (const number of [1, 5, 8]) {
      const stream = CHARACTERS['hikvision-recorder'].streams.find((candidate) => candidate.channel === number);
      const described = await viewer.demand('DESCRIBE', `rtsp://${at(11)}:8554${stream?.path ?? ''}`);
      expect([number, described.status, described.headers.get('content-base')]).toEqual([number, 200, `rtsp://${at(11)}:8554/Streaming/Channels/${number}01/`]);
    }
    expect(fleet.devices[0]?.wrongLogins()).toBe(0);
  });
});

describe('a Xiongmai', () => {
  it('finds its login in the path, and counts a wrong one there', async () => {
    const fleet = await start(CHARACTERS.xiongmai, 11);
    const viewer = await watch(11);
    const path = (password: string): string => `rtsp://${at(11)}:8554/user=${ACCOUNT.username}_password=${encodeURIComponent(password)}_channel=1_stream=0.sdp?real_stream`;
    expect((await viewer.ask('DESCRIBE', path('wrong')))?.status).toBe(404);
    expect(fleet.devices[0]?.wrongLogins()).toBe(1);
    expect((await viewer.ask('DESCRIBE', path(ACCOUNT.password)))?.headers.get('content-base')).toContain('rtsp://127.0.0.1:8554/');
  });
});
