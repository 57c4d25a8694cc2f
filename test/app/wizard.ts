import { expect, type Locator, type Page } from '@playwright/test';
import type { Page as PageName } from '../../electron/domain/stage';
import { en } from '../../renderer/i18n/en';
import { nl } from '../../renderer/i18n/nl';

type Words = Readonly<Record<keyof typeof en, string>>;

/** A place of the way through the wizard where it stands still and can be looked at. */
export type Stop = 'start' | 'find' | 'accounts' | 'services' | 'host-key' | 'box' | 'plan' | 'connect' | 'done';

/** Titles as the pages say them. */
const TITLES = { find: 'find.title', accounts: 'accounts.title', box: 'box.title', plan: 'plan.title', connect: 'connect.title', done: 'done.title' } as const satisfies Record<PageName, keyof typeof en>;

/** A person with a mouse. Words come from the window's own tables, so that a new wording breaks no test and a missing one does. */
export class Wizard {
  readonly page: Page;
  readonly words: Words;
  clicks = 0;

  constructor(page: Page, language: 'en' | 'nl' = 'en') {
    this.page = page;
    this.words = { en, nl }[language];
  }

  /** The one button of the page: it keeps its place and changes its words. */
  get primary(): Locator {
    return this.page.locator('main footer button').last();
  }

  say(key: keyof typeof en, params: Readonly<Record<string, string | number>> = {}): string {
    return this.words[key].replace(/\{(\w+)\}/g, (all, name: string) => String(params[name] ?? all));
  }

  async click(target: Locator): Promise<void> {
    this.clicks++;
    await target.click();
  }

  /** Presses the primary button once it says this. */
  async press(key: keyof typeof en, params: Readonly<Record<string, string | number>> = {}): Promise<void> {
    await this.offers(key, params);
    await this.click(this.primary);
  }

  /** Waits until the primary button says this and can be pressed. */
  async offers(key: keyof typeof en, params: Readonly<Record<string, string | number>> = {}): Promise<void> {
    await expect(this.primary).toHaveText(this.say(key, params), { timeout: 60_000 });
    await expect(this.primary).toBeEnabled();
  }

  async isAt(page: PageName): Promise<void> {
    await expect(this.page.getByRole('heading', { level: 1 })).toHaveText(this.say(TITLES[page]));
  }

  /** The last page says that a picture of every camera arrived. */
  async hasProven(count: number, summary: 'done.summary' | 'done.summary.edge' = 'done.summary'): Promise<void> {
    await this.isAt('done');
    await expect(this.page.getByText(this.say(summary, { count, total: count })).first()).toBeVisible();
  }

  /** From the first page to the last on the practice site; `look` is called wherever the wizard stands still. */
  async practise(look: (stop: Stop) => Promise<void> = () => Promise.resolve(), until: Stop = 'done'): Promise<void> {
    for (const [stop, go] of this.#way()) {
      await go();
      await look(stop);
      if (stop === until) return;
    }
  }

  /** What a person does to arrive at each stop from the one before it. */
  #way(): readonly (readonly [Stop, () => Promise<void>])[] {
    return [
      ['start', async () => {
        await this.click(this.page.getByText(this.say('start.practice.title'), { exact: true }));
        await expect(this.page.getByRole('button', { name: this.say('start.begin.practice') })).toBeEnabled();
      }],
      ['find', async () => {
        await this.click(this.page.getByRole('button', { name: this.say('start.begin.practice') }));
        await this.isAt('find');
        await this.press('find.start');
        await this.offers('page.continue');
      }],
      ['accounts', async () => {
        await this.press('page.continue');
        await this.isAt('accounts');
        await this.press('accounts.checkCameras');
        await this.offers('accounts.toServices');
      }],
      ['services', async () => {
        await this.press('accounts.toServices');
        await this.press('accounts.checkServices');
        await this.offers('page.continue');
      }],
      ['host-key', async () => {
        await this.press('page.continue');
        await this.isAt('box');
        await this.press('box.check');
        await this.offers('box.confirm');
      }],
      ['box', async () => {
        await this.press('box.confirm');
        await this.offers('page.continue');
      }],
      ['plan', async () => {
        await this.press('page.continue');
        await this.isAt('plan');
        await this.offers('plan.connect.other', { count: 5 });
      }],
      ['connect', async () => {
        await this.press('plan.connect.other', { count: 5 });
        await this.isAt('connect');
        await this.offers('page.continue');
      }],
      ['done', async () => {
        await this.press('page.continue');
        await this.hasProven(5);
      }],
    ];
  }
}
