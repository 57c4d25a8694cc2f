import { useI18n } from '../../i18n/use-i18n';
import type { DockerDraft } from '../../state/agents-draft';
import { Quiet } from '../../ui/Card';
import { Segments } from '../../ui/Choice';
import { Disclosure } from '../../ui/Disclosure';
import { Field } from '../../ui/Field';
import { AgentImage } from './AgentImage';
import type { AgentsFormProps } from './agents-form-props';
import { DiskNeed } from './DiskNeed';
import { RecordingChoice } from './RecordingChoice';
import { RemoteLogin } from './RemoteLogin';

/** A computer with Docker that is reached over SSH. */
export function DockerForm({ draft: all, busy, problem, onChange }: AgentsFormProps) {
  const { t } = useI18n();
  const draft = all.docker;
  const change = (part: Partial<DockerDraft>): void => { onChange({ docker: { ...draft, ...part } }); };
  return (
    <>
      <RemoteLogin login={draft.login} placeholder="agents.example.com" busy={busy} problem={problem} onChange={(part) => { change({ login: { ...draft.login, ...part } }); }} />
      <RecordingChoice recording={all.recording} disabled={busy} onChange={(recording) => { onChange({ recording }); }} />
      <DiskNeed recording={all.recording} />
      <Disclosure title={t('docker.listen')} aside={t(draft.listen === 'loopback' ? 'docker.listen.loopback' : 'docker.listen.overlay')} open={problem('address', '') !== null}>
        <Segments<DockerDraft['listen']>
          label={t('docker.listen')}
          labelHidden
          value={draft.listen}
          onChange={(listen) => { change({ listen }); }}
          disabled={busy}
          options={[
            { value: 'loopback', text: t('docker.listen.loopback') },
            { value: 'overlay', text: t('docker.listen.overlay') },
          ]}
        />
        <Quiet>{t(draft.listen === 'loopback' ? 'docker.listen.loopback.text' : 'docker.listen.overlay.text')}</Quiet>
        {draft.listen === 'overlay' && (
          <Field label={t('docker.address')} value={draft.address} onChange={(address) => { change({ address }); }} placeholder="100.64.7.5" problem={problem('address', t('docker.address.missing'))} disabled={busy} technical />
        )}
      </Disclosure>
      <AgentImage image={all.image} problem={problem('image', t('agents.image.missing'))} disabled={busy} onChange={(image) => { onChange({ image }); }} />
    </>
  );
}
