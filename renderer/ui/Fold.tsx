import { ChevronIcon } from './icons';
import styles from './Fold.module.css';

/** The button of a folded part inside a row. What it opens is made only then, so that a long list stays light. */
export function FoldButton({ open, onToggle, controls, label, children }: { open: boolean; onToggle: () => void; controls: string; label?: string; children: string }) {
  return (
    <button type="button" className={styles.button} aria-expanded={open} onClick={onToggle} {...(open ? { 'aria-controls': controls } : {})} {...(label === undefined ? {} : { 'aria-label': label })}>
      <span className={styles.chevron}>
        <ChevronIcon />
      </span>
      {children}
    </button>
  );
}
