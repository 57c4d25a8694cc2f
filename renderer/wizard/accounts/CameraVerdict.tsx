import type { CameraReading } from '../../../electron/domain/camera';
import { useI18n } from '../../i18n/use-i18n';
import { StatusIcon, type Status } from '../../ui/StatusIcon';
import { hasProblem } from './camera-list';
import styles from './CameraVerdict.module.css';

/** Does the camera work? In two words. */
export function CameraVerdict({ reading, busy }: { reading: CameraReading | null; busy: boolean }) {
  const { t } = useI18n();
  const [status, text] = ((): [Status, string] => {
    if (busy) return ['working', t('camera.reading')];
    if (reading === null) return ['waiting', t('camera.unread')];
    switch (reading.outcome) {
      case 'ready':
        return hasProblem({ reading }) ? ['warn', t('camera.ready.findings')] : ['good', t('camera.ready')];
      case 'partly':
        return ['warn', t('camera.partly')];
      case 'failed':
        return reading.error?.code === 'camera-login-held' ? ['waiting', t('camera.held')] : reading.error?.code === 'camera-locked' ? ['bad', t('camera.locked')] : ['bad', t('camera.failed')];
    }
  })();
  return (
    <p className={styles.verdict}>
      <StatusIcon status={status} label={null} />
      {text}
    </p>
  );
}
