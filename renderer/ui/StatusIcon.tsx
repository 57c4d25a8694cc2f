import type { ReactNode } from 'react';
import { CheckIcon, CrossIcon, DotsIcon, InfoIcon, QuestionIcon, UndoIcon, WarnIcon } from './icons';
import styles from './StatusIcon.module.css';

export type Status = 'waiting' | 'working' | 'good' | 'warn' | 'bad' | 'info' | 'unknown' | 'undone';

const ICONS: Readonly<Record<Status, ReactNode>> = {
  waiting: <DotsIcon />,
  working: null,
  good: <CheckIcon />,
  warn: <WarnIcon />,
  bad: <CrossIcon />,
  info: <InfoIcon />,
  unknown: <QuestionIcon />,
  undone: <UndoIcon />,
};

/** Form and colour say the same; `label` says it to who sees neither, null where words beside it do. */
export function StatusIcon({ status, label }: { status: Status; label: string | null }) {
  return (
    <span className={`${styles.status ?? ''} ${styles[status] ?? ''}`} {...(label === null ? { 'aria-hidden': true } : { role: 'img', 'aria-label': label })}>
      {ICONS[status]}
    </span>
  );
}
