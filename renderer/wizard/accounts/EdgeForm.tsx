import { useI18n } from '../../i18n/use-i18n';
import { AgentImage } from './AgentImage';
import type { AgentsFormProps } from './agents-form-props';
import { DiskNeed } from './DiskNeed';
import { RecordingChoice } from './RecordingChoice';

/** The small computer records by itself: nothing to sign in to, but room is needed. */
export function EdgeForm({ draft, busy, problem, onChange }: AgentsFormProps) {
  const { t } = useI18n();
  return (
    <>
      <RecordingChoice recording={draft.recording} disabled={busy} onChange={(recording) => { onChange({ recording }); }} />
      <DiskNeed recording={draft.recording} />
      <AgentImage image={draft.image} problem={problem('image', t('agents.image.missing'))} disabled={busy} onChange={(image) => { onChange({ image }); }} />
    </>
  );
}
