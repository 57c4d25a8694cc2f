import { runsAtEdge, type ChosenCamera } from '../../../electron/domain/choice';
import { verdict, type CameraProof, type LayerProof } from '../../../electron/domain/proof';
import { farMissing, layerFacts, layerText, nearMissing } from '../../../electron/domain/words/proof-text';
import { errorWords, sentence } from '../../i18n/domain-words';
import { useI18n } from '../../i18n/use-i18n';
import { useWork } from '../../state/use-site';
import { useKeyFrame } from '../../state/pictures/use-key-frame';
import { Chip } from '../../ui/Chip';
import { Details } from '../../ui/Disclosure';
import { Picture } from '../../ui/Picture';
import { StatusIcon, type Status } from '../../ui/StatusIcon';
import { RowError } from '../connect/RowError';
import { VERDICT_TONE, verdictWords } from '../verdicts';
import styles from './ProofCard.module.css';

const LAYER_STATUS: Readonly<Record<LayerProof['outcome'], Status>> = { proven: 'good', failed: 'bad', 'not-asked': 'unknown' };

/** A camera as it was seen on site beside what the far end saw, and what exactly that proves. */
export function ProofCard({ camera, proof, busy }: { camera: ChosenCamera; proof: CameraProof | null; busy: boolean }) {
  const { t, dateTime, words } = useI18n();
  const { site } = useWork().projection;
  // Where a camera gave no picture, one is made of its key frame; the accounts page may never have been looked at.
  useKeyFrame(camera.reading);
  const name = camera.choice.name;
  const edge = runsAtEdge(site, camera);
  const failures = (proof?.layers ?? []).filter((layer) => layer.outcome === 'failed');
  return (
    <li className={styles.card}>
      <header className={styles.head}>
        <h2 className={styles.name}>{name}</h2>
        {busy ? <Chip>{t('connect.proving')}</Chip> : proof === null ? <Chip>{t('verdict.unproven')}</Chip> : <Chip tone={VERDICT_TONE[verdict(proof)]}>{t(verdictWords(verdict(proof), edge))}</Chip>}
      </header>
      <div className={styles.pictures}>
        <figure>
          <Picture size="large" picture={camera.reading?.picture ?? null} alt={t('camera.picture', { name })} empty={nearMissing(camera.reading, words)} />
          <figcaption>{t('done.near')}</figcaption>
        </figure>
        <figure>
          <Picture size="large" picture={proof?.picture ?? null} alt={t(edge ? 'done.far.edge.alt' : 'done.far.alt', { name })} empty={farMissing(proof, words)} />
          <figcaption>{t(edge ? 'done.far.edge' : 'done.far')}</figcaption>
        </figure>
      </div>
      {!busy && failures.map(({ layer, error }) => error !== null && <RowError key={layer} error={error} />)}
      {proof !== null && (
        <Details summary={t('done.layers')} label={t('done.layers.label', { name })}>
          <ul className={styles.layers}>
            {proof.layers.map((layer) => (
              <Layer key={layer.layer} layer={layer} />
            ))}
          </ul>
          <p className={styles.when}>{t('done.when', { time: dateTime(proof.provenAt) })}</p>
        </Details>
      )}
    </li>
  );
}

function Layer({ layer }: { layer: LayerProof }) {
  const { t, words } = useI18n();
  const facts = layerFacts(layer, words);
  const label = { proven: t('layer.proven'), failed: t('layer.failed'), 'not-asked': t('layer.notAsked') }[layer.outcome];
  return (
    <li className={styles.layer}>
      <StatusIcon status={LAYER_STATUS[layer.outcome]} label={label} />
      <span>
        {sentence(layerText(layer, words), {})}
        {layer.outcome === 'failed' && layer.error !== null && <span className={styles.why}> {errorWords(layer.error, words).what}</span>}
        {facts.length > 0 && <span className={styles.why}> {facts.join(', ')}</span>}
      </span>
    </li>
  );
}
