import { useMemo, useState } from 'react';
import { chosenCameras, type ChosenCamera } from '../../../electron/domain/choice';
import { useI18n } from '../../i18n/use-i18n';
import { useApp, useProjection } from '../../state/app-context';
import { tally } from '../../state/progress-of-stage';
import { useAsk } from '../../state/use-ask';
import { Card } from '../../ui/Card';
import { Segments } from '../../ui/Choice';
import { ErrorNotice } from '../../ui/ErrorNotice';
import { Progress } from '../../ui/Progress';
import { SearchBox } from '../../ui/SearchBox';
import { BasicQuestion } from './BasicQuestion';
import { chooseFor } from '../../state/choosing';
import { hasProblem, matches } from './camera-list';
import { CameraList } from './CameraList';
import type { CameraActions } from './CameraRow';
import styles from './CamerasPart.module.css';
import { CameraTiles } from './CameraTiles';
import { LoginGroups } from './LoginGroups';
import { LoginsEditor } from './LoginsEditor';

type Look = 'list' | 'pictures';
type Which = 'all' | 'problem';

/** Fewer cameras than this are all in sight. */
const FEW = 7;

/** The logins, and what came of them camera by camera. */
export function CamerasPart({ onCheck, busy }: { onCheck: (deviceIds: readonly string[]) => void; busy: boolean }) {
  const { t, plural, number } = useI18n();
  const { actions: siteActions, site: store } = useApp();
  const { site, state, running, progress } = useProjection();
  const { error, ask } = useAsk();
  const [look, setLook] = useState<Look>('list');
  const [which, setWhich] = useState<Which>('all');
  const [text, setText] = useState('');
  const cameras = chosenCameras(site, state);
  const reads = tally(progress, ['read-camera']);
  // Nothing more to be typed: every camera let somebody in.
  const fits = cameras.length > 0 && cameras.every((camera) => camera.reading !== null && camera.reading.error === null);
  const reading = running?.stage === 'check' && reads.known > 0;
  const problems = cameras.filter(hasProblem);
  const many = cameras.length >= FEW;
  const wanted = many ? which : 'all';
  const narrowed = wanted === 'problem' ? problems : cameras;
  const matching = many && text.trim() !== '' ? narrowed.filter((camera) => matches(camera, text.trim())) : narrowed;
  // What needs somebody comes first, but nothing jumps while cameras are being read or named by sight.
  const shown = reading || look === 'pictures' ? matching : [...matching].sort((a, b) => Number(b.reading?.outcome === 'failed') - Number(a.reading?.outcome === 'failed'));
  const basic = cameras.filter((camera) => camera.reading?.error?.code === 'camera-basic-only' && !camera.choice.allowBasic);
  const now = new Set(running?.stage === 'check' ? reads.running.map((one) => one.subject) : []);
  const isRead = (camera: ChosenCamera): boolean => now.has(camera.choice.name);

  const actions = useMemo<CameraActions>(() => ({
    choose: (deviceId, part) => void ask(() => siteActions.update((before) => {
      const known = store.getState().projection?.state;
      return known === undefined ? before : chooseFor(before, known, new Set([deviceId]), (choice) => ({ ...choice, ...part }));
    })),
    check: (deviceId) => { onCheck([deviceId]); },
    isTaken: (deviceId, name) => {
      const projection = store.getState().projection;
      return projection !== null && chosenCameras(projection.site, projection.state).some((other) => other.device.id !== deviceId && other.choice.name.toLowerCase() === name.toLowerCase());
    },
  }), [ask, onCheck, siteActions, store]);
  const allowBasic = (deviceIds: readonly string[]): void => void ask(async () => {
    await siteActions.update((before) => chooseFor(before, state, new Set(deviceIds), (choice) => ({ ...choice, allowBasic: true })));
    onCheck(deviceIds);
  });

  return (
    <>
      {error !== null && <ErrorNotice error={error} />}
      {reading && <Progress label={t('accounts.reading')} done={reads.ended} total={reads.known > reads.ended ? Math.max(reads.known, cameras.length) : reads.known} />}
      {!reading && <LoginGroups cameras={cameras} busy={busy} onCheck={onCheck} />}
      {!reading && <BasicQuestion cameras={basic} busy={busy} onAllow={allowBasic} />}
      <LoginsEditor disabled={running !== null} folded={fits || reading} cameras={cameras} />
      {many && (
        <div className={styles.tools} role="group" aria-label={t('cameras.tools')}>
          <SearchBox label={t('find.search')} value={text} onChange={setText} placeholder={t('find.search.example')} />
          <Segments<Which>
            label={t('cameras.which')}
            value={which}
            onChange={setWhich}
            options={[
              { value: 'all', text: t('cameras.which.all') },
              { value: 'problem', text: t('cameras.which.problem', { count: number(problems.length) }) },
            ]}
          />
          <Segments<Look>
            label={t('cameras.look')}
            value={look}
            onChange={setLook}
            options={[
              { value: 'list', text: t('cameras.look.list') },
              { value: 'pictures', text: t('cameras.look.pictures') },
            ]}
          />
        </div>
      )}
      <Card title={shown.length === cameras.length ? plural('accounts.cameras', cameras.length) : t('find.shown', { shown: number(shown.length), all: plural('accounts.cameras', cameras.length) })} flush>
        {shown.length === 0 && <p className={styles.nothing}>{t('find.shown.none')}</p>}
        {look === 'pictures' && many ? (
          <CameraTiles cameras={shown} busy={busy} isRead={isRead} actions={actions} />
        ) : (
          <CameraList cameras={shown} credentials={site.credentials} busy={busy} isRead={isRead} actions={actions} />
        )}
      </Card>
    </>
  );
}
