import type { ReactNode } from 'react';
import type { Tone } from './Notice';
import styles from './Chip.module.css';

/** A word or two of fact. */
export function Chip({ tone = 'plain', children }: { tone?: Tone | 'plain'; children: ReactNode }) {
  return <span className={`${styles.chip ?? ''} ${styles[tone] ?? ''}`}>{children}</span>;
}
