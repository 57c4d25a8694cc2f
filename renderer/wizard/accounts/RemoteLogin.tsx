import type { ReactNode } from 'react';
import { useI18n } from '../../i18n/use-i18n';
import { useApp } from '../../state/app-context';
import type { BoxDraft, BoxField } from '../../state/drafts';
import { useAsk } from '../../state/use-ask';
import { Button } from '../../ui/Button';
import { Line, Quiet } from '../../ui/Card';
import { Checkbox, Segments } from '../../ui/Choice';
import { ErrorNotice } from '../../ui/ErrorNotice';
import { Field, FieldRow, SecretField } from '../../ui/Field';

interface RemoteLoginProps {
  readonly login: BoxDraft;
  readonly placeholder: string;
  readonly busy: boolean;
  readonly problem: (field: BoxField, text: string) => string | null;
  readonly onChange: (part: Partial<BoxDraft>) => void;
  /** Short fields beside the address. */
  readonly children?: ReactNode;
}

/** How to log in over SSH to a computer that is not the small computer. */
export function RemoteLogin({ login, placeholder, busy, problem, onChange, children }: RemoteLoginProps) {
  const { t } = useI18n();
  const { client } = useApp();
  const { error, ask } = useAsk();
  const chooseKey = (): void => void ask(async () => {
    const key = await client.ask('key.choose', null);
    if (key !== null) onChange({ key: { name: key.name, kept: key.secret } });
  });
  // What was allowed for one computer is not allowed for another.
  const moveTo = (part: Pick<BoxDraft, 'host'> | Pick<BoxDraft, 'port'>): void => { onChange({ ...part, allowLegacy: false }); };
  const sudo = <SecretField label={t('box.sudo')} value={login.sudoPassword.typed} kept={login.sudoPassword.kept !== null} onChange={(typed) => { onChange({ sudoPassword: { ...login.sudoPassword, typed } }); }} hint={t('box.sudo.hint')} disabled={busy} />;
  return (
    <>
      <FieldRow>
        <Field label={t('box.host')} value={login.host} onChange={(host) => { moveTo({ host }); }} placeholder={placeholder} problem={problem('host', t('box.host.missing'))} disabled={busy} technical />
        <Field label={t('box.port')} value={login.port} onChange={(port) => { moveTo({ port }); }} problem={problem('port', t('box.port.missing'))} disabled={busy} technical size="short" />
        {children}
      </FieldRow>
      <FieldRow>
        <Field label={t('service.username')} value={login.username} onChange={(username) => { onChange({ username }); }} problem={problem('username', t('service.username.missing'))} disabled={busy} technical />
        <Segments<BoxDraft['auth']>
          label={t('box.auth')}
          value={login.auth}
          onChange={(auth) => { onChange({ auth }); }}
          disabled={busy}
          options={[
            { value: 'password', text: t('box.auth.password') },
            { value: 'key', text: t('box.auth.key') },
            { value: 'agent', text: t('box.auth.agent') },
          ]}
        />
      </FieldRow>
      {login.auth === 'password' && (
        <SecretField label={t('service.password')} value={login.password.typed} kept={login.password.kept !== null} onChange={(typed) => { onChange({ password: { ...login.password, typed } }); }} problem={problem('password', t('service.password.missing'))} disabled={busy} />
      )}
      {login.auth === 'key' && (
        <>
          <Line>
            <Button onPress={chooseKey} disabled={busy}>
              {t('box.key.choose')}
            </Button>
            <Quiet>{login.key.kept === null ? (problem('key', t('box.key.missing')) ?? t('box.key.none')) : login.key.name === '' ? t('box.key.kept') : login.key.name}</Quiet>
          </Line>
          <FieldRow>
            <SecretField label={t('box.passphrase')} value={login.passphrase.typed} kept={login.passphrase.kept !== null} onChange={(typed) => { onChange({ passphrase: { ...login.passphrase, typed } }); }} hint={t('box.passphrase.hint')} disabled={busy} />
            {sudo}
          </FieldRow>
        </>
      )}
      {login.auth === 'agent' && (
        <>
          <Quiet>{t('box.agent.text')}</Quiet>
          {sudo}
        </>
      )}
      {login.allowLegacy && (
        <Checkbox checked onChange={() => { onChange({ allowLegacy: false }); }} disabled={busy}>
          {t('box.legacy.allowed')}
        </Checkbox>
      )}
      {error !== null && <ErrorNotice error={error} />}
    </>
  );
}
