import { boxCandidates } from '../../../electron/domain/box-candidates';
import { useI18n } from '../../i18n/use-i18n';
import { useApp } from '../../state/app-context';
import { missingBox, type BoxDraft } from '../../state/drafts';
import { useAsk } from '../../state/use-ask';
import { useDrafts, useWork } from '../../state/use-site';
import { Button } from '../../ui/Button';
import { Line, Quiet } from '../../ui/Card';
import { Checkbox, Segments } from '../../ui/Choice';
import { Disclosure } from '../../ui/Disclosure';
import { ErrorNotice } from '../../ui/ErrorNotice';
import { Field, FieldRow, SecretField } from '../../ui/Field';
import { SmallComputerIcon } from '../../ui/icons';
import { BoxCandidates } from './BoxCandidates';

/** Where the small computer is and how to log in to it. */
export function BoxForm({ disabled, attempted, folded }: { disabled: boolean; attempted: boolean; folded: boolean }) {
  const { t } = useI18n();
  const { client, ui } = useApp();
  const { projection } = useWork();
  const { drafts, setDraft } = useDrafts();
  const { error, ask } = useAsk();
  const draft = drafts.box;
  const missing = missingBox(draft);
  const change = (part: Partial<BoxDraft>): void => {
    const elsewhere = part.host !== undefined || part.port !== undefined;
    // What was allowed for one computer is not allowed for another, and another address shows another key.
    setDraft('box', { ...draft, ...(elsewhere ? { allowLegacy: false } : {}), ...part });
    if (elsewhere) ui.setState({ shownKey: null });
  };
  const problem = (field: Parameters<typeof missing.has>[0], text: string): string | null => (attempted && missing.has(field) ? text : null);
  const chooseKey = (): void => void ask(async () => {
    const key = await client.ask('key.choose', null);
    if (key !== null) change({ key: { name: key.name, kept: key.secret } });
  });

  return (
    <Disclosure title={<><SmallComputerIcon /> {t('box.form.title')}</>} open={!folded} aside={draft.host === '' ? '' : `${draft.username}@${draft.host}`}>
      <BoxCandidates
        candidates={boxCandidates(projection.state.survey)}
        host={draft.host}
        disabled={disabled}
        onChoose={(chosen) => { change({ host: chosen.address, port: String(chosen.port), ...(draft.username.trim() === '' && chosen.username !== null ? { username: chosen.username } : {}) }); }}
      />
      <FieldRow>
        <Field label={t('box.host')} value={draft.host} onChange={(host) => { change({ host }); }} placeholder="192.168.1.10" problem={problem('host', t('box.host.missing'))} disabled={disabled} technical />
        <Field label={t('box.port')} value={draft.port} onChange={(port) => { change({ port }); }} problem={problem('port', t('box.port.missing'))} disabled={disabled} technical size="short" />
        <Field label={t('service.username')} value={draft.username} onChange={(username) => { change({ username }); }} problem={problem('username', t('service.username.missing'))} disabled={disabled} technical />
      </FieldRow>
      <Segments<BoxDraft['auth']>
        label={t('box.auth')}
        value={draft.auth}
        onChange={(auth) => { change({ auth }); }}
        disabled={disabled}
        options={[
          { value: 'password', text: t('box.auth.password') },
          { value: 'key', text: t('box.auth.key') },
          { value: 'agent', text: t('box.auth.agent') },
        ]}
      />
      {draft.auth === 'agent' && <Quiet>{t('box.agent.text')}</Quiet>}
      {draft.auth === 'password' && (
        <SecretField label={t('service.password')} value={draft.password.typed} kept={draft.password.kept !== null} onChange={(typed) => { change({ password: { ...draft.password, typed } }); }} problem={problem('password', t('service.password.missing'))} disabled={disabled} />
      )}
      {draft.auth === 'key' && (
        <>
          <Line>
            <Button onPress={chooseKey} disabled={disabled}>
              {t('box.key.choose')}
            </Button>
            <Quiet>{draft.key.kept === null ? (problem('key', t('box.key.missing')) ?? t('box.key.none')) : draft.key.name === '' ? t('box.key.kept') : draft.key.name}</Quiet>
          </Line>
          <SecretField label={t('box.passphrase')} value={draft.passphrase.typed} kept={draft.passphrase.kept !== null} onChange={(typed) => { change({ passphrase: { ...draft.passphrase, typed } }); }} hint={t('box.passphrase.hint')} disabled={disabled} />
        </>
      )}
      {draft.allowLegacy && (
        <Checkbox checked onChange={() => { change({ allowLegacy: false }); }} disabled={disabled}>
          {t('box.legacy.allowed')}
        </Checkbox>
      )}
      {error !== null && <ErrorNotice error={error} />}
      <Disclosure title={t('box.sudo.title')} aside={draft.sudoPassword.kept !== null || draft.sudoPassword.typed !== '' ? t('box.sudo.set') : draft.auth === 'password' ? t('box.sudo.same') : t('box.sudo.none')}>
        <SecretField label={t('box.sudo')} value={draft.sudoPassword.typed} kept={draft.sudoPassword.kept !== null} onChange={(typed) => { change({ sudoPassword: { ...draft.sudoPassword, typed } }); }} hint={t('box.sudo.hint')} disabled={disabled} />
      </Disclosure>
    </Disclosure>
  );
}
