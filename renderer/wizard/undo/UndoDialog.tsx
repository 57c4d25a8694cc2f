import { fill } from '../../../electron/domain/words/words';
import { stepTitle } from '../../i18n/domain-words';
import { useI18n } from '../../i18n/use-i18n';
import { useApp, useUi } from '../../state/app-context';
import { viewStep } from '../../state/camera-steps';
import { troubleOf, useWork } from '../../state/use-site';
import { Button } from '../../ui/Button';
import { Dialog } from '../../ui/Dialog';
import { ErrorNotice } from '../../ui/ErrorNotice';
import { LiveRegion } from '../../ui/LiveRegion';
import { Notice } from '../../ui/Notice';
import { Progress } from '../../ui/Progress';
import { StageTrouble } from '../StageTrouble';
import { RowError } from '../connect/RowError';
import { LOOK_STATUS, LOOK_WORDS } from '../connect/StepRow';
import { StatusIcon } from '../../ui/StatusIcon';
import styles from './UndoDialog.module.css';

/** Asks first, then takes everything back and shows each change as it goes. Stays while it runs, also over a reload. */
export function UndoDialog() {
  const { t, plural, words } = useI18n();
  const { actions, ui } = useApp();
  const { projection, asking, error, ask, start, stop } = useWork();
  const { state, running, progress } = projection;
  const open = useUi((store) => store.undoOpen);
  const undoing = running?.stage === 'undo';
  // What another laptop did is being read from the small computer: it is listed in a moment.
  const adopting = running?.stage === 'adopt';
  if (!open && !undoing) return null;

  const ours = [...state.steps].reverse().filter((step) => step.phase !== 'kept');
  const left = ours.filter((step) => step.phase !== 'undone');
  const trouble = troubleOf(projection, ['undo', 'adopt']);
  // Nothing in the list and nothing read yet is not the end of anything.
  const finished = !undoing && !adopting && ours.length > 0 && left.length === 0;
  const differences = ours.flatMap((step) => step.differences);
  const { memory } = state.record;
  const begun = state.lastRun?.stage === 'undo';
  const close = (): void => { ui.setState({ undoOpen: false }); };
  const finish = (): void => void ask(async () => {
    if (state.page === 'connect') await actions.goTo('plan');
    close();
  });

  return (
    <Dialog
      role="alertdialog"
      title={finished ? t('undo.done.title') : undoing ? t('undo.running.title') : t('undo.title')}
      {...(undoing ? {} : { onClose: close })}
      actions={
        finished ? (
          <Button look="primary" onPress={finish} pending={asking}>
            {t('undo.close')}
          </Button>
        ) : undoing ? (
          <Button look="stop" onPress={stop} pending={asking}>
            {t('undo.stop')}
          </Button>
        ) : (
          <>
            <Button onPress={close}>{t('undo.no')}</Button>
            <Button look="danger" onPress={() => { ui.setState({ undoOpen: true }); start('undo'); }} pending={asking} disabled={adopting || left.length === 0}>
              {begun ? t('undo.again') : t('undo.yes')}
            </Button>
          </>
        )
      }
    >
      {!finished && !undoing && left.length > 0 && <p>{plural('undo.text', left.length)}</p>}
      {error !== null && <ErrorNotice error={error} />}
      <StageTrouble trouble={trouble} />
      {adopting && <Progress label={t('undo.adopting')} done={0} total={null} />}
      {memory !== null && memory.memory !== 'remembers' && left.length > 0 && <Notice title={t('undo.memory.title')}>{fill(words.boxRecord[memory.memory], { reason: memory.reason ?? '?' })}</Notice>}
      {undoing && <Progress label={t('undo.progress')} done={ours.length - left.length} total={ours.length} />}
      {finished && <Notice tone={differences.length === 0 ? 'good' : 'warn'}>{differences.length === 0 ? t('undo.done.clean') : t('undo.done.differences')}</Notice>}
      <ul className={styles.steps}>
        {ours.map((step) => {
          const view = viewStep(step.step, state, progress, undoing);
          // Before it runs, a change that stands is a change that waits.
          const look = view.look === 'done' ? 'waiting' : view.look;
          return (
            <li key={step.step.id} className={styles.step}>
              <StatusIcon status={LOOK_STATUS[look]} label={look === 'waiting' ? t('undo.step.stands') : t(LOOK_WORDS[look])} />
              <div>
                <p>{stepTitle(step.step, words)}</p>
                {/* What this laptop did not do itself is told with its names on the servers: they are what is agreed to. */}
                {state.record.marks.length > 0 && <p className={styles.difference}>{fill(words.steps[step.step.kind].undo, step.step.params)}</p>}
                {step.differences.map((difference) => (
                  <p key={difference} className={styles.difference}>
                    {difference}
                  </p>
                ))}
                {step.error !== null && step.phase === 'undo-failed' && <RowError error={step.error} />}
              </div>
            </li>
          );
        })}
      </ul>
      <LiveRegion text={finished ? t('undo.done.title') : undoing ? t('undo.status', { done: ours.length - left.length, total: ours.length }) : ''} />
    </Dialog>
  );
}
