import { useState } from 'react';
import { readyCameras, runsAtEdge } from '../../../electron/domain/choice';
import type { Plan } from '../../../electron/domain/plan';
import { useI18n } from '../../i18n/use-i18n';
import { useApp, useProjection } from '../../state/app-context';
import { chooseFor } from '../../state/choosing';
import { useAsk } from '../../state/use-ask';
import { Button } from '../../ui/Button';
import { Line, Quiet, Rows } from '../../ui/Card';
import { Checkbox } from '../../ui/Choice';
import { Disclosure } from '../../ui/Disclosure';
import { ErrorNotice } from '../../ui/ErrorNotice';
import styles from './PlanPage.module.css';

/** Which cameras are recorded on the small computer, because the site's upload cannot carry them all. Changing it makes another plan. */
export function EdgeCameras({ plan, disabled }: { plan: Plan; disabled: boolean }) {
  const { t, plural, megabits } = useI18n();
  const { actions } = useApp();
  const { site, state } = useProjection();
  const { error, asking, ask } = useAsk();
  const now = new Set(readyCameras(site, state).filter((camera) => runsAtEdge(site, camera)).map((camera) => camera.device.id));
  const [chosen, setChosen] = useState<ReadonlySet<string>>(now);
  // The largest first: taking that one out helps most.
  const cameras = [...plan.cameras].sort((a, b) => b.kbps - a.kbps);
  const [kept, sent] = [true, false].map((edge) => cameras.filter((camera) => chosen.has(camera.deviceId) === edge).reduce((sum, camera) => sum + camera.kbps, 0));
  const changed = cameras.filter((camera) => chosen.has(camera.deviceId) !== now.has(camera.deviceId)).map((camera) => camera.deviceId);
  const choose = (deviceId: string, edge: boolean): void => { setChosen(new Set(edge ? [...chosen, deviceId] : [...chosen].filter((one) => one !== deviceId))); };
  const use = (): void => void ask(async () => {
    await actions.update((before) => chooseFor(before, state, new Set(changed), (choice) => ({ ...choice, runs: chosen.has(choice.deviceId) ? 'edge' : 'cloud' })));
    await actions.start('plan');
  });
  return (
    <Disclosure title={t('edge.cameras')} aside={now.size === 0 ? t('edge.cameras.none') : plural('edge.cameras.some', now.size)}>
      <Quiet>{t('edge.cameras.text')}</Quiet>
      <Rows label={t('edge.cameras.list')}>
        {cameras.map((camera) => (
          <li key={camera.deviceId} className={styles.edge}>
            <Checkbox checked={chosen.has(camera.deviceId)} onChange={(edge) => { choose(camera.deviceId, edge); }} disabled={disabled}>
              {camera.name}
            </Checkbox>
            <span className={styles.figure}>{t('plan.camera.rate', { megabits: megabits(camera.kbps) })}</span>
          </li>
        ))}
      </Rows>
      <p aria-live="polite">{t('edge.cameras.sum', { saved: megabits(kept ?? 0), rest: megabits(sent ?? 0) })}</p>
      {error !== null && <ErrorNotice error={error} />}
      <Line>
        <Button onPress={use} disabled={disabled || changed.length === 0} pending={asking}>
          {t('edge.cameras.use')}
        </Button>
      </Line>
    </Disclosure>
  );
}
