import type { ReactNode } from 'react';
import type { Trial } from '../../state/ui-store';
import { ErrorNotice } from '../../ui/ErrorNotice';
import { Notice } from '../../ui/Notice';

/** How signing in to a service went, with what only a success can offer below it. */
export function TrialResult<T>({ trial, ok, children }: { trial: Trial<T>; ok: (value: T) => string; children?: ReactNode }) {
  switch (trial.state) {
    case 'idle':
    case 'asking':
      return null;
    case 'failed':
      return <ErrorNotice error={trial.error} />;
    case 'ok':
      return (
        <>
          <Notice tone="good">{ok(trial.value)}</Notice>
          {children}
        </>
      );
  }
}
