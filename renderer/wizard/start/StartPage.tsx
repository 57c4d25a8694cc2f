import { useEffect, useState } from 'react';
import type { Output } from '../../../electron/contract/contract';
import type { Site } from '../../../electron/domain/site';
import { useI18n } from '../../i18n/use-i18n';
import { useApp } from '../../state/app-context';
import { useAsk } from '../../state/use-ask';
import { Button } from '../../ui/Button';
import { Card, Rows } from '../../ui/Card';
import { Cards } from '../../ui/Choice';
import { ErrorNotice } from '../../ui/ErrorNotice';
import { Field } from '../../ui/Field';
import { FlaskIcon, PinIcon } from '../../ui/icons';
import { Notice } from '../../ui/Notice';
import { ClientsDialog } from '../clients/ClientsDialog';
import { PathDiagram } from '../PathDiagram';
import { SiteRow } from './SiteRow';
import styles from './StartPage.module.css';

export type SiteSummaries = Output<'sites.list'>;

/** Where everything begins: a new site, real or for practice, or one that was begun before. */
export function StartPage() {
  const { t } = useI18n();
  const { client, actions, site: store } = useApp();
  const [sites, setSites] = useState<SiteSummaries | null>(null);
  const [mode, setMode] = useState<Site['mode'] | null>(null);
  const [name, setName] = useState('');
  const [attempted, setAttempted] = useState(false);
  const [preparing, setPreparing] = useState(false);
  const { asking, error, ask } = useAsk();
  const loading = useAsk();
  const { ask: askList } = loading;
  const secretsKept = store.getState().info?.secretsKept ?? true;

  const load = (): void => void askList(async () => { setSites(await client.ask('sites.list', null)); });
  useEffect(() => {
    void askList(async () => { setSites(await client.ask('sites.list', null)); });
  }, [askList, client]);

  const practiceName = t('start.practice.name');
  const chosenName = (mode === 'practice' && name.trim() === '' ? practiceName : name).trim();
  const begin = (): void => {
    setAttempted(true);
    if (mode !== null && chosenName !== '') void ask(() => actions.create(mode, chosenName));
  };

  return (
    <main className={styles.page}>
      <div className={styles.column}>
        <header className={styles.head}>
          <h1 className={styles.title}>{t('start.title')}</h1>
          <p className={styles.intro}>{t('start.intro')}</p>
          <PathDiagram cameras="idle" box="idle" tunnel="idle" cloud="idle" />
        </header>

        <div className={styles.choice}>
          <Cards<Site['mode']>
            label={t('start.choice')}
            labelHidden
            value={mode}
            onChange={setMode}
            options={[
              { value: 'real', text: t('start.real.title'), detail: t('start.real.detail'), icon: <PinIcon /> },
              { value: 'practice', text: t('start.practice.title'), detail: t('start.practice.detail'), icon: <FlaskIcon /> },
            ]}
          />
          {mode !== null && (
            <div className={styles.begin}>
              <Field
                label={t('start.name')}
                value={name}
                onChange={setName}
                placeholder={mode === 'practice' ? practiceName : t('start.name.example')}
                hint={t('start.name.hint')}
                problem={attempted && chosenName === '' ? t('start.name.missing') : null}
                onEnter={begin}
              />
              <div className={styles.beginButton}>
                <Button look="primary" onPress={begin} pending={asking}>
                  {mode === 'practice' ? t('start.begin.practice') : t('start.begin.real')}
                </Button>
              </div>
            </div>
          )}
          {error !== null && <ErrorNotice error={error} />}
          {!secretsKept && <Notice tone="info">{t('start.secretsNotKept')}</Notice>}
        </div>

        <section className={styles.prepare} aria-labelledby="prepare-text">
          <p id="prepare-text">{t('clients.open.text')}</p>
          <Button onPress={() => { setPreparing(true); }} disabled={sites === null && loading.error === null}>{t('clients.open')}</Button>
        </section>
        {preparing && <ClientsDialog servers={serversOf(sites ?? [])} onClose={() => { setPreparing(false); }} />}

        {loading.error !== null && <ErrorNotice error={loading.error} onRetry={load} />}
        {sites !== null && sites.length > 0 && (
          <Card title={t('start.sites')} flush>
            <Rows label={t('start.sites')}>
              {sites.map((site) => (
                <SiteRow key={site.id} site={site} onChanged={load} />
              ))}
            </Rows>
          </Card>
        )}
      </div>
    </main>
  );
}

/** What real sites know of their servers, the site that was worked on last first. */
function serversOf(sites: SiteSummaries): { version: string; site: string }[] {
  return sites.flatMap(({ mode, name, serverVersion }) => (mode === 'real' && serverVersion !== null ? [{ version: serverVersion, site: name }] : []));
}
