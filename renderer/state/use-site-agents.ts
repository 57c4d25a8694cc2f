import { useCallback, useEffect, useState } from 'react';
import type { ErrorData } from '../../electron/domain/errors';
import type { SiteAgents } from '../../electron/domain/site-agents';
import { errorOf } from '../bridge/bridge-error';
import { useApp } from './app-context';

export interface KnownAgents {
  /** null: not asked yet. */
  readonly found: SiteAgents | null;
  readonly asking: boolean;
  readonly error: ErrorData | null;
  readonly look: () => void;
}

/** The agents of the open site, asked for anew whenever `mark` changes: settings, or the end of a run. */
export function useSiteAgents(mark: string): KnownAgents {
  const { client } = useApp();
  const [answer, setAnswer] = useState<{ readonly mark: string; readonly found: SiteAgents | null; readonly error: ErrorData | null }>({ mark: '', found: null, error: null });
  const [again, setAgain] = useState(0);
  const asked = `${mark} ${String(again)}`;
  useEffect(() => {
    let there = true;
    void client.ask('agents.list', null).then(
      (found) => { if (there) setAnswer({ mark: asked, found, error: null }); },
      (thrown: unknown) => { if (there) setAnswer((before) => ({ mark: asked, found: before.found, error: errorOf(thrown) })); },
    );
    return () => { there = false; };
  }, [client, asked]);
  const look = useCallback(() => { setAgain((count) => count + 1); }, []);
  return { found: answer.found, asking: answer.mark !== asked, error: answer.mark === asked ? answer.error : null, look };
}
