import { useEffect } from 'react';
import { verdict } from '../../../electron/domain/proof';
import { stepTitle, taskWords } from '../../i18n/domain-words';
import { useI18n } from '../../i18n/use-i18n';
import { useApp, useUi } from '../../state/app-context';
import { connectView, type ConnectView } from '../../state/camera-steps';
import { planState } from '../../state/page-states';
import { tally } from '../../state/progress-of-stage';
import { troubleOf, useWork } from '../../state/use-site';
import { Button } from '../../ui/Button';
import { Card, Rows } from '../../ui/Card';
import { Disclosure } from '../../ui/Disclosure';
import { ErrorNotice } from '../../ui/ErrorNotice';
import { Notice } from '../../ui/Notice';
import { Progress } from '../../ui/Progress';
import { PathDiagram, type PathState } from '../PathDiagram';
import { StageTrouble } from '../StageTrouble';
import { WizardPage, type Primary } from '../WizardPage';
import { CameraConnectRow } from './CameraConnectRow';
import { HubFileCard } from './HubFileCard';
import { StepRow } from './StepRow';

/** Page 5: carries the plan out, then proves camera by camera what the far end sees. */
export function ConnectPage() {
  const { t, plural, words } = useI18n();
  const { actions, ui } = useApp();
  const { projection, outdated, pages, asking, error, ask, start, stop, goTo } = useWork();
  const { state, running, ended, progress, marks } = projection;
  const provedAfter = useUi((store) => store.provedAfter);

  const connecting = running?.stage === 'connect';
  const proving = running?.stage === 'prove';
  const plan = state.plan;
  const view: ConnectView = plan === null ? { shared: [], cameras: [], done: 0, total: 0 } : connectView(plan, state, progress, connecting);
  const connected = view.cameras.filter((camera) => camera.look === 'done');
  const complete = view.total > 0 && view.done === view.total;
  const proofs = Object.values(state.proofs);
  const proved = proofs.length > 0 && marks.proved > marks.connected;

  // Connecting went well, also if another window began it: what the far end sees is asked without another button.
  useEffect(() => {
    if (running !== null || ended?.stage !== 'connect' || ended.error !== null || ended.runId === provedAfter) return;
    ui.setState({ provedAfter: ended.runId });
    void ask(() => actions.start('prove'));
  }, [provedAfter, running, ended, ui, ask, actions]);

  const connect = (): void => { start('connect'); };
  const prove = (): void => { start('prove'); };
  const trouble = troubleOf(projection, ['connect', 'prove']);
  const begun = state.steps.some((step) => step.phase !== 'undone');

  const primary = ((): Primary => {
    if (connecting || proving) return { label: proving ? t('connect.stopProof') : t('connect.stop'), onPress: stop, stops: true, pending: asking };
    if (complete && proved) return { label: t('page.continue'), onPress: () => { goTo('done'); }, pending: asking };
    if (complete) return { label: t('connect.prove'), onPress: prove, pending: asking };
    if (planState(projection, outdated) !== 'done') return { label: t('connect.toPlan'), onPress: () => { goTo('plan'); }, pending: asking };
    return { label: begun ? (trouble.kind === 'failed' ? t('connect.retry') : t('connect.resume')) : plural('plan.connect', view.cameras.length), onPress: connect, pending: asking };
  })();

  const partial = !complete && connected.length > 0 && running === null;
  const secondary = partial ? (
    proved && pages.connect === 'done' ? (
      <Button onPress={() => { goTo('done'); }}>{plural('connect.partial.done', connected.length)}</Button>
    ) : (
      <Button onPress={prove}>{plural('connect.partial.prove', connected.length)}</Button>
    )
  ) : undefined;

  const proofTally = tally(progress, ['prove-camera']);
  const steps = plan?.steps.map(({ step }) => step) ?? [];
  const doing = progress.filter((one) => one.state === 'running').map((one) => taskWords(one, steps, words));
  const status = connecting
    ? t('connect.status', { done: connected.length, total: view.cameras.length })
    : proving
      ? t('connect.status.proof', { done: proofTally.ended, total: view.cameras.length })
      : proved
        ? plural('connect.status.proved', proofs.filter((proof) => verdict(proof) === 'frames').length)
        : '';

  return (
    <WizardPage
      page="connect"
      title={t('connect.title')}
      intro={t('connect.intro')}
      primary={primary}
      status={status}
      {...(running === null && !complete ? { onBack: () => { goTo('plan'); } } : {})}
      {...(secondary === undefined ? {} : { secondary })}
    >
      <PathDiagram {...pathOf(view, connecting, proving, proved && proofs.some((proof) => verdict(proof) === 'frames'), proofs.length > 0 && proofs.every((proof) => verdict(proof) === 'failed'))} />
      {error !== null && <ErrorNotice error={error} />}
      <StageTrouble trouble={trouble} />
      {connecting && <Progress label={t('connect.progress')} done={view.done} total={view.total} doing={doing} />}
      {proving && <Progress label={t('connect.proof')} done={proofTally.ended} total={view.cameras.length} doing={doing} />}
      {complete && running === null && proved && <Notice tone="good">{t('connect.complete')}</Notice>}
      {partial && <Notice tone="warn">{t('connect.partial', { connected: connected.length, total: view.cameras.length })}</Notice>}
      <HubFileCard />
      {view.shared.length > 0 && (
        <Disclosure title={t('connect.shared')} open={view.shared.some((step) => step.look !== 'done')} aside={t('connect.shared.done', { done: view.shared.filter((step) => step.look === 'done').length, total: view.shared.length })}>
          <Rows>
            {view.shared.map((step) => (
              <StepRow key={step.step.id} view={step} title={stepTitle(step.step, words)} />
            ))}
          </Rows>
        </Disclosure>
      )}
      {view.cameras.length > 0 && (
        <Card title={t('connect.cameras')} aside={t('connect.status', { done: connected.length, total: view.cameras.length })} flush>
          <Rows>
            {view.cameras.map((camera) => (
              <CameraConnectRow key={camera.deviceId} camera={camera} proof={proved || proving ? (state.proofs[camera.deviceId] ?? null) : null} proving={proving && proofTally.running.some((one) => one.subject === camera.name)} />
            ))}
          </Rows>
        </Card>
      )}
    </WizardPage>
  );
}

/** Which part of the way stands, from the steps that make it. */
function pathOf(view: ConnectView, connecting: boolean, proving: boolean, framesSeen: boolean, nothingSeen: boolean): { cameras: PathState; box: PathState; tunnel: PathState | null; cloud: PathState | null } {
  const part = (looks: readonly string[]): PathState => {
    if (looks.includes('failed')) return 'bad';
    if (looks.length > 0 && looks.every((look) => look === 'done')) return 'good';
    return connecting && looks.some((look) => look === 'working' || look === 'done') ? 'working' : 'idle';
  };
  const looksOf = (...kinds: readonly string[]): string[] => [...view.shared, ...view.cameras.flatMap((camera) => camera.steps)].filter((step) => kinds.includes(step.step.kind)).map((step) => step.look);
  const proof = proving ? 'working' : framesSeen ? 'good' : nothingSeen ? 'bad' : null;
  const cameras = view.cameras.length > 0 ? 'good' : 'idle';
  const agents = looksOf('factory.agent', 'kubernetes.agent', 'docker.agent');
  const edge = looksOf('edge.agent');
  // Recorded where they are: nothing goes further than the small computer.
  if (edge.length > 0 && agents.length === 0) return { cameras, box: proof ?? part(edge), tunnel: null, cloud: null };
  return {
    cameras,
    box: part([...looksOf('box.baseline', 'netmaker.client', 'wireguard.tools', 'wireguard.key'), ...edge]),
    tunnel: part(looksOf('netmaker.join', 'netmaker.egress', 'wireguard.peer', 'wireguard.tunnel', 'wireguard.handover')),
    cloud: proof ?? part(agents),
  };
}
