import { useState } from 'react';
import type { ChosenCamera } from '../../../electron/domain/choice';
import { useI18n } from '../../i18n/use-i18n';
import { Button } from '../../ui/Button';
import { Quiet } from '../../ui/Card';
import { Select } from '../../ui/Choice';
import { Dialog } from '../../ui/Dialog';
import { Notice } from '../../ui/Notice';

/** Says which device took a camera's place. `found`: those that have no agent yet. */
export function ReplaceCamera({ name, found, onReplace, onSearch, onClose }: { name: string; found: readonly ChosenCamera[]; onReplace: (camera: ChosenCamera) => void; onSearch: () => void; onClose: () => void }) {
  const { t } = useI18n();
  const [id, setId] = useState<string | null>(null);
  const chosen = found.find(({ device }) => device.id === id);
  return (
    <Dialog
      title={t('agents.replace.title', { name })}
      onClose={onClose}
      actions={
        <>
          <Button onPress={onClose}>{t('agents.cancel')}</Button>
          {found.length === 0 ? (
            <Button look="primary" onPress={onSearch}>{t('agents.replace.search')}</Button>
          ) : (
            <Button look="primary" onPress={() => { if (chosen !== undefined) onReplace(chosen); }} disabled={chosen === undefined}>{t('agents.replace.yes')}</Button>
          )}
        </>
      }
    >
      {found.length === 0 ? (
        <Notice tone="info" title={t('agents.replace.none')}>{t('agents.replace.none.text')}</Notice>
      ) : (
        <Select
          label={t('agents.replace.field')}
          value={id}
          onChange={setId}
          placeholder={t('agents.replace.choose')}
          options={found.map(({ device, choice }) => ({ value: device.id, text: `${device.address} · ${choice.name}`, detail: [device.vendor, device.model, device.mac].filter((part) => part !== null).join(' ') }))}
        />
      )}
      <Quiet>{t('agents.replace.text')}</Quiet>
    </Dialog>
  );
}
