import { useState } from 'react';
import { isAddress } from '../../../electron/domain/addresses';
import { useI18n } from '../../i18n/use-i18n';
import { Button } from '../../ui/Button';
import { Quiet, Stack } from '../../ui/Card';
import { Disclosure } from '../../ui/Disclosure';
import { Field, FieldRow } from '../../ui/Field';
import styles from './MissingCamera.module.css';

/** For a camera that hangs on the wall and not in the list: its address, and why it was not found. */
export function MissingCamera({ onAsk, open }: { onAsk: (address: string) => void; open: boolean }) {
  const { t } = useI18n();
  const [address, setAddress] = useState('');
  const [problem, setProblem] = useState<string | null>(null);
  const ask = (): void => {
    const typed = address.trim();
    setProblem(isAddress(typed) ? null : t('missing.invalid'));
    if (isAddress(typed)) onAsk(typed);
  };
  return (
    <Disclosure title={t('missing.title')} open={open}>
      <Stack gap={3}>
        <Quiet>{t('missing.text')}</Quiet>
        <FieldRow>
          <Field label={t('missing.address')} value={address} onChange={setAddress} placeholder="192.168.1.20" problem={problem} technical onEnter={ask} />
          <div className={styles.button}>
            <Button onPress={ask}>{t('missing.ask')}</Button>
          </div>
        </FieldRow>
      </Stack>
    </Disclosure>
  );
}
