import { blockingCollision } from '../../../electron/domain/collisions';
import { useI18n } from '../../i18n/use-i18n';
import { troubleOf, useWork } from '../../state/use-site';
import { Button } from '../../ui/Button';
import { Dialog } from '../../ui/Dialog';
import { ErrorNotice } from '../../ui/ErrorNotice';
import { Progress } from '../../ui/Progress';
import { CollisionCard } from '../plan/CollisionCard';
import { StageTrouble } from '../StageTrouble';
import { RouterConfiguration } from './RouterConfiguration';

/** A router in place of the small computer: let it into the network, then hand over its configuration and say what to do with it. */
export function RouterDialog({ onClose }: { onClose: () => void }) {
  const { t } = useI18n();
  const { projection, asking, error, start, stop } = useWork();
  const { state, running } = projection;
  const making = running?.stage === 'router';
  const made = state.steps.find(({ step, phase }) => step.kind === 'netmaker.router' && (phase === 'done' || phase === 'kept'));
  const collides = state.collisions !== null && blockingCollision(state.collisions) !== null;
  const trouble = troubleOf(projection, ['router'], (one) => one.code !== 'overlay-range-collides');
  const make = (): void => { start('router'); };
  return (
    <Dialog
      title={t('router.title')}
      {...(making ? {} : { onClose })}
      actions={
        making ? (
          <Button look="stop" onPress={stop} pending={asking}>
            {t('router.stop')}
          </Button>
        ) : made === undefined ? (
          <>
            <Button onPress={onClose}>{t('router.close')}</Button>
            <Button look="primary" onPress={make} pending={asking} disabled={running !== null}>
              {t('router.make')}
            </Button>
          </>
        ) : (
          <>
            <Button onPress={make} pending={asking} disabled={running !== null}>
              {t('router.again')}
            </Button>
            <Button look="primary" onPress={onClose}>
              {t('router.close')}
            </Button>
          </>
        )
      }
    >
      {error !== null && <ErrorNotice error={error} />}
      <StageTrouble trouble={trouble} />
      {making && <Progress label={t('router.making')} done={0} total={null} />}
      {!making && collides && state.collisions !== null && state.lastRun?.stage === 'router' && state.lastRun.phase === 'failed' && <CollisionCard report={state.collisions} disabled />}
      {!making && made === undefined && (
        <>
          <p>{t('router.text')}</p>
          <p>{t('router.needs')}</p>
          <p>{t('router.limits')}</p>
        </>
      )}
      {!making && made !== undefined && <RouterConfiguration step={made.step} />}
    </Dialog>
  );
}
