import { clientArchitectureOf, clientVersion, isUsable } from '../../../electron/domain/vpn-client';
import { useI18n } from '../../i18n/use-i18n';
import { useApp, useProjection } from '../../state/app-context';
import { useAsk } from '../../state/use-ask';
import { useClients } from '../../state/use-clients';
import { Button } from '../../ui/Button';
import { Code, Line, Quiet } from '../../ui/Card';
import { Disclosure } from '../../ui/Disclosure';
import { ErrorNotice } from '../../ui/ErrorNotice';
import { LaptopClient } from './LaptopClient';

/** Which VPN client will be put on the small computer: the one that this computer holds for it, or a file that was chosen. */
export function ClientChoice({ disabled }: { disabled: boolean }) {
  const { t } = useI18n();
  const { client, actions } = useApp();
  const { site, state } = useProjection();
  const { asking, error, ask } = useAsk();
  const clients = useClients();
  const overlay = site.overlay?.kind === 'netmaker' ? site.overlay : null;
  const source = overlay?.client ?? null;
  const name = source === null ? null : source.kind === 'file' ? (source.path.split(/[\\/]/).at(-1) ?? source.path) : source.url;
  const version = clientVersion(state.services?.overlay?.version ?? '');
  const architecture = state.box?.facts.architecture ?? null;
  const installed = state.box?.facts.client.version ?? null;
  const held = clients.held?.find((one) => one.version === version && one.architecture === architecture);
  // A processor or version that is not known yet is nothing to worry about, nor is a client that needs no installing or comes another way.
  const known = version !== null && architecture !== null && clientArchitectureOf(architecture) !== null;
  const missing = source === null && installed === null && known && clients.held !== null && (held === undefined || !isUsable(held)) && ['auto', 'push'].includes(overlay?.install ?? 'auto');
  const aside = (): string => {
    if (name !== null) return name;
    if (installed !== null) return t('client.installed.aside', { version: installed });
    if (held !== undefined && isUsable(held)) return t('client.laptop.aside', { version: held.version, architecture: held.architecture });
    return missing ? t('client.laptop.aside.missing') : t('client.laptop');
  };
  const take = (next: NonNullable<typeof overlay>['client']): Promise<void> => actions.update((before) => (before.overlay?.kind !== 'netmaker' ? before : { ...before, overlay: { ...before.overlay, client: next } }));
  const choose = (): void => void ask(async () => {
    const chosen = await client.ask('client.choose', null);
    if (chosen !== null) await take({ kind: 'file', ...chosen });
  });
  // Plain WireGuard needs no client of its own.
  if (site.overlay?.kind === 'wireguard') return null;
  return (
    <Disclosure title={t('client.title')} aside={aside()} open={missing}>
      <Quiet>{t('client.text')}</Quiet>
      {source === null && installed !== null ? (
        <Quiet>{t('client.installed', { version: installed })}</Quiet>
      ) : source === null ? (
        <LaptopClient clients={clients} version={version} architecture={architecture} disabled={disabled} />
      ) : (
        <Quiet>
          {t('client.checksum')} <Code>{source.sha256}</Code>
        </Quiet>
      )}
      <Line>
        <Button onPress={choose} disabled={disabled || overlay === null} pending={asking}>
          {t('client.choose')}
        </Button>
        {source !== null && site.mode === 'real' && (
          <Button look="plain" onPress={() => void ask(() => take(null))} disabled={disabled}>
            {t('client.laptop.use')}
          </Button>
        )}
      </Line>
      {error !== null && <ErrorNotice error={error} />}
    </Disclosure>
  );
}
