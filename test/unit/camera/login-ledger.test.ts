import { describe, expect, it } from 'vitest';
import { createLoginLedger, WRONG_LOGIN_WINDOW } from '../../../electron/camera/login-ledger';
import type { Json } from '../../../electron/domain/json';
import { login, memoryLedger } from '../../fixtures/cameras/ledger';

const camera = { deviceId: 'ac:cc:8e:be:cc:ea', address: '192.168.1.20' };
const minutes = (count: number): number => count * 60_000;

describe('the budget of wrong logins', () => {
  it('is two for ONVIF, HTTP and RTSP together', async () => {
    const ledger = memoryLedger(() => 0);
    await (await ledger.attempt(camera, 'onvif', login('a', '1'))).refused();
    await (await ledger.attempt(camera, 'rtsp', login('a', '1'))).refused();
    await expect(ledger.attempt(camera, 'http', login('b', '2'))).rejects.toMatchObject({ code: 'camera-login-spent', params: { address: camera.address, minutes: 30 } });
  });

  it('comes back half an hour after the first', async () => {
    let now = 0;
    const ledger = memoryLedger(() => now);
    await (await ledger.attempt(camera, 'onvif', login('a', '1'))).refused();
    now = minutes(10);
    await (await ledger.attempt(camera, 'onvif', login('a', '2'))).refused();
    now = minutes(29);
    await expect(ledger.attempt(camera, 'onvif', login('a', '3'))).rejects.toMatchObject({ code: 'camera-login-spent', params: { minutes: 1 } });
    now = WRONG_LOGIN_WINDOW;
    await (await ledger.attempt(camera, 'onvif', login('a', '3'))).refused();
    await expect(ledger.attempt(camera, 'onvif', login('a', '4'))).rejects.toMatchObject({ params: { minutes: 10 } });
  });

  it('survives the end of the program, also in the middle of a login', async () => {
    const saved: { content: Json } = { content: null };
    await (await memoryLedger(() => 0, saved).attempt(camera, 'onvif', login('a', '1'))).refused();
    // Never answered: the program was killed, or the person cancelled.
    await memoryLedger(() => 0, saved).attempt(camera, 'rtsp', login('a', '2'));
    await expect(memoryLedger(() => 0, saved).attempt(camera, 'onvif', login('a', '3'))).rejects.toMatchObject({ code: 'camera-login-spent' });
  });

  it('does not start anew when the device gets another id, because its MAC became known', async () => {
    const ledger = memoryLedger(() => 0);
    const before = { deviceId: camera.address, address: camera.address };
    await (await ledger.attempt(before, 'onvif', login('a', '1'))).refused();
    await (await ledger.attempt(before, 'onvif', login('a', '2'))).refused();
    await expect(ledger.attempt(camera, 'onvif', login('a', '3'))).rejects.toMatchObject({ code: 'camera-login-spent' });
  });

  it('is not touched by right logins, nor by those that never left', async () => {
    const saved: { content: Json } = { content: null };
    const ledger = memoryLedger(() => 0, saved);
    for (let i = 0; i < 5; i++) await (await ledger.attempt(camera, 'onvif', login('a', 'right'))).accepted();
    for (let i = 0; i < 5; i++) await (await ledger.attempt(camera, 'rtsp', login('a', 'right'))).notSent();
    expect(saved.content).toEqual({ version: 1, devices: {} });
  });

  it('cannot be overdrawn by several readings at once', async () => {
    const ledger = memoryLedger(() => 0);
    const attempts = await Promise.allSettled(Array.from({ length: 8 }, (_, i) => ledger.attempt(camera, 'onvif', login('a', String(i)))));
    expect(attempts.filter((attempt) => attempt.status === 'fulfilled')).toHaveLength(2);
  });

  it('counts uses of a right login that turned out wrong after they were sent', async () => {
    const ledger = memoryLedger(() => 0);
    await (await ledger.attempt(camera, 'onvif', login('a', 'right'))).accepted();
    const attempt = await ledger.attempt(camera, 'onvif', login('a', 'right'));
    expect(await attempt.again()).toBe(true);
    await attempt.refused();
    await expect(ledger.attempt(camera, 'rtsp', login('a', 'right'))).rejects.toMatchObject({ code: 'camera-login-spent' });
  });

  it('has no place for a second use where another one was wrong, and gives both back when the camera accepts', async () => {
    const saved: { content: Json } = { content: null };
    const ledger = memoryLedger(() => 0, saved);
    await (await ledger.attempt(camera, 'onvif', login('a', '1'))).refused();
    const second = await ledger.attempt(camera, 'onvif', login('a', '2'));
    expect(await second.again()).toBe(false);
    await second.accepted();
    expect(saved.content).toMatchObject({ devices: { [`id:${camera.deviceId}`]: [0] } });
    const fresh = memoryLedger(() => 0, saved);
    saved.content = null;
    const third = await fresh.attempt(camera, 'rtsp', login('a', '3'));
    expect(await third.again()).toBe(true);
    await third.accepted();
    expect(saved.content).toEqual({ version: 1, devices: {} });
  });

  it('lets a session go on until two were wrong, whichever session they were of', async () => {
    let now = 0;
    const ledger = memoryLedger(() => now);
    await (await ledger.attempt(camera, 'onvif', login('a', '1'))).refused();
    const waiting = await ledger.attempt(camera, 'rtsp', login('a', '2'));
    expect(() => { ledger.goOn(camera); }).not.toThrow();
    await waiting.refused();
    expect(() => { ledger.goOn(camera); }).toThrow(expect.objectContaining({ code: 'camera-login-spent' }) as Error);
    now = 30 * 60_000;
    expect(() => { ledger.goOn(camera); }).not.toThrow();
  });

  it('lets a login that was right wait for those on their way, as long as they can still be right', async () => {
    let now = 0;
    const ledger = memoryLedger(() => now);
    await (await ledger.attempt(camera, 'onvif', login('a', 'right'))).accepted();
    const first = await ledger.attempt(camera, 'rtsp', login('a', 'x'));
    await ledger.attempt(camera, 'rtsp', login('a', 'killed'));
    const stop = new AbortController();
    const stopped = ledger.attempt(camera, 'onvif', login('a', 'right'), stop.signal);
    stop.abort();
    await expect(stopped).rejects.toMatchObject({ code: 'cancelled' });
    const waiting = ledger.attempt(camera, 'onvif', login('a', 'right'));
    await first.notSent();
    await (await waiting).accepted();
    await ledger.attempt(camera, 'rtsp', login('a', 'killed too'));
    now = 21_000;
    await expect(ledger.attempt(camera, 'onvif', login('a', 'right'))).rejects.toMatchObject({ code: 'camera-login-spent' });
  });

  it('is not spent on a login that is known to be wrong', async () => {
    const ledger = memoryLedger(() => 0);
    await (await ledger.attempt(camera, 'onvif', login('a', '1'))).refused();
    await expect(ledger.attempt(camera, 'onvif', login('a', '1'))).rejects.toMatchObject({ code: 'camera-login-refused' });
    await expect(ledger.attempt(camera, 'onvif', login('a', 'corrected'))).resolves.toBeDefined();
  });

  it('counts a proven login that is refused later', async () => {
    const ledger = memoryLedger(() => 0);
    await (await ledger.attempt(camera, 'onvif', login('a', '1'))).accepted();
    await (await ledger.attempt(camera, 'onvif', login('a', '1'))).refused();
    await (await ledger.attempt(camera, 'onvif', login('a', '2'))).refused();
    await expect(ledger.attempt(camera, 'onvif', login('a', '3'))).rejects.toMatchObject({ code: 'camera-login-spent' });
  });

  it('that cannot be written down lets no login out', async () => {
    const ledger = createLoginLedger({ store: { change: () => Promise.reject(new Error('disk full')) }, now: () => 0 });
    await expect(ledger.attempt(camera, 'onvif', login('a', '1'))).rejects.toMatchObject({ code: 'storage-failed' });
  });

  it('holds neither passwords nor user names on the disk', async () => {
    const saved: { content: Json } = { content: null };
    await (await memoryLedger(() => 0, saved).attempt(camera, 'onvif', login('operator', 'hunter22'))).refused();
    expect(JSON.stringify(saved.content)).not.toMatch(/hunter22|operator/);
  });

  it('is unspent where what was saved cannot be read', async () => {
    await expect(memoryLedger(() => 0, { content: { version: 7, devices: 'x' } }).attempt(camera, 'onvif', login('a', '1'))).resolves.toBeDefined();
  });
});
