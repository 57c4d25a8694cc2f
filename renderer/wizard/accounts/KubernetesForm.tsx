import { useI18n } from '../../i18n/use-i18n';
import type { KubernetesDraft } from '../../state/agents-draft';
import { Segments } from '../../ui/Choice';
import { Disclosure } from '../../ui/Disclosure';
import { Field, FieldRow, SecretField } from '../../ui/Field';
import { AgentImage } from './AgentImage';
import type { AgentsFormProps } from './agents-form-props';
import { CertificateField } from './CertificateField';
import { KubeconfigChoice } from './KubeconfigChoice';
import { RecordingChoice } from './RecordingChoice';

/** The cluster that Factory runs in: how to sign in to it, and where in it the agents are. */
export function KubernetesForm({ draft: all, busy, problem, onChange }: AgentsFormProps) {
  const { t } = useI18n();
  const draft = all.kubernetes;
  const change = (part: Partial<KubernetesDraft>): void => { onChange({ kubernetes: { ...draft, ...part } }); };
  return (
    <>
      <Segments<KubernetesDraft['auth']>
        label={t('kubernetes.auth')}
        value={draft.auth}
        onChange={(auth) => { change({ auth }); }}
        disabled={busy}
        options={[
          { value: 'kubeconfig', text: t('kubernetes.auth.kubeconfig') },
          { value: 'token', text: t('kubernetes.auth.token') },
        ]}
      />
      {draft.auth === 'kubeconfig' ? (
        <KubeconfigChoice draft={draft} busy={busy} problem={problem('kubeconfig', t('kubernetes.kubeconfig.missing'))} onChange={change} />
      ) : (
        <>
          <FieldRow>
            <Field label={t('kubernetes.server')} value={draft.server} onChange={(server) => { change({ server }); }} placeholder="https://cluster.example.com:6443" problem={problem('server', t('service.url.missing'))} disabled={busy} technical />
            <SecretField label={t('kubernetes.token')} value={draft.token.typed} kept={draft.token.kept !== null} onChange={(typed) => { change({ token: { ...draft.token, typed } }); }} problem={problem('token', t('kubernetes.token.missing'))} hint={t('kubernetes.token.hint')} disabled={busy} />
          </FieldRow>
          <Disclosure title={t('certificate')} aside={draft.certificate === '' ? t('agents.more.none') : t('agents.more.set')} open={problem('certificate', '') !== null}>
            <CertificateField value={draft.certificate} problem={problem('certificate', t('certificate.missing'))} disabled={busy} onChange={(certificate) => { change({ certificate }); }} />
          </Disclosure>
        </>
      )}
      <Field label={t('kubernetes.namespace')} value={draft.namespace} onChange={(namespace) => { change({ namespace }); }} placeholder="kerberos-factory" problem={problem('namespace', t('kubernetes.namespace.missing'))} hint={t('kubernetes.namespace.hint')} disabled={busy} technical />
      <RecordingChoice recording={all.recording} disabled={busy} onChange={(recording) => { onChange({ recording }); }} />
      <AgentImage image={all.image} problem={problem('image', t('agents.image.missing'))} disabled={busy} onChange={(image) => { onChange({ image }); }} />
    </>
  );
}
