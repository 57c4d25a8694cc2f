import { REPAIRS } from '../../../electron/domain/box';
import type { ErrorData } from '../../../electron/domain/errors';
import { repairStep } from '../../../electron/domain/plan';
import { taskWords } from '../../i18n/domain-words';
import { useI18n } from '../../i18n/use-i18n';
import { useApp, useUi } from '../../state/app-context';
import { boxSettings, draftsOf, missingBox, type BoxDraft } from '../../state/drafts';
import { isOfOtherComputer } from '../../state/other-computer';
import { boxDiffers } from '../../state/outdated';
import { boxState } from '../../state/page-states';
import { troubleOf, useDrafts, useWork } from '../../state/use-site';
import { Button } from '../../ui/Button';
import { ErrorNotice } from '../../ui/ErrorNotice';
import { Notice } from '../../ui/Notice';
import { Progress } from '../../ui/Progress';
import { Term } from '../../ui/Term';
import { StageTrouble } from '../StageTrouble';
import { OtherLaptop } from '../undo/OtherLaptop';
import { WizardPage, type Primary } from '../WizardPage';
import { BoxForm } from './BoxForm';
import { BoxReportView } from './BoxReportView';
import { ClientChoice } from './ClientChoice';
import { HostKeyNotice } from './HostKeyNotice';
import { LegacyQuestion } from './LegacyQuestion';
import { RouterOffer } from './RouterOffer';

/** Page 3: the small computer on the site that will carry the tunnel. */
export function BoxPage() {
  const { t, words } = useI18n();
  const { actions, client, ui } = useApp();
  const { projection, outdated, pages, asking, error, ask, start, stop, goTo } = useWork();
  const { site, state, running, marks, progress } = projection;
  const { drafts, setDraft } = useDrafts();
  const shownKey = useUi((store) => store.shownKey);
  const attempted = useUi((store) => store.boxAttempted);
  const repairing = running?.stage === 'repair';
  const checking = running?.stage === 'check' || repairing;
  const own = boxState(projection, outdated);
  const blocked = state.box !== null && state.box.checks.some((check) => check.outcome === 'blocks');

  const save = async (draft: BoxDraft): Promise<void> => {
    if (!boxDiffers({ ...drafts, box: draft }, site)) return;
    const box = await boxSettings(draft, site.box, actions.keep);
    ui.setState((before) => ({ changedAfter: { ...before.changedAfter, box: marks.box } }));
    await actions.update((before) => ({ ...before, box }));
    setDraft('box', { ...draftsOf({ ...site, box }).box, key: draft.key });
  };
  const showKey = async (host: string, port: number, allowLegacy: boolean): Promise<void> => {
    ui.setState({ shownKey: { host, port, key: await client.ask('box.hostKey', { host, port, allowLegacy }) } });
  };
  const checkAs = (draft: BoxDraft): void => {
    ui.setState({ boxAttempted: true });
    if (missingBox(draft).size > 0) return;
    void ask(async () => {
      await save(draft);
      const host = draft.host.trim();
      const port = Number(draft.port);
      const pinned = site.box?.host === host && site.box.port === port && site.box.hostKey !== null ? site.box.hostKey : state.pins[`${host}:${String(port)}`];
      if (pinned === undefined) await showKey(host, port, draft.allowLegacy);
      else await actions.start('check', ['box']);
    });
  };
  const check = (): void => { checkAs(drafts.box); };
  const allowLegacy = (): void => { checkAs({ ...drafts.box, allowLegacy: true }); };
  const confirm = (): void => {
    if (shownKey === null) return;
    void ask(async () => {
      await actions.update((before) => (before.box === null ? before : { ...before, box: { ...before.box, hostKey: shownKey.key } }));
      ui.setState({ shownKey: null });
      await actions.start('check', ['box']);
    });
  };

  const unchanged = !boxDiffers(drafts, site);
  const primary = ((): Primary => {
    if (checking) return { label: t('box.stop'), onPress: stop, stops: true, pending: asking };
    if (shownKey !== null) return { label: t('box.confirm'), onPress: confirm, pending: asking };
    if (own === 'done' && unchanged) {
      return {
        label: t('page.continue'),
        onPress: () => void ask(async () => {
          await actions.goTo('plan');
          // Looking changes nothing; it saves the technician a button.
          if (pages.plan !== 'done') await actions.start('plan');
        }),
        pending: asking,
      };
    }
    if (state.box !== null && unchanged) return { label: t('box.checkAgain'), onPress: check, pending: asking };
    return { label: t('box.check'), onPress: check, pending: asking };
  })();

  const trouble = troubleOf(projection, ['check', 'repair', 'adopt'], (one) => !/^(camera|stream|overlay|agents|docker|kubeconfig|storage)-/.test(one.code) && !isOfOtherComputer(one, site));
  const keyChanged = trouble.kind === 'failed' && (trouble.error.code === 'box-host-key-changed' || trouble.error.code === 'box-host-key-unknown');
  // A question instead of an error, asked once: the look at the key and the check before it may both have met it. Answered, it is gone.
  const isOld = (one: ErrorData | null): boolean => one?.code === 'box-only-legacy';
  const old = drafts.box.allowLegacy ? null : ([error, trouble.kind === 'failed' ? trouble.error : null].find(isOld) ?? null);
  const doing = progress.filter((one) => one.state === 'running').map((one) => taskWords(one, REPAIRS.map((repair) => repairStep(repair, site.box?.host ?? '')), words));
  const hint = own === 'done' && unchanged ? t('box.hint.ready') : blocked && unchanged && own !== 'outdated' ? t('box.hint.blocked') : '';

  return (
    <WizardPage
      page="box"
      title={t('box.title')}
      intro={
        <>
          {t('box.intro')} <Term precise={t('box.precise')}>{t('box.term')}</Term>
        </>
      }
      primary={primary}
      hint={hint}
      status={checking ? t('box.checking') : hint}
      onBack={() => { goTo('accounts'); }}
      {...(own === 'done' && unchanged && !checking ? { secondary: <Button onPress={check} disabled={asking}>{t('box.checkAgain')}</Button> } : {})}
    >
      {old !== null && <LegacyQuestion error={old} busy={asking || checking} onAllow={allowLegacy} />}
      {error !== null && !isOld(error) && <ErrorNotice error={error} />}
      <StageTrouble
        trouble={trouble.kind === 'failed' && isOld(trouble.error) ? { kind: 'none' } : trouble}
        {...(keyChanged && site.box !== null ? { extra: <Button onPress={() => void ask(() => showKey(site.box?.host ?? '', site.box?.port ?? 22, drafts.box.allowLegacy))}>{t('box.showKey')}</Button> } : {})}
      />
      {shownKey !== null && <HostKeyNotice host={shownKey.host} hostKey={shownKey.key} changed={keyChanged} onRefuse={() => { ui.setState({ shownKey: null }); }} />}
      <BoxForm disabled={checking || asking} attempted={attempted} folded={shownKey !== null || checking || (state.box !== null && own !== 'outdated')} />
      {checking && <Progress label={repairing ? t('box.repairing') : t('box.checking')} done={0} total={null} doing={doing} />}
      {!checking && own === 'outdated' && <Notice tone="warn">{t('box.outdated')}</Notice>}
      {!checking && own !== 'outdated' && <OtherLaptop />}
      {state.box !== null && !checking && own !== 'outdated' && <BoxReportView report={state.box} onRepair={(repair) => { start('repair', [repair]); }} />}
      <ClientChoice disabled={checking || asking} />
      <RouterOffer disabled={checking || asking} />
    </WizardPage>
  );
}
