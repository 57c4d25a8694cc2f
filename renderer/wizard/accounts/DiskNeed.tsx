import { gigabytesPerMonth } from '../../../electron/domain/bandwidth';
import { readyCameras } from '../../../electron/domain/choice';
import type { AgentSettings } from '../../../electron/domain/site';
import { useI18n } from '../../i18n/use-i18n';
import { useProjection } from '../../state/app-context';
import { Quiet } from '../../ui/Card';

/**
 * How much disk the recordings take where we start the agents: an agent records the main stream as it comes, and deletes its oldest
 * recordings when the disk has 5 % left (kerberos-io/agent capture/main.go:209-270).
 */
export function DiskNeed({ recording }: { recording: AgentSettings['recording'] }) {
  const { t, plural, number } = useI18n();
  const { site, state } = useProjection();
  const ready = readyCameras(site, state);
  const perDay = gigabytesPerMonth(ready.reduce((sum, camera) => sum + (camera.reading?.main?.kbps ?? 0), 0)) / 30;
  return (
    <Quiet>
      {perDay > 0 && plural(recording === 'continuous' ? 'agents.disk.always' : 'agents.disk.motion', ready.length, { gigabytes: number(perDay) })} {t('agents.disk.full')}
    </Quiet>
  );
}
