import type { ErrorData } from '../../../electron/domain/errors';
import { errorDetails, errorWords } from '../../i18n/domain-words';
import { useI18n } from '../../i18n/use-i18n';
import { Details } from '../../ui/Disclosure';
import styles from './RowError.module.css';

/** An error inside a row, where a whole notice for each of twelve cameras would bury the page. */
export function RowError({ error }: { error: ErrorData }) {
  const { t, words } = useI18n();
  const { what, why, todo } = errorWords(error, words);
  return (
    <div className={styles.error}>
      <p>
        <span className={styles.what}>{what}</span> {why}
      </p>
      <p>
        <strong>{t('error.todo')}</strong> {todo}
      </p>
      <Details summary={t('error.details')}>
        <pre className={styles.details}>{errorDetails(error)}</pre>
      </Details>
    </div>
  );
}
