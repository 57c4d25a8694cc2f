import { useState } from 'react';
import { useI18n } from '../../i18n/use-i18n';
import { Button } from '../../ui/Button';
import { Quiet } from '../../ui/Card';
import { Dialog } from '../../ui/Dialog';
import { Field } from '../../ui/Field';

/** Gives a camera another name; its agent stays what it is. */
export function RenameAgentCamera({ name, isTaken, onRename, onClose }: { name: string; isTaken: (name: string) => boolean; onRename: (name: string) => void; onClose: () => void }) {
  const { t } = useI18n();
  const [typed, setTyped] = useState(name);
  const [problem, setProblem] = useState<string | null>(null);
  const rename = (): void => {
    const wanted = typed.trim();
    const wrong = wanted === '' ? t('camera.name.missing') : isTaken(wanted) ? t('camera.name.taken') : null;
    setProblem(wrong);
    if (wrong === null) onRename(wanted);
  };
  return (
    <Dialog
      title={t('agents.rename.title', { name })}
      onClose={onClose}
      actions={
        <>
          <Button onPress={onClose}>{t('agents.cancel')}</Button>
          <Button look="primary" onPress={rename}>{t('agents.rename.yes')}</Button>
        </>
      }
    >
      <Field label={t('agents.rename.field')} value={typed} onChange={setTyped} problem={problem} onEnter={rename} />
      <Quiet>{t('agents.rename.text')}</Quiet>
    </Dialog>
  );
}
