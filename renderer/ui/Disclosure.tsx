import { useState, type ReactNode } from 'react';
import { Button } from 'react-aria-components/Button';
import { Disclosure as AriaDisclosure, DisclosurePanel } from 'react-aria-components/Disclosure';
import { ChevronIcon } from './icons';
import styles from './Disclosure.module.css';

/** A part of a page that is folded until somebody wants it. `open` may change with what is known, until the person decides. */
export function Disclosure({ title, aside, children, open = false }: { title: ReactNode; aside?: ReactNode; children: ReactNode; open?: boolean }) {
  const [decided, setDecided] = useState<boolean | null>(null);
  return (
    <AriaDisclosure className={styles.disclosure ?? ''} isExpanded={decided ?? open} onExpandedChange={setDecided}>
      <Button slot="trigger" className={styles.trigger ?? ''}>
        <span className={styles.chevron}>
          <ChevronIcon />
        </span>
        <span className={styles.title}>{title}</span>
        {aside !== undefined && <span className={styles.aside}>{aside}</span>}
      </Button>
      <DisclosurePanel className={styles.panel ?? ''}>
        <div className={styles.content}>{children}</div>
      </DisclosurePanel>
    </AriaDisclosure>
  );
}

/** The same inside a row or a notice: no frame, small. */
export function Details({ summary, label, children }: { summary: ReactNode; label?: string; children: ReactNode }) {
  return (
    <AriaDisclosure className={styles.details ?? ''}>
      <Button slot="trigger" className={styles.summary ?? ''} {...(label === undefined ? {} : { 'aria-label': label })}>
        <span className={styles.chevron}>
          <ChevronIcon />
        </span>
        {summary}
      </Button>
      <DisclosurePanel className={styles.detailsPanel ?? ''}>{children}</DisclosurePanel>
    </AriaDisclosure>
  );
}
