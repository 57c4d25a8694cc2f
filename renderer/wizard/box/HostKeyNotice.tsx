import type { HostKey } from '../../../electron/domain/box';
import { useI18n } from '../../i18n/use-i18n';
import { Button } from '../../ui/Button';
import { KeyIcon } from '../../ui/icons';
import styles from './HostKeyNotice.module.css';

/** The key that the small computer shows, before anything is sent to it. The primary button confirms it. */
export function HostKeyNotice({ host, hostKey, changed, onRefuse }: { host: string; hostKey: HostKey; changed: boolean; onRefuse: () => void }) {
  const { t } = useI18n();
  return (
    <section className={`${styles.notice ?? ''} ${changed ? (styles.changed ?? '') : ''}`} role="alert">
      <h2 className={styles.title}>
        <KeyIcon /> {changed ? t('hostKey.title.changed', { host }) : t('hostKey.title', { host })}
      </h2>
      <p>{changed ? t('hostKey.text.changed') : t('hostKey.text')}</p>
      <p className={styles.key}>
        <span className={styles.algorithm}>{hostKey.algorithm}</span>
        {hostKey.fingerprint}
      </p>
      <p className={styles.how}>{t('hostKey.how')}</p>
      <div>
        <Button onPress={onRefuse}>{t('hostKey.refuse')}</Button>
      </div>
    </section>
  );
}
