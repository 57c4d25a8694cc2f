import { chosenCameras } from '../../domain/choice';
import { errorData, TunnelError } from '../../domain/errors';
import { agentName } from '../../domain/names';
import { agentsPlace, type CameraChoice, type Site } from '../../domain/site';
import type { AgentsPlace, SiteAgent, SiteAgents } from '../../domain/site-agents';
import { isCalled, standingAgents, type StandingAgent } from '../../domain/standing-agents';
import type { SiteState } from '../../domain/state';
import type { ListedAgent } from '../ports';
import type { Run } from '../run';

/** A place that was asked. `listed` null: it could not be, and `thrown` is why. */
export interface AskedPlace extends AgentsPlace {
  readonly runs: CameraChoice['runs'];
  readonly listed: readonly ListedAgent[] | null;
  readonly thrown: Error | null;
}

/** Asks every place that this site uses; one that does not answer is told, and does not hide the others. Changes nothing. */
export async function listAgents(run: Run): Promise<SiteAgents> {
  const places = await askPlaces(run);
  return joinAgents(run.site, run.state, places);
}

export function askPlaces(run: Run): Promise<AskedPlace[]> {
  return Promise.all(placesInUse(run.site, run.state).map((runs) => askPlace(run, runs)));
}

async function askPlace(run: Run, runs: CameraChoice['runs']): Promise<AskedPlace> {
  const { registrar, view } = run.agents(runs);
  const base = { runs, kind: registrar.kind, place: agentsPlace(view.settings), others: 0, thrown: null };
  try {
    const { variant, agents } = await run.during({ task: 'sign-in-agents', subject: base.place || (run.site.box?.host ?? '') }, () => registrar.probe(view));
    return { ...base, variant, error: null, listed: agents };
  } catch (error) {
    if (run.signal.aborted) throw error;
    return { ...base, variant: null, error: errorData(error), listed: null, thrown: error instanceof Error ? error : new TunnelError('bug') };
  }
}

function placesInUse(site: Site, state: SiteState): CameraChoice['runs'][] {
  if (site.agents === null) return [];
  const edge = site.agents.kind !== 'edge' && (site.cameras.some(({ runs }) => runs === 'edge') || standingAgents(state.steps).some(({ kind }) => kind === 'edge'));
  return edge ? ['cloud', 'edge'] : ['cloud'];
}

/** What the journal did and what the places show, as one list: the journal's first, then what nobody here knows of. Pure. */
export function joinAgents(site: Site, state: SiteState, places: readonly AskedPlace[]): SiteAgents {
  const standing = standingAgents(state.steps);
  const own = standing.map((agent): SiteAgent => {
    const place = places.find(({ kind }) => kind === agent.kind);
    const shown = place?.listed?.find((listed) => isCalled(agent, listed.name));
    return {
      name: agent.name, camera: agent.camera, deviceId: agent.deviceId === '' ? null : agent.deviceId, address: agent.address, kind: agent.kind,
      standing: isWanted(site, state, agent) ? 'wanted' : 'obsolete',
      status: place?.listed == null ? 'unasked' : shown === undefined ? 'missing' : shown.available ? 'runs' : 'waits',
      trouble: shown?.trouble ?? agent.error,
    };
  });
  const strangers = places.map((place) => (place.listed ?? []).filter((listed) => !standing.some((agent) => agent.kind === place.kind && isCalled(agent, listed.name))));
  const unknown = places.flatMap(({ kind }, index) => (strangers[index] ?? []).flatMap((listed): SiteAgent[] => {
    const lost = lostStanding(site, state, listed);
    return lost === null ? [] : [{ name: listed.name, camera: listed.title, deviceId: null, address: null, kind, standing: lost, status: listed.available ? 'runs' : 'waits', trouble: listed.trouble }];
  }));
  return {
    places: places.map(({ kind, place, variant, error }, index) => ({ kind, place, variant, error, others: (strangers[index] ?? []).filter((listed) => lostStanding(site, state, listed) === null).length })),
    agents: [...own, ...unknown],
  };
}

/** As long as nobody searched for cameras here, nothing says that one is gone. */
function isWanted(site: Site, state: SiteState, agent: StandingAgent): boolean {
  if (state.survey === null) return true;
  return chosenCameras(site, state).some(({ agentName: name, choice }) => name === agent.name && (choice.runs === 'edge' || site.agents?.kind === 'edge') === (agent.kind === 'edge'));
}

/** Another site's is only counted. Sites may have been taken over under another id: then agents carry that one. */
function lostStanding(site: Site, state: SiteState, { site: of, name }: ListedAgent): 'orphan' | 'perhaps' | null {
  const ids = [site.id, ...state.record.marks];
  if (of !== null) return ids.includes(of) ? 'orphan' : null;
  return ids.some((id) => name.startsWith(agentName(id, 'x').slice(0, -1))) ? 'perhaps' : null;
}
