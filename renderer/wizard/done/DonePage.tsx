import { useState } from 'react';
import { needsTunnel, readyCameras } from '../../../electron/domain/choice';
import { verdict } from '../../../electron/domain/proof';
import { useI18n } from '../../i18n/use-i18n';
import { useApp } from '../../state/app-context';
import { tally } from '../../state/progress-of-stage';
import { troubleOf, useWork } from '../../state/use-site';
import { Button } from '../../ui/Button';
import { Card, Line, Quiet } from '../../ui/Card';
import { ErrorNotice } from '../../ui/ErrorNotice';
import { PlusIcon, RefreshIcon, ReportIcon, UndoIcon } from '../../ui/icons';
import { Notice } from '../../ui/Notice';
import { Progress } from '../../ui/Progress';
import { PathDiagram } from '../PathDiagram';
import { StageTrouble } from '../StageTrouble';
import { WizardPage, type Primary } from '../WizardPage';
import styles from './DonePage.module.css';
import { ProofCard } from './ProofCard';

/** Page 6: what was proven, camera by camera, and the paper that says so. */
export function DonePage() {
  const { t, plural } = useI18n();
  const { actions, client, ui } = useApp();
  const { projection, asking, error, ask, start, stop, goTo } = useWork();
  const { site, state, running, progress } = projection;
  const [saved, setSaved] = useState<string | null>(null);
  const proving = running?.stage === 'prove';
  const cameras = readyCameras(site, state);
  const proofs = cameras.map((camera) => state.proofs[camera.device.id]).filter((proof) => proof !== undefined);
  const frames = proofs.filter((proof) => verdict(proof) === 'frames').length;
  const failed = proofs.filter((proof) => verdict(proof) === 'failed').length;
  const tunnel = needsTunnel(site, state);
  const arrived = proofs.some((proof) => verdict(proof) === 'frames' || verdict(proof) === 'counted');
  const farEnd = proving ? 'working' : arrived ? 'good' : failed > 0 ? 'bad' : 'idle';
  const takenBack = !state.changed && state.steps.some((step) => step.phase === 'undone');
  const differences = state.steps.filter((step) => step.phase === 'undone').flatMap((step) => step.differences);

  const save = (format: 'html' | 'pdf'): void => void ask(async () => {
    const file = await client.ask('report.save', { format });
    if (file !== null) setSaved(file.path);
  });
  const primary = ((): Primary => {
    if (proving) return { label: t('connect.stopProof'), onPress: stop, stops: true, pending: asking };
    if (takenBack) return { label: t('done.connectAgain'), onPress: () => { goTo('plan'); }, pending: asking };
    return { label: t('done.report.pdf'), onPress: () => { save('pdf'); }, pending: asking };
  })();
  const proofTally = tally(progress, ['prove-camera']);
  const summary = takenBack ? t('done.takenBack') : t(tunnel ? 'done.summary' : 'done.summary.edge', { count: frames, total: cameras.length });

  return (
    <WizardPage
      page="done"
      title={takenBack ? t('done.title.takenBack') : t('done.title')}
      intro={takenBack ? t('done.intro.takenBack') : t('done.intro')}
      primary={primary}
      status={summary}
      hint={saved === null ? '' : t('done.saved', { file: saved })}
      secondary={
        <Button icon={<ReportIcon />} onPress={() => { save('html'); }} disabled={asking}>
          {t('done.report.html')}
        </Button>
      }
    >
      {error !== null && <ErrorNotice error={error} />}
      <StageTrouble trouble={troubleOf(projection, ['prove'])} onRetry={() => { start('prove'); }} />
      {!takenBack && (
        <div className={styles.summary}>
          <PathDiagram cameras="good" box={tunnel ? 'good' : farEnd} tunnel={!tunnel ? null : failed === proofs.length && proofs.length > 0 ? 'bad' : 'good'} cloud={tunnel ? farEnd : null} />
          <p className={styles.sentence}>{summary}</p>
        </div>
      )}
      {proving && <Progress label={t('connect.proof')} done={proofTally.ended} total={cameras.length} />}
      {takenBack && (
        <Notice tone={differences.length > 0 ? 'warn' : 'good'} title={t('done.takenBack')}>
          {differences.length > 0 && (
            <ul className={styles.differences}>
              {differences.map((difference) => (
                <li key={difference}>{difference}</li>
              ))}
            </ul>
          )}
        </Notice>
      )}
      {!takenBack && (
        <ul className={styles.cameras}>
          {cameras.map((camera) => (
            <ProofCard key={camera.device.id} camera={camera} proof={state.proofs[camera.device.id] ?? null} busy={proving && proofTally.running.some((one) => one.subject === camera.choice.name)} />
          ))}
        </ul>
      )}
      <Card title={t('done.next')}>
        <Line>
          {!takenBack && (
            <Button icon={<RefreshIcon />} onPress={() => { start('prove'); }} disabled={running !== null || asking}>
              {t('done.again')}
            </Button>
          )}
          {!takenBack && (
            <Button onPress={() => { ui.setState({ agentsOpen: true }); }} disabled={running !== null || asking}>
              {t('agents.open')}
            </Button>
          )}
          <Button icon={<PlusIcon />} onPress={() => void ask(() => actions.close())} disabled={running !== null || asking}>
            {t('done.newSite')}
          </Button>
          {state.changed && (
            <Button icon={<UndoIcon />} onPress={() => { ui.setState({ undoOpen: true }); }} disabled={running !== null || asking}>
              {t('undo.open')}
            </Button>
          )}
        </Line>
        <Quiet>{state.changed ? plural('done.next.text', state.steps.filter((step) => step.phase !== 'kept' && step.phase !== 'undone').length) : t('done.next.unchanged')}</Quiet>
      </Card>
    </WizardPage>
  );
}
