import { Fragment } from 'react';
import { gigabytesPerMonth } from '../../../electron/domain/bandwidth';
import { blockingCollision } from '../../../electron/domain/collisions';
import type { Plan } from '../../../electron/domain/plan';
import { factoryText } from '../../../electron/domain/words/factory-text';
import { wayText } from '../../../electron/domain/words/way-text';
import { sentence, taskWords } from '../../i18n/domain-words';
import type { MessageKey } from '../../i18n/messages';
import { useI18n } from '../../i18n/use-i18n';
import { useApp, useProjection } from '../../state/app-context';
import { placeOf, type Place } from '../../state/camera-steps';
import { planState } from '../../state/page-states';
import { tally } from '../../state/progress-of-stage';
import { troubleOf, useWork } from '../../state/use-site';
import { Button } from '../../ui/Button';
import { Card, Rows } from '../../ui/Card';
import { Chip } from '../../ui/Chip';
import { Details, Disclosure } from '../../ui/Disclosure';
import { ErrorNotice } from '../../ui/ErrorNotice';
import { UndoIcon } from '../../ui/icons';
import { Notice } from '../../ui/Notice';
import { Progress } from '../../ui/Progress';
import { StageTrouble } from '../StageTrouble';
import { WizardPage, type Primary } from '../WizardPage';
import { CollisionCard } from './CollisionCard';
import { EdgeCameras } from './EdgeCameras';
import styles from './PlanPage.module.css';

const PLACES = ['box', 'network', 'computer', 'agents'] as const satisfies readonly Place[];
const PLACE_TITLES = { box: 'plan.place.box', network: 'plan.place.network', computer: 'plan.place.computer', agents: 'plan.place.agents' } as const satisfies Record<Place, MessageKey>;

/** More sentences of one kind than this are folded. */
const SHOWN = 3;

/** Page 4: what connecting will change, and how each of it is taken back. Nothing is changed by looking. */
export function PlanPage() {
  const { t, plural, words } = useI18n();
  const { actions } = useApp();
  const { projection, outdated, asking, error, ask, start, stop, goTo } = useWork();
  const { state, running, progress } = projection;
  const planning = running?.stage === 'plan';
  const own = planState(projection, outdated);
  const plan = own === 'done' && !planning ? state.plan : null;
  const count = plan?.cameras.length ?? 0;
  const blocked = blockingCollision(state.collisions) !== null;

  const connect = (): void => void ask(async () => {
    await actions.goTo('connect');
    await actions.start('connect');
  });
  const primary: Primary = planning
    ? { label: t('plan.stop'), onPress: stop, stops: true, pending: asking }
    : plan === null
      ? { label: own === 'outdated' ? t('plan.again') : t('plan.make'), onPress: () => { start('plan'); }, pending: asking }
      : { label: plural('plan.connect', count), onPress: connect, pending: asking, disabled: count === 0 };
  const looks = tally(progress, ['inspect-step', 'connect-box']);

  return (
    <WizardPage
      page="plan"
      title={t('plan.title')}
      intro={t('plan.intro')}
      primary={primary}
      status={planning ? t('plan.looking') : plan === null ? '' : plural('plan.ready', count)}
      onBack={() => { goTo('box'); }}
      {...(plan === null ? {} : { hint: t('plan.hint'), secondary: <Button onPress={() => { start('plan'); }} disabled={asking || running !== null}>{t('plan.again')}</Button> })}
    >
      {error !== null && <ErrorNotice error={error} />}
      <StageTrouble trouble={troubleOf(projection, ['plan'], (one) => one.code !== 'overlay-range-collides' || !blocked)} />
      {state.collisions !== null && !planning && !outdated.services && <CollisionCard report={state.collisions} disabled={asking || running !== null} />}
      {planning && <Progress label={t('plan.looking')} done={looks.ended} total={null} doing={looks.running.map((one) => taskWords(one, [], words))} />}
      {own === 'outdated' && !planning && !blocked && <Notice tone="warn">{t('plan.outdated')}</Notice>}
      {plan !== null && <PlanView plan={plan} disabled={asking || running !== null} />}
    </WizardPage>
  );
}

function PlanView({ plan, disabled }: { plan: Plan; disabled: boolean }) {
  const { t, plural, number, megabits } = useI18n();
  const { site } = useProjection();
  const changes = plan.steps.filter((planned) => planned.change !== 'none');
  const gigabytes = gigabytesPerMonth(plan.totalKbps);
  const perMonth = gigabytes < 1000 ? t('plan.sum.gigabytes', { amount: number(gigabytes) }) : t('plan.sum.terabytes', { amount: number(gigabytes / 1000, 1) });
  return (
    <>
      <dl className={styles.sums}>
        <Sum term={t('plan.sum.cameras')} value={number(plan.cameras.length)} />
        <Sum term={t('plan.sum.uplink')} value={t('plan.sum.uplink.value', { megabits: megabits(plan.totalKbps) })} note={t('plan.sum.uplink.note')} />
        <Sum term={t('plan.sum.month')} value={perMonth} note={t('plan.sum.month.note')} />
        <Sum term={t('plan.sum.changes')} value={number(changes.length)} note={changes.length === plan.steps.length ? t('plan.sum.changes.all') : plural('plan.sum.kept', plan.steps.length - changes.length)} />
      </dl>
      {site.mode === 'real' && site.agents?.kind !== 'edge' && <EdgeCameras plan={plan} disabled={disabled} />}
      {PLACES.map((place) => {
        const steps = plan.steps.filter(({ step }) => placeOf(step.kind) === place);
        return steps.length === 0 ? null : <PlaceCard key={place} title={t(PLACE_TITLES[place])} steps={steps} />;
      })}
      <Disclosure title={plural('plan.cameras', plan.cameras.length)}>
        <Rows>
          {plan.cameras.map((camera) => (
            <li key={camera.deviceId} className={styles.camera}>
              <span className={styles.cameraName}>{camera.name}</span>
              <span className={styles.quiet}>{camera.address}</span>
              <span className={styles.figure}>{t('plan.camera.rate', { megabits: megabits(camera.kbps) })}</span>
            </li>
          ))}
        </Rows>
      </Disclosure>
    </>
  );
}

function Sum({ term, value, note }: { term: string; value: string; note?: string }) {
  return (
    <div className={styles.sum}>
      <dt>{term}</dt>
      <dd>
        <span className={styles.value}>{value}</span>
        {note !== undefined && <span className={styles.note}>{note}</span>}
      </dd>
    </div>
  );
}

function PlaceCard({ title, steps }: { title: string; steps: Plan['steps'] }) {
  const { plural } = useI18n();
  const kinds = [...new Set(steps.map(({ step }) => step.kind))];
  return (
    <Card title={title} flush>
      <Rows>
        {kinds.map((kind) => {
          const same = steps.filter(({ step }) => step.kind === kind);
          const folded = same.length > SHOWN ? same.slice(1) : [];
          return (
            <Fragment key={kind}>
              {(folded.length > 0 ? same.slice(0, 1) : same).map((planned) => (
                <Sentence key={planned.step.id} planned={planned} />
              ))}
              {folded.length > 0 && (
                <li className={styles.folded}>
                  <Details summary={plural('plan.more', folded.length)}>
                    <ul className={styles.inner}>
                      {folded.map((planned) => (
                        <Sentence key={planned.step.id} planned={planned} />
                      ))}
                    </ul>
                  </Details>
                </li>
              )}
            </Fragment>
          );
        })}
      </Rows>
    </Card>
  );
}

/** What will happen and what taking it back does. */
function Sentence({ planned: { step, change } }: { planned: Plan['steps'][number] }) {
  const { t, words } = useI18n();
  const own = words.steps[step.kind];
  const will = sentence(own.will, step.params);
  const undo = sentence(own.undo, step.params);
  return (
    <li className={styles.sentence}>
      <p className={change === 'none' ? styles.quiet : ''}>{change === 'remove' ? undo : [will, wayText(step.params, words), factoryText(step.params, words)].filter((part) => part !== '').join(' ')}</p>
      {change === 'none' && <Chip>{t('plan.change.none')}</Chip>}
      {change === 'update' && <Chip tone="info">{t('plan.change.update')}</Chip>}
      {change === 'remove' && <Chip tone="warn">{t('plan.change.remove')}</Chip>}
      {change !== 'remove' && (
        <p className={styles.undo}>
          <UndoIcon />
          <span className="visually-hidden">{t('plan.undo')}</span> {change === 'none' ? t('plan.undo.none') : undo}
        </p>
      )}
    </li>
  );
}
