import { useState } from 'react';
import { USUAL_ARCHITECTURES, clientVersion, isUsable, type ClientArchitecture } from '../../../electron/domain/vpn-client';
import { useI18n } from '../../i18n/use-i18n';
import { useClients } from '../../state/use-clients';
import { Button } from '../../ui/Button';
import { Quiet, Rows } from '../../ui/Card';
import { Dialog } from '../../ui/Dialog';
import { ClientKinds } from './ClientKinds';
import styles from './ClientsDialog.module.css';
import { FetchOutcome } from './FetchOutcome';
import { HeldClientRow } from './HeldClientRow';
import { VersionChoice } from './VersionChoice';

/** In the office: fetches what a site will need, and shows what this computer holds. `servers`: versions that sites on this computer have met. */
export function ClientsDialog({ servers, onClose }: { servers: readonly { readonly version: string; readonly site: string }[]; onClose: () => void }) {
  const { t, plural } = useI18n();
  const clients = useClients();
  const [version, setVersion] = useState(servers[0]?.version ?? '');
  const [chosen, setChosen] = useState<ReadonlySet<ClientArchitecture>>(() => new Set(USUAL_ARCHITECTURES));
  const [attempted, setAttempted] = useState(false);
  const { held, fetching, failed } = clients;
  const wanted = clientVersion(version);
  const busy = fetching !== null || clients.asking;
  const there = new Set((held ?? []).filter((one) => one.version === wanted && isUsable(one)).map((one) => one.architecture));
  const ready = (failed?.length === 0 && !busy && wanted !== null) ? [...chosen].filter((one) => there.has(one)).length : 0;
  const waiting = (held ?? []).filter((one) => one.state === 'good' && one.trust === 'nobody').length;
  const fetch = (): void => {
    setAttempted(true);
    if (wanted !== null && chosen.size > 0) clients.fetch(wanted, [...chosen]);
  };
  return (
    <Dialog
      title={t('clients.title')}
      {...(busy ? {} : { onClose })}
      actions={
        <>
          <Button onPress={onClose} disabled={busy}>
            {t('clients.close')}
          </Button>
          {fetching !== null ? (
            <Button look="stop" onPress={clients.stop}>
              {t('clients.stop')}
            </Button>
          ) : (
            <Button look="primary" onPress={fetch} pending={clients.asking} disabled={chosen.size === 0}>
              {plural('clients.fetch', chosen.size)}
            </Button>
          )}
        </>
      }
    >
      <Quiet>{t('clients.text')}</Quiet>
      <FetchOutcome clients={clients} ready={ready} waiting={waiting} />
      <VersionChoice servers={servers} version={version} onChange={setVersion} problem={attempted && wanted === null ? t('clients.version.wrong') : null} disabled={busy} />
      <ClientKinds chosen={chosen} there={there} onChange={setChosen} disabled={busy} />
      <h3 className={styles.heading}>{t('clients.held')}</h3>
      {held?.length === 0 && <Quiet>{t('clients.none')}</Quiet>}
      {held !== null && held.length > 0 && (
        <Rows label={t('clients.held')}>
          {held.map((one) => (
            <HeldClientRow
              key={`${one.version} ${one.architecture}`}
              held={one}
              disabled={busy}
              onConfirm={() => { clients.confirm(one); }}
              onRemove={() => { clients.remove(one); }}
              onFetch={() => { clients.fetch(one.version, [one.architecture]); }}
            />
          ))}
        </Rows>
      )}
    </Dialog>
  );
}
