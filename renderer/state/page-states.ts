import { blockingCollision } from '../../electron/domain/collisions';
import { chosenCameras, needsTunnel, readyCameras, runsAtEdge } from '../../electron/domain/choice';
import { overlayNetwork } from '../../electron/domain/site';
import { PAGES, type Page } from '../../electron/domain/stage';
import { storageStanding } from '../../electron/domain/storage';
import { cameraOf } from './camera-steps';
import type { Projection } from './projection';
import type { Outdated } from './outdated';

/**
 * `done`: answered, and nothing it rests on changed since. `outdated`: was answered, has to be looked at again. `open`: can be
 * answered now. `locked`: a page before it has to be finished first.
 */
export type PageState = 'done' | 'outdated' | 'open' | 'locked';

/** How far each page is by itself, without regard to those before it. */
type Own = 'done' | 'outdated' | 'empty';

export function pageStates(projection: Projection, outdated: Outdated): Readonly<Record<Page, PageState>> {
  const own: Record<Page, Own> = {
    find: findState(projection),
    accounts: accountsState(projection, outdated),
    box: boxState(projection, outdated),
    plan: planState(projection, outdated),
    connect: connectState(projection),
    done: proofState(projection),
  };
  const states = {} as Record<Page, PageState>;
  let reachable = true;
  let disturbed = false;
  for (const page of PAGES) {
    const mine = own[page];
    // What was answered on top of an answer that changed is out of date itself.
    if (mine === 'done' && !disturbed) states[page] = 'done';
    else if (mine !== 'empty') states[page] = 'outdated';
    else states[page] = reachable ? 'open' : 'locked';
    if (mine !== 'done') disturbed = true;
    if (states[page] !== 'done') reachable = false;
  }
  return states;
}

/** May the technician go there? Always back; forward only over finished pages. */
export function canGoTo(page: Page, states: Readonly<Record<Page, PageState>>): boolean {
  return PAGES.slice(0, PAGES.indexOf(page)).every((before) => states[before] === 'done');
}

function findState({ site, state }: Projection): Own {
  if (state.survey === null) return 'empty';
  return chosenCameras(site, state).length > 0 ? 'done' : 'empty';
}

function accountsState(projection: Projection, outdated: Outdated): Own {
  const cameras = camerasRead(projection);
  const services = servicesChecked(projection, outdated);
  if (cameras === 'done' && services === 'done') return 'done';
  return cameras === 'empty' && services === 'empty' ? 'empty' : services === 'outdated' || cameras === 'outdated' ? 'outdated' : 'empty';
}

/** Were all chosen cameras read, and can at least one be connected? */
export function camerasRead({ site, state }: Projection): Own {
  const chosen = chosenCameras(site, state);
  const unread = chosen.filter((camera) => camera.reading === null);
  if (unread.length === chosen.length) return 'empty';
  if (unread.length > 0) return 'outdated';
  return readyCameras(site, state).length > 0 ? 'done' : 'empty';
}

export function servicesChecked({ site, state }: Projection, outdated: Outdated): Own {
  const wanted = site.overlay === null || !needsTunnel(site, state) ? null : overlayNetwork(site.overlay);
  if (state.services === null || (wanted === null && needsTunnel(site, state)) || site.agents === null) return 'empty';
  if (outdated.services || (wanted !== null && state.services.overlay?.network !== wanted)) return 'outdated';
  const storage = storageStanding(site, state.services.storage);
  return storage === 'failed' ? 'empty' : storage === 'outdated' ? 'outdated' : 'done';
}

/** Was the small computer named, and its key confirmed? Before that nobody logs in to it. */
export function knowsBox({ site: { box }, state }: Pick<Projection, 'site' | 'state'>): boolean {
  return box !== null && (box.hostKey ?? state.pins[`${box.host}:${box.port}`]) !== undefined;
}

export function boxState({ site, state }: Projection, outdated: Outdated): Own {
  if (state.box === null || site.box === null) return 'empty';
  if (outdated.box || !knowsBox({ site, state })) return 'outdated';
  return state.box.checks.some((check) => check.outcome === 'blocks') ? 'empty' : 'done';
}

export function planState({ site, state, marks }: Projection, outdated: Outdated): Own {
  if (state.plan === null) return 'empty';
  // Found since: the plan must not be carried out as it is.
  if (blockingCollision(state.collisions) !== null) return 'outdated';
  if (outdated.services || outdated.box || marks.planned < Math.max(marks.read, marks.services, marks.box)) return 'outdated';
  const atEdge = new Set(state.plan.steps.flatMap(({ step, change }) => (step.kind === 'edge.agent' && change !== 'remove' ? [cameraOf(step)] : [])));
  if (readyCameras(site, state).some((camera) => runsAtEdge(site, camera) !== atEdge.has(camera.choice.name))) return 'outdated';
  const ready = readyCameras(site, state).map((camera) => `${camera.device.id} ${camera.choice.name}`);
  const planned = state.plan.cameras.map((camera) => `${camera.deviceId} ${camera.name}`);
  return ready.length === planned.length && ready.every((camera) => planned.includes(camera)) ? 'done' : 'outdated';
}

function connectState({ state, marks }: Projection): Own {
  const wanted = state.plan?.steps.filter((planned) => planned.change !== 'remove') ?? [];
  if (wanted.length === 0) return 'empty';
  const reached = wanted.filter(({ step }) => state.steps.some((done) => done.step.id === step.id && (done.phase === 'done' || done.phase === 'kept')));
  if (reached.length === wanted.length) return 'done';
  if (Object.keys(state.proofs).length === 0) return 'empty';
  // With some cameras connected the technician may go on and hand over those; a newer plan wants to be carried out first.
  return marks.planned > marks.connected ? 'outdated' : 'done';
}

function proofState({ state, marks }: Projection): Own {
  if (Object.keys(state.proofs).length === 0) return 'empty';
  return marks.proved < marks.connected ? 'outdated' : 'done';
}
