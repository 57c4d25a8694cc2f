import type { ErrorData } from '../../../electron/domain/errors';
import { errorDetails, errorWords } from '../../i18n/domain-words';
import { useI18n } from '../../i18n/use-i18n';
import { Button } from '../../ui/Button';
import { Details } from '../../ui/Disclosure';
import { Notice } from '../../ui/Notice';

/** A small computer that only knows old ways to encrypt: they are used only after somebody said yes, and for this one only. */
export function LegacyQuestion({ error, busy, onAllow }: { error: ErrorData; busy: boolean; onAllow: () => void }) {
  const { t, words } = useI18n();
  const { what, why } = errorWords(error, words);
  return (
    <Notice tone="warn" title={what} actions={<Button onPress={onAllow} disabled={busy}>{t('box.legacy.allow')}</Button>}>
      <p>{why}</p>
      <p>{t('box.legacy.text')}</p>
      <Details summary={t('error.details')}>
        <p>{errorDetails(error)}</p>
      </Details>
    </Notice>
  );
}
