import { createHash } from 'node:crypto';
import { cpSync, existsSync, mkdtempSync, readFileSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import type { Locator } from '@playwright/test';
import { splitClip } from '../../electron/practice/cameras/clip';
import { look } from './looks';
import { expect, ROOT, Running, test as base } from './program';
import { Wizard } from './wizard';

const NAME = 'Camera 11';

/** `checked`: the program's folder with a practice site whose cameras were checked; made once, copied by each test. */
const test = base.extend<object, { checked: string }>({
  checked: [
    async ({}, use, info) => {
      const data = mkdtempSync(path.join(os.tmpdir(), 'kerberos-tunnel-checked-'));
      const running = await Running.launch({ data, traces: path.join(info.project.outputDir, 'traces') });
      await new Wizard(running.page).practise(undefined, 'accounts');
      await running.close(null);
      await use(data);
      rmSync(data, { recursive: true, force: true });
    },
    { scope: 'worker', timeout: 240_000 },
  ],
});

test.describe('the picture of a camera', () => {
  test('is live on a click, and the camera is left alone when nobody looks any more', async ({ start, data, checked }) => {
    cpSync(checked, data, { recursive: true });
    const { app, page } = await start();
    const wizard = new Wizard(page);
    await wizard.isAt('accounts');
    const { address, port } = mainStream(data);
    const live = page.getByRole('button', { name: wizard.say('live.start.label', { name: NAME }), exact: true });
    const stop = page.getByRole('button', { name: wizard.say('live.stop.label', { name: NAME }), exact: true });
    const canvas = page.getByRole('img', { name: wizard.say('live.now', { name: NAME }) });

    await live.focus();
    await page.keyboard.press('Enter');
    await expect(page.getByText(wizard.say('live.waiting'))).toBeHidden();
    await moves(canvas);
    expect(connections(address, port)).toBe(1);
    await look(page, '3b-live');
    await expect(stop).toBeFocused();
    await page.keyboard.press('Enter');
    await expect(canvas).toBeHidden();
    await expect.poll(() => connections(address, port)).toBe(0);

    // Whoever looks away without a word: another part of the page, a window that is loaded again, one whose process dies.
    const leaves: readonly (() => Promise<unknown>)[] = [
      async () => {
        await page.getByRole('tab', { name: wizard.say('accounts.part.services') }).click();
        await expect.poll(() => connections(address, port)).toBe(0);
        await page.getByRole('tab', { name: wizard.say('accounts.part.cameras') }).click();
      },
      () => page.reload(),
      () => app.evaluate(({ BrowserWindow }) => { BrowserWindow.getAllWindows()[0]?.webContents.forcefullyCrashRenderer(); }),
    ];
    for (const leave of leaves) {
      await live.click();
      await moves(canvas);
      await leave();
      await expect.poll(() => connections(address, port)).toBe(0);
    }
  });

  test('is made of what the camera streams where it gives no picture of its own, and said not to be where that cannot be done', async ({ start, data, checked }) => {
    cpSync(checked, data, { recursive: true });
    takePicturesAway(data);
    const running = await start();
    const wizard = new Wizard(running.page);
    await wizard.isAt('accounts');
    const picture = running.page.getByRole('img', { name: wizard.say('camera.picture', { name: NAME }), exact: true });
    await expect(picture).toBeVisible();
    expect(await picture.evaluate((image) => [(image as HTMLImageElement).naturalWidth, (image as HTMLImageElement).naturalHeight])).toEqual([1280, 720]);
    expect(await colours(picture)).toBeGreaterThan(50);
    // Handed over once: it is there after a restart, and in the report.
    const told = journal(data).filter((entry) => entry.event.type === 'picture-decoded');
    expect(told).toHaveLength(1);
    expect(readFileSync(path.join(siteFolder(data), 'pictures', `${told[0]?.event.picture?.sha256 ?? ''}.jpg`)).subarray(0, 3)).toEqual(Buffer.from([0xff, 0xd8, 0xff]));
    // Nonsense in place of a key frame is a camera without a picture, and nothing else.
    await expect(running.page.getByText(wizard.say('picture.cannot'))).toHaveCount(1);
    // Some computers decode H.265, which the third camera sends, others do not.
    const able = await running.page.evaluate(async () => (await VideoDecoder.isConfigSupported({ codec: 'hev1.1.6.L93.B0', codedWidth: 640, codedHeight: 360 })).supported === true);
    await expect(running.page.getByText(wizard.say('live.cannot'))).toHaveCount(able ? 0 : 1);
    await expect(running.page.getByRole('button', { name: /^Live picture of/ })).toHaveCount(able ? 5 : 4);
  });
});

/** Different pictures, one after another, each with something in it. */
async function moves(canvas: Locator): Promise<void> {
  const seen = new Set<string>();
  await expect.poll(async () => seen.add(await canvas.evaluate((element) => (element as HTMLCanvasElement).toDataURL('image/jpeg', 0.5))).size).toBeGreaterThanOrEqual(4);
  expect(await canvas.evaluate((element) => (element as HTMLCanvasElement).width)).toBe(640);
  expect(await colours(canvas)).toBeGreaterThan(50);
}

/** Distinct colours of a picture made small: a black or a grey one has few. */
async function colours(target: Locator): Promise<number> {
  return target.evaluate((element) => {
    const canvas = document.createElement('canvas');
    [canvas.width, canvas.height] = [64, 36];
    const context = canvas.getContext('2d');
    context?.drawImage(element as HTMLCanvasElement | HTMLImageElement, 0, 0, 64, 36);
    const bytes = context?.getImageData(0, 0, 64, 36).data ?? [];
    const found = new Set<number>();
    for (let at = 0; at < bytes.length; at += 4) found.add(((bytes[at] ?? 0) << 16) | ((bytes[at + 1] ?? 0) << 8) | (bytes[at + 2] ?? 0));
    return found.size;
  });
}

interface Entry {
  seq: number;
  event: { type: string; picture?: { sha256: string } | null; reading?: { deviceId: string; address: string; main: { uri: string } | null; picture: unknown; keyFrame: unknown } };
}

function siteFolder(data: string): string {
  const [site = ''] = readdirSync(path.join(data, 'sites'));
  return path.join(data, 'sites', site);
}

function journal(data: string): Entry[] {
  return readFileSync(path.join(siteFolder(data), 'journal.jsonl'), 'utf8').split('\n').filter((line) => line !== '').map((line) => JSON.parse(line) as Entry);
}

/** As if no camera had a snapshot address: the first one sent a key frame, the second one nonsense. */
function takePicturesAway(data: string): void {
  const clip = splitClip(readFileSync(path.join(ROOT, 'assets/practice/main.h264')), { codec: 'H264', width: 1280, height: 720, fps: 15 });
  const frame = Buffer.concat((clip?.frames[0]?.units ?? []).flatMap((unit) => [Buffer.from([0, 0, 0, 1]), unit]));
  const nonsense = Buffer.concat([Buffer.from([0, 0, 0, 1, 0x67]), Buffer.alloc(5000, 0x5a)]);
  const keep = (bytes: Buffer): object => {
    const sha256 = createHash('sha256').update(bytes).digest('hex');
    writeFileSync(path.join(siteFolder(data), 'pictures', `${sha256}.keyframe`), bytes);
    return { sha256, bytes: bytes.length, codec: 'avc1.64001F', width: 1280, height: 720 };
  };
  const frames = [keep(frame), keep(nonsense)];
  const entries = journal(data).map((entry) => {
    const { reading } = entry.event;
    if (reading === undefined) return entry;
    const number = Number(reading.address.split('.').at(-1)) % 10;
    return { ...entry, event: { ...entry.event, reading: { ...reading, picture: null, keyFrame: frames[number - 1] ?? null } } };
  });
  writeFileSync(path.join(siteFolder(data), 'journal.jsonl'), entries.map((entry) => `${JSON.stringify(entry)}\n`).join(''));
}

/** Where the first camera streams. */
function mainStream(data: string): { address: string; port: number } {
  const reading = journal(data).map((entry) => entry.event.reading).find((one) => one !== undefined && Number(one.address.split('.').at(-1)) % 10 === 1);
  return { address: reading?.address ?? '', port: Number(/:(\d+)\//.exec(reading?.main?.uri ?? '')?.[1] ?? 0) };
}

/** Connections that stand to this address and port, as the system sees them. Elsewhere than on Linux nobody looks. */
function connections(address: string, port: number): number {
  if (!existsSync('/proc/net/tcp')) return 0;
  const remote = `${[...address.split('.')].reverse().map((part) => Number(part).toString(16).padStart(2, '0')).join('')}:${port.toString(16).padStart(4, '0')}`.toUpperCase();
  return readFileSync('/proc/net/tcp', 'utf8').split('\n').filter((line) => {
    const [, , to, state] = line.trim().split(/\s+/);
    return to === remote && state === '01';
  }).length;
}
