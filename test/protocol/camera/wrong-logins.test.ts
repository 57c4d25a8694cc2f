import { createHash } from 'node:crypto';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { createCameraReader } from '../../../electron/camera/reader';
import type { CameraReading } from '../../../electron/domain/camera';
import { Device } from '../../../electron/domain/device';
import type { Json } from '../../../electron/domain/json';
import type { CameraReader, Login } from '../../../electron/engine/ports';
import { H264_SDP, scriptedRtsp, type ScriptedRtsp } from '../../fixtures/cameras/scripted-rtsp';
import { login, memoryLedger, quiet } from '../../fixtures/cameras/ledger';

/** A camera that counts the wrong logins it was given, at both its doors, and what it says when it has had enough. */
let wrong: string[] = [];
let rtsp: ScriptedRtsp;
let web: Server;
let device: Device;
let locked: string | null = null;
let fault: string | null = null;
/** ONVIF and RTSP take these; null: nobody. */
let right: { onvif: string | null; rtsp: string | null } = { onvif: null, rtsp: null };
const saved: { content: Json } = { content: null };

const soap = (inside: string): string => `<e:Envelope xmlns:e="http://www.w3.org/2003/05/soap-envelope"><e:Body>${inside}</e:Body></e:Envelope>`;
const answers = (header: string, method: string, uri: string, password: string | null): boolean => {
  const md5 = (text: string): string => createHash('md5').update(text).digest('hex');
  return password !== null && header.includes(`response="${md5(`${md5(`admin:cam:${password}`)}:${nonce}:${md5(`${method}:${uri}`)}`)}"`);
};
let nonce = 'n';
const challenge = (): string => `Digest realm="cam", nonce="${nonce}"`;
/** The password is changed, and with it the nonce, right before this operation. */
let changedBefore: string | null = null;

beforeEach(async () => {
  wrong = [];
  locked = null;
  fault = null;
  nonce = 'n';
  changedBefore = null;
  right = { onvif: null, rtsp: null };
  saved.content = null;
  rtsp = await scriptedRtsp((request) => {
    if (request.method === 'OPTIONS') return { status: '200 OK' };
    const header = request.headers['authorization'];
    if (header !== undefined && answers(header, request.method, request.uri, right.rtsp)) return request.method === 'DESCRIBE' ? { status: '200 OK', body: H264_SDP } : { status: '453 Not Enough Bandwidth' };
    if (header !== undefined) wrong.push('rtsp');
    return { status: '401 Unauthorized', headers: [`WWW-Authenticate: ${challenge()}`] };
  });
  web = createServer((request, response) => {
    let body = '';
    request.on('data', (chunk: Buffer) => (body += chunk.toString()));
    request.on('end', () => {
      if (request.url === '/ISAPI/Security/userCheck') return void response.writeHead(401, { 'WWW-Authenticate': challenge() }).end(locked ?? '<userCheck><lockStatus>unlock</lockStatus><retryLoginTime>3</retryLoginTime></userCheck>');
      const operation = /<(Get\w+) /.exec(body)?.[1] ?? '';
      if (fault !== null && operation !== 'GetSystemDateAndTime') return void response.writeHead(400).end(fault);
      if (operation === 'GetSystemDateAndTime') return void response.end(soap('<GetSystemDateAndTimeResponse/>'));
      if (operation === changedBefore) {
        right = { onvif: null, rtsp: null };
        nonce += 'n';
      }
      const header = request.headers.authorization;
      if (header === undefined || !answers(header, 'POST', request.url ?? '', right.onvif)) {
        if (header !== undefined) wrong.push('onvif');
        return void response.writeHead(401, { 'WWW-Authenticate': challenge() }).end();
      }
      if (operation === 'GetProfiles') return void response.end(soap('<GetProfilesResponse><Profiles token="p"><Name>p</Name><VideoEncoderConfiguration><Encoding>H264</Encoding></VideoEncoderConfiguration></Profiles></GetProfilesResponse>'));
      if (operation === 'GetStreamUri') return void response.end(soap(`<GetStreamUriResponse><MediaUri><Uri>rtsp://127.0.0.1:${rtsp.port}/p</Uri></MediaUri></GetStreamUriResponse>`));
      response.end(soap(`<${operation}Response/>`));
    });
  });
  await new Promise<void>((resolve) => {
    web.listen(0, '127.0.0.1', () => resolve());
  });
  device = Device.parse({
    id: 'cam', address: '127.0.0.1', otherAddresses: [], mac: null, kind: 'camera', reasons: [], name: null, vendor: null, model: null, evidence: [], ports: [],
    onvif: `http://127.0.0.1:${(web.address() as AddressInfo).port}/onvif/device_service`, rtspPort: rtsp.port,
  });
});
afterEach(async () => {
  await rtsp.close();
  web.closeAllConnections();
  await new Promise((resolve) => web.close(resolve));
});

/** The program, started anew: nothing is left of the one before but what it saved. */
const program = (now: () => number = Date.now): CameraReader =>
  createCameraReader({ log: quiet, now, ledger: memoryLedger(now, saved), pictures: { save: () => Promise.reject(new Error('no picture')), load: async () => null, saveKeyFrame: () => Promise.reject(new Error('no picture')), loadKeyFrame: async () => null } });
const read = (reader: CameraReader, logins: readonly Login[], changes: Partial<Device> = {}): Promise<CameraReading> =>
  reader.read({ device: { ...device, ...changes }, logins, mainToken: null, subToken: null, seconds: 1 }, { signal: AbortSignal.timeout(20_000), progress: () => undefined });
const sets = (...names: string[]): Login[] => names.map((name) => login('admin', `wrong ${name}`, name));

describe('a camera that refuses every login', () => {
  it('gets two of them, whatever is clicked and however often the program is started', async () => {
    const reader = program();
    // Checked again, with other sets, with one that was chosen, and with a corrected one.
    for (const logins of [sets('a', 'b', 'c'), sets('a', 'b', 'c'), sets('d'), sets('e', 'f')]) expect(await read(reader, logins)).toMatchObject({ outcome: 'failed' });
    // By RTSP alone, and under another id.
    await read(reader, sets('g'), { onvif: null, ports: [{ port: rtsp.port, speaks: 'rtsp' }] });
    await read(reader, sets('h'), { id: 'ac:cc:8e:00:00:01', mac: 'ac:cc:8e:00:00:01' });
    for (let start = 0; start < 3; start++) expect(await read(program(), sets(`after start ${start}`))).toMatchObject({ error: { code: 'camera-login-spent' } });
    expect(wrong).toEqual(['onvif', 'onvif']);
  });

  it('gets two of them from several checks at once, in one program', async () => {
    const reader = program();
    await Promise.all(['a', 'b', 'c', 'd', 'e'].map((name, index) => read(reader, sets(name), index % 2 === 0 ? {} : { onvif: null, ports: [{ port: rtsp.port, speaks: 'rtsp' }] })));
    expect(wrong).toHaveLength(2);
  });

  it('gets one, and is left alone by the next start, when the program dies while it waits for the answer', async () => {
    const abort = new AbortController();
    const reading = program().read({ device, logins: sets('a', 'b'), mainToken: null, subToken: null, seconds: 1 }, { signal: abort.signal, progress: () => undefined });
    await expect.poll(() => wrong.length).toBeGreaterThan(0);
    abort.abort();
    await reading.catch(() => undefined);
    await read(program(), sets('c', 'd', 'e'));
    expect(wrong.length).toBeLessThanOrEqual(2);
  });

  it('may be asked again after half an hour', async () => {
    let now = Date.now();
    const reader = program(() => now);
    await read(reader, sets('a', 'b', 'c'));
    now += 31 * 60_000;
    await read(reader, sets('c'));
    expect(wrong).toHaveLength(3);
  });

  it('and says that it is locked is reported as locked, with its time', async () => {
    locked = '<userCheck><lockStatus>lock</lockStatus><unlockTime>1200</unlockTime><retryLoginTime>0</retryLoginTime></userCheck>';
    const before = Date.now();
    const reading = await read(program(), sets('a'), { vendor: 'Hikvision' });
    expect(reading).toMatchObject({ outcome: 'failed', error: { code: 'camera-locked', params: { minutes: 20 } } });
    const until = Date.parse(reading.lock?.until ?? '') - before;
    expect(until >= 1_200_000 && until < 1_260_000).toBe(true);
  });
});

describe('a camera that is locked already', () => {
  it('is not given any login, and says for how long by ONVIF', async () => {
    fault = soap('<e:Fault><e:Code><e:Value>e:Sender</e:Value><e:Subcode><e:Value>ter:NotAuthorized</e:Value></e:Subcode></e:Code><e:Reason><e:Text>The account is locked, try again in 12 minutes</e:Text></e:Reason></e:Fault>');
    expect(await read(program(), sets('a', 'b'))).toMatchObject({ outcome: 'failed', error: { code: 'camera-locked', params: { minutes: 12 } } });
    expect(wrong).toEqual([]);
    expect(saved.content).toBeNull();
  });
});

describe('a camera that keeps its ONVIF account apart', () => {
  it('is given the right ONVIF login twice at most at the door where it is wrong', async () => {
    right = { onvif: 'right', rtsp: null };
    const reader = program();
    for (let again = 0; again < 3; again++) await read(reader, [login('admin', 'right', 'onvif'), ...sets('a')]);
    expect(wrong.length).toBeLessThanOrEqual(2);
  });

  it('whose password is changed while it is read gets no third wrong one, by no door', async () => {
    right = { onvif: 'wrong a', rtsp: 'wrong a' };
    const reader = program();
    changedBefore = 'GetStreamUri';
    expect(await read(reader, sets('a'))).toMatchObject({ outcome: 'failed' });
    expect(wrong).toEqual(['onvif', 'onvif']);
    for (const logins of [sets('a'), sets('b')]) await read(reader, logins);
    await read(program(), sets('c'), { onvif: null, ports: [{ port: rtsp.port, speaks: 'rtsp' }] });
    expect(wrong).toHaveLength(2);
  });

  it('whose password is changed while it is read, after a wrong one, gets no third either', async () => {
    right = { onvif: 'wrong a', rtsp: 'wrong a' };
    const reader = program();
    changedBefore = 'GetStreamUri';
    expect(await read(reader, sets('b', 'a'))).toMatchObject({ outcome: 'failed' });
    // The one that was refused although it had been right is not sent once more with the new nonce: there is no place for that.
    expect(wrong).toEqual(['onvif', 'onvif']);
    await read(reader, sets('a', 'b', 'c'));
    expect(wrong).toHaveLength(2);
  });

  it('whose password was changed meanwhile gets no third wrong one either', async () => {
    right = { onvif: 'right', rtsp: 'right' };
    const reader = program();
    expect(await read(reader, [login('admin', 'right', 'set')])).toMatchObject({ credentialId: 'set', error: { code: 'stream-busy' }, findings: [{ finding: 'weak-password' }, { finding: 'no-sub-stream' }, { finding: 'session-limit', params: { status: '453 Not Enough Bandwidth' } }] });
    right = { onvif: null, rtsp: null };
    for (const name of ['a', 'b']) await read(reader, sets(name));
    await read(reader, [login('admin', 'right', 'set')]);
    expect(wrong).toHaveLength(2);
  });
});
