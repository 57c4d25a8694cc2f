import { clientArchitectureOf, clientVersion, isUsable } from '../../../electron/domain/vpn-client';
import { useI18n } from '../../i18n/use-i18n';
import type { Clients } from '../../state/use-clients';
import { Button } from '../../ui/Button';
import { Line, Quiet } from '../../ui/Card';
import { ErrorNotice } from '../../ui/ErrorNotice';
import { Notice } from '../../ui/Notice';
import { ClientProgress } from '../clients/ClientProgress';
import { ConfirmChecksum } from '../clients/ConfirmChecksum';

/** The client that this computer holds for the server's version and the small computer's processor, or what is missing for it. */
export function LaptopClient({ clients, version, architecture, disabled }: { clients: Clients; version: string | null; architecture: string | null; disabled: boolean }) {
  const { t } = useI18n();
  const wanted = { version: clientVersion(version ?? ''), architecture: clientArchitectureOf(architecture ?? '') };
  if (wanted.version === null || architecture === null) return <Quiet>{t('client.laptop.unknown')}</Quiet>;
  if (wanted.architecture === null) return <Notice tone="warn" title={t('client.laptop.no', { architecture })}>{t('client.laptop.no.text')}</Notice>;
  const which = { version: wanted.version, architecture: wanted.architecture };
  const held = clients.held?.find((one) => one.version === which.version && one.architecture === which.architecture);
  const fetch = (): void => { clients.fetch(which.version, [which.architecture]); };
  if (clients.fetching !== null) {
    return (
      <>
        <ClientProgress fetching={clients.fetching} />
        <Line>
          <Button look="stop" onPress={clients.stop}>{t('clients.stop')}</Button>
        </Line>
      </>
    );
  }
  if (clients.held === null && clients.error === null) return null;
  return (
    <>
      {held !== undefined && isUsable(held) ? (
        <Notice tone="good" title={t('client.laptop.ready', which)}>
          <p>{t('client.laptop.ready.text')}</p>
        </Notice>
      ) : held?.state === 'good' ? (
        <ConfirmChecksum held={held} onConfirm={() => { clients.confirm(held); }} pending={clients.asking} />
      ) : (
        <Notice tone="warn" title={held === undefined ? t('client.laptop.missing', which) : t('client.laptop.damaged', which)} actions={<Button onPress={fetch} disabled={disabled} pending={clients.asking}>{t('client.laptop.fetch')}</Button>}>
          <p>{t('client.laptop.missing.text')}</p>
        </Notice>
      )}
      {(clients.failed ?? []).map((one) => <ErrorNotice key={one.architecture} error={one.error} onRetry={fetch} />)}
      {clients.error !== null && <ErrorNotice error={clients.error} />}
    </>
  );
}
