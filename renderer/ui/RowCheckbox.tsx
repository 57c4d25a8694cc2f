import { CheckIcon } from './icons';
import styles from './RowCheckbox.module.css';

/** The browser's own checkbox: five hundred of them appear at once, where as many of ui/Choice take a second. */
export function RowCheckbox({ checked, label, onChange }: { checked: boolean; label: string; onChange: (checked: boolean) => void }) {
  return (
    <span className={styles.checkbox}>
      <input type="checkbox" className={styles.input} checked={checked} aria-label={label} onChange={(event) => { onChange(event.currentTarget.checked); }} />
      <span className={styles.mark} aria-hidden="true">
        <CheckIcon />
      </span>
    </span>
  );
}
