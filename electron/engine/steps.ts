import { TunnelError } from '../domain/errors';
import type { PlannedStep } from '../domain/plan';
import { inputsOf } from '../domain/step-inputs';
import type { Run } from './run';
import type { StepContext, StepDriver } from './step';
import { BOX_BASELINE } from './steps/box-baseline';
import { cameraPassword } from './steps/camera-password';
import { ALLOW_DOCKER_FORWARD } from './steps/repairs/allow-docker-forward';
import { ALLOW_UFW_FORWARD } from './steps/repairs/allow-ufw-forward';
import { KEEP_AWAKE } from './steps/repairs/keep-awake';
import { LOAD_TUN } from './steps/repairs/load-tun';
import { SYNC_CLOCK } from './steps/repairs/sync-clock';

/** The driver of a step: the engine's own, the overlay's or the registrar's. */
export function driverOf(run: Run, step: PlannedStep): StepDriver {
  const drivers = [LOAD_TUN, SYNC_CLOCK, KEEP_AWAKE, ALLOW_DOCKER_FORWARD, ALLOW_UFW_FORWARD, BOX_BASELINE, cameraPassword(run.ports.accounts), ...run.ports.overlays.flatMap((overlay) => overlay.steps), ...run.ports.registrars.flatMap((registrar) => registrar.steps)];
  const driver = drivers.find((candidate) => candidate.kind === step.kind);
  if (driver === undefined) throw new TunnelError('bug', {}, { detail: `no driver for ${step.kind}` });
  return driver;
}

export function stepContext(run: Run): StepContext {
  return {
    site: run.site,
    box: run.box,
    secrets: run.ports.secrets,
    log: run.ports.log,
    now: run.ports.now,
    signal: run.signal,
    progress: run.progress,
    resultOf: (stepId) => {
      const step = run.state.steps.find((candidate) => candidate.step.id === stepId);
      return step === undefined || step.phase === 'undone' ? null : step.result;
    },
    begun: (stepId) => {
      const phase = run.state.steps.find((candidate) => candidate.step.id === stepId)?.phase;
      return phase !== undefined && phase !== 'kept' && phase !== 'undone';
    },
    toldBefore: (stepId) => {
      const state = run.state.steps.find((candidate) => candidate.step.id === stepId);
      return state === undefined || state.phase === 'kept' || state.phase === 'undone' ? [] : inputsOf(state);
    },
  };
}
