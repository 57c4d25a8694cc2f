import { useState } from 'react';
import type { Device } from '../../../electron/domain/device';
import { useI18n } from '../../i18n/use-i18n';
import { Button } from '../../ui/Button';
import { Quiet } from '../../ui/Card';
import { Dialog } from '../../ui/Dialog';
import { Field } from '../../ui/Field';
import { patternNames } from '../../state/choosing';

/** As they are written in a pattern. */
const PLACEHOLDERS = { n: '{n}', maker: '{maker}', model: '{model}', address: '{address}' };

/** Gives many cameras their names at once; the first of them are shown before anything is renamed. */
export function RenameDialog({ devices, taken, onRename, onClose }: { devices: readonly Device[]; taken: ReadonlySet<string>; onRename: (names: readonly string[]) => void; onClose: () => void }) {
  const { t, plural } = useI18n();
  const [pattern, setPattern] = useState(() => t('rename.pattern.default', { n: '{n}' }));
  const names = patternNames(pattern, devices, taken);
  const rename = (): void => { onRename(names); };
  return (
    <Dialog
      title={plural('rename.title', devices.length)}
      onClose={onClose}
      actions={
        <>
          <Button onPress={onClose}>{t('rename.no')}</Button>
          <Button look="primary" onPress={rename} disabled={pattern.trim() === ''}>{t('rename.yes')}</Button>
        </>
      }
    >
      <Field label={t('rename.pattern')} value={pattern} onChange={setPattern} hint={t('rename.hint', PLACEHOLDERS)} onEnter={() => { if (pattern.trim() !== '') rename(); }} />
      <Quiet>{t('rename.preview', { names: names.slice(0, 3).join(', ') + (names.length > 3 ? ', …' : '') })}</Quiet>
    </Dialog>
  );
}
