import type { StoreApi } from 'zustand/vanilla';
import type { Bridge } from '../../electron/contract/contract';
import { Client } from '../bridge/client';
import { rememberedLanguage } from '../i18n/remembered-language';
import { SiteFollower, type BeforeNextFrame, type SiteStore } from './site-store';
import { createUiStore, type UiStore } from './ui-store';
import { SiteActions } from './site-actions';
import { KeyFramePictures } from './pictures/key-frame-pictures';
import { LivePlayer } from './pictures/live-player';

/** Everything the components work with; made once per window, and once per test. */
export interface App {
  readonly client: Client;
  readonly site: StoreApi<SiteStore>;
  readonly ui: StoreApi<UiStore>;
  readonly actions: SiteActions;
  readonly keyFrames: KeyFramePictures;
  readonly live: LivePlayer;
  /** Asks where things stand; resolves to what stops the listening. */
  begin(): Promise<() => void>;
}

export function createApp(bridge: Bridge, beforeNextFrame?: BeforeNextFrame): App {
  const client = new Client(bridge);
  const follower = new SiteFollower(client, beforeNextFrame);
  const ui = createUiStore(rememberedLanguage());
  const actions = new SiteActions(client, follower, ui);
  return { client, site: follower.store, ui, actions, keyFrames: new KeyFramePictures(client), live: new LivePlayer(client), begin: () => follower.begin() };
}
