import { useState } from 'react';
import { giveLogin, leaveOut, replaceCamera, usernameOf } from '../../../electron/domain/camera-changes';
import { allCameras } from '../../../electron/domain/choice';
import type { SiteAgent } from '../../../electron/domain/site-agents';
import { useI18n } from '../../i18n/use-i18n';
import { useApp, useUi } from '../../state/app-context';
import { chooseFor } from '../../state/choosing';
import { useSiteAgents } from '../../state/use-site-agents';
import { troubleOf, useWork } from '../../state/use-site';
import { Button } from '../../ui/Button';
import { Quiet, Rows } from '../../ui/Card';
import { Dialog } from '../../ui/Dialog';
import { ErrorNotice } from '../../ui/ErrorNotice';
import { Notice } from '../../ui/Notice';
import { Progress } from '../../ui/Progress';
import { StageTrouble } from '../StageTrouble';
import { AgentRow, type AgentChange } from './AgentRow';
import { cameraOfAgent, replacements } from './agent-list';
import { NewPassword } from './NewPassword';
import { PlaceNotice } from './PlaceNotice';
import { RemoveAgents } from './RemoveAgents';
import { RenameAgentCamera } from './RenameAgentCamera';
import { ReplaceCamera } from './ReplaceCamera';

type Open = { readonly change: AgentChange; readonly agents: readonly SiteAgent[] } | null;

export function AgentsDialog() {
  const open = useUi((store) => store.agentsOpen);
  return open ? <OpenAgentsDialog /> : null;
}

/** The agents of this site, and what can be done with them as long as it runs. */
function OpenAgentsDialog() {
  const { t, words } = useI18n();
  const { actions, ui } = useApp();
  const { projection, asking, error, ask, stop, goTo } = useWork();
  const { site, state, running } = projection;
  const [open, setOpen] = useState<Open>(null);
  /** A camera was changed: its agent learns of it at the next connecting. */
  const [changed, setChanged] = useState<string | null>(null);
  const { found, asking: looking, error: unseen, look } = useSiteAgents(`${running?.runId ?? ''} ${state.lastRun?.at ?? ''}`);
  const busy = running !== null || asking;
  const removing = running?.stage === 'remove-agents';
  const checking = running?.stage === 'check';
  const close = (): void => { ui.setState({ agentsOpen: false }); };
  const leave = (page: Parameters<typeof goTo>[0]): void => { close(); goTo(page); };
  const agents = found?.agents ?? [];
  const own = agents.filter(({ standing }) => standing === 'wanted' || standing === 'obsolete');
  const first = open?.agents[0] ?? null;
  const camera = first === null ? null : cameraOfAgent(site, state, first);

  const remove = (gone: readonly SiteAgent[]): void => {
    const names = gone.map(({ name }) => name);
    setOpen(null);
    void ask(async () => {
      // First: a program that ends in between must not make them again.
      await actions.update((now) => leaveOut(now, state, new Set(names)));
      await actions.start('remove-agents', names);
    });
  };
  const change = (name: string, work: () => Promise<unknown>): void => {
    setOpen(null);
    void ask(async () => {
      await work();
      setChanged(name);
      look();
    });
  };
  const wrong = changed === null ? null : (allCameras(site, state).find(({ choice }) => choice.name === changed)?.reading?.error ?? null);

  return (
    <>
      <Dialog
        title={t('agents.title')}
        {...(removing ? {} : { onClose: close })}
        actions={
          <>
            {own.length > 1 && (
              <Button onPress={() => { setOpen({ change: 'remove', agents: own }); }} disabled={busy}>
                {t('agents.removeAll')}
              </Button>
            )}
            {removing || checking ? (
              <Button look="stop" onPress={stop}>{t('agents.stop')}</Button>
            ) : (
              <Button onPress={look} pending={looking} disabled={busy}>{t('agents.look')}</Button>
            )}
            <Button look="primary" onPress={close} disabled={removing}>{t('agents.close')}</Button>
          </>
        }
      >
        <Quiet>{t('agents.text')}</Quiet>
        {error !== null && <ErrorNotice error={error} />}
        {unseen !== null && <ErrorNotice error={unseen} onRetry={look} />}
        <StageTrouble trouble={troubleOf(projection, ['remove-agents'])} />
        {removing && <Progress label={t('agents.removing')} done={0} total={null} />}
        {checking && <Progress label={t('agents.checking')} done={0} total={null} />}
        {found === null && looking && <Progress label={t('agents.looking')} done={0} total={null} />}
        {changed !== null && !busy && wrong !== null && <ErrorNotice error={wrong} />}
        {changed !== null && !busy && wrong === null && (
          <Notice tone="good" title={t('agents.changed', { name: changed })} actions={<Button onPress={() => { leave('plan'); }}>{t('agents.changed.go')}</Button>}>
            {words.siteAgents.headings.next}
          </Notice>
        )}
        {(found?.places ?? []).map((place) => <PlaceNotice key={place.kind} place={place} />)}
        {found !== null && agents.length === 0 && <Quiet>{words.siteAgents.headings.none}</Quiet>}
        {agents.length > 0 && (
          <Rows label={t('agents.title')}>
            {agents.map((agent) => (
              <AgentRow
                key={`${agent.kind} ${agent.name}`}
                agent={agent}
                known={cameraOfAgent(site, state, agent) !== null}
                disabled={busy}
                onChange={(wanted) => { setOpen({ change: wanted, agents: [agent] }); }}
              />
            ))}
          </Rows>
        )}
      </Dialog>
      {open?.change === 'remove' && <RemoveAgents agents={open.agents} onYes={() => { remove(open.agents); }} onNo={() => { setOpen(null); }} />}
      {open?.change === 'rename' && camera !== null && (
        <RenameAgentCamera
          name={camera.choice.name}
          isTaken={(name) => allCameras(site, state).some((other) => other.device.id !== camera.device.id && other.choice.name.toLowerCase() === name.toLowerCase())}
          onRename={(name) => { change(name, () => actions.update((now) => chooseFor(now, state, new Set([camera.device.id]), (choice) => ({ ...choice, name })))); }}
          onClose={() => { setOpen(null); }}
        />
      )}
      {open?.change === 'replace' && first !== null && (
        <ReplaceCamera
          name={first.camera ?? first.name}
          found={replacements(site, state)}
          onReplace={({ device }) => {
            const old = { name: camera?.choice.name ?? first.camera ?? first.name, agent: first.name, deviceId: camera?.device.id ?? first.deviceId ?? '' };
            change(old.name, async () => {
              await actions.update((now) => replaceCamera(now, state, old, device));
              await actions.start('check', [device.id]);
            });
          }}
          onSearch={() => { leave('find'); }}
          onClose={() => { setOpen(null); }}
        />
      )}
      {open?.change === 'password' && camera !== null && (
        <NewPassword
          name={camera.choice.name}
          username={usernameOf(site, state, camera) ?? ''}
          onGive={({ username, password }) => {
            change(camera.choice.name, async () => {
              const kept = await actions.keep(password);
              await actions.update((now) => giveLogin(now, camera, { username, password: kept }));
              await actions.start('check', [camera.device.id]);
            });
          }}
          onClose={() => { setOpen(null); }}
        />
      )}
    </>
  );
}
