import { createHash } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createCameraReader } from '../../../electron/camera/reader';
import { createDiscovery } from '../../../electron/discovery/discovery';
import type { CameraReading } from '../../../electron/domain/camera';
import type { Device, DeviceKind } from '../../../electron/domain/device';
import type { ErrorCode } from '../../../electron/domain/errors';
import type { Login, Pictures } from '../../../electron/engine/ports';
import type { DeviceCharacter } from '../../../electron/practice/cameras/character';
import { CHARACTERS, type CharacterName } from '../../../electron/practice/cameras/characters/library';
import { login, memoryLedger, quiet } from '../../fixtures/cameras/ledger';
import { startFleetApart, type Counters, type FleetApart } from '../../fixtures/characters/fleet-apart';
import { ACCOUNT, addressIn, portOf } from '../../fixtures/characters/loopback-fleet';

// A block of loopback addresses of this file's own.
const BLOCK = '127.79.1';
const NAMES = Object.keys(CHARACTERS) as CharacterName[];

interface Expected {
  readonly kind: DeviceKind;
  /** `ready`, or the error that stands in the reading. */
  readonly reads: 'ready' | ErrorCode;
  readonly login?: CameraReading['login'];
  readonly transport?: 'tcp' | 'udp';
}

const camera = (reads: Expected['reads'], more: Partial<Expected> = {}): Expected => ({ kind: 'camera', reads, ...more });
const byDigest = camera('ready', { login: 'http-digest' });
const byToken = camera('ready', { login: 'ws-usernametoken' });
const invalid = camera('camera-answer-invalid', { login: 'http-digest' });
const endless = camera('camera-answer-endless', { login: 'http-digest' });

/** Every character has a line, or this does not compile. */
const EXPECTED: Readonly<Record<CharacterName, Expected>> = {
  'hikvision': byDigest,
  'hikvision-recorder': { ...byDigest, kind: 'recorder' },
  // Loopback has no multicast, by which it would say that it was never set up. Its maker's own port accepts and says nothing.
  'hikvision-not-activated': camera('camera-too-slow'),
  'hikvision-doorbell': { ...byDigest, kind: 'doorbell' },
  'hikvision-encoder': { ...byDigest, kind: 'encoder' },
  'dahua': byToken,
  'amcrest': byToken,
  'dahua-not-initialised': camera('camera-not-onvif'),
  'axis': byDigest,
  'reolink': byToken,
  'tapo': byToken,
  'vigi': byDigest,
  'hanwha': byDigest,
  'bosch': byDigest,
  'vivotek': byDigest,
  'foscam': byToken,
  'uniview': byDigest,
  'xiongmai': byToken,
  'panasonic': byDigest,
  'sony': byDigest,
  // Without its MAC, which loopback has not, nothing tells the maker, and its paths are not among the most usual ones.
  'ubiquiti': camera('stream-not-found'),
  'milesight': byToken,
  'd-link': byToken,
  'ezviz': byDigest,
  'doorbird': { ...byDigest, kind: 'doorbell' },
  'gsoap': byToken,
  'hisilicon': byDigest,
  'anjvision': byToken,
  'h3c': byDigest,
  'yoosee': { ...byToken, transport: 'udp' },
  'sha-256': byDigest,
  // It would have to be sent readable, which nobody has allowed.
  'basic-only': camera('camera-basic-only'),
  'no-login': camera('ready', { login: 'none' }),
  'closed-services': byDigest,
  'hangs-up': byDigest,
  'mjpeg-only': camera('stream-codec-unusable', { login: 'http-digest' }),
  'udp-only': { ...byDigest, transport: 'udp' },
  'tcp-only': { ...byDigest, transport: 'tcp' },
  'in-band': byDigest,
  'any-path': byDigest,
  'one-session': byDigest,
  'no-session': camera('stream-busy', { login: 'http-digest' }),
  'silent-rtsp': camera('ready', { login: 'rtsp-only' }),
  'no-channels-in-transport': byDigest,
  'names-zeros': byDigest,
  'names-another-host': byDigest,
  'names-a-closed-port': byDigest,
  'https-only': byDigest,
  'media2-only': byDigest,
  'unicast-only': byDigest,
  'multicast-only': byDigest,
  'clock-of-1970': byToken,
  'slow': byDigest,
  'drips': byDigest,
  'truncated': invalid,
  'wrong-type': byDigest,
  'short-length': invalid,
  'long-length': byDigest,
  'chunked': byDigest,
  'byte-order-mark': byDigest,
  'trailing-zeros': byDigest,
  'entities': invalid,
  'huge': endless,
  'hundred-megabytes': endless,
  'endless': endless,
  'redirects-elsewhere': camera('camera-redirects', { login: 'http-digest' }),
  'script': invalid,
  'nothing': invalid,
  'printer': { kind: 'printer', reads: 'camera-not-onvif' },
  'office-pc': { kind: 'computer', reads: 'camera-unreachable' },
  'television': { kind: 'other', reads: 'camera-not-onvif' },
};

let fleet: FleetApart;
/** After the readings. */
let counters: Counters;
let devices: Device[] = [];
const readings = new Map<CharacterName, CameraReading>();

const deviceOf = (name: CharacterName): Device | undefined => devices.find((entry) => entry.address === addressIn(BLOCK, NAMES.indexOf(name)));

/** Readings at once: all 71 would keep two cores so busy that deadlines of the reader's own are missed. */
const LANES = 32;

/** Reads those of these devices that were found. */
async function readAll(names: readonly CharacterName[], logins: readonly Login[], keep: (name: CharacterName, reading: CameraReading) => void): Promise<void> {
  const seal = (bytes: Uint8Array): string => createHash('sha256').update(bytes).digest('hex');
  const pictures: Pictures = {
    save: async (jpeg) => ({ sha256: seal(jpeg), bytes: jpeg.length, takenAt: '2026-01-01T00:00:00.000Z' }),
    load: async () => null,
    saveKeyFrame: async ({ annexB, ...facts }) => ({ ...facts, sha256: seal(annexB), bytes: annexB.length }),
    loadKeyFrame: async () => null,
  };
  const reader = createCameraReader({ log: quiet, now: Date.now, ledger: memoryLedger(), pictures });
  const waiting = [...names];
  const lane = async (): Promise<void> => {
    const name = waiting.shift();
    if (name === undefined) return;
    const device = deviceOf(name);
    if (device !== undefined) keep(name, await reader.read({ device, logins, mainToken: null, subToken: null, seconds: 1 }, { signal: new AbortController().signal, progress: () => undefined }));
    return lane();
  };
  await Promise.all(Array.from({ length: LANES }, lane));
}

describe('every simulated device', { timeout: 60_000 }, () => {
  beforeAll(async () => {
    fleet = await startFleetApart(BLOCK);
    const survey = await createDiscovery({ log: quiet, now: Date.now }).survey({ ranges: [`${BLOCK}.0/26`, `${BLOCK}.64/27`] }, () => undefined, { signal: new AbortController().signal, progress: () => undefined });
    devices = survey.devices;
    // The wrong one first: it costs one wrong login where the device asks at all.
    await readAll(NAMES, [login(ACCOUNT.username, 'wrong', 'wrong'), login(ACCOUNT.username, ACCOUNT.password, 'right')], (name, reading) => readings.set(name, reading));
    counters = await fleet.counters();
  }, 90_000);

  afterAll(() => fleet.close());

  it.each(NAMES)('%s is found as what it is', (name) => {
    expect(deviceOf(name)?.kind).toBe(EXPECTED[name].kind);
  });

  it('nothing else is found', () => {
    expect(devices.length).toBe(NAMES.length);
  });

  it.each(NAMES)('%s is read right, or refused with the reason', (name) => {
    const { reads, ...expected } = EXPECTED[name];
    const reading = readings.get(name);
    expect(reading?.error?.code ?? 'ready').toBe(reads);
    if (expected.login !== undefined) expect(reading?.login).toBe(expected.login);
    if (reads !== 'ready' || reading === undefined) return;
    const character: DeviceCharacter = CHARACTERS[name];
    // Seen without ONVIF, nothing tells who it is.
    if (character.ports.onvif !== null) {
      const { manufacturer, model, firmware, serial } = character;
      expect(reading).toMatchObject({ manufacturer: manufacturer === '' ? null : manufacturer, model, firmware, serial, onvif: expect.stringContaining(character.onvifPath) as string });
      expect(new URL(reading.onvif ?? '').port).toBe(String(portOf(character.ports.onvif)));
      expect(Math.abs((reading.clockSkewSeconds ?? Infinity) - character.clockSkewSeconds)).toBeLessThanOrEqual(5);
      expect(reading.profiles.map((profile) => profile.token).sort()).toEqual(character.streams.map((stream) => stream.token).sort());
    }
    const best = character.streams.find((stream) => stream.clip.startsWith('main'));
    expect(reading.main).toMatchObject({ codec: best?.clip.endsWith('h265') === true ? 'H265' : 'H264', width: 1280, height: 720, transport: expected.transport ?? 'tcp' });
  });

  it('only those that ask nobody are said to show their picture without a password', () => {
    const said = NAMES.filter((name) => readings.get(name)?.findings.some(({ finding }) => finding === 'no-password') === true);
    expect(said.sort()).toEqual(NAMES.filter((name) => readings.get(name)?.main != null && CHARACTERS[name].rtspLogin.length === 0 && name !== 'xiongmai').sort());
  });

  it.each(NAMES)('%s gets no more than one wrong login of one wrong set', (name) => {
    expect(counters[name].wrongLogins).toBeLessThanOrEqual(1);
  });

  it('all streams are given back', async () => {
    await expect.poll(async () => Object.values(await fleet.counters()).reduce((sum, { viewers }) => sum + viewers, 0)).toBe(0);
  });

  it('none gets more than two wrong logins of four wrong sets, and none is locked', async () => {
    const before = await fleet.counters();
    await readAll(NAMES.filter((name) => EXPECTED[name].login !== undefined), ['a', 'b', 'c', 'd'].map((set) => login(ACCOUNT.username, `wrong ${set}`, set)), () => undefined);
    const after = await fleet.counters();
    const spent = NAMES.map((name) => [name, after[name].wrongLogins - before[name].wrongLogins] as const);
    expect(spent.filter(([, count]) => count > 2)).toEqual([]);
    // Those that ask for a login did see some, or this would prove nothing.
    expect(spent.filter(([, count]) => count === 2).length).toBeGreaterThan(40);
    expect(NAMES.filter((name) => after[name].locked)).toEqual([]);
  });
});
