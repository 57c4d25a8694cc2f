import type { ReactNode } from 'react';
import { CheckIcon, InfoIcon, WarnIcon } from './icons';
import styles from './Notice.module.css';

export type Tone = 'info' | 'good' | 'warn' | 'bad';

const ICONS: Readonly<Record<Tone, ReactNode>> = { info: <InfoIcon />, good: <CheckIcon />, warn: <WarnIcon />, bad: <WarnIcon /> };

/** Something to know, in place. `bad` interrupts a screen reader, the others wait. */
export function Notice({ tone = 'info', title, children, actions }: { tone?: Tone; title?: string; children?: ReactNode; actions?: ReactNode }) {
  return (
    <div className={`${styles.notice ?? ''} ${styles[tone] ?? ''}`} role={tone === 'bad' ? 'alert' : 'note'}>
      <span className={styles.icon}>{ICONS[tone]}</span>
      <div className={styles.body}>
        {title !== undefined && <p className={styles.title}>{title}</p>}
        {children}
        {actions !== undefined && <div className={styles.actions}>{actions}</div>}
      </div>
    </div>
  );
}
