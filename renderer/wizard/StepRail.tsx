import { Button } from 'react-aria-components/Button';
import { PAGES, type Page } from '../../electron/domain/stage';
import type { MessageKey } from '../i18n/messages';
import { useI18n } from '../i18n/use-i18n';
import { useApp } from '../state/app-context';
import { canGoTo, type PageState } from '../state/page-states';
import { useWork } from '../state/use-site';
import { Button as OwnButton } from '../ui/Button';
import { CheckIcon, LockIcon, RefreshIcon, UndoIcon } from '../ui/icons';
import styles from './StepRail.module.css';

export const PAGE_TITLES = {
  find: 'rail.find',
  accounts: 'rail.accounts',
  box: 'rail.box',
  plan: 'rail.plan',
  connect: 'rail.connect',
  done: 'rail.done',
} as const satisfies Record<Page, MessageKey>;

const STATE_WORDS = { done: 'rail.state.done', outdated: 'rail.state.outdated', open: 'rail.state.open', locked: 'rail.state.locked' } as const satisfies Record<PageState, MessageKey>;

/** The six pages: which are done, which one is shown, which wait, and which have to be looked at again. */
export function StepRail() {
  const { t } = useI18n();
  const { ui } = useApp();
  const { projection, pages, goTo } = useWork();
  const { state, running } = projection;
  return (
    <nav className={styles.rail} aria-label={t('rail.label')}>
      <ol className={styles.steps}>
        {PAGES.map((page, index) => {
          const current = page === state.page;
          const reachable = !current && running === null && canGoTo(page, pages);
          const look = pages[page];
          return (
            <li key={page} className={styles.item}>
              <Button className={`${styles.step ?? ''} ${styles[look] ?? ''} ${current ? (styles.current ?? '') : ''}`} isDisabled={!reachable && !current} onPress={() => { if (reachable) goTo(page); }} {...(current ? { 'aria-current': 'step' } : {})}>
                <span className={styles.mark} aria-hidden="true">
                  <Mark look={look} number={index + 1} current={current} />
                </span>
                <span className={styles.words}>
                  <span className={styles.name}>{t(PAGE_TITLES[page])}</span>
                  <span className={look === 'outdated' && !current ? styles.state : 'visually-hidden'}>{current ? t('rail.state.current') : t(STATE_WORDS[look])}</span>
                </span>
              </Button>
            </li>
          );
        })}
      </ol>
      {state.changed && (
        <div className={styles.back}>
          <OwnButton look="plain" icon={<UndoIcon />} disabled={running !== null} onPress={() => { ui.setState({ undoOpen: true }); }}>
            {t('undo.open')}
          </OwnButton>
        </div>
      )}
    </nav>
  );
}

function Mark({ look, number, current }: { look: PageState; number: number; current: boolean }) {
  if (current) return <>{number}</>;
  switch (look) {
    case 'done':
      return <CheckIcon />;
    case 'outdated':
      return <RefreshIcon />;
    case 'locked':
      return <LockIcon />;
    case 'open':
      return <>{number}</>;
  }
}
