import { allCameras, type ChosenCamera } from '../../../electron/domain/choice';
import type { Site } from '../../../electron/domain/site';
import type { SiteAgent } from '../../../electron/domain/site-agents';
import { standingAgents } from '../../../electron/domain/standing-agents';
import type { SiteState } from '../../../electron/domain/state';
import type { Tone } from '../../ui/Notice';

/** Its camera, where this site still has it. */
export function cameraOfAgent(site: Site, state: SiteState, agent: SiteAgent): ChosenCamera | null {
  return allCameras(site, state).find(({ agentName }) => agentName === agent.name) ?? null;
}

/** Devices that can have taken a camera's place: found, a camera, and without an agent of their own. */
export function replacements(site: Site, state: SiteState): ChosenCamera[] {
  const made = new Set(standingAgents(state.steps).map(({ name }) => name));
  return allCameras(site, state).filter(({ agentName }) => !made.has(agentName));
}

export function toneOf({ standing, status }: SiteAgent): Tone {
  if (standing !== 'wanted') return 'warn';
  return status === 'runs' ? 'good' : status === 'unasked' ? 'info' : 'bad';
}

/** What somebody should do about it; null: nothing. */
export function todoOf({ standing, status }: SiteAgent): 'missing' | 'obsolete' | 'orphan' | 'perhaps' | null {
  return standing !== 'wanted' ? standing : status === 'missing' ? 'missing' : null;
}
