import { cameraKbps } from '../domain/bandwidth';
import { chosenCameras, readyCameras, runsAtEdge, type ChosenCamera } from '../domain/choice';
import { TunnelError } from '../domain/errors';
import { isOnCamera, isRepair, type Plan, type PlannedStep } from '../domain/plan';
import type { CameraChoice, Site } from '../domain/site';
import { standingAgents } from '../domain/standing-agents';
import type { StepState } from '../domain/state';
import { agentSpec } from './agent-spec';
import { checkCollisions, refuseCollision } from './collisions';
import { inLanes, type Run } from './run';
import type { AgentRequest } from './ports';
import { siteCamera, siteCameras } from './site-camera';
import { driverOf, stepContext } from './steps';

/** Looks at the world and says what connecting will change and what taking it back does; changes nothing. */
export async function plan(run: Run): Promise<void> {
  const steps = plannedSteps(run);
  refuseCollision(await checkCollisions(run));
  const planned: Plan['steps'] = obsoleteSteps(run.state.steps, steps).map(({ step }) => ({ step, change: 'remove' }));
  const changes = new Map<string, Plan['steps'][number]>();
  const failures = await inLanes(steps, 8, run.signal, async (step) => {
    const inspection = await run.during({ task: 'inspect-step', subject: step.id, step: step.id }, () => driverOf(run, step).inspect(step, stepContext(run)));
    changes.set(step.id, { step: { ...step, params: { ...step.params, ...inspection.words } }, change: inspection.change });
  });
  if (failures[0] !== undefined) throw failures[0].error;
  planned.push(...steps.map((step) => changes.get(step.id) ?? { step, change: 'add' as const }));
  const ready = readyCameras(run.site, run.state);
  const cameras = ready.map((camera) => ({
    deviceId: camera.device.id,
    name: camera.choice.name,
    address: camera.device.address,
    kbps: camera.reading === null ? 0 : cameraKbps(camera.reading),
  }));
  await run.record({ type: 'planned', plan: { steps: planned, cameras, totalKbps: cameras.reduce((sum, camera, index) => sum + (runsAtEdge(run.site, ready[index] as ChosenCamera) ? 0 : camera.kbps), 0) } });
}

/** Everything that connecting this site takes, in order; each step names those that must come first. */
export function plannedSteps(run: Run): PlannedStep[] {
  const ready = readyCameras(run.site, run.state);
  if (ready.length === 0) throw new TunnelError('stage-missing', { stage: 'check' });
  if (run.state.box === null) throw new TunnelError('stage-missing', { stage: 'check' });
  // Repairs of an earlier run stay, and everything on the box stands on them.
  const repairs = run.state.steps.filter((step) => isRepair(step.step) && step.phase !== 'undone' && step.phase !== 'kept').map(({ step }) => step);
  const silent = silentCameras(run);
  const far = [...ready, ...silent].filter((camera) => !runsAtEdge(run.site, camera));
  const tunnel = (far.length === 0 ? [] : run.overlay().plan(run.site, siteCameras(far, run.state.survey))).map((step) => (step.kind === 'box.baseline' ? { ...step, needs: [...step.needs, ...repairs.map(({ id }) => id)] } : step));
  const requests = (runs: CameraChoice['runs']): AgentRequest[] => ready.filter(({ choice }) => choice.runs === runs).map((camera) => agentRequest(run.site, camera));
  const agents = (['cloud', 'edge'] as const).flatMap((runs) => (requests(runs).length === 0 ? [] : run.agents(runs).registrar.plan(run.site, requests(runs))));
  const kept = standingAgents(run.state.steps).filter(({ name }) => silent.some(({ agentName }) => agentName === name)).map(({ step }) => ({ ...step.step, needs: [] }));
  return [...repairs, ...tunnel, ...[...agents, ...kept].map((step) => ({ ...step, needs: [...step.needs, ...waysTo(step, tunnel)] }))];
}

/**
 * Cameras that have an agent and did not answer when they were last read: somebody pulled the plug, or changed the password. Nobody took
 * them out, so their agents stay, told what they were told before.
 */
function silentCameras(run: Run): ChosenCamera[] {
  const ready = new Set(readyCameras(run.site, run.state).map(({ device }) => device.id));
  const made = new Set(standingAgents(run.state.steps).map(({ name }) => name));
  return chosenCameras(run.site, run.state).filter(({ device, agentName }) => !ready.has(device.id) && made.has(agentName));
}

/** Done by an earlier run for a camera that is not to be connected (any more, or under that name). */
export function obsoleteSteps(done: readonly StepState[], wanted: readonly PlannedStep[]): StepState[] {
  const ids = new Set(wanted.map((step) => step.id));
  return done.filter((step) => !ids.has(step.step.id) && !isOnCamera(step.step) && step.phase !== 'undone' && step.phase !== 'kept');
}

function agentRequest(site: Site, camera: ChosenCamera): AgentRequest {
  const spec = agentSpec(site, camera);
  if (spec === null) throw new TunnelError('stage-missing', { stage: 'check' });
  return { camera: siteCamera(camera), spec };
}

// An agent that starts before its camera can be reached reconnects every few seconds, so it would work out; but its first
// minutes would be errors in somebody's log.
function waysTo(agent: PlannedStep, tunnel: readonly PlannedStep[]): string[] {
  // On the box itself it needs no way; but how the box was is noted before anything of it is changed.
  if (agent.kind === 'edge.agent') return tunnel.filter((step) => step.kind === 'box.baseline').map((step) => step.id);
  return tunnel.filter((step) => step.params['address'] === undefined || step.params['address'] === agent.params['address']).filter((step) => step.kind !== 'netmaker.key-removal').map((step) => step.id);
}
