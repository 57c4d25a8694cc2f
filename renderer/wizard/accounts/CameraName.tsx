import { useState } from 'react';
import { useI18n } from '../../i18n/use-i18n';
import { Field } from '../../ui/Field';

/** The name of a camera: kept when the field is left or Enter is pressed, and only if no other camera has it. */
export function CameraName({ name, address, isTaken, busy, onRename }: { name: string; address: string; isTaken: (name: string) => boolean; busy: boolean; onRename: (name: string) => void }) {
  const { t } = useI18n();
  const [typed, setTyped] = useState<string | null>(null);
  const [problem, setProblem] = useState<string | null>(null);
  const rename = (): void => {
    const wanted = (typed ?? name).trim();
    if (wanted === name) { setTyped(null); setProblem(null); return; }
    const taken = isTaken(wanted);
    setProblem(wanted === '' ? t('camera.name.missing') : taken ? t('camera.name.taken') : null);
    if (wanted === '' || taken) return;
    setTyped(null);
    onRename(wanted);
  };
  return (
    <div onBlur={rename}>
      <Field label={t('camera.name', { address })} labelHidden value={typed ?? name} onChange={setTyped} problem={problem} disabled={busy} onEnter={rename} />
    </div>
  );
}
