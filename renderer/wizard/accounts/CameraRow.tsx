import { memo, useId, useState } from 'react';
import type { ErrorData } from '../../../electron/domain/errors';
import type { ChosenCamera } from '../../../electron/domain/choice';
import type { CameraChoice, CredentialSet } from '../../../electron/domain/site';
import { errorDetails, errorWords } from '../../i18n/domain-words';
import { useI18n } from '../../i18n/use-i18n';
import { Button } from '../../ui/Button';
import { CopyButton } from '../../ui/CopyButton';
import { FoldButton } from '../../ui/Fold';
import { RefreshIcon } from '../../ui/icons';
import { CameraChannels } from './CameraChannels';
import { CameraFacts } from './CameraFacts';
import { CameraFindings } from './CameraFindings';
import { CameraMeasures } from './CameraMeasures';
import { CameraName } from './CameraName';
import { CameraPicture } from './CameraPicture';
import styles from './CameraRow.module.css';
import { CameraSettings } from './CameraSettings';
import { CameraVerdict } from './CameraVerdict';
import { Countdown } from './Countdown';

/** What can be done with a camera; the same object for all of them, so that one is drawn again only when it changed. */
export interface CameraActions {
  readonly choose: (deviceId: string, part: Partial<CameraChoice>) => void;
  readonly check: (deviceId: string) => void;
  /** Has another camera this name? */
  readonly isTaken: (deviceId: string, name: string) => boolean;
}

interface CameraProps {
  readonly camera: ChosenCamera;
  readonly credentials: readonly CredentialSet[];
  /** It is being read now. */
  readonly reading: boolean;
  readonly busy: boolean;
  readonly actions: CameraActions;
}

/** One camera: its picture, its name, what was read of it, and what to do where something is wrong. */
export const CameraRow = memo(function CameraRow({ camera, credentials, reading: beingRead, busy, actions }: CameraProps) {
  const { t, words } = useI18n();
  const { choice, device, reading } = camera;
  const [open, setOpen] = useState(false);
  const details = useId();
  const make = [reading?.manufacturer ?? device.vendor, reading?.model ?? device.model].filter((part) => part != null && part !== '').join(' ');
  return (
    <li className={styles.row}>
      <CameraPicture reading={reading} name={choice.name} />
      <div className={styles.main}>
        <CameraName name={choice.name} address={device.address} isTaken={(name) => actions.isTaken(device.id, name)} busy={busy} onRename={(name) => { actions.choose(device.id, { name }); }} />
        <p className={styles.facts}>
          <span>{make === '' ? words.kinds[device.kind] : make}</span>
          <span className={styles.address}>{device.address}</span>
        </p>
      </div>
      <div className={styles.streams}>
        <CameraVerdict reading={reading} busy={beingRead} />
        {reading !== null && reading.outcome !== 'failed' && <CameraMeasures reading={reading} />}
      </div>
      {reading !== null && (
        <div className={styles.more}>
          {reading.error !== null && !beingRead && <RowTrouble error={reading.error} lockedUntil={reading.lock?.until ?? null} />}
          {reading.findings.length > 0 && <CameraFindings findings={reading.findings} />}
          <div className={styles.line}>
            <FoldButton open={open} onToggle={() => { setOpen(!open); }} controls={details} label={t('camera.choices.label', { name: choice.name })}>
              {t('camera.choices')}
            </FoldButton>
            {reading.error !== null && (
              <Button look="plain" icon={<RefreshIcon />} onPress={() => { actions.check(device.id); }} disabled={busy} label={t('camera.retry.label', { name: choice.name })}>
                {t('camera.retry')}
              </Button>
            )}
          </div>
          {open && (
            <div id={details} className={styles.details}>
              <CameraSettings choice={choice} reading={reading} credentials={credentials} busy={busy} onChoose={(part) => { actions.choose(device.id, part); }} />
              {reading.channels.length > 0 && <CameraChannels reading={reading} />}
              <CameraFacts reading={reading} />
              {reading.error !== null && <pre className={styles.code}>{errorDetails(reading.error)}</pre>}
              <div>
                <CopyButton text={() => JSON.stringify({ ...reading, picture: undefined }, null, 2)} />
              </div>
            </div>
          )}
        </div>
      )}
    </li>
  );
}, sameCamera);

/** An error in two lines: sixty-four whole notices would bury the page. */
function RowTrouble({ error, lockedUntil }: { error: ErrorData; lockedUntil: string | null }) {
  const { t, words } = useI18n();
  const { what, why, todo } = errorWords(error, words);
  // Told for the whole group above the list.
  if (error.code === 'camera-login-held') return <p className={styles.held}>{why}</p>;
  const until = Date.parse(lockedUntil ?? '');
  return (
    <div className={styles.error}>
      <p>
        <span className={styles.what}>{what}</span> {why} {!Number.isNaN(until) && <Countdown until={until} />}
      </p>
      <p>
        <strong>{t('error.todo')}</strong> {todo}
      </p>
    </div>
  );
}

/** Choices are made anew with every change of the site; a row changes only with its own. */
export function sameCamera(before: CameraProps, after: CameraProps): boolean {
  return (
    before.camera.device === after.camera.device &&
    before.camera.reading === after.camera.reading &&
    JSON.stringify(before.camera.choice) === JSON.stringify(after.camera.choice) &&
    JSON.stringify(before.credentials) === JSON.stringify(after.credentials) &&
    before.reading === after.reading &&
    before.busy === after.busy &&
    before.actions === after.actions
  );
}
