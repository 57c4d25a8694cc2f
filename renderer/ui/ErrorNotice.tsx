import { useState } from 'react';
import type { ErrorData } from '../../electron/domain/errors';
import { errorDetails, errorWords } from '../i18n/domain-words';
import { useI18n } from '../i18n/use-i18n';
import { Button } from './Button';
import { copyText } from './copy-text';
import { Details } from './Disclosure';
import { CopyIcon, RefreshIcon } from './icons';
import { Notice } from './Notice';
import styles from './ErrorNotice.module.css';

/** An error in its place: what happened, why, what to do; details for whoever is asked for help. */
export function ErrorNotice({ error, onRetry, retryLabel, extra }: { error: ErrorData; onRetry?: () => void; retryLabel?: string; extra?: React.ReactNode }) {
  const { t, words } = useI18n();
  const [copied, setCopied] = useState(false);
  const { what, why, todo } = errorWords(error, words);
  if (error.kind === 'cancelled') return <Notice tone="info" title={what}>{todo}</Notice>;
  return (
    <Notice
      tone="bad"
      title={what}
      actions={
        <>
          {onRetry !== undefined && error.retry !== 'never' && (
            <Button onPress={onRetry} icon={<RefreshIcon />}>
              {retryLabel ?? t('error.retry')}
            </Button>
          )}
          {extra}
          <Button look="plain" icon={<CopyIcon />} onPress={() => { void copyText(`${what} ${why}\n${errorDetails(error)}`).then(setCopied); }}>
            {copied ? t('error.copied') : t('error.copy')}
          </Button>
        </>
      }
    >
      <p>{why}</p>
      <p className={styles.todo}>
        <span className={styles.todoLabel}>{t('error.todo')}</span> {todo}
      </p>
      <Details summary={t('error.details')}>
        <pre className={styles.details}>{errorDetails(error)}</pre>
      </Details>
    </Notice>
  );
}
