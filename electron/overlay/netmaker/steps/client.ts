import { z } from 'zod';
import { TunnelError } from '../../../domain/errors';
import type { BoxFacts } from '../../../domain/box';
import type { Json } from '../../../domain/json';
import { plainText } from '../../../domain/plain-text';
import type { Box, ServiceManager, ServiceManagers } from '../../../engine/ports';
import type { StepContext, StepDriver } from '../../../engine/step';
import { poll } from '../../../http/poll';
import { listHosts } from '../api/hosts';
import { sameVersion } from '../api/version';
import { readBoxState, type BoxState } from '../box-state';
import { APT_KEY, APT_LIST, removeApt } from '../install/apt-source';
import { chooseWay, ChosenWay } from '../install/choose';
import { removeContainer, startContainer, stopContainer } from '../install/container';
import { DNF_REPOSITORY, removeDnf } from '../install/dnf-source';
import { installBy } from '../install/install-by';
import type { Installation } from '../install/installation';
import type { ClientSources } from '../install/push';
import { startWithSystem } from '../install/service';
import { JOIN_STEP, boxState, joinResult } from '../membership';
import { CLIENT, CONFIG, REMOVE_NAME, REMOVE_SCRIPT } from '../scripts';
import { overlayOf, type Session, type Sessions } from '../session';

/** `way`: how it is to be installed, where it was not there. `unit`: was its service described? Journals of before always had systemd's. */
const Found = z.object({ installed: z.boolean(), active: z.boolean(), enabled: z.boolean(), config: z.boolean(), unit: z.boolean().default(true), way: ChosenWay.nullable().default(null) });

/** The unit waits 17 s before it starts (ExecStartPre), and the restart of a failed one takes 15 s more. */
const START_DEADLINE_MS = 120_000;
const UNINSTALL_DEADLINE_MS = 90_000;

export interface ClientStepDeps extends ClientSources {
  readonly sessions: Sessions;
  readonly services: ServiceManagers;
}

/** netclient on the box, at the server's version, started with the system. Found again by its fixed place, /sbin/netclient. */
export function clientStep(deps: ClientStepDeps): StepDriver {
  const session = (context: StepContext): Session => deps.sessions.ofSite(context.site, context.secrets);

  async function wantedVersion(context: StepContext): Promise<string> {
    return (await session(context).server(context.signal)).version;
  }

  function managerOf(state: BoxState): ServiceManager {
    const manager = deps.services(state.init);
    if (manager !== null) return manager;
    const reason = state.init === 'runit' ? 'netclient does not know its way to start services (runit)' : 'it has none of the ways to start services that we know';
    throw new TunnelError('box-unsupported', { reason });
  }

  async function installation(context: StepContext, hadConfig: boolean, version: string): Promise<Installation> {
    const box = await context.box();
    let facts: Promise<BoxFacts> | null = null;
    return {
      box, hadConfig, version, log: context.log, signal: context.signal, progress: context.progress,
      architecture: async () => (await (facts ??= box.facts(context.signal))).architecture,
    };
  }

  return {
    kind: 'netmaker.client',
    looksEarly: true,

    async inspect(step, context) {
      const [state, version] = await Promise.all([boxState(context), wantedVersion(context)]);
      managerOf(state);
      await refuseStranger(session(context), state, context);
      const before = { installed: state.installed, active: state.active, enabled: state.enabled, config: state.config, unit: state.unit !== null };
      if (!state.installed || isHalfDone(state, context.begun(step.id))) {
        const { chosen, words } = await chooseWay(await installation(context, state.config, version), overlayOf(context.site), deps);
        const found: Json = { ...before, installed: false, way: chosen };
        return { change: 'add', found, result: null, words };
      }
      // A container that is stopped cannot say its version; it says it when it runs.
      if (state.container !== null && !state.active) return { change: 'update', found: before, result: null };
      // Theirs stays theirs: we could not put the old binary back.
      if (state.version === null || !sameVersion(state.version, version)) throw new TunnelError('client-version-mismatch', { client: state.version ?? 'unreadable', server: version });
      if (!state.active || !state.enabled) return { change: 'update', found: before, result: null };
      return { change: 'none', found: before, result: { version: state.version } };
    },

    async apply(_step, found, context) {
      const { way, config } = Found.parse(found);
      const box = await context.box();
      const { signal } = context;
      if (way !== null) await installBy(way, await installation(context, config, await wantedVersion(context)), deps, overlayOf(context.site).client);
      const state = await readBoxState(box, signal);
      if (state.container !== null) {
        await startContainer(box, state.container, managerOf(state), state, signal);
      } else if (state.installed && !(installsItself(way) && state.enabled && state.unit === state.init)) {
        await startWithSystem(box, managerOf(state), state, signal);
      }
      return null;
    },

    async verify(_step, _result, context) {
      const box = await context.box();
      const version = await wantedVersion(context);
      let state = await readBoxState(box, context.signal);
      const ready = await poll(
        async () => {
          state = await readBoxState(box, context.signal);
          return state.version !== null && sameVersion(state.version, version) && state.active && state.enabled ? state.version : undefined;
        },
        { deadlineMs: START_DEADLINE_MS, pauseMs: 500, signal: context.signal },
      );
      if (ready !== undefined) return { version: ready };
      const said = state.container === null ? await managerOf(state).logs(box, 'netclient', context.signal) : '';
      const detail = `installed ${String(state.installed)}, version ${state.version ?? 'none'}, active ${String(state.active)}, enabled ${String(state.enabled)}; ${plainText(said.split('\n').at(-1) ?? '', 200)}`;
      throw new TunnelError('deadline', { subject: 'netclient', seconds: START_DEADLINE_MS / 1000 }, { detail });
    },

    async undo(_step, found, _result, context) {
      const before = Found.safeParse(found).data ?? { installed: true, active: true, enabled: true, config: true, unit: true, way: null };
      const box = await context.box();
      const state = await readBoxState(box, context.signal);
      if (before.installed) return restoreService(box, managerOf(state), before, state, context.signal);
      if (state.installed) await box.run([CLIENT, 'uninstall'], { root: true, deadlineMs: UNINSTALL_DEADLINE_MS, signal: context.signal });
      const sources = await removeSources(box, before.way, state, context.signal);
      await box.run(['sh', '-c', REMOVE_SCRIPT, REMOVE_NAME], { root: true, deadlineMs: UNINSTALL_DEADLINE_MS, signal: context.signal });
      const left = await poll(
        async () => {
          const rest = remains(await readBoxState(box, context.signal));
          return rest.length === 0 ? rest : undefined;
        },
        { deadlineMs: 20_000, pauseMs: 300, signal: context.signal },
      );
      const differences = [...sources, ...(left ?? remains(await readBoxState(box, context.signal)))];
      return before.config ? [...differences, `${CONFIG} of an earlier installation was there and is gone`] : differences;
    },
  };
}

/** Its own `install` has just started it, where it knows how; it may sleep for 17 s now. */
function installsItself(way: ChosenWay | null): boolean {
  return way?.way === 'push' || way?.way === 'fetch';
}

/**
 * Cut off in the middle of our own installing: a client that cannot be run, or one whose source was added, but which is not there yet.
 * What we did not begin is never called half done.
 */
function isHalfDone(state: BoxState, begun: boolean): boolean {
  return begun && state.version === null && (state.container === null || !state.active);
}

/** A client that already belongs to networks of a server that is not ours: joining would take it away from somebody. */
async function refuseStranger(session: Session, state: BoxState, context: StepContext): Promise<void> {
  if (state.networks.length === 0 || state.hostId === null) return;
  if (joinResult(context.resultOf(JOIN_STEP))?.hostId === state.hostId || context.begun(JOIN_STEP)) return;
  const known = (await listHosts(session.client, context.signal, true)).some((host) => host.id === state.hostId);
  if (!known) throw new TunnelError('box-check-blocks', { checks: 'other-client' }, { detail: `netclient is a member of ${plainText(state.networks.join(', '), 100)} on another server` });
}

/** What other ways than a pushed or fetched file have added; each knows its own traces, so also those of an attempt in another way. */
async function removeSources(box: Box, way: ChosenWay | null, state: BoxState, signal: AbortSignal): Promise<string[]> {
  const traces = await box.run(['ls', '-d', APT_LIST, APT_KEY, DNF_REPOSITORY], { root: true, signal });
  const there = (path: string): boolean => traces.stdout.split('\n').includes(path);
  const tool = state.container ?? (way?.way === 'container' ? way.tool : null);
  return [
    ...(there(APT_LIST) || there(APT_KEY) ? await removeApt(box, signal) : []),
    ...(there(DNF_REPOSITORY) ? await removeDnf(box, signal) : []),
    ...(tool === null ? [] : await removeContainer(box, tool, signal)),
  ];
}

async function restoreService(box: Box, manager: ServiceManager, before: z.infer<typeof Found>, state: BoxState, signal: AbortSignal): Promise<string[]> {
  if (state.container !== null) {
    if (!before.active && state.active) await stopContainer(box, state.container, signal);
  } else {
    if (!before.enabled && state.enabled) await manager.disable(box, 'netclient', signal);
    if (!before.active && state.active) await manager.stop(box, 'netclient', signal);
  }
  if (!before.unit && state.unit !== null) await box.run(['rm', '-f', manager.definition({ name: 'netclient', title: '', argv: [] }).path], { root: true, signal });
  const after = await readBoxState(box, signal);
  return [
    ...(after.enabled === before.enabled ? [] : [`the service netclient is ${after.enabled ? 'enabled' : 'disabled'}`]),
    ...(after.active === before.active ? [] : [`the service netclient is ${after.active ? 'active' : 'not active'}`]),
    ...(before.unit || after.unit === null ? [] : ['the service netclient is still described']),
  ];
}

function remains(state: BoxState): string[] {
  return [
    ...(state.installed ? [CLIENT] : []),
    ...(state.config ? [CONFIG] : []),
    ...(state.unit !== null || state.active || state.enabled ? ['the service netclient'] : []),
    ...(state.interface ? ['the network interface netmaker'] : []),
  ].map((what) => `${what} is still there`);
}
