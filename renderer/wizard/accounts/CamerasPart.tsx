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
  // Nothing more to be typed: every camera let somebody in.
  const fits = cameras.length > 0 && cameras.every((camera) => camera.reading !== null && camera.reading.error === null);
  const reading = running?.stage === 'check' && reads.known > 0;
  // What needs somebody comes first, but nothing jumps while cameras are being read.
  const rows = reading ? cameras : [...cameras].sort((a, b) => Number(b.reading?.outcome === 'failed') - Number(a.reading?.outcome === 'failed'));
  return (
    <>
      {reading && <Progress label={t('accounts.reading')} done={reads.ended} total={reads.known > reads.ended ? Math.max(reads.known, cameras.length) : reads.known} />}
      <LoginsEditor disabled={running !== null} folded={fits || reading} />
      <Card title={plural('accounts.cameras', cameras.length)} flush>
        <Rows>
          {rows.map((camera) => (
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
