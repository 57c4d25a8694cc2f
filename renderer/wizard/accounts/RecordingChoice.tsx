import type { AgentSettings } from '../../../electron/domain/site';
import { useI18n } from '../../i18n/use-i18n';
import { Segments } from '../../ui/Choice';

type Recording = AgentSettings['recording'];

/** What the agents record, wherever they run. */
export function RecordingChoice({ recording, disabled, onChange }: { recording: Recording; disabled: boolean; onChange: (recording: Recording) => void }) {
  const { t } = useI18n();
  return (
    <Segments<Recording>
      label={t('factory.recording')}
      value={recording}
      onChange={onChange}
      disabled={disabled}
      options={[
        { value: 'motion', text: t('factory.recording.motion') },
        { value: 'continuous', text: t('factory.recording.continuous') },
      ]}
    />
  );
}
