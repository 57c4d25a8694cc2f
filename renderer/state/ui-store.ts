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
  /** Answers that were changed after the look that rested on them. */
  readonly outdated: { readonly services: boolean; readonly box: boolean };
  readonly accountsPart: 'cameras' | 'services';
  readonly overlayTrial: Trial<Output<'overlay.networks'>>;
  readonly agentsTrial: Trial<Output<'agents.probe'>>;
  /** Shown by the box and not confirmed yet. */
  readonly shownKey: { readonly host: string; readonly port: number; readonly key: HostKey } | null;
  readonly undoOpen: boolean;
  /** The connecting run after which the proof starts by itself. */
  readonly proveAfter: string | null;
}

const BLANK: Omit<UiStore, 'language'> = {
  drafts: null,
  outdated: { services: false, box: false },
  accountsPart: 'cameras',
  overlayTrial: { state: 'idle' },
  agentsTrial: { state: 'idle' },
  shownKey: null,
  undoOpen: false,
  proveAfter: null,
};

export function createUiStore(language: Language): StoreApi<UiStore> {
  return createStore<UiStore>(() => ({ language, ...BLANK }));
}

/** Another site was opened. */
export function blankUi(ui: StoreApi<UiStore>): void {
  ui.setState(BLANK);
}
