import { createStore, type StoreApi } from 'zustand/vanilla';
import type { HostKey } from '../../electron/domain/box';
import type { Language } from '../../electron/domain/words/words';
import type { Output } from '../../electron/contract/contract';
import type { ErrorData } from '../../electron/domain/errors';
import type { Drafts } from './drafts';

/** A test of one account, as far as it got. */
export type Trial<T> = { readonly state: 'idle' } | { readonly state: 'asking' } | { readonly state: 'ok'; readonly value: T } | { readonly state: 'failed'; readonly error: ErrorData };

/** What only this window knows: nothing of it is lost when it is lost. */
export interface UiStore {
  readonly language: Language;
  readonly drafts: Drafts | null;
  /** Journal number of the latest look that an answer was changed after; null: none. A newer look settles it. */
  readonly changedAfter: { readonly services: number | null; readonly box: number | null };
  readonly accountsPart: 'cameras' | 'services';
  /** A check of the accounts was asked for: empty fields may be pointed at. */
  readonly servicesAttempted: boolean;
  readonly overlayTrial: Trial<Output<'overlay.networks'>>;
  readonly agentsTrial: Trial<Output<'agents.probe'>>;
  readonly storageTrial: Trial<Output<'storage.check'>>;
  readonly boxAttempted: boolean;
  /** Shown by the box and not confirmed yet. */
  readonly shownKey: { readonly host: string; readonly port: number; readonly key: HostKey } | null;
  readonly undoOpen: boolean;
  readonly agentsOpen: boolean;
  /** The connecting run that the proof followed by itself, so that it follows once. */
  readonly provedAfter: string | null;
}

const BLANK: Omit<UiStore, 'language'> = {
  drafts: null,
  changedAfter: { services: null, box: null },
  accountsPart: 'cameras',
  servicesAttempted: false,
  overlayTrial: { state: 'idle' },
  agentsTrial: { state: 'idle' },
  storageTrial: { state: 'idle' },
  boxAttempted: false,
  shownKey: null,
  undoOpen: false,
  agentsOpen: false,
  provedAfter: null,
};

export function createUiStore(language: Language): StoreApi<UiStore> {
  return createStore<UiStore>(() => ({ language, ...BLANK }));
}

/** Another site was opened. */
export function blankUi(ui: StoreApi<UiStore>): void {
  ui.setState(BLANK);
}
