import { Label } from 'react-aria-components/Label';
import { ProgressBar } from 'react-aria-components/ProgressBar';
import styles from './Progress.module.css';

/** What runs. `total` null: nobody knows how long. `doing` are the parts under way right now, for the eye only. */
export function Progress({ label, done, total, doing = [] }: { label: string; done: number; total: number | null; doing?: readonly string[] }) {
  const known = total !== null && total > 0;
  return (
    <div className={styles.progress}>
      <ProgressBar className={styles.bar ?? ''} isIndeterminate={!known} value={known ? done : 0} maxValue={known ? total : 100} valueLabel={known ? `${String(done)} / ${String(total)}` : ''}>
        {({ percentage }) => (
          <>
            <div className={styles.head}>
              <Label className={styles.label ?? ''}>{label}</Label>
              {known && <span className={styles.count}>{`${String(done)} / ${String(total)}`}</span>}
            </div>
            <div className={styles.track}>
              <div className={known ? styles.fill : styles.wander} style={known ? { width: `${String(percentage ?? 0)}%` } : {}} />
            </div>
          </>
        )}
      </ProgressBar>
      {doing.length > 0 && (
        <ul className={styles.doing} aria-hidden="true">
          {doing.slice(0, 3).map((text) => (
            <li key={text}>{text}</li>
          ))}
        </ul>
      )}
    </div>
  );
}
