import { useMemo, useState } from 'react';
import type { Device } from '../../../electron/domain/device';
import { taskWords } from '../../i18n/domain-words';
import { useI18n } from '../../i18n/use-i18n';
import { useApp } from '../../state/app-context';
import { tally } from '../../state/progress-of-stage';
import { troubleOf, useWork } from '../../state/use-site';
import { Button } from '../../ui/Button';
import { Card } from '../../ui/Card';
import { Disclosure } from '../../ui/Disclosure';
import { ErrorNotice } from '../../ui/ErrorNotice';
import { RefreshIcon } from '../../ui/icons';
import { Notice } from '../../ui/Notice';
import { Progress } from '../../ui/Progress';
import { StageTrouble } from '../StageTrouble';
import { WizardPage, type Primary } from '../WizardPage';
import { BulkActions } from './BulkActions';
import { chooseFor, leaveAlone, takeAsCamera } from '../../state/choosing';
import { announcedCount, shownRows, WHOLE, type View } from './device-list';
import { DeviceList } from './DeviceList';
import styles from './DeviceList.module.css';
import type { RowActions } from './DeviceRow';
import { DeviceTools } from './DeviceTools';
import { EmptyFind } from './EmptyFind';
import { foundRows, unanswered } from './found-rows';
import { MissingCamera } from './MissingCamera';
import { RangesEditor } from './RangesEditor';
import { WhyNotDialog } from './WhyNotDialog';

/** With fewer rows than this everything is seen at a glance, and tools to find something in them are noise. */
const FEW = 9;

/** Page 1: what is on the network, and which of it are this site's cameras. */
export function FindPage() {
  const { t, plural, words, number } = useI18n();
  const { actions, site: store } = useApp();
  const { projection, asking, error, ask, start, stop, goTo } = useWork();
  const { state, running, progress } = projection;
  const [wanted, setView] = useState<View>(WHOLE);
  const [whyNot, setWhyNot] = useState<string | null>(null);
  const searching = running?.stage === 'survey';
  const { cameras, others } = foundRows(projection, searching);
  const all = [...cameras, ...others];
  // A search starts with everything in sight again where there is nothing to narrow.
  const view = all.length < FEW ? WHOLE : wanted;
  const narrowed = view.text !== '' || view.filter !== 'all';
  const shown = shownRows(cameras, view);
  const otherShown = shownRows(others, view);
  const chosen = cameras.filter((row) => row.included === true);
  const needy = chosen.filter((row) => row.device.advice.length > 0).length;
  const silent = searching ? [] : unanswered(projection);
  const decided = !searching && state.survey !== null;

  const change = (deviceIds: readonly string[], part: (position: number) => { include?: boolean; name?: string }): void => void ask(() =>
    actions.update((site) => chooseFor(site, latest(), new Set(deviceIds), (choice, position) => ({ ...choice, ...part(position) }))),
  );
  const latest = () => store.getState().projection?.state ?? state;
  const rowActions = useMemo<RowActions>(() => {
    const now = () => store.getState().projection?.state;
    const update = (work: Parameters<typeof actions.update>[0]): void => void ask(() => actions.update(work));
    return {
      include: (device, include) => {
        update((site) => {
          const known = now();
          return known === undefined ? site : chooseFor(site, known, new Set([device.id]), (choice) => ({ ...choice, include }));
        });
      },
      take: (device: Device) => { update((site) => takeAsCamera(site, device, t('find.take.name', { address: device.address }))); },
      leave: (device: Device) => { update((site) => leaveAlone(site, device)); },
      whyNot: setWhyNot,
    };
  }, [actions, ask, store, t]);

  const primary: Primary = searching
    ? { label: t('find.stop'), onPress: stop, stops: true, pending: asking }
    : state.survey === null
      ? { label: t('find.start'), onPress: () => { start('survey'); }, pending: asking }
      : cameras.length === 0
        ? { label: t('find.again'), onPress: () => { start('survey'); }, pending: asking }
        : { label: t('page.continue'), onPress: () => { goTo('accounts'); }, disabled: chosen.length === 0, pending: asking };

  const sweep = tally(progress, ['discover', 'sweep']);
  const counted = progress.find((one) => one.task === 'sweep' && one.state === 'running' && one.total !== null);
  const status = searching ? plural('find.found', announcedCount(cameras.length)) : state.survey === null ? '' : t('find.status.done', { cameras: plural('find.found', cameras.length) });
  const title = narrowed ? t('find.shown', { shown: number(shown.length), all: plural('find.found', cameras.length) }) : plural('find.found', cameras.length);

  return (
    <WizardPage
      page="find"
      title={t('find.title')}
      intro={t('find.intro')}
      primary={primary}
      status={status}
      {...(decided && cameras.length > 0
        ? {
            hint: chosen.length === 0 ? t('find.hint.none') : plural('find.hint.chosen', chosen.length),
            secondary: (
              <Button icon={<RefreshIcon />} onPress={() => { start('survey'); }} disabled={running !== null || asking}>
                {t('find.again')}
              </Button>
            ),
          }
        : {})}
    >
      {error !== null && <ErrorNotice error={error} />}
      <StageTrouble trouble={troubleOf(projection, ['survey'])} />
      <RangesEditor disabled={searching} />
      {searching && (
        <Progress
          label={plural('find.searching', cameras.length)}
          done={counted?.done ?? 0}
          total={counted?.total ?? null}
          doing={sweep.running.map((one) => taskWords(one, [], words))}
        />
      )}
      {!searching && state.survey === null && <EmptyFind />}
      {decided && cameras.length === 0 && (
        <Notice tone="warn" title={t('find.none.title')}>
          {t('find.none.text')}
        </Notice>
      )}
      {silent.length > 0 && (
        <Notice tone="warn" title={t('find.silent', { addresses: silent.slice(0, 5).join(', ') + (silent.length > 5 ? ', …' : '') })} actions={silent.slice(0, 5).map((address) => <Button key={address} look="plain" onPress={() => { setWhyNot(address); }} label={t('find.whyNot.label', { address })}>{silent.length === 1 ? t('find.whyNot') : t('find.whyNot.label', { address })}</Button>)}>
          {t('find.silent.text')}
        </Notice>
      )}
      {decided && needy > 0 && view.filter !== 'advice' && (
        <Notice tone="warn" title={plural('find.needy', needy)} {...(all.length < FEW ? {} : { actions: <Button look="plain" onPress={() => { setView({ ...WHOLE, filter: 'advice' }); }}>{t('find.needy.show')}</Button> })}>
          {t('find.needy.text')}
        </Notice>
      )}
      {all.length >= FEW && <DeviceTools rows={all} view={view} onChange={setView} />}
      {cameras.length > 0 && (
        <Card title={title} flush {...(searching || state.survey === null ? {} : { aside: t('find.took', { seconds: number(state.survey.tookMs / 1000, 1) }) })}>
          {decided && shown.length > 1 && (
            <BulkActions
              rows={shown}
              names={new Set(cameras.filter((row) => !shown.includes(row)).flatMap((row) => (row.name === null ? [] : [row.name])))}
              onInclude={(ids, include) => { change(ids, () => ({ include })); }}
              onRename={(ids, names) => { change(ids, (position) => { const name = names[position]; return name === undefined ? {} : { name }; }); }}
            />
          )}
          {shown.length === 0 ? <p className={styles.nothing}>{t('find.shown.none')}</p> : <DeviceList rows={shown} actions={rowActions} deciding={decided} label={t('find.list')} />}
        </Card>
      )}
      {otherShown.length > 0 && (
        <Disclosure title={plural('find.others', otherShown.length)} aside={t('find.others.aside')} open={narrowed && shown.length === 0}>
          <DeviceList rows={otherShown} actions={rowActions} deciding={decided} label={t('find.others.list')} />
        </Disclosure>
      )}
      {decided && <MissingCamera onAsk={setWhyNot} open={cameras.length === 0} />}
      {whyNot !== null && <WhyNotDialog address={whyNot} open onClose={() => { setWhyNot(null); }} />}
    </WizardPage>
  );
}
