import { useState } from 'react';
import { useI18n } from '../../i18n/use-i18n';
import { useApp } from '../../state/app-context';
import { useAsk } from '../../state/use-ask';
import { Button } from '../../ui/Button';
import { Chip } from '../../ui/Chip';
import { Dialog } from '../../ui/Dialog';
import { ErrorNotice } from '../../ui/ErrorNotice';
import { PAGE_TITLES } from '../StepRail';
import styles from './SiteRow.module.css';
import type { SiteSummaries } from './StartPage';

/** A site that was begun before, and what can be done with it. */
export function SiteRow({ site, onChanged }: { site: SiteSummaries[number]; onChanged: () => void }) {
  const { t, plural, dateTime } = useI18n();
  const { actions, client, ui } = useApp();
  const { asking, error, ask } = useAsk();
  const [removing, setRemoving] = useState(false);

  const remove = (): void => {
    setRemoving(false);
    void ask(async () => {
      await client.ask('sites.remove', { id: site.id });
      onChanged();
    });
  };
  const report = (): void => void ask(async () => {
    await actions.open(site.id);
    try {
      await client.ask('report.save', { format: 'html' });
    } finally {
      await actions.close();
    }
  });
  const agents = (): void => void ask(async () => {
    await actions.open(site.id);
    ui.setState({ agentsOpen: true });
  });
  const undo = (): void => void ask(async () => {
    await actions.open(site.id);
    ui.setState({ undoOpen: true });
  });

  return (
    <li className={styles.row}>
      <div className={styles.words}>
        <p className={styles.name}>
          <span>{site.name}</span>
          {site.mode === 'practice' && <Chip tone="warn">{t('practice.label')}</Chip>}
          {site.changed && <Chip tone="info">{t('start.site.connected')}</Chip>}
        </p>
        <p className={styles.facts}>
          {plural('start.site.cameras', site.cameras)} · {t('start.site.page', { page: t(PAGE_TITLES[site.page]) })}
          {site.lastRun !== null && ` · ${dateTime(site.lastRun.at)}`}
        </p>
        {error !== null && <ErrorNotice error={error} />}
      </div>
      <div className={styles.actions}>
        {site.changed && (
          <Button look="plain" onPress={undo} disabled={asking} label={t('start.site.undo.label', { name: site.name })}>
            {t('undo.open')}
          </Button>
        )}
        {site.changed && (
          <Button look="plain" onPress={agents} disabled={asking} label={t('start.site.agents.label', { name: site.name })}>
            {t('start.site.agents')}
          </Button>
        )}
        <Button look="plain" onPress={report} disabled={asking} label={t('start.site.report.label', { name: site.name })}>
          {t('start.site.report')}
        </Button>
        {!site.changed && (
          <Button look="plain" onPress={() => { setRemoving(true); }} disabled={asking} label={t('start.site.remove.label', { name: site.name })}>
            {t('start.site.remove')}
          </Button>
        )}
        <Button onPress={() => void ask(() => actions.open(site.id))} pending={asking} label={t('start.site.continue.label', { name: site.name })}>
          {t('start.site.continue')}
        </Button>
      </div>
      {removing && (
        <Dialog
          role="alertdialog"
          title={t('start.remove.title', { name: site.name })}
          onClose={() => { setRemoving(false); }}
          actions={
            <>
              <Button onPress={() => { setRemoving(false); }}>{t('start.remove.no')}</Button>
              <Button look="danger" onPress={remove}>
                {t('start.remove.yes')}
              </Button>
            </>
          }
        >
          <p>{t('start.remove.text')}</p>
        </Dialog>
      )}
    </li>
  );
}
