import { useI18n } from '../../i18n/use-i18n';
import { useNow } from '../../state/use-now';

/** Until when a camera keeps its account locked, and how long that is still. Not read aloud every second. */
export function Countdown({ until }: { until: number }) {
  const { t, time } = useI18n();
  const now = useNow(true);
  const seconds = Math.max(0, Math.ceil((until - now) / 1000));
  if (seconds === 0) return <span>{t('groups.unlocked')}</span>;
  const left = `${String(Math.floor(seconds / 60))}:${String(seconds % 60).padStart(2, '0')}`;
  return (
    <span role="timer" aria-live="off">
      {t('groups.lockedUntil', { time: time(until), left })}
    </span>
  );
}
