import { DeviceRow, type RowActions } from './DeviceRow';
import type { Row } from './device-list';
import styles from './DeviceList.module.css';

/** Devices, one below the other. `deciding` false: a search runs, nothing can be decided. */
export function DeviceList({ rows, actions, deciding, label }: { rows: readonly Row[]; actions: RowActions; deciding: boolean; label: string }) {
  return (
    <ul className={styles.list} aria-label={label}>
      {rows.map((row) => (
        <DeviceRow key={row.device.id} device={row.device} name={row.name} included={row.included} actions={actions} offers={!deciding ? 'nothing' : row.included === null ? 'take' : row.isCamera ? 'nothing' : 'leave'} />
      ))}
    </ul>
  );
}
