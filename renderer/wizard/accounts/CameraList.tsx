import type { ChosenCamera } from '../../../electron/domain/choice';
import type { CredentialSet } from '../../../electron/domain/site';
import { useI18n } from '../../i18n/use-i18n';
import { useNear } from '../../ui/use-near';
import styles from './CameraList.module.css';
import { CameraRow, type CameraActions } from './CameraRow';

/** Rows that are whole from the start: more than a window shows. */
const AT_ONCE = 16;

/** Cameras, one below the other; those far out of sight are only their name and address until they come near. */
export function CameraList({ cameras, credentials, busy, isRead, actions }: { cameras: readonly ChosenCamera[]; credentials: readonly CredentialSet[]; busy: boolean; isRead: (camera: ChosenCamera) => boolean; actions: CameraActions }) {
  const { t } = useI18n();
  const { near, watch } = useNear();
  return (
    <ul className={styles.rows} aria-label={t('cameras.list')}>
      {cameras.map((camera, position) =>
        position < AT_ONCE || near.has(camera.device.id) ? (
          <CameraRow key={camera.device.id} camera={camera} credentials={credentials} reading={isRead(camera)} busy={busy} actions={actions} />
        ) : (
          <li key={camera.device.id} ref={watch} data-id={camera.device.id} className={styles.far}>
            {camera.choice.name} {camera.device.address}
          </li>
        ),
      )}
    </ul>
  );
}
