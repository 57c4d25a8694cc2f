import { useI18n } from '../i18n/use-i18n';
import { FlaskIcon } from '../ui/icons';
import styles from './PracticeBanner.module.css';

/** Stands on every page of the practice site, so that nobody takes it for real. */
export function PracticeBanner() {
  const { t } = useI18n();
  return (
    <aside className={styles.banner} aria-label={t('practice.label')}>
      <FlaskIcon />
      <strong>{t('practice.label')}</strong>
      <span className={styles.text}>{t('practice.text')}</span>
    </aside>
  );
}
