import { useShallow } from 'zustand/react/shallow';
import type { ErrorData } from '../../electron/domain/errors';
import type { Page, Stage } from '../../electron/domain/stage';
import { useApp, useProjection, useUi } from './app-context';
import { draftsOf, type Drafts } from './drafts';
import { outdated, type Outdated } from './outdated';
import { pageStates, type PageState } from './page-states';
import type { Projection } from './projection';
import { useAsk } from './use-ask';

/** What every page of the wizard works with. */
export interface Work {
  readonly projection: Projection;
  readonly outdated: Outdated;
  readonly pages: Readonly<Record<Page, PageState>>;
  /** A question of this page is under way. */
  readonly asking: boolean;
  readonly error: ErrorData | null;
  readonly ask: (work: () => Promise<unknown>) => Promise<boolean>;
  readonly start: (stage: Stage, only?: readonly string[]) => void;
  readonly stop: () => void;
  readonly goTo: (page: Page) => void;
}

export function useWork(): Work {
  const { actions } = useApp();
  const projection = useProjection();
  const ui = useUi(useShallow(({ changedAfter, drafts }) => ({ changedAfter, drafts })));
  const { asking, error, ask } = useAsk();
  const now = outdated(projection, ui);
  return {
    projection,
    outdated: now,
    pages: pageStates(projection, now),
    asking,
    error,
    ask,
    start: (stage, only) => void ask(() => actions.start(stage, only ?? null)),
    stop: () => void ask(() => actions.stop()),
    goTo: (page) => void ask(() => actions.goTo(page)),
  };
}

/** The forms, and how to change a part of one. */
export function useDrafts(): { readonly drafts: Drafts; readonly setDraft: <Part extends keyof Drafts>(part: Part, value: Drafts[Part]) => void } {
  const { ui } = useApp();
  const { site } = useProjection();
  const drafts = useUi((state) => state.drafts) ?? draftsOf(site);
  return {
    drafts,
    setDraft: (part, value) => { ui.setState((state) => ({ drafts: { ...(state.drafts ?? draftsOf(site)), [part]: value } })); },
  };
}

/** How the latest run of these stages ended, as long as nothing else ran since. */
export type Trouble = { readonly kind: 'none' } | { readonly kind: 'failed'; readonly error: ErrorData } | { readonly kind: 'stopped' } | { readonly kind: 'interrupted' };

export function troubleOf({ state, running, ended }: Projection, stages: readonly Stage[], concerns: (error: ErrorData) => boolean = () => true): Trouble {
  const last = state.lastRun;
  if (running !== null || last === null || !stages.includes(last.stage)) return { kind: 'none' };
  // The program ended in the middle: the journal holds a start without an end.
  if (last.phase === 'started') return ended?.stage === last.stage ? asTrouble(ended.error, concerns) : { kind: 'interrupted' };
  if (last.phase === 'failed') return asTrouble(last.error, concerns);
  return { kind: 'none' };
}

function asTrouble(error: ErrorData | null, concerns: (error: ErrorData) => boolean): Trouble {
  if (error === null || !concerns(error)) return { kind: 'none' };
  return error.kind === 'cancelled' ? { kind: 'stopped' } : { kind: 'failed', error };
}
