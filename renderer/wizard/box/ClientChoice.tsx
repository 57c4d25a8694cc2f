import { useI18n } from '../../i18n/use-i18n';
import { useApp, useProjection } from '../../state/app-context';
import { useAsk } from '../../state/use-ask';
import { Button } from '../../ui/Button';
import { Code, Line, Quiet } from '../../ui/Card';
import { Disclosure } from '../../ui/Disclosure';
import { ErrorNotice } from '../../ui/ErrorNotice';

/** The VPN client's file for the small computer, with the checksum that it is held against before it runs. */
export function ClientChoice({ disabled }: { disabled: boolean }) {
  const { t } = useI18n();
  const { client, actions } = useApp();
  const { site } = useProjection();
  const { asking, error, ask } = useAsk();
  const source = site.overlay?.kind === 'netmaker' ? site.overlay.client : null;
  const name = source === null ? null : source.kind === 'file' ? (source.path.split(/[\\/]/).at(-1) ?? source.path) : source.url;
  const choose = (): void => void ask(async () => {
    const chosen = await client.ask('client.choose', null);
    if (chosen === null) return;
    await actions.update((before) => (before.overlay?.kind !== 'netmaker' ? before : { ...before, overlay: { ...before.overlay, client: { kind: 'file', ...chosen } } }));
  });
  return (
    <Disclosure title={t('client.title')} aside={name ?? t('client.none')}>
      <Quiet>{t('client.text')}</Quiet>
      {source !== null && (
        <Quiet>
          {t('client.checksum')} <Code>{source.sha256}</Code>
        </Quiet>
      )}
      <Line>
        <Button onPress={choose} disabled={disabled || site.overlay?.kind !== 'netmaker'} pending={asking}>
          {t('client.choose')}
        </Button>
      </Line>
      {error !== null && <ErrorNotice error={error} />}
    </Disclosure>
  );
}
