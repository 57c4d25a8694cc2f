import { TunnelError } from '../../domain/errors';
import { standingAgents } from '../../domain/standing-agents';
import { holdingBox } from '../box-record';
import { inLanes, type Run } from '../run';
import { undoSteps } from '../undo';
import { askPlaces, joinAgents } from './list';

/** Orphans of one place that are removed at the same time. */
const LANES = 8;

/**
 * Takes these agents away, by their names, and nothing else: those that this journal made as undo does, orphans by their place. Whether
 * their cameras are connected again is a matter of the settings, which are changed before.
 * @throws TunnelError `input-invalid` where one is neither, before anything is removed; `undo-incomplete`.
 */
export async function removeAgents(run: Run, only: readonly string[] | null): Promise<void> {
  const names = [...new Set(only ?? [])];
  if (names.length === 0) throw new TunnelError('input-invalid', { field: 'agents', reason: 'none was named' });
  const standing = standingAgents(run.state.steps).filter((agent) => names.includes(agent.name) && agent.step.phase !== 'kept');
  const lost = await orphansNamed(run, names.filter((name) => !standing.some((agent) => agent.name === name)));
  // As with undo: what stands on servers can go without the box.
  await holdingBox(run, 'goes-on', () => undoSteps(run, standing.map(({ step }) => step)));
  const failures = await inLanes(lost, LANES, run.signal, ({ name, runs }) => {
    const { registrar, view } = run.agents(runs);
    return run.during({ task: 'undo-step', subject: name }, () => registrar.remove(name, view));
  });
  if (failures[0] !== undefined) throw failures[0].error;
}

async function orphansNamed(run: Run, names: readonly string[]): Promise<{ name: string; runs: 'cloud' | 'edge' }[]> {
  if (names.length === 0) return [];
  const places = await askPlaces(run);
  const { agents } = joinAgents(run.site, run.state, places);
  return names.map((name) => {
    const orphan = agents.find((agent) => agent.name === name && (agent.standing === 'orphan' || agent.standing === 'perhaps'));
    const place = places.find(({ kind }) => kind === orphan?.kind);
    if (place !== undefined) return { name, runs: place.runs };
    // It may be where nobody answered.
    throw places.find(({ listed }) => listed === null)?.thrown ?? new TunnelError('input-invalid', { field: name, reason: 'this site has no such agent' });
  });
}
