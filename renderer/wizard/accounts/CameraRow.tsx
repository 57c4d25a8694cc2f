import { useState } from 'react';
import type { CameraReading, StreamMeasure } from '../../../electron/domain/camera';
import type { ChosenCamera } from '../../../electron/domain/choice';
import type { CameraChoice } from '../../../electron/domain/site';
import { sentence } from '../../i18n/domain-words';
import { useI18n, type I18n } from '../../i18n/use-i18n';
import { useApp, useProjection } from '../../state/app-context';
import { useAsk } from '../../state/use-ask';
import { Chip } from '../../ui/Chip';
import { Select } from '../../ui/Choice';
import { Details } from '../../ui/Disclosure';
import { ErrorNotice } from '../../ui/ErrorNotice';
import { Field, FieldRow } from '../../ui/Field';
import { Picture } from '../../ui/Picture';
import { StatusIcon, type Status } from '../../ui/StatusIcon';
import styles from './CameraRow.module.css';

const AUTO = '';

/** One camera: its picture, its name, what was read of it, and what to do where something is wrong. */
export function CameraRow({ camera, names, reading: busyReading, busy, onRetry }: { camera: ChosenCamera; names: readonly string[]; reading: boolean; busy: boolean; onRetry: () => void }) {
  const i18n = useI18n();
  const { t, words } = i18n;
  const { actions } = useApp();
  const { site } = useProjection();
  const { error, ask } = useAsk();
  const { choice, device, reading } = camera;
  const [name, setName] = useState(choice.name);
  const [problem, setProblem] = useState<string | null>(null);

  const choose = (part: Partial<CameraChoice>): void => void ask(() =>
    actions.update((before) => ({ ...before, cameras: [...before.cameras.filter((one) => one.deviceId !== choice.deviceId), { ...choice, ...part }] })),
  );
  const rename = (): void => {
    const wanted = name.trim();
    if (wanted === choice.name) { setName(wanted); setProblem(null); return; }
    const taken = names.some((other) => other.toLowerCase() === wanted.toLowerCase());
    setProblem(wanted === '' ? t('camera.name.missing') : taken ? t('camera.name.taken') : null);
    if (wanted !== '' && !taken) choose({ name: wanted });
  };

  return (
    <li className={styles.row}>
      <Picture picture={reading?.picture ?? null} alt={t('camera.picture', { name: choice.name })} empty={t('camera.noPicture')} />
      <div className={styles.main} onBlur={rename}>
        <Field label={t('camera.name', { address: device.address })} labelHidden value={name} onChange={setName} problem={problem} disabled={busy} onEnter={rename} />
        <p className={styles.facts}>
          <span>{[reading?.manufacturer ?? device.vendor, reading?.model ?? device.model].filter((part) => part != null).join(' ') || words.kinds[device.kind]}</span>
          <span className={styles.address}>{device.address}</span>
        </p>
      </div>
      <div className={styles.streams}>
        <Verdict reading={reading} busy={busyReading} i18n={i18n} />
        {reading !== null && (
          <dl className={styles.measures}>
            <Measure title={t('camera.main')} measure={reading.main} i18n={i18n} />
            <Measure title={t('camera.sub')} measure={reading.sub} i18n={i18n} />
          </dl>
        )}
      </div>
      {(reading !== null || error !== null) && (
        <div className={styles.more}>
          {error !== null && <ErrorNotice error={error} />}
          {reading?.error != null && <ErrorNotice error={reading.error} {...(busy ? {} : { onRetry })} retryLabel={t('camera.retry')} />}
          {reading !== null && reading.findings.length > 0 && (
            <ul className={styles.findings}>
              {reading.findings.map((finding) => (
                <li key={finding.finding}>
                  <StatusIcon status="warn" label={t('status.warn')} />
                  <span>
                    {sentence(words.findings[finding.finding].what, finding.params)} <span className={styles.todo}>{sentence(words.findings[finding.finding].todo, finding.params)}</span>
                  </span>
                </li>
              ))}
            </ul>
          )}
          {reading !== null && (reading.profiles.length > 1 || site.credentials.length > 1) && (
            <Details summary={t('camera.choices')} label={t('camera.choices.label', { name: choice.name })}>
              <FieldRow>
                <Select
                  label={t('camera.login')}
                  value={choice.credentialId ?? AUTO}
                  onChange={(id) => { choose({ credentialId: id === AUTO ? null : id }); }}
                  disabled={busy}
                  options={[{ value: AUTO, text: t('camera.login.auto') }, ...site.credentials.map((set) => ({ value: set.id, text: `${set.name} (${set.username})` }))]}
                />
                <Select label={t('camera.main')} value={choice.mainToken ?? AUTO} onChange={(token) => { choose({ mainToken: token === AUTO ? null : token }); }} disabled={busy} options={profileOptions(reading, t('camera.stream.auto'))} />
                <Select label={t('camera.sub')} value={choice.subToken ?? AUTO} onChange={(token) => { choose({ subToken: token === AUTO ? null : token }); }} disabled={busy} options={profileOptions(reading, t('camera.stream.auto'))} />
              </FieldRow>
              <p className={styles.note}>{t('camera.choices.note')}</p>
            </Details>
          )}
        </div>
      )}
    </li>
  );
}

function profileOptions(reading: CameraReading, auto: string): { value: string; text: string; detail?: string }[] {
  return [
    { value: AUTO, text: auto },
    ...reading.profiles.map((profile) => ({ value: profile.token, text: profile.name || profile.token, detail: `${profile.codec} ${profile.width === null || profile.height === null ? '' : `${String(profile.width)} × ${String(profile.height)}`}`.trim() })),
  ];
}

function Verdict({ reading, busy, i18n: { t } }: { reading: CameraReading | null; busy: boolean; i18n: I18n }) {
  const [status, text]: [Status, string] = busy
    ? ['working', t('camera.reading')]
    : reading === null
      ? ['waiting', t('camera.unread')]
      : reading.outcome === 'ready'
        ? reading.findings.length > 0 ? ['good', t('camera.ready.findings')] : ['good', t('camera.ready')]
        : reading.outcome === 'partly'
          ? ['warn', t('camera.partly')]
          : ['bad', t('camera.failed')];
  return (
    <p className={styles.verdict}>
      <StatusIcon status={status} label={null} />
      {text}
    </p>
  );
}

function Measure({ title, measure, i18n: { t, number } }: { title: string; measure: StreamMeasure | null; i18n: I18n }) {
  return (
    <div className={styles.measure}>
      <dt>{title}</dt>
      <dd>
        {measure === null ? (
          <span className={styles.none}>{t('camera.stream.none')}</span>
        ) : (
          <>
            <Chip>{measure.codec === 'H264' ? 'H.264' : measure.codec === 'H265' ? 'H.265' : measure.codec}</Chip>{' '}
            {measure.width !== null && measure.height !== null && `${String(measure.width)} × ${String(measure.height)} · `}
            {t('camera.measure', { fps: number(measure.fps, 0), kbps: number(measure.kbps) })}
          </>
        )}
      </dd>
    </div>
  );
}
