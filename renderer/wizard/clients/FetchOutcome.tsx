import { useEffect, useRef } from 'react';
import { clientArchitectureOf } from '../../../electron/domain/vpn-client';
import { useI18n } from '../../i18n/use-i18n';
import type { Clients } from '../../state/use-clients';
import { ErrorNotice } from '../../ui/ErrorNotice';
import { LiveRegion } from '../../ui/LiveRegion';
import { Notice } from '../../ui/Notice';
import { ClientProgress } from './ClientProgress';
import styles from './FetchOutcome.module.css';

/** What runs, and what came of it: comes into sight by itself, because the button that began it stands below the list. */
export function FetchOutcome({ clients, ready, waiting }: { clients: Clients; ready: number; waiting: number }) {
  const { t, plural, words } = useI18n();
  const { fetching, failed, error } = clients;
  const place = useRef<HTMLDivElement>(null);
  const runs = fetching !== null;
  useEffect(() => {
    if (runs || failed !== null || error !== null) place.current?.scrollIntoView({ block: 'nearest' });
  }, [runs, failed, error]);
  const kindOf = (text: string): string => {
    const architecture = clientArchitectureOf(text);
    return architecture === null ? text : words.clients.kinds[architecture];
  };
  return (
    <div ref={place} className={styles.outcome}>
      <LiveRegion text={fetching !== null ? t('clients.fetching.brief', { version: fetching.version }) : ready > 0 ? plural('clients.ready', ready) : ''} />
      {fetching !== null && <ClientProgress fetching={fetching} />}
      {error !== null && <ErrorNotice error={error} />}
      {!runs && (failed ?? []).map((one) => (
        <div key={one.architecture} className={styles.failure}>
          <p className={styles.which}>{kindOf(one.architecture)}</p>
          <ErrorNotice error={one.error} />
        </div>
      ))}
      {ready > 0 && <Notice tone="good" title={plural('clients.ready', ready)} />}
      {!runs && waiting > 0 && <Notice tone="warn" title={plural('clients.waiting', waiting)} />}
    </div>
  );
}
