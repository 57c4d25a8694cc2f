import { useI18n } from '../../i18n/use-i18n';
import type { FactoryDraft } from '../../state/agents-draft';
import { Quiet } from '../../ui/Card';
import { Checkbox } from '../../ui/Choice';
import { Disclosure } from '../../ui/Disclosure';
import { Field, FieldRow, SecretField } from '../../ui/Field';
import type { AgentsFormProps } from './agents-form-props';
import { CertificateField } from './CertificateField';
import { RecordingChoice } from './RecordingChoice';

/** The account at Kerberos Factory, and the login of the agents that it makes. */
export function FactoryForm({ draft: all, busy, problem, onChange }: AgentsFormProps) {
  const { t } = useI18n();
  const draft = all.factory;
  const change = (part: Partial<FactoryDraft>): void => { onChange({ factory: { ...draft, ...part } }); };
  const odd = problem('prefix', t('factory.prefix.missing')) ?? problem('certificate', t('certificate.missing'));
  return (
    <>
      <Field label={t('service.url')} value={draft.url} onChange={(url) => { change({ url }); }} placeholder="https://factory.example.com" problem={problem('url', t('service.url.missing'))} disabled={busy} technical />
      <FieldRow>
        <Field label={t('service.username')} value={draft.username} onChange={(username) => { change({ username }); }} problem={problem('username', t('service.username.missing'))} disabled={busy} technical />
        <SecretField label={t('service.password')} value={draft.password.typed} kept={draft.password.kept !== null} onChange={(typed) => { change({ password: { ...draft.password, typed } }); }} problem={problem('password', t('service.password.missing'))} disabled={busy} />
      </FieldRow>
      <RecordingChoice recording={all.recording} disabled={busy} onChange={(recording) => { onChange({ recording }); }} />
      <Disclosure title={t('factory.proof')} aside={draft.askAgents ? t('factory.proof.on') : t('factory.proof.off')}>
        <Checkbox checked={draft.askAgents} onChange={(askAgents) => { change({ askAgents }); }} disabled={busy}>
          {t('factory.proof.ask')}
        </Checkbox>
        <Quiet>{t('factory.proof.text')}</Quiet>
        {draft.askAgents && (
          <FieldRow>
            <Field label={t('service.username')} value={draft.agentUsername} onChange={(agentUsername) => { change({ agentUsername }); }} problem={problem('agentUsername', t('service.username.missing'))} disabled={busy} technical />
            <SecretField label={t('service.password')} value={draft.agentPassword.typed} kept={draft.agentPassword.kept !== null} onChange={(typed) => { change({ agentPassword: { ...draft.agentPassword, typed } }); }} problem={problem('agentPassword', t('service.password.missing'))} disabled={busy} />
          </FieldRow>
        )}
      </Disclosure>
      <Disclosure title={t('agents.more')} aside={draft.prefix.trim() === '' && draft.certificate === '' ? t('agents.more.none') : t('agents.more.set')} open={odd !== null}>
        <Field label={t('factory.prefix')} value={draft.prefix} onChange={(prefix) => { change({ prefix }); }} placeholder="/api" problem={problem('prefix', t('factory.prefix.missing'))} hint={t('factory.prefix.hint')} disabled={busy} technical />
        <CertificateField value={draft.certificate} problem={problem('certificate', t('certificate.missing'))} disabled={busy} onChange={(certificate) => { change({ certificate }); }} />
      </Disclosure>
    </>
  );
}
