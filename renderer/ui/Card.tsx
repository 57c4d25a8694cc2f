import { useId, type ReactNode } from 'react';
import styles from './Card.module.css';

/** A part of a page with its own heading. */
export function Card({ title, aside, children, flush = false }: { title?: ReactNode; aside?: ReactNode; children: ReactNode; flush?: boolean }) {
  const id = useId();
  return (
    <section className={styles.card} {...(title === undefined ? {} : { 'aria-labelledby': id })}>
      {title !== undefined && (
        <header className={styles.head}>
          <h2 id={id} className={styles.title}>
            {title}
          </h2>
          {aside !== undefined && <div className={styles.aside}>{aside}</div>}
        </header>
      )}
      <div className={flush ? styles.flush : styles.body}>{children}</div>
    </section>
  );
}

/** Rows with a line between them. */
export function Rows({ children, label }: { children: ReactNode; label?: string }) {
  return (
    <ul className={styles.rows} {...(label === undefined ? {} : { 'aria-label': label })}>
      {children}
    </ul>
  );
}

export function Stack({ children, gap = 4 }: { children: ReactNode; gap?: 2 | 3 | 4 | 5 }) {
  return <div className={styles[`stack${gap}`]}>{children}</div>;
}

/** Buttons or short facts in one line, wrapping. */
export function Line({ children, apart = false }: { children: ReactNode; apart?: boolean }) {
  return <div className={apart ? styles.apart : styles.line}>{children}</div>;
}

export function Quiet({ children }: { children: ReactNode }) {
  return <p className={styles.quiet}>{children}</p>;
}

export function Code({ children }: { children: ReactNode }) {
  return <span className={styles.code}>{children}</span>;
}
