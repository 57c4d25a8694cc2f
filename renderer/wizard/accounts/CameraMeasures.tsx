import type { CameraReading, StreamMeasure } from '../../../electron/domain/camera';
import { useI18n } from '../../i18n/use-i18n';
import { Chip } from '../../ui/Chip';
import styles from './CameraMeasures.module.css';
import { codecName, sizeText } from './stream-words';

/** What really came from the camera. */
export function CameraMeasures({ reading }: { reading: CameraReading }) {
  const { t } = useI18n();
  return (
    <dl className={styles.measures}>
      <Measure title={t('camera.main')} measure={reading.main} />
      <Measure title={t('camera.sub')} measure={reading.sub} />
    </dl>
  );
}

function Measure({ title, measure }: { title: string; measure: StreamMeasure | null }) {
  const { t, number } = useI18n();
  return (
    <div className={styles.measure}>
      <dt>{title}</dt>
      <dd>
        {measure === null ? (
          <span className={styles.none}>{t('camera.stream.none')}</span>
        ) : (
          <>
            <Chip>{codecName(measure.codec)}</Chip> {[sizeText(measure), t('camera.measure', { fps: number(measure.fps, 0), kbps: number(measure.kbps) })].filter((part) => part !== null).join(' · ')}
          </>
        )}
      </dd>
    </div>
  );
}
