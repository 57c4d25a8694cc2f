import type { Plan, PlannedStep, StepKind } from '../../electron/domain/plan';
import type { Progress } from '../../electron/domain/stage';
import type { SiteState, StepPhase, StepState } from '../../electron/domain/state';
import type { ErrorData } from '../../electron/domain/errors';

/** Where a change is made, as the technician sees it. */
export type Place = 'box' | 'network' | 'computer' | 'agents';

export function placeOf(kind: StepKind): Place {
  switch (kind) {
    case 'box.load-tun':
    case 'box.sync-clock':
    case 'box.keep-awake':
    case 'box.allow-docker-forward':
    case 'box.allow-ufw-forward':
    case 'box.baseline':
    case 'netmaker.client':
    case 'netmaker.join':
    case 'wireguard.tools':
    case 'wireguard.key':
    case 'wireguard.tunnel':
    case 'edge.agent':
      return 'box';
    case 'netmaker.key':
    case 'netmaker.egress':
    case 'netmaker.policy':
    case 'netmaker.router':
    case 'netmaker.key-removal':
    case 'wireguard.peer':
    case 'wireguard.handover':
    // Of the site's own network; no plan has it.
    case 'camera.password':
      return 'network';
    case 'docker.agent':
      return 'computer';
    case 'factory.agent':
    case 'kubernetes.agent':
      return 'agents';
  }
}

/** What a row shows of a step: its journal, and the running task where there is one. */
export type StepLook = 'waiting' | 'working' | 'done' | 'failed' | 'interrupted' | 'undone';

export interface StepView { readonly step: PlannedStep; readonly look: StepLook; readonly phase: StepPhase | null; readonly error: ErrorData | null }

export function viewStep(step: PlannedStep, state: SiteState, progress: readonly Progress[], running: boolean): StepView {
  const known = state.steps.find((candidate) => candidate.step.id === step.id);
  const working = running && progress.some((one) => one.step === step.id && one.state === 'running');
  return { step, look: working ? 'working' : lookOf(known, running), phase: known?.phase ?? null, error: working ? null : (known?.error ?? null) };
}

function lookOf(known: StepState | undefined, running: boolean): StepLook {
  if (known === undefined) return 'waiting';
  switch (known.phase) {
    case 'done':
    case 'kept':
      return 'done';
    case 'failed':
    case 'undo-failed':
      return 'failed';
    case 'begun':
    case 'undoing':
      return running ? 'working' : 'interrupted';
    case 'undone':
      return 'undone';
  }
}

/** A step that concerns one camera carries its name. */
export function cameraOf(step: PlannedStep): string | null {
  const name = step.params['camera'];
  return typeof name === 'string' ? name : null;
}

export interface CameraSteps { readonly deviceId: string; readonly name: string; readonly address: string; readonly steps: readonly StepView[]; readonly look: StepLook }

export interface ConnectView {
  /** Steps of no camera in particular. */
  readonly shared: readonly StepView[];
  readonly cameras: readonly CameraSteps[];
  readonly done: number;
  readonly total: number;
}

/** The plan as it is being carried out. */
export function connectView(plan: Plan, state: SiteState, progress: readonly Progress[], running: boolean): ConnectView {
  const steps = plan.steps.filter((planned) => planned.change !== 'remove').map(({ step }) => viewStep(step, state, progress, running));
  const names = new Set(plan.cameras.map((camera) => camera.name));
  const shared = steps.filter((view) => !names.has(cameraOf(view.step) ?? ''));
  const cameras = plan.cameras.map((camera) => {
    const own = steps.filter((view) => cameraOf(view.step) === camera.name);
    return { deviceId: camera.deviceId, name: camera.name, address: camera.address, steps: own, look: together(own) };
  });
  return { shared, cameras, done: steps.filter((view) => view.look === 'done').length, total: steps.length };
}

function together(steps: readonly StepView[]): StepLook {
  if (steps.some((view) => view.look === 'working')) return 'working';
  if (steps.some((view) => view.look === 'failed')) return 'failed';
  if (steps.some((view) => view.look === 'interrupted')) return 'interrupted';
  if (steps.length > 0 && steps.every((view) => view.look === 'done')) return 'done';
  if (steps.length > 0 && steps.every((view) => view.look === 'undone')) return 'undone';
  return 'waiting';
}
