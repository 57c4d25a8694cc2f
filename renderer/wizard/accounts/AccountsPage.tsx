import { Tab, TabList, TabPanel, Tabs } from 'react-aria-components/Tabs';
import { chosenCameras, readyCameras } from '../../../electron/domain/choice';
import { errorOf } from '../../bridge/bridge-error';
import { useI18n } from '../../i18n/use-i18n';
import { useApp, useUi } from '../../state/app-context';
import { agentSettings, missingAgents, savedAgents, type AgentsDraft } from '../../state/agents-draft';
import { credentialSettings, draftsOf } from '../../state/drafts';
import { chosenOverlay, overlayComplete, wantsTunnel } from '../../state/overlay-choice';
import { isOfOtherComputer } from '../../state/other-computer';
import { agentsDiffer, credentialsDiffer, overlayDiffers } from '../../state/outdated';
import { camerasRead, knowsBox, servicesChecked } from '../../state/page-states';
import { missingStorage } from '../../state/storage-draft';
import { troubleOf, useDrafts, useWork } from '../../state/use-site';
import { useStable } from '../../state/use-stable';
import { Button } from '../../ui/Button';
import { ErrorNotice } from '../../ui/ErrorNotice';
import { StatusIcon, type Status } from '../../ui/StatusIcon';
import { StageTrouble } from '../StageTrouble';
import { WizardPage, type Primary } from '../WizardPage';
import styles from './AccountsPage.module.css';
import { CamerasPart } from './CamerasPart';
import { ServicesPart } from './ServicesPart';

/** Page 2: the logins of the cameras, tried on each of them, and the accounts of the services in the cloud. */
export function AccountsPage() {
  const { t, plural } = useI18n();
  const { actions, client, ui } = useApp();
  const { projection, outdated, asking, error, ask, stop, goTo } = useWork();
  const { site, state, running, marks } = projection;
  const { drafts, setDraft } = useDrafts();
  const part = useUi((store) => store.accountsPart);
  const attempted = useUi((store) => store.servicesAttempted);

  const checking = running?.stage === 'check';
  const chosen = chosenCameras(site, state);
  const unread = chosen.filter((camera) => camera.reading === null).map((camera) => camera.device.id);
  const ready = readyCameras(site, state).length;
  const cameras = camerasRead(projection);
  const services = servicesChecked(projection, outdated);
  const tunnel = wantsTunnel(drafts, projection);
  const show = (next: 'cameras' | 'services'): void => { ui.setState({ accountsPart: next }); };

  const saveLogins = async (): Promise<void> => {
    if (!credentialsDiffer(drafts, site)) return;
    const credentials = await credentialSettings(drafts.credentials, actions.keep);
    await actions.update((before) => ({ ...before, credentials }));
    setDraft('credentials', draftsOf({ ...site, credentials }).credentials);
  };
  const check = (only: readonly string[]): void => void ask(async () => {
    await saveLogins();
    await actions.start('check', only);
  });
  const checkThese = useStable(check);

  const saveOverlay = async (): Promise<void> => {
    if (!overlayDiffers(drafts, site)) return;
    const overlay = await chosenOverlay(drafts, site.overlay, actions.keep);
    ui.setState((before) => ({ changedAfter: { ...before.changedAfter, services: marks.services } }));
    await actions.update((before) => ({ ...before, overlay }));
    if (overlay.kind === 'wireguard') setDraft('wireguard', draftsOf({ ...site, overlay }).wireguard);
    else setDraft('overlay', draftsOf({ ...site, overlay }).overlay);
  };
  const saveAgents = async (draft: AgentsDraft): Promise<void> => {
    if (!agentsDiffer({ ...drafts, agents: draft }, site)) return;
    const agents = await agentSettings(draft, site.agents, actions.keep);
    ui.setState((before) => ({ changedAfter: { ...before.changedAfter, services: marks.services } }));
    await actions.update((before) => ({ ...before, agents }));
    setDraft('agents', savedAgents(draft, agents));
  };
  /** Signs in to both, takes the only network where there is one, and has the result written down. */
  const checkServices = (): void => {
    ui.setState({ servicesAttempted: true });
    if ((tunnel && !overlayComplete(drafts)) || missingAgents(drafts.agents).size > 0 || missingStorage(drafts.agents.storage).size > 0) return;
    void ask(async () => {
      if (tunnel) await saveOverlay();
      await saveAgents(drafts.agents);
      // Of the small computer nothing is known before its page.
      const waits = drafts.agents.kind === 'edge' && !knowsBox(projection);
      ui.setState({ overlayTrial: { state: tunnel ? 'asking' : 'idle' }, agentsTrial: { state: waits ? 'idle' : 'asking' } });
      const [network, agents] = await Promise.all([
        !tunnel || client.ask('overlay.networks', null).then(
          async (value) => {
            ui.setState({ overlayTrial: { state: 'ok', value } });
            // A hub has one network, and it was entered.
            if (drafts.overlayKind === 'wireguard') return true;
            const wanted = value.networks.find((one) => one.name === drafts.overlay.network) ?? (value.networks.length === 1 ? value.networks[0] : undefined);
            if (wanted === undefined) return false;
            if (wanted.name !== drafts.overlay.network) {
              await actions.update((before) => (before.overlay?.kind !== 'netmaker' ? before : { ...before, overlay: { ...before.overlay, network: wanted.name } }));
              const now = ui.getState().drafts;
              if (now !== null) setDraft('overlay', { ...now.overlay, network: wanted.name });
            }
            return true;
          },
          (thrown: unknown) => {
            ui.setState({ overlayTrial: { state: 'failed', error: errorOf(thrown) } });
            return false;
          },
        ),
        waits || client.ask('agents.probe', null).then(
          (value) => {
            ui.setState({ agentsTrial: { state: 'ok', value } });
            return true;
          },
          (thrown: unknown) => {
            ui.setState({ agentsTrial: { state: 'failed', error: errorOf(thrown) } });
            return false;
          },
        ),
      ]);
      if (network && agents) await actions.start('check', ['services']);
    });
  };

  const camerasDone = cameras === 'done' && !credentialsDiffer(drafts, site);
  const primary = ((): Primary => {
    if (checking) return { label: t('accounts.stop'), onPress: stop, stops: true, pending: asking };
    if (part === 'cameras') {
      if (camerasDone && services === 'done') return { label: t('page.continue'), onPress: () => { goTo('box'); }, pending: asking };
      if (camerasDone) return { label: t('accounts.toServices'), onPress: () => { show('services'); } };
      if (cameras === 'outdated' && !credentialsDiffer(drafts, site)) return { label: plural('accounts.checkNew', unread.length), onPress: () => { check(unread); }, pending: asking };
      return { label: unread.length === chosen.length ? t('accounts.checkCameras') : t('accounts.checkAgain'), onPress: () => { check(['cameras']); }, disabled: chosen.length === 0, pending: asking };
    }
    if (services !== 'done') return { label: t('accounts.checkServices'), onPress: checkServices, pending: asking };
    if (!camerasDone) return { label: t('accounts.toCameras'), onPress: () => { show('cameras'); } };
    return { label: t('page.continue'), onPress: () => { goTo('box'); }, pending: asking };
  })();

  const failedIds = chosen.filter((camera) => camera.reading !== null && camera.reading.outcome === 'failed').map((camera) => camera.device.id);
  const trouble = troubleOf(projection, ['check'], (one) => !/^(box|client)-/.test(one.code) || isOfOtherComputer(one, site));
  const status = checking ? t('accounts.status.checking', { read: chosen.length - unread.length, total: chosen.length }) : ready > 0 ? t('accounts.status.ready', { ready, total: chosen.length }) : '';

  return (
    <WizardPage
      page="accounts"
      title={t('accounts.title')}
      intro={t('accounts.intro')}
      primary={primary}
      status={status}
      onBack={() => { goTo('find'); }}
      hint={part === 'cameras' && cameras === 'done' ? t('accounts.status.ready', { ready, total: chosen.length }) : ''}
      {...(part === 'cameras' && failedIds.length > 0 && !checking && camerasDone
        ? { secondary: <Button onPress={() => { check(failedIds); }} disabled={asking}>{plural('accounts.checkFailed', failedIds.length)}</Button> }
        : {})}
    >
      <Tabs className={styles.tabs ?? ''} selectedKey={part} onSelectionChange={(key) => { show(key === 'services' ? 'services' : 'cameras'); }}>
        <TabList className={styles.list ?? ''} aria-label={t('accounts.title')}>
          <Tab id="cameras" className={styles.tab ?? ''}>
            <PartMark state={camerasDone ? 'good' : cameras === 'outdated' ? 'warn' : 'waiting'} />
            {t('accounts.part.cameras')}
          </Tab>
          <Tab id="services" className={styles.tab ?? ''}>
            <PartMark state={services === 'done' ? 'good' : services === 'outdated' ? 'warn' : 'waiting'} />
            {t('accounts.part.services')}
          </Tab>
        </TabList>
        {error !== null && <ErrorNotice error={error} />}
        <StageTrouble trouble={trouble} />
        <TabPanel id="cameras" className={styles.panel ?? ''}>
          <CamerasPart onCheck={checkThese} busy={asking || running !== null} />
        </TabPanel>
        <TabPanel id="services" className={styles.panel ?? ''}>
          <ServicesPart attempted={attempted} busy={asking || running !== null} onSaveOverlay={saveOverlay} onSaveAgents={saveAgents} />
        </TabPanel>
      </Tabs>
    </WizardPage>
  );
}

function PartMark({ state }: { state: Status }) {
  const { t } = useI18n();
  return <StatusIcon status={state} label={state === 'good' ? t('status.ready') : state === 'warn' ? t('status.again') : t('status.open')} />;
}
