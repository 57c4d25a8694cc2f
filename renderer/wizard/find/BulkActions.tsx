import { useState } from 'react';
import { useI18n } from '../../i18n/use-i18n';
import { Button } from '../../ui/Button';
import type { Row } from './device-list';
import styles from './DeviceList.module.css';
import { RenameDialog } from './RenameDialog';

/** What is done to all rows that are shown, in one go. `names`: those of the cameras that are not shown. */
export function BulkActions({ rows, names, onInclude, onRename }: { rows: readonly Row[]; names: ReadonlySet<string>; onInclude: (deviceIds: readonly string[], include: boolean) => void; onRename: (deviceIds: readonly string[], names: readonly string[]) => void }) {
  const { t } = useI18n();
  const [renaming, setRenaming] = useState(false);
  const ids = rows.map((row) => row.device.id);
  const chosen = rows.filter((row) => row.included === true);
  const chosenIds = chosen.map((row) => row.device.id);
  const taken = new Set([...names, ...rows.filter((row) => row.included !== true).flatMap((row) => (row.name === null ? [] : [row.name]))]);
  return (
    <div className={styles.actions} role="group" aria-label={t('find.bulk')}>
      <Button look="plain" disabled={chosen.length === rows.length} onPress={() => { onInclude(ids, true); }}>{t('find.bulk.all')}</Button>
      <Button look="plain" disabled={chosen.length === 0} onPress={() => { onInclude(ids, false); }}>{t('find.bulk.none')}</Button>
      <Button look="plain" disabled={chosen.length === 0} onPress={() => { setRenaming(true); }}>{t('find.bulk.rename')}</Button>
      {renaming && (
        <RenameDialog
          devices={chosen.map((row) => row.device)}
          taken={taken}
          onClose={() => { setRenaming(false); }}
          onRename={(wanted) => { setRenaming(false); onRename(chosenIds, wanted); }}
        />
      )}
    </div>
  );
}
