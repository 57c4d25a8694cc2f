import type { ReactNode } from 'react';
import { useI18n } from '../i18n/use-i18n';
import type { Trouble } from '../state/use-site';
import { ErrorNotice } from '../ui/ErrorNotice';
import { Notice } from '../ui/Notice';
import { OneTimeCode, wantsCode } from './OneTimeCode';

/** How the last run of this page ended, where it did not end well. */
export function StageTrouble({ trouble, onRetry, extra }: { trouble: Trouble; onRetry?: () => void; extra?: ReactNode }) {
  const { t } = useI18n();
  switch (trouble.kind) {
    case 'none':
      return null;
    case 'failed':
      return (
        <>
          <ErrorNotice error={trouble.error} {...(onRetry === undefined ? {} : { onRetry })} {...(extra === undefined ? {} : { extra })} />
          {wantsCode(trouble.error) && <OneTimeCode />}
        </>
      );
    case 'stopped':
      return <Notice tone="info" title={t('trouble.stopped')}>{t('trouble.stopped.text')}</Notice>;
    case 'interrupted':
      return <Notice tone="warn" title={t('trouble.interrupted')}>{t('trouble.interrupted.text')}</Notice>;
  }
}
