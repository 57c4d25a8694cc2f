import { chosenCameras } from '../../../electron/domain/choice';
import { useI18n } from '../../i18n/use-i18n';
import { useProjection } from '../../state/app-context';
import { tally } from '../../state/progress-of-stage';
import { Card, Rows } from '../../ui/Card';
import { Progress } from '../../ui/Progress';
import { CameraRow } from './CameraRow';
import { LoginsEditor } from './LoginsEditor';

export function CamerasPart({ onRetry, busy }: { onRetry: (deviceId: string) => void; busy: boolean }) {
  const { t, plural } = useI18n();
  const { site, state, running, progress } = useProjection();
  const cameras = chosenCameras(site, state);
  const reads = tally(progress, ['read-camera']);
  const reading = running?.stage === 'check' && reads.known > 0;
  return (
    <>
      <LoginsEditor disabled={running !== null} />
      {reading && <Progress label={t('accounts.reading')} done={reads.ended} total={reads.known > reads.ended ? Math.max(reads.known, cameras.length) : reads.known} />}
      <Card title={plural('accounts.cameras', cameras.length)} flush>
        <Rows>
          {cameras.map((camera) => (
            <CameraRow
              key={camera.device.id}
              camera={camera}
              names={cameras.filter((other) => other.device.id !== camera.device.id).map((other) => other.choice.name)}
              reading={running?.stage === 'check' && reads.running.some((one) => one.subject === camera.choice.name)}
              busy={busy}
              onRetry={() => { onRetry(camera.device.id); }}
            />
          ))}
        </Rows>
      </Card>
    </>
  );
}
