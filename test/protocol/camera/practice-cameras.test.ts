import { createHash } from 'node:crypto';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createCameraReader } from '../../../electron/camera/reader';
import { createDiscovery } from '../../../electron/discovery/discovery';
import type { Device } from '../../../electron/domain/device';
import type { CameraReading } from '../../../electron/domain/camera';
import type { Login } from '../../../electron/engine/ports';
import { PRACTICE_CAMERAS, PRACTICE_NEIGHBOURS } from '../../../electron/practice/cameras/practice-cameras';
import { readMedia } from '../../../electron/practice/cameras/media';
import { startCamera, type SimulatedCamera } from '../../../electron/practice/cameras/simulated-camera';
import { startNeighbour, type SimulatedNeighbour } from '../../../electron/practice/cameras/neighbour';
import { startDiscoveryResponder } from '../../../electron/practice/cameras/ws-discovery';
import { login, memoryLedger, quiet } from '../../fixtures/cameras/ledger';

// A block of loopback addresses that no practice site chooses (their blocks end at 250).
const BLOCK = '127.77.252';
const HTTP = 8080;
const RTSP = 8554;
const ACCOUNT = { username: 'practice', password: 'correct horse battery' };

describe('the practice cameras', { timeout: 30_000 }, () => {
  const cameras: SimulatedCamera[] = [];
  const neighbours: SimulatedNeighbour[] = [];
  let stopDiscovery: () => Promise<void> = async () => undefined;
  let devices: Device[] = [];
  const told: Device[] = [];

  beforeAll(async () => {
    const media = await readMedia(join(import.meta.dirname, '../../../assets/practice'));
    for (const character of PRACTICE_CAMERAS) cameras.push(await startCamera({ character, host: `${BLOCK}.${10 + character.number}`, httpPort: HTTP, rtspPort: RTSP, media, account: ACCOUNT }));
    for (const character of PRACTICE_NEIGHBOURS) neighbours.push(await startNeighbour(character, `${BLOCK}.${character.last}`, HTTP));
    const discovery = await startDiscoveryResponder([...cameras, ...neighbours].map((entry) => entry.subject), quiet);
    stopDiscovery = () => discovery.close();
    const survey = await createDiscovery({ log: quiet, now: Date.now }).survey({ ranges: [`${BLOCK}.0/24`] }, (device) => told.push(device), { signal: AbortSignal.timeout(30_000), progress: () => undefined });
    devices = survey.devices;
  }, 40_000);

  afterAll(async () => {
    await stopDiscovery();
    await Promise.all([...cameras, ...neighbours].map((entry) => entry.close()));
  });

  const reader = createCameraReader({
    log: quiet, now: Date.now, ledger: memoryLedger(),
    pictures: { save: async (jpeg) => ({ sha256: createHash('sha256').update(jpeg).digest('hex'), bytes: jpeg.length, takenAt: '2026-01-01T00:00:00.000Z' }), load: async () => null, saveKeyFrame: () => Promise.reject(new Error('not asked for')), loadKeyFrame: async () => null },
  });
  const read = (number: number, logins: readonly Login[]): Promise<CameraReading> => {
    const device = devices.find((entry) => entry.address === `${BLOCK}.${10 + number}`);
    if (device === undefined) throw new Error(`camera ${number} was not found`);
    return reader.read({ device, logins, mainToken: null, subToken: null, seconds: 2 }, { signal: AbortSignal.timeout(60_000), progress: () => undefined });
  };

  it('are all found, with printer and PC told apart', () => {
    expect(devices.map((device) => [device.address, device.kind])).toEqual([
      ...PRACTICE_CAMERAS.map((character) => [`${BLOCK}.${10 + character.number}`, 'camera']),
      [`${BLOCK}.21`, 'printer'],
      [`${BLOCK}.22`, 'computer'],
    ]);
    for (const device of devices.slice(0, 5)) expect(device).toMatchObject({ onvif: `http://${device.address}:${HTTP}/onvif/device_service`, rtspPort: RTSP });
  });

  it('are told as they are found, each under one id', () => {
    expect(new Set(told.map((device) => device.id))).toEqual(new Set(devices.map((device) => device.id)));
    for (const device of told) expect(devices.find((found) => found.id === device.id)?.address).toBe(device.address);
  });

  it.each(PRACTICE_CAMERAS.map((character) => [character.name, character] as const))('%s is read and both its streams play', async (_name, character) => {
    const reading = await read(character.number, [login(ACCOUNT.username, ACCOUNT.password, 'right')]);
    expect(reading).toMatchObject({
      outcome: 'ready', error: null, login: character.login, credentialId: 'right',
      manufacturer: character.manufacturer, model: character.model, firmware: character.firmware, serial: character.serial,
    });
    const codec = character.streams[0].clip.endsWith('265') ? 'H265' : 'H264';
    expect(reading.main).toMatchObject({ codec, width: 1280, height: 720, loss: 0, transport: 'tcp' });
    expect(reading.sub).toMatchObject({ codec, width: 640, height: 360, loss: 0 });
    expect(reading.main?.fps).toBeGreaterThan(13);
    expect(reading.main?.fps).toBeLessThan(17);
    expect(reading.picture?.bytes).toBeGreaterThan(1000);
    expect(Math.abs((reading.clockSkewSeconds ?? Infinity) - character.clockSkewSeconds)).toBeLessThanOrEqual(2);
    expect(reading.findings.map((entry) => entry.finding)).toEqual([
      ...(Math.abs(character.clockSkewSeconds) > 30 ? ['clock-off'] : []),
      ...(character.quirks.includes('uri-old-address') ? ['wrong-stream-address'] : []),
    ]);
    expect(cameras[character.number - 1]?.wrongLogins()).toBe(0);
    expect(cameras[character.number - 1]?.viewers()).toBe(0);
  });

  it('are never given more than two wrong logins, however often they are read', async () => {
    const wrong = ['a', 'b', 'c', 'd'].map((name) => login(ACCOUNT.username, `wrong ${name}`, name));
    const before = cameras[0]?.wrongLogins() ?? 0;
    const [first, second] = [await read(1, wrong), await read(1, wrong)];
    expect(first).toMatchObject({ outcome: 'failed', error: { code: 'camera-login-spent' } });
    expect(second).toMatchObject({ outcome: 'failed', error: { code: 'camera-login-spent' } });
    expect((cameras[0]?.wrongLogins() ?? 0) - before).toBe(2);
  });

  it('with a wrong login first and the right one second are read with the right one', async () => {
    const reading = await read(2, [login(ACCOUNT.username, 'wrong', 'wrong'), login(ACCOUNT.username, ACCOUNT.password, 'right')]);
    expect(reading).toMatchObject({ outcome: 'ready', credentialId: 'right' });
  });
});
