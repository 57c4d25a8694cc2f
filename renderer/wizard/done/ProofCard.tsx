import type { ChosenCamera } from '../../../electron/domain/choice';
import { verdict, type CameraProof, type LayerProof } from '../../../electron/domain/proof';
import { errorWords, sentence } from '../../i18n/domain-words';
import { useI18n } from '../../i18n/use-i18n';
import { Chip } from '../../ui/Chip';
import { Details } from '../../ui/Disclosure';
import { Picture } from '../../ui/Picture';
import { StatusIcon, type Status } from '../../ui/StatusIcon';
import { VERDICT_TONE, VERDICT_WORDS } from '../verdicts';
import styles from './ProofCard.module.css';

const LAYER_STATUS: Readonly<Record<LayerProof['outcome'], Status>> = { proven: 'good', failed: 'bad', 'not-asked': 'unknown' };

/** A camera as it was seen on site beside what the far end saw, and what exactly that proves. */
export function ProofCard({ camera, proof, busy }: { camera: ChosenCamera; proof: CameraProof | null; busy: boolean }) {
  const { t, dateTime } = useI18n();
  const name = camera.choice.name;
  return (
    <li className={styles.card}>
      <header className={styles.head}>
        <h2 className={styles.name}>{name}</h2>
        {busy ? <Chip>{t('connect.proving')}</Chip> : proof === null ? <Chip>{t('verdict.unproven')}</Chip> : <Chip tone={VERDICT_TONE[verdict(proof)]}>{t(VERDICT_WORDS[verdict(proof)])}</Chip>}
      </header>
      <div className={styles.pictures}>
        <figure>
          <Picture size="large" picture={camera.reading?.picture ?? null} alt={t('camera.picture', { name })} empty={t('camera.noPicture')} />
          <figcaption>{t('done.near')}</figcaption>
        </figure>
        <figure>
          <Picture size="large" picture={proof?.picture ?? null} alt={t('done.far.alt', { name })} empty={t('done.far.none')} />
          <figcaption>{t('done.far')}</figcaption>
        </figure>
      </div>
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
  const own = words.layers[layer.layer];
  const text = { proven: own.proven, failed: own.failed, 'not-asked': own.notAsked }[layer.outcome];
  const label = { proven: t('layer.proven'), failed: t('layer.failed'), 'not-asked': t('layer.notAsked') }[layer.outcome];
  const reason = layer.error === null ? layer.params : { ...layer.params, reason: errorWords(layer.error, words).what };
  return (
    <li className={styles.layer}>
      <StatusIcon status={LAYER_STATUS[layer.outcome]} label={label} />
      <span>
        {sentence(text, reason)}
        {layer.outcome === 'failed' && layer.error !== null && <span className={styles.why}> {errorWords(layer.error, words).what}</span>}
      </span>
    </li>
  );
}
