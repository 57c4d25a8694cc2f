import { isCamera, type Device } from '../../../electron/domain/device';
import { allCameras } from '../../../electron/domain/choice';
import { compareAddresses } from '../../../electron/domain/addresses';
import type { CameraChoice } from '../../../electron/domain/site';
import { taskWords } from '../../i18n/domain-words';
import { useI18n } from '../../i18n/use-i18n';
import { useApp } from '../../state/app-context';
import { tally } from '../../state/progress-of-stage';
import { troubleOf, useWork } from '../../state/use-site';
import { Button } from '../../ui/Button';
import { Card, Rows } from '../../ui/Card';
import { Disclosure } from '../../ui/Disclosure';
import { ErrorNotice } from '../../ui/ErrorNotice';
import { RefreshIcon } from '../../ui/icons';
import { Notice } from '../../ui/Notice';
import { Progress } from '../../ui/Progress';
import { StageTrouble } from '../StageTrouble';
import { WizardPage, type Primary } from '../WizardPage';
import { DeviceRow } from './DeviceRow';
import { EmptyFind } from './EmptyFind';
import { RangesEditor } from './RangesEditor';

/** Page 1: what is on the network, and which of it are this site's cameras. */
export function FindPage() {
  const { t, plural, words, number } = useI18n();
  const { actions } = useApp();
  const { projection, asking, error, ask, start, stop, goTo } = useWork();
  const { site, state, running, devices, progress } = projection;
  const searching = running?.stage === 'survey';
  const cameras = allCameras(site, state);
  const chosen = cameras.filter((camera) => camera.choice.include);
  const listed = new Set(cameras.map((camera) => camera.device.id));

  const live = [...devices].sort((a, b) => compareAddresses(a.address, b.address));
  const others = searching ? live.filter((device) => !isCamera(device)) : (state.survey?.devices ?? []).filter((device) => !listed.has(device.id));
  const found = searching ? live.filter(isCamera) : cameras.map((camera) => camera.device);
  const choices = new Map(cameras.map((camera) => [camera.device.id, camera.choice]));

  const choose = (device: Device, choice: CameraChoice): void => void ask(() =>
    actions.update((before) => ({ ...before, cameras: [...before.cameras.filter((one) => one.deviceId !== device.id), choice] })),
  );

  const primary: Primary = searching
    ? { label: t('find.stop'), onPress: stop, stops: true, pending: asking }
    : state.survey === null
      ? { label: t('find.start'), onPress: () => { start('survey'); }, pending: asking }
      : cameras.length === 0
        ? { label: t('find.again'), onPress: () => { start('survey'); }, pending: asking }
        : { label: t('page.continue'), onPress: () => { goTo('accounts'); }, disabled: chosen.length === 0, pending: asking };

  const sweep = tally(progress, ['discover', 'sweep']);
  const counted = progress.find((one) => one.task === 'sweep' && one.state === 'running' && one.total !== null);
  const status = searching ? plural('find.found', found.length) : state.survey === null ? '' : t('find.status.done', { cameras: plural('find.found', found.length) });

  return (
    <WizardPage
      page="find"
      title={t('find.title')}
      intro={t('find.intro')}
      primary={primary}
      status={status}
      {...(state.survey !== null && !searching && cameras.length > 0
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
          label={plural('find.searching', found.length)}
          done={counted?.done ?? 0}
          total={counted?.total ?? null}
          doing={sweep.running.map((one) => taskWords(one, [], words))}
        />
      )}
      {!searching && state.survey === null && <EmptyFind />}
      {!searching && state.survey !== null && cameras.length === 0 && (
        <Notice tone="warn" title={t('find.none.title')}>
          {t('find.none.text')}
        </Notice>
      )}
      {found.length > 0 && (
        <Card title={plural('find.found', found.length)} flush {...(searching || state.survey === null ? {} : { aside: t('find.took', { seconds: number(state.survey.tookMs / 1000, 1) }) })}>
          <Rows>
            {found.map((device) => (
              <DeviceRow key={device.id} device={device} choice={searching ? null : (choices.get(device.id) ?? null)} onChoose={(choice) => { choose(device, choice); }} />
            ))}
          </Rows>
        </Card>
      )}
      {others.length > 0 && (
        <Disclosure title={plural('find.others', others.length)} aside={t('find.others.aside')}>
          <Rows>
            {others.map((device) => (
              <DeviceRow
                key={device.id}
                device={device}
                choice={null}
                onChoose={(choice) => { choose(device, choice); }}
                {...(searching ? {} : { onTake: () => { choose(device, taken(device, t('find.take.name', { address: device.address }))); } })}
              />
            ))}
          </Rows>
        </Disclosure>
      )}
    </WizardPage>
  );
}

function taken(device: Device, name: string): CameraChoice {
  return { deviceId: device.id, name: device.name ?? name, include: true, credentialId: null, mainToken: null, subToken: null };
}
