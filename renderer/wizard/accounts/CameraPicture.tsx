import { useEffect, useState } from 'react';
import { useStore } from 'zustand';
import type { CameraReading } from '../../../electron/domain/camera';
import { errorWords } from '../../i18n/domain-words';
import { useI18n } from '../../i18n/use-i18n';
import { useApp, useSiteStore } from '../../state/app-context';
import { streamToShow, type LiveState } from '../../state/pictures/live-player';
import { useKeyFrame } from '../../state/pictures/use-key-frame';
import { canShowH265 } from '../../state/pictures/video-decoding';
import { Button } from '../../ui/Button';
import { PlayIcon, StopIcon } from '../../ui/icons';
import { LivePicture } from '../../ui/LivePicture';
import { Picture } from '../../ui/Picture';
import styles from './CameraPicture.module.css';

/**
 * What a camera sees: its own picture, or one made of a key frame where it gives none, and on request its stream as it is now;
 * not while a stage runs and has the cameras for itself. Taking it off the page ends the live picture.
 */
export function CameraPicture({ reading, name, size = 'small' }: { reading: CameraReading | null; name: string; size?: 'small' | 'large' }) {
  const { t, words } = useI18n();
  const { live } = useApp();
  const busy = useSiteStore((store) => store.projection?.running != null);
  const deviceId = reading?.deviceId ?? null;
  const state = useStore(live.store, (store) => (store.phase !== 'idle' && store.deviceId === deviceId ? store : IDLE));
  const undecodable = useKeyFrame(reading);
  const showable = useShowable(reading);
  useEffect(() => {
    if (deviceId === null) return;
    return () => void live.stop(deviceId);
  }, [live, deviceId]);

  const on = state.phase === 'starting' || state.phase === 'playing';
  const plays = reading !== null && (reading.main !== null || reading.sub !== null);
  return (
    <div className={`${styles.picture ?? ''} ${styles[size] ?? ''} ${on ? (styles.live ?? '') : ''}`}>
      {on ? (
        <LivePicture label={t('live.now', { name })} waiting={state.phase === 'starting' ? t('live.waiting') : null} />
      ) : (
        <Picture picture={reading?.picture ?? null} alt={t('camera.picture', { name })} empty={t('camera.noPicture')} size={size} />
      )}
      {plays && showable !== 'none' && (
        <Button
          look="plain"
          icon={on ? <StopIcon /> : <PlayIcon />}
          label={t(on ? 'live.stop.label' : 'live.start.label', { name })}
          disabled={!on && (busy || showable === 'unknown')}
          onPress={() => {
            if (on) void live.stop(reading.deviceId);
            else if (showable === 'main' || showable === 'sub') void live.start(reading.deviceId, showable);
          }}
        >
          {t(on ? 'live.stop' : 'live.start')}
        </Button>
      )}
      {plays && showable === 'none' && <p className={styles.note}>{t(cannotWords(reading))}</p>}
      {undecodable && !on && showable !== 'none' && <p className={styles.note}>{t('picture.cannot')}</p>}
      {state.phase === 'over' && state.why === 'failed' && state.error !== null && (
        <p className={styles.trouble} role="alert">
          {errorWords(state.error, words).what} {errorWords(state.error, words).todo}
        </p>
      )}
      {state.phase === 'over' && state.why !== 'failed' && <p className={styles.note} role="status">{t(state.why === 'time' ? 'live.time' : 'live.cannot.other')}</p>}
    </div>
  );
}

const IDLE: LiveState = { phase: 'idle' };

function cannotWords(reading: CameraReading): 'live.cannot' | 'live.cannot.other' {
  return reading.main?.codec === 'H265' || reading.sub?.codec === 'H265' ? 'live.cannot' : 'live.cannot.other';
}

/** Which stream can be shown; `unknown` until the computer has said whether it can decode H.265, where that matters. */
function useShowable(reading: CameraReading | null): 'unknown' | 'none' | 'main' | 'sub' {
  const [h265, setH265] = useState<boolean | null>(null);
  const sure = reading === null ? null : streamToShow(reading, false);
  const asks = reading !== null && sure === null && streamToShow(reading, true) !== null;
  useEffect(() => {
    if (!asks) return;
    let gone = false;
    void canShowH265().then((able) => {
      if (!gone) setH265(able);
    });
    return () => { gone = true; };
  }, [asks]);
  if (reading === null || sure !== null || !asks) return sure ?? 'none';
  return h265 === null ? 'unknown' : (streamToShow(reading, h265) ?? 'none');
}
