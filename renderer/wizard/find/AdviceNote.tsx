import type { Device } from '../../../electron/domain/device';
import { sentence } from '../../i18n/domain-words';
import { useI18n } from '../../i18n/use-i18n';
import { StatusIcon } from '../../ui/StatusIcon';
import styles from './AdviceNote.module.css';

/** What somebody has to do before this device can be used. */
export function AdviceNote({ advice }: { advice: Device['advice'][number] }) {
  const { t, words } = useI18n();
  const { what, todo } = words.advice[advice.advice];
  return (
    <p className={styles.advice}>
      <StatusIcon status="warn" label={t('status.warn')} />
      <span>
        <span className={styles.what}>{sentence(what, advice.params)}</span> {sentence(todo, advice.params)}
      </span>
    </p>
  );
}
