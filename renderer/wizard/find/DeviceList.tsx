import { useI18n } from '../../i18n/use-i18n';
import { useNear } from '../../ui/use-near';
import { DeviceRow, type RowActions } from './DeviceRow';
import { titleOf, type Row } from './device-list';
import styles from './DeviceList.module.css';

/** Rows that are whole from the start: more than a window shows. */
const AT_ONCE = 40;

/**
 * Devices, one below the other. Those far out of sight are only their name and address (to be found, and read aloud) until they
 * come near: five hundred whole rows take a second to make. `deciding` false: a search runs, nothing can be decided.
 */
export function DeviceList({ rows, actions, deciding, label }: { rows: readonly Row[]; actions: RowActions; deciding: boolean; label: string }) {
  const { words } = useI18n();
  const { near, watch } = useNear();
  return (
    <ul className={styles.list} aria-label={label}>
      {rows.map((row, position) =>
        position < AT_ONCE || near.has(row.device.id) ? (
          <DeviceRow key={row.device.id} device={row.device} name={row.name} included={row.included} actions={actions} offers={!deciding ? 'nothing' : row.included === null ? 'take' : row.isCamera ? 'nothing' : 'leave'} />
        ) : (
          <li key={row.device.id} ref={watch} data-id={row.device.id} className={styles.far}>
            {titleOf(row) ?? words.kinds[row.device.kind]} {row.device.address}
          </li>
        ),
      )}
    </ul>
  );
}
