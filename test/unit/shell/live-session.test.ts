import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { beforeEach, describe, expect, it, onTestFinished } from 'vitest';
import type { AppEvent, LiveEvent } from '../../../electron/contract/contract';
import type { CameraReading, KeyFrameRef } from '../../../electron/domain/camera';
import { TunnelError } from '../../../electron/domain/errors';
import { applyEntry, foldJournal } from '../../../electron/domain/state';
import { Engine } from '../../../electron/engine/engine';
import type { OpenSite } from '../../../electron/engine/open-site';
import type { LiveRequest, Ports } from '../../../electron/engine/ports';
import { Redactor } from '../../../electron/domain/redaction';
import { EventStream } from '../../../electron/shell/event-stream';
import { Session } from '../../../electron/shell/session';
import { JournalFile } from '../../../electron/store/journal-file';
import { pictureFolder } from '../../../electron/store/picture-folder';
import { MEMORY_ONLY, SecretStore } from '../../../electron/store/secret-store';
import { fakePorts, fakeReading, fakeSite, FakeWorld } from '../../fixtures/fake-world';

const KEY_FRAME: KeyFrameRef = { sha256: 'c'.repeat(64), bytes: 4, codec: 'avc1.640028', width: 1280, height: 720 };
/** A start, a size (SOF0: 8 bit, 2 by 1), an end. */
const JPEG = new Uint8Array([0xff, 0xd8, 0xff, 0xc0, 0, 11, 8, 0, 1, 0, 2, 1, 1, 0x11, 0, 0xff, 0xd9]);

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(path.join(os.tmpdir(), 'live-session-'));
  return () => {
    rmSync(folder, { recursive: true, force: true });
  };
});

/** An open site whose three cameras were checked; `watched` says what the live view was asked for and whether it was let go. */
async function opened(change: (reading: CameraReading) => CameraReading = (reading) => reading): Promise<{ session: Session; events: (AppEvent | LiveEvent)[]; watched: { request: LiveRequest; over: boolean }[]; open: OpenSite }> {
  const redactor = new Redactor();
  const secrets = new SecretStore(null, MEMORY_ONLY, redactor);
  const watched: { request: LiveRequest; over: boolean }[] = [];
  const pictures = pictureFolder(path.join(folder, 'pictures'), Date.now);
  const ports: Ports = {
    ...fakePorts(new FakeWorld()),
    cameras: { read: ({ device }) => Promise.resolve(change(fakeReading(device))), rank: (profiles) => [...profiles] },
    pictures,
    live: {
      watch: (request, _onPicture, signal) =>
        new Promise((_resolve, reject) => {
          const one = { request, over: false };
          watched.push(one);
          const stop = (): void => { one.over = true; reject(new TunnelError('cancelled')); };
          if (signal.aborted) stop();
          else signal.addEventListener('abort', stop);
        }),
    },
  };
  const journal = await JournalFile.open(path.join(folder, 'journal.jsonl'), Date.now);
  const site = { ...fakeSite(), credentials: [{ id: 'c', name: 'Cameras', username: 'admin', password: await secrets.keep('s3cret') }] };
  const open: OpenSite = { site, engine: new Engine(ports, journal, redactor.redact), ports, pictures, secrets, redact: redactor.redact, log: () => undefined, update: (next) => Promise.resolve(next), close: () => journal.close() };
  const events: (AppEvent | LiveEvent)[] = [];
  const session = new Session(open, new EventStream((event) => events.push(event)), (event) => events.push(event));
  onTestFinished(() => session.close());
  for (const stage of ['survey', 'check'] as const) {
    await open.engine.run(stage, site, { only: null, signal: new AbortController().signal }).catch((error: unknown) => {
      // Only the cameras are of interest here.
      if (stage === 'survey') throw error;
    });
  }
  return { session, events, watched, open };
}

const DEVICE = 'id-10.0.0.11';
const ends = (events: readonly (AppEvent | LiveEvent)[]): string[] => events.flatMap((event) => (event.type === 'live' && event.what === 'ended' ? [event.why] : []));

describe('a live picture of an open site', () => {
  it('is asked for with the address that was measured and the login that worked', async () => {
    const { session, watched } = await opened();
    await session.startLive(DEVICE, 'main');
    await expect.poll(() => watched.length).toBe(1);
    const [one] = watched;
    expect([one?.request.uri, one?.request.device.address, one?.request.login?.username, one?.request.login?.password.reveal()]).toEqual(['rtsp://10.0.0.11/1', '10.0.0.11', 'admin', 's3cret']);
  });

  it('of a camera that asks nobody has no login', async () => {
    const { session, watched } = await opened((reading) => ({ ...reading, credentialId: null, login: 'none' }));
    await session.startLive(DEVICE, 'main');
    await expect.poll(() => watched[0]?.request.login).toBeNull();
  });

  it.each([
    ['a camera that nobody knows', 'id-10.9.9.9', 'main', 'input-invalid', (reading: CameraReading) => reading],
    ['a stream that does not play', DEVICE, 'sub', 'stream-not-found', (reading: CameraReading) => reading],
    ['a login that was removed', DEVICE, 'main', 'secret-missing', (reading: CameraReading) => ({ ...reading, credentialId: 'gone' })],
    ['a stream of still pictures', DEVICE, 'main', 'stream-codec-unusable', (reading: CameraReading) => ({ ...reading, main: reading.main === null ? null : { ...reading.main, codec: 'MJPEG' as const } })],
  ] as const)('is refused for %s', async (_what, deviceId, stream, code, change) => {
    const { session, watched } = await opened(change);
    await expect(session.startLive(deviceId, stream)).rejects.toMatchObject({ code });
    expect(watched).toEqual([]);
  });

  it('makes way for a stage before that asks anything, and does not begin while one runs', async () => {
    const { session, watched, events, open } = await opened();
    await session.startLive(DEVICE, 'main');
    await expect.poll(() => watched.length).toBe(1);
    let letGoFirst: boolean | null = null;
    const { discovery } = open.ports;
    Object.assign(open.ports, { discovery: { survey: (...all: Parameters<typeof discovery.survey>) => { letGoFirst = watched[0]?.over ?? false; return discovery.survey(...all); } } });
    session.start('survey', null);
    await expect(session.startLive(DEVICE, 'main')).rejects.toMatchObject({ code: 'input-invalid' });
    await expect.poll(() => session.snapshot().running).toBeNull();
    expect([letGoFirst, ends(events), watched.length]).toEqual([true, ['run'], 1]);
  });

  it('does not begin when a stage began while its password was looked up', async () => {
    const { session, watched } = await opened();
    const live = session.startLive(DEVICE, 'main');
    session.start('survey', null);
    await expect(live).rejects.toMatchObject({ code: 'input-invalid' });
    await expect.poll(() => session.snapshot().running).toBeNull();
    expect(watched).toEqual([]);
  });

  it('ends when the window is left and when the site is closed', async () => {
    const { session, watched, events } = await opened();
    await session.startLive(DEVICE, 'main');
    await expect.poll(() => watched.length).toBe(1);
    session.stopLive();
    await expect.poll(() => ends(events)).toEqual(['stopped']);
    await session.startLive(DEVICE, 'main');
    await expect.poll(() => watched.length).toBe(2);
    await session.close();
    expect(watched.map((one) => one.over)).toEqual([true, true]);
    await expect(session.startLive(DEVICE, 'main')).rejects.toMatchObject({ code: 'cancelled' });
  });
});

describe('the picture of a key frame', () => {
  const withKeyFrame = (reading: CameraReading): CameraReading => ({ ...reading, keyFrame: KEY_FRAME });

  it('is kept once, told to the window, and there again after a restart', async () => {
    const { session, open, events } = await opened(withKeyFrame);
    const both = await Promise.all([session.keepDecoded(DEVICE, KEY_FRAME.sha256, JPEG), session.keepDecoded(DEVICE, KEY_FRAME.sha256, JPEG)]);
    expect([both, await session.keepDecoded(DEVICE, KEY_FRAME.sha256, JPEG)]).toEqual([[true, false], false]);
    const told = events.filter((event) => event.type === 'journal' && event.entry.event.type === 'picture-decoded');
    expect(told).toHaveLength(1);
    await session.close();
    const again = await JournalFile.open(path.join(folder, 'journal.jsonl'), Date.now);
    const picture = foldJournal(again.entries()).readings[DEVICE]?.picture ?? null;
    await again.close();
    expect(picture === null ? null : new Uint8Array((await open.pictures.load(picture)) ?? [])).toEqual(JPEG);
  });

  it('is refused when it is none, and when it is of another visit', async () => {
    const { session, open } = await opened(withKeyFrame);
    await expect(session.keepDecoded(DEVICE, KEY_FRAME.sha256, new TextEncoder().encode('<svg onload="x"/>'))).rejects.toMatchObject({ code: 'input-invalid' });
    expect(await session.keepDecoded(DEVICE, 'd'.repeat(64), JPEG)).toBe(false);
    expect(await session.keepDecoded('id-10.9.9.9', KEY_FRAME.sha256, JPEG)).toBe(false);
    expect(open.engine.state.readings[DEVICE]?.picture).toBeNull();
  });

  it('does not replace what the camera itself gave', async () => {
    const own = { sha256: 'e'.repeat(64), bytes: 9, takenAt: '2026-01-01T00:00:00.000Z' };
    const { session, open } = await opened((reading) => ({ ...withKeyFrame(reading), picture: own }));
    expect(await session.keepDecoded(DEVICE, KEY_FRAME.sha256, JPEG)).toBe(false);
    expect(open.engine.state.readings[DEVICE]?.picture).toEqual(own);
    // Nor does a journal that says so.
    const said = applyEntry(open.engine.state, { seq: 99, at: own.takenAt, event: { type: 'picture-decoded', deviceId: DEVICE, keyFrame: KEY_FRAME.sha256, picture: { ...own, bytes: 1 } } });
    expect(said.readings[DEVICE]?.picture).toEqual(own);
  });
});

describe('the picture folder', () => {
  it('keeps key frames beside pictures, and notices a changed one', async () => {
    const pictures = pictureFolder(path.join(folder, 'pictures'), () => 0);
    const ref = await pictures.saveKeyFrame({ codec: 'avc1.640028', width: 640, height: 360, annexB: new Uint8Array([0, 0, 0, 1, 0x65]) });
    expect(ref).toMatchObject({ bytes: 5, codec: 'avc1.640028', width: 640, height: 360 });
    expect(new Uint8Array((await pictures.loadKeyFrame(ref)) ?? [])).toEqual(new Uint8Array([0, 0, 0, 1, 0x65]));
    expect(await pictures.loadKeyFrame({ sha256: 'f'.repeat(64) })).toBeNull();
    // A picture is no key frame, whatever its name.
    const jpeg = await pictures.save(JPEG);
    expect(await pictures.loadKeyFrame(jpeg)).toBeNull();
    writeFileSync(path.join(folder, 'pictures', `${ref.sha256}.keyframe`), 'something else');
    expect(await pictures.loadKeyFrame(ref)).toBeNull();
  });
});
