import type { StoreApi } from 'zustand/vanilla';
import type { Site } from '../../electron/domain/site';
import type { SecretRef } from '../../electron/domain/secret';
import type { Page, Stage } from '../../electron/domain/stage';
import type { Language } from '../../electron/domain/words/words';
import type { Client } from '../bridge/client';
import { rememberLanguage } from '../i18n/remembered-language';
import type { SiteFollower } from './site-store';
import { blankUi, type UiStore } from './ui-store';

/** What a person can make happen to a site. Everything rejects with a `BridgeError`. */
export class SiteActions {
  readonly #client: Client;
  readonly #follower: SiteFollower;
  readonly #ui: StoreApi<UiStore>;
  /** One change of the settings after another: each starts from what the one before made. */
  #saving: Promise<unknown> = Promise.resolve();

  constructor(client: Client, follower: SiteFollower, ui: StoreApi<UiStore>) {
    this.#client = client;
    this.#follower = follower;
    this.#ui = ui;
  }

  async create(mode: Site['mode'], name: string): Promise<void> {
    const { language } = this.#ui.getState();
    this.#follower.forget();
    const snapshot = await this.#client.ask('sites.create', { mode, name, language, timeZone: Intl.DateTimeFormat().resolvedOptions().timeZone });
    blankUi(this.#ui);
    this.#follower.show(snapshot);
  }

  async open(id: string): Promise<void> {
    this.#follower.forget();
    const snapshot = await this.#client.ask('sites.open', { id });
    blankUi(this.#ui);
    this.#follower.show(snapshot);
  }

  async close(): Promise<void> {
    await this.#client.ask('sites.close', null);
    this.#follower.forget();
    blankUi(this.#ui);
    this.#follower.show(null);
  }

  /** `change` gets the settings as they are when its turn comes. They are shown at once and put right by the answer. */
  update(change: (site: Site) => Site): Promise<void> {
    const save = this.#saving.then(async () => {
      const before = this.#follower.store.getState().projection?.site;
      if (before === undefined) return;
      const wanted = change(before);
      if (wanted === before) return;
      this.#show(wanted);
      try {
        this.#show(await this.#client.ask('site.update', { site: wanted }));
      } catch (thrown) {
        this.#show(before);
        throw thrown;
      }
    });
    this.#saving = save.catch(() => undefined);
    return save;
  }

  async goTo(page: Page): Promise<void> {
    await this.#client.ask('site.page', { page });
  }

  async start(stage: Stage, only: readonly string[] | null = null): Promise<string> {
    // Settings that are still on their way belong to this run.
    await this.#saving;
    const { runId } = await this.#client.ask('run.start', { stage, only: only === null ? null : [...only] });
    return runId;
  }

  async stop(): Promise<void> {
    const running = this.#follower.store.getState().projection?.running;
    if (running != null) await this.#client.ask('run.cancel', { runId: running.runId });
  }

  keep = (value: string): Promise<SecretRef> => this.#client.ask('secret.keep', { value });

  /** The site's report speaks the language of the window. */
  async speak(language: Language): Promise<void> {
    rememberLanguage(language);
    this.#ui.setState({ language });
    await this.update((site) => (site.language === language ? site : { ...site, language }));
  }

  #show(site: Site): void {
    this.#follower.amend((projection) => ({ ...projection, site }));
  }
}
