import { TunnelError, type ErrorCode } from '../domain/errors';
import type { StepState } from '../domain/state';
import { settle } from './connect';
import type { Run } from './run';
import { passwordStep, passwordStepId, type PasswordChange } from './steps/camera-password';
import { undoSteps } from './undo';

/** Of a camera that keeps the password that it has. */
const UNCHANGED: readonly ErrorCode[] = ['camera-password-refused', 'camera-no-users'];

/**
 * Changes the password of a camera on the camera: a step like those of connecting, journaled and taken back by undo, but by itself. The
 * spare box is neither needed nor told: only this laptop finds the passwords again.
 * @throws TunnelError `camera-login-refused`, `camera-password-refused`, `camera-no-users` and what cameras do otherwise.
 */
export async function changePassword(run: Run, camera: string, change: PasswordChange): Promise<void> {
  const first = standing(run, change.deviceId).length === 0;
  try {
    await settle(run, passwordStep(camera, change));
  } catch (error) {
    // Nothing was changed, and nothing is left to be taken back, once that was looked at.
    if (first && error instanceof TunnelError && UNCHANGED.includes(error.code)) await undoSteps(run, standing(run, change.deviceId)).catch(() => undefined);
    throw error;
  }
}

/** Sets back the password that the camera had, where it was changed and that was not taken back. @throws TunnelError `undo-incomplete`. */
export async function takeBackPassword(run: Run, deviceId: string): Promise<void> {
  await undoSteps(run, standing(run, deviceId));
}

function standing(run: Run, deviceId: string): StepState[] {
  return run.state.steps.filter(({ step, phase }) => step.id === passwordStepId(deviceId) && phase !== 'kept' && phase !== 'undone');
}
