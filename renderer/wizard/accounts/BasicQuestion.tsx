import type { ChosenCamera } from '../../../electron/domain/choice';
import { useI18n } from '../../i18n/use-i18n';
import { Button } from '../../ui/Button';
import { Notice } from '../../ui/Notice';

/** Cameras that take a password only in readable form: it is sent so only after somebody said yes. */
export function BasicQuestion({ cameras, busy, onAllow }: { cameras: readonly ChosenCamera[]; busy: boolean; onAllow: (deviceIds: readonly string[]) => void }) {
  const { t, plural, list } = useI18n();
  if (cameras.length === 0) return null;
  const names = cameras.slice(0, 5).map((camera) => camera.choice.name);
  return (
    <Notice
      tone="warn"
      title={plural('basic.title', cameras.length)}
      actions={
        <Button onPress={() => { onAllow(cameras.map((camera) => camera.device.id)); }} disabled={busy}>
          {plural('basic.allow', cameras.length)}
        </Button>
      }
    >
      <p>{cameras.length > names.length ? `${names.join(', ')}, …` : list(names)}</p>
      <p>{t('basic.text')}</p>
    </Notice>
  );
}
