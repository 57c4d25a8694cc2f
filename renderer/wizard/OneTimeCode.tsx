import { useState } from 'react';
import { rootCause, type ErrorData } from '../../electron/domain/errors';
import { errorOf } from '../bridge/bridge-error';
import { useI18n } from '../i18n/use-i18n';
import { useApp } from '../state/app-context';
import type { Trial } from '../state/ui-store';
import { Button } from '../ui/Button';
import { ErrorNotice } from '../ui/ErrorNotice';
import { Field } from '../ui/Field';
import { Notice } from '../ui/Notice';
import styles from './OneTimeCode.module.css';

const CODE = /^\d{6,8}$/;

/** Did it stop at a question that a person's authenticator app answers? */
export function wantsCode(error: ErrorData): boolean {
  const { code } = rootCause(error);
  return code === 'overlay-code-wanted' || code === 'overlay-code-wrong';
}

/** Answers the question in the place where it came up; what had stopped for it can then go on. */
export function OneTimeCode({ onDone }: { onDone?: () => void }) {
  const { t } = useI18n();
  const { client } = useApp();
  const [code, setCode] = useState('');
  const [sent, setSent] = useState<Trial<null>>({ state: 'idle' });
  const [attempted, setAttempted] = useState(false);
  const plain = code.replace(/\s/g, '');

  const send = async (): Promise<void> => {
    setAttempted(true);
    if (!CODE.test(plain) || sent.state === 'asking') return;
    setSent({ state: 'asking' });
    try {
      await client.ask('overlay.code', { code: plain });
      setSent({ state: 'ok', value: null });
      onDone?.();
    } catch (thrown) {
      setSent({ state: 'failed', error: errorOf(thrown) });
    }
    // It is good for one sign-in only.
    setCode('');
    setAttempted(false);
  };

  if (sent.state === 'ok') return <Notice tone="good">{t('netmaker.code.good')}</Notice>;
  return (
    <>
      {sent.state === 'failed' && <ErrorNotice error={sent.error} />}
      <div className={styles.row}>
        <Field label={t('netmaker.code')} value={code} onChange={setCode} problem={attempted && !CODE.test(plain) ? t('netmaker.code.missing') : null} disabled={sent.state === 'asking'} technical size="short" onEnter={() => void send()} />
        <Button onPress={() => void send()} pending={sent.state === 'asking'}>
          {t('netmaker.code.send')}
        </Button>
      </div>
    </>
  );
}
