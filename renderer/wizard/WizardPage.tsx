import { useEffect, useId, useRef, type ReactNode } from 'react';
import { PAGES, type Page } from '../../electron/domain/stage';
import { useI18n } from '../i18n/use-i18n';
import { useProjection } from '../state/app-context';
import { Button } from '../ui/Button';
import { ShieldIcon, UndoIcon } from '../ui/icons';
import { LiveRegion } from '../ui/LiveRegion';
import styles from './WizardPage.module.css';

/** The one button of a page. It stays in its place and is relabelled by what comes next. */
export interface Primary {
  readonly label: string;
  readonly onPress: () => void;
  readonly stops?: boolean;
  readonly disabled?: boolean;
  readonly pending?: boolean;
}

export interface WizardPageProps {
  readonly page: Page;
  readonly title: string;
  /** What this page does, in one sentence. */
  readonly intro: ReactNode;
  readonly children: ReactNode;
  readonly primary: Primary;
  /** Beside the primary button: why it cannot be pressed, what it will do. */
  readonly hint?: string;
  readonly secondary?: ReactNode;
  readonly onBack?: () => void;
  /** Said to a screen reader whenever it changes. */
  readonly status: string;
}

/** What all pages are made of: title, sentence, was anything changed, content, back and one primary button. */
export function WizardPage({ page, title, intro, children, primary, hint, secondary, onBack, status }: WizardPageProps) {
  const { t } = useI18n();
  const { state } = useProjection();
  const heading = useRef<HTMLHeadingElement>(null);
  const hintId = useId();
  useEffect(() => {
    // A new page starts at its title, for the eye and for the screen reader.
    heading.current?.focus({ preventScroll: true });
  }, [page]);
  return (
    <main className={styles.page}>
      {/* In the order of Tab, so that the arrow keys move a page that holds nothing else to stop at. */}
      <div className={styles.scroll} role="region" aria-label={title} tabIndex={0}>
        <div className={styles.column}>
          <header className={styles.head}>
            <p className={styles.count}>{t('page.count', { number: PAGES.indexOf(page) + 1, total: PAGES.length })}</p>
            <h1 ref={heading} tabIndex={-1} className={styles.title}>
              {title}
            </h1>
            <p className={styles.intro}>{intro}</p>
            <p className={state.changed ? styles.changed : styles.unchanged}>
              {state.changed ? <UndoIcon /> : <ShieldIcon />}
              {state.changed ? t('page.changed') : state.steps.some((step) => step.phase === 'undone') ? t('page.takenBack') : t('page.unchanged')}
            </p>
          </header>
          {children}
        </div>
      </div>
      <footer className={styles.foot}>
        <div className={styles.footInner}>
          {onBack !== undefined && (
            <Button look="secondary" onPress={onBack}>
              {t('page.back')}
            </Button>
          )}
          <p id={hintId} className={styles.hint}>
            {hint}
          </p>
          {secondary}
          <Button look={primary.stops === true ? 'stop' : 'primary'} onPress={primary.onPress} disabled={primary.disabled ?? false} pending={primary.pending ?? false} describedBy={hintId}>
            {primary.label}
          </Button>
        </div>
      </footer>
      <LiveRegion text={status} />
    </main>
  );
}
