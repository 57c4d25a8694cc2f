import { expect } from '@playwright/test';
import type { CameraProof } from '../../electron/domain/proof';
import type { JournalEvent } from '../../electron/domain/journal';
import { ACCOUNTS, BOX, CAMERAS, bakery, connected, proof, reading, type ProofKind } from '../fixtures/window/bakery';
import { keepPicture, keepSite } from './kept-site';
import { glance, isAccessible } from './looks';
import { test } from './program';

/** As three cameras were shown to the far end, one counted, one refused it, and one is not stored. */
const KINDS: readonly ProofKind[] = ['frames', 'counted', 'refused', 'not-stored', 'available', 'failed'];

test('the last page shows what the far end saw beside what was seen on site, and what to do where it saw nothing', async ({ data, start }) => {
  const site = bakery({ ...ACCOUNTS, ...BOX, cameras: bakery().cameras.map((choice, index) => ({ ...choice, include: index < KINDS.length, runs: index === 3 ? 'edge' : 'cloud' })) });
  const gate = keepPicture(data, site, 'gate');
  const yard = keepPicture(data, site, 'yard');
  const proofs = KINDS.map((kind, index): CameraProof => {
    const one = proof(CAMERAS[index]!, kind);
    return { ...one, picture: one.picture === null ? null : index === 0 ? gate : yard };
  });
  keepSite(data, site, [
    ...connected(site),
    ...KINDS.map((_kind, index): JournalEvent => ({ type: 'camera-read', reading: reading(CAMERAS[index]!, { picture: index === 4 ? null : index % 2 === 0 ? gate : yard }) })),
    ...proofs.map((one): JournalEvent => ({ type: 'proved', proof: one })),
    { type: 'page', page: 'done' },
  ]);
  const { page } = await start();
  for (const name of ['Picture of Front door, taken on site', 'Picture of Front door that arrived in the cloud', 'Picture of Yard that arrived at the small computer']) {
    await expect(page.getByRole('img', { name })).toBeVisible();
  }
  // Side by side, and the same size.
  const [near, far] = await Promise.all(['Picture of Front door, taken on site', 'Picture of Front door that arrived in the cloud'].map((name) => page.getByRole('img', { name }).boundingBox()));
  expect([far?.width, far?.height, far?.y]).toEqual([near?.width, near?.height, near?.y]);
  expect(far?.x).toBeGreaterThan((near?.x ?? 0) + (near?.width ?? 0) - 1);
  await expect(page.getByText('Close other viewers and recorders of this camera, then prove again.')).toBeVisible();
  await glance(page, 'done-proofs');
  await isAccessible(page, 'the last page');
  await page.getByRole('heading', { name: 'Car park north' }).scrollIntoViewIfNeeded();
  await glance(page, 'done-proofs-failed');

  // By keyboard alone.
  await page.getByRole('button', { name: 'What exactly was proven for Front door' }).focus();
  await page.keyboard.press('Enter');
  await expect(page.getByText(/first picture after 1\.2 s, a second picture differs/).first()).toBeVisible();
  await page.getByText(/first picture after 1\.2 s/).first().scrollIntoViewIfNeeded();
  await glance(page, 'done-proof-details');
});
