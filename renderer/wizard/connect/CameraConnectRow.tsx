import { verdict, type CameraProof } from '../../../electron/domain/proof';
import { stepTitle } from '../../i18n/domain-words';
import { useI18n } from '../../i18n/use-i18n';
import type { CameraSteps } from '../../state/camera-steps';
import { Picture } from '../../ui/Picture';
import { StatusIcon, type Status } from '../../ui/StatusIcon';
import { VERDICT_STATUS, verdictWords } from '../verdicts';
import styles from './CameraConnectRow.module.css';
import { RowError } from './RowError';
import { LOOK_STATUS, LOOK_WORDS } from './StepRow';

/** One camera on its way: its own steps, then what the far end saw. */
export function CameraConnectRow({ camera, proof, proving }: { camera: CameraSteps; proof: CameraProof | null; proving: boolean }) {
  const { t, words } = useI18n();
  const edge = camera.steps.some(({ step }) => step.kind === 'edge.agent');
  const [status, text] = ((): [Status, string] => {
    if (proving) return ['working', t('connect.proving')];
    if (proof !== null) return [VERDICT_STATUS[verdict(proof)], t(verdictWords(verdict(proof), edge))];
    if (camera.look === 'done') return ['good', t('connect.camera.done')];
    return [LOOK_STATUS[camera.look], t(LOOK_WORDS[camera.look])];
  })();
  const failed = camera.steps.filter((step) => step.error !== null);
  const unproven = proving ? [] : (proof?.layers ?? []).filter((layer) => layer.outcome === 'failed');
  return (
    <li className={styles.row}>
      <StatusIcon status={status} label={text} />
      <div className={styles.words}>
        <p className={styles.name}>
          {camera.name} <span className={styles.address}>{camera.address}</span>
        </p>
        <p className={styles.text}>{text}</p>
        {failed.map((step) => step.error !== null && <RowError key={step.step.id} error={step.error} />)}
        {unproven.map(({ layer, error }) => error !== null && <RowError key={layer} error={error} />)}
      </div>
      {proof?.picture != null ? (
        <Picture picture={proof.picture} alt={t(edge ? 'done.far.edge.alt' : 'done.far.alt', { name: camera.name })} empty={t('camera.noPicture')} />
      ) : (
        <ul className={styles.steps}>
          {camera.steps.map((step) => (
            <li key={step.step.id} className={`${styles.step ?? ''} ${styles[step.look] ?? ''}`}>
              <span className={styles.dot} aria-hidden="true" />
              {stepTitle(step.step, words)}
              <span className="visually-hidden">{t(LOOK_WORDS[step.look])}</span>
            </li>
          ))}
        </ul>
      )}
    </li>
  );
}
