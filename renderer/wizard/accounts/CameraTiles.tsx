import type { ChosenCamera } from '../../../electron/domain/choice';
import { useI18n } from '../../i18n/use-i18n';
import { CameraName } from './CameraName';
import { CameraPicture } from './CameraPicture';
import type { CameraActions } from './CameraRow';
import { useNear } from '../../ui/use-near';
import styles from './CameraTiles.module.css';
import { CameraVerdict } from './CameraVerdict';

/** Tiles that are whole from the start: more than a window shows. */
const AT_ONCE = 16;

/** Pictures beside each other, to name the cameras by sight: Tab goes from name to name. */
export function CameraTiles({ cameras, busy, isRead, actions }: { cameras: readonly ChosenCamera[]; busy: boolean; isRead: (camera: ChosenCamera) => boolean; actions: CameraActions }) {
  const { t } = useI18n();
  const { near, watch } = useNear();
  return (
    <ul className={styles.tiles} aria-label={t('cameras.list')}>
      {cameras.map((camera, position) => (position >= AT_ONCE && !near.has(camera.device.id) ? (
        <li key={camera.device.id} ref={watch} data-id={camera.device.id} className={styles.far}>
          {camera.choice.name} {camera.device.address}
        </li>
      ) : (
        <li key={camera.device.id} className={styles.tile}>
          <CameraPicture reading={camera.reading} name={camera.choice.name} size="large" />
          <CameraName name={camera.choice.name} address={camera.device.address} isTaken={(name) => actions.isTaken(camera.device.id, name)} busy={busy} onRename={(name) => { actions.choose(camera.device.id, { name }); }} />
          <div className={styles.line}>
            <CameraVerdict reading={camera.reading} busy={isRead(camera)} />
            <span className={styles.address}>{camera.device.address}</span>
          </div>
        </li>
      )))}
    </ul>
  );
}
