import { HigherIcon, LowerIcon } from './icons';
import styles from './MoveButtons.module.css';

/** Moves an item of an ordered list. At an end the button stays where the focus is and does nothing. */
export function MoveButtons({ up, down, first, last, disabled, onMove }: { up: string; down: string; first: boolean; last: boolean; disabled: boolean; onMove: (by: -1 | 1) => void }) {
  return (
    <span className={styles.buttons}>
      <button type="button" className={styles.button} aria-label={up} aria-disabled={first || disabled} onClick={() => { if (!first && !disabled) onMove(-1); }}>
        <HigherIcon />
      </button>
      <button type="button" className={styles.button} aria-label={down} aria-disabled={last || disabled} onClick={() => { if (!last && !disabled) onMove(1); }}>
        <LowerIcon />
      </button>
    </span>
  );
}
