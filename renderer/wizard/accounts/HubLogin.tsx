import { useI18n } from '../../i18n/use-i18n';
import { useApp } from '../../state/app-context';
import type { BoxDraft } from '../../state/drafts';
import { useAsk } from '../../state/use-ask';
import type { WireGuardDraft, WireGuardField } from '../../state/wireguard-draft';
import { Button } from '../../ui/Button';
import { Line, Quiet } from '../../ui/Card';
import { Segments } from '../../ui/Choice';
import { ErrorNotice } from '../../ui/ErrorNotice';
import { Field, FieldRow, SecretField } from '../../ui/Field';

interface HubLoginProps {
  readonly draft: WireGuardDraft;
  readonly busy: boolean;
  readonly problem: (field: WireGuardField, text: string) => string | null;
  readonly onChange: (part: Partial<WireGuardDraft>) => void;
}

/** How to log in to the hub over SSH, and which of its interfaces is meant. */
export function HubLogin({ draft, busy, problem, onChange }: HubLoginProps) {
  const { t } = useI18n();
  const { client } = useApp();
  const { error, ask } = useAsk();
  const { login } = draft;
  const change = (part: Partial<BoxDraft>): void => { onChange({ login: { ...login, ...part } }); };
  const chooseKey = (): void => void ask(async () => {
    const key = await client.ask('key.choose', null);
    if (key !== null) change({ key: { name: key.name, kept: key.secret } });
  });
  return (
    <>
      <FieldRow>
        <Field label={t('box.host')} value={login.host} onChange={(host) => { change({ host }); }} placeholder="hub.example.com" problem={problem('host', t('box.host.missing'))} disabled={busy} technical />
        <Field label={t('box.port')} value={login.port} onChange={(port) => { change({ port }); }} problem={problem('port', t('box.port.missing'))} disabled={busy} technical size="short" />
        <Field label={t('wireguard.interface')} value={draft.interface} onChange={(name) => { onChange({ interface: name }); }} placeholder="wg0" problem={problem('interface', t('wireguard.interface.missing'))} disabled={busy} technical size="short" />
      </FieldRow>
      <FieldRow>
        <Field label={t('service.username')} value={login.username} onChange={(username) => { change({ username }); }} problem={problem('username', t('service.username.missing'))} disabled={busy} technical />
        <Segments<'password' | 'key'>
          label={t('box.auth')}
          value={login.auth === 'key' ? 'key' : 'password'}
          onChange={(auth) => { change({ auth }); }}
          disabled={busy}
          options={[
            { value: 'password', text: t('box.auth.password') },
            { value: 'key', text: t('box.auth.key') },
          ]}
        />
      </FieldRow>
      {login.auth === 'key' ? (
        <>
          <Line>
            <Button onPress={chooseKey} disabled={busy}>
              {t('box.key.choose')}
            </Button>
            <Quiet>{login.key.kept === null ? (problem('key', t('box.key.missing')) ?? t('box.key.none')) : login.key.name === '' ? t('box.key.kept') : login.key.name}</Quiet>
          </Line>
          <FieldRow>
            <SecretField label={t('box.passphrase')} value={login.passphrase.typed} kept={login.passphrase.kept !== null} onChange={(typed) => { change({ passphrase: { ...login.passphrase, typed } }); }} hint={t('box.passphrase.hint')} disabled={busy} />
            <SecretField label={t('box.sudo')} value={login.sudoPassword.typed} kept={login.sudoPassword.kept !== null} onChange={(typed) => { change({ sudoPassword: { ...login.sudoPassword, typed } }); }} hint={t('box.sudo.hint')} disabled={busy} />
          </FieldRow>
        </>
      ) : (
        <SecretField label={t('service.password')} value={login.password.typed} kept={login.password.kept !== null} onChange={(typed) => { change({ password: { ...login.password, typed } }); }} problem={problem('password', t('service.password.missing'))} disabled={busy} />
      )}
      {error !== null && <ErrorNotice error={error} />}
    </>
  );
}
