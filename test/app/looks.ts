import AxeBuilder from '@axe-core/playwright';
import { expect, type Page } from '@playwright/test';
import { mkdirSync } from 'node:fs';
import path from 'node:path';
import { ROOT } from './program';

/** Where a person looks at them after a run. */
const PICTURES = path.join(ROOT, 'test-results/pictures');
/** The ones in the README, of the numbered stops on the way; made anew with UPDATE_PICTURES=1. */
const SHOWN = path.join(ROOT, 'assets/screenshots');

const USUAL = { width: 1180, height: 780 };
const SMALLEST = { width: 1024, height: 600 };

/** Pictures of what is shown, light, dark and in the smallest window; the same in both colour schemes holds for accessibility. */
export async function look(page: Page, name: string): Promise<void> {
  for (const scheme of ['light', 'dark'] as const) {
    await page.emulateMedia({ colorScheme: scheme, reducedMotion: 'reduce' });
    await picture(page, `${name}-${scheme}`);
    await isAccessible(page, `${name} in ${scheme}`);
  }
  await inSmallest(page, name);
}

/** Pictures alone: axe takes half a minute for five hundred rows, which are the same as five. */
export async function glance(page: Page, name: string): Promise<void> {
  for (const scheme of ['light', 'dark'] as const) {
    await page.emulateMedia({ colorScheme: scheme, reducedMotion: 'reduce' });
    await picture(page, `${name}-${scheme}`);
  }
  await inSmallest(page, name);
}

async function inSmallest(page: Page, name: string): Promise<void> {
  await page.emulateMedia({ colorScheme: 'light', reducedMotion: 'reduce' });
  await page.setViewportSize(SMALLEST);
  await picture(page, `${name}-smallest`);
  await scrollsInside(page, name);
  await page.setViewportSize(USUAL);
}

async function picture(page: Page, name: string): Promise<void> {
  mkdirSync(PICTURES, { recursive: true });
  await page.screenshot({ path: path.join(PICTURES, `${name}.png`), animations: 'disabled', caret: 'hide' });
  if (process.env['UPDATE_PICTURES'] === '1' && /^\d+-.*-(light|dark)$/.test(name)) {
    mkdirSync(SHOWN, { recursive: true });
    await page.screenshot({ path: path.join(SHOWN, `${name.replace(/^\d+-/, '')}.png`), animations: 'disabled', caret: 'hide' });
  }
}

/** Soft: one run names what is wrong on every page. WCAG 2 A and AA and axe's best practices. Legacy mode: Electron cannot open the extra page that the other mode wants. */
export async function isAccessible(page: Page, where: string): Promise<void> {
  // Chrome leaves rows out of sight (content-visibility) in the colours of before until they are seen.
  await page.evaluate(() => {
    const seen = new CSSStyleSheet();
    seen.replaceSync('* { content-visibility: visible !important; }');
    document.adoptedStyleSheets = [seen];
  });
  // Left out: React Aria's announcer, which for some seconds still names a button that it has read aloud and that is gone.
  const { violations } = await new AxeBuilder({ page }).setLegacyMode(true).exclude('[data-live-announcer]').analyze();
  expect.soft(violations.map((violation) => `${violation.id}: ${violation.nodes.map((node) => node.target.join(' ')).join(', ')}`), where).toEqual([]);
  await page.evaluate(() => { document.adoptedStyleSheets = []; });
}

/** The page scrolls inside its own area: the header, the steps and the button stay where they are. */
async function scrollsInside(page: Page, where: string): Promise<void> {
  const size = await page.evaluate(() => ({ content: [document.documentElement.scrollWidth, document.documentElement.scrollHeight], window: [innerWidth, innerHeight] }));
  expect.soft(size.content, `${where} does not scroll as a whole`).toEqual(size.window);
}
