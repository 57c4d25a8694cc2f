import type { StepLook, StepView } from '../../state/camera-steps';
import type { MessageKey } from '../../i18n/messages';
import { useI18n } from '../../i18n/use-i18n';
import { StatusIcon, type Status } from '../../ui/StatusIcon';
import { RowError } from './RowError';
import styles from './StepRow.module.css';

export const LOOK_STATUS: Readonly<Record<StepLook, Status>> = { waiting: 'waiting', working: 'working', done: 'good', failed: 'bad', interrupted: 'warn', undone: 'undone' };
export const LOOK_WORDS = {
  waiting: 'step.waiting',
  working: 'step.working',
  done: 'step.done',
  failed: 'step.failed',
  interrupted: 'step.interrupted',
  undone: 'step.undone',
} as const satisfies Record<StepLook, MessageKey>;

export function StepRow({ view, title }: { view: StepView; title: string }) {
  const { t } = useI18n();
  return (
    <li className={styles.row}>
      <StatusIcon status={LOOK_STATUS[view.look]} label={t(LOOK_WORDS[view.look])} />
      <div className={styles.words}>
        <p className={view.look === 'waiting' ? styles.waiting : styles.title}>{title}</p>
        {view.error !== null && <RowError error={view.error} />}
      </div>
      <span className={styles.state} aria-hidden="true">
        {view.phase === 'kept' ? t('step.kept') : t(LOOK_WORDS[view.look])}
      </span>
    </li>
  );
}
