import { useEffect } from 'react';
import { I18nProvider } from 'react-aria-components/I18nProvider';
import type { Page } from '../../electron/domain/stage';
import { useI18n } from '../i18n/use-i18n';
import { useApp, useProjection, useSiteStore } from '../state/app-context';
import { ErrorNotice } from '../ui/ErrorNotice';
import { AccountsPage } from './accounts/AccountsPage';
import { AgentsDialog } from './agents/AgentsDialog';
import { BoxPage } from './box/BoxPage';
import { ConnectPage } from './connect/ConnectPage';
import { DonePage } from './done/DonePage';
import { FindPage } from './find/FindPage';
import { Header } from './Header';
import { PlanPage } from './plan/PlanPage';
import { PracticeBanner } from './PracticeBanner';
import styles from './Shell.module.css';
import { StartPage } from './start/StartPage';
import { StepRail } from './StepRail';
import { UndoDialog } from './undo/UndoDialog';

const PAGE_COMPONENTS = { find: FindPage, accounts: AccountsPage, box: BoxPage, plan: PlanPage, connect: ConnectPage, done: DonePage } as const satisfies Record<Page, () => React.ReactNode>;

/** The window. */
export function Shell() {
  const { language, t } = useI18n();
  const phase = useSiteStore((state) => state.phase);
  useEffect(() => {
    document.documentElement.lang = language;
  }, [language]);
  return (
    <I18nProvider locale={language}>
      <div className={styles.shell}>
        <Header />
        {phase === 'loading' && <p className={styles.loading}>{t('shell.loading')}</p>}
        {phase === 'failed' && <Trouble />}
        {phase === 'closed' && <StartPage />}
        {phase === 'open' && <Wizard />}
      </div>
    </I18nProvider>
  );
}

function Wizard() {
  const { site, state } = useProjection();
  const PageComponent = PAGE_COMPONENTS[state.page];
  return (
    <>
      {site.mode === 'practice' && <PracticeBanner />}
      <div className={styles.body}>
        <StepRail />
        <PageComponent key={site.id} />
      </div>
      <UndoDialog />
      <AgentsDialog />
    </>
  );
}

function Trouble() {
  const app = useApp();
  const trouble = useSiteStore((state) => state.trouble);
  return <div className={styles.loading}>{trouble !== null && <ErrorNotice error={{ ...trouble, retry: 'again' }} onRetry={() => void app.begin()} />}</div>;
}
