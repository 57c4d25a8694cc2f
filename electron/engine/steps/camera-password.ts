import { z } from 'zod';
import { TunnelError } from '../../domain/errors';
import type { Json } from '../../domain/json';
import type { PlannedStep } from '../../domain/plan';
import { isSameSecret, SecretRef } from '../../domain/secret';
import type { Site } from '../../domain/site';
import type { CameraAccount, CameraAccounts } from '../ports';
import type { StepContext, StepDriver } from '../step';

/** Another password for a user of a camera. Where both are, never what they are. `onvif`: its device service; null: it has none. */
export const PasswordChange = z.object({
  deviceId: z.string().max(200),
  address: z.string().max(64),
  onvif: z.string().max(500).nullable(),
  username: z.string().max(200),
  before: SecretRef,
  after: SecretRef,
});
export type PasswordChange = z.infer<typeof PasswordChange>;

/** What undo returns to. `serial`: of the device whose password it was; null: it tells none. */
const Found = z.object({ password: SecretRef, serial: z.string().nullable() });
/** The password that was last seen to be right. */
const Result = z.object({ password: SecretRef });

/** One for each camera: a second change keeps what was there before the first. */
export function passwordStepId(deviceId: string): string {
  return `camera.password:${deviceId}`;
}

export function passwordStep(camera: string, change: PasswordChange): PlannedStep {
  return { id: passwordStepId(change.deviceId), kind: 'camera.password', params: { camera, address: change.address, username: change.username }, input: change, needs: [] };
}

/** Changes a camera's password on the camera. Wrong logins are dear there, so that every look is for the likeliest password first and for no more than needed. */
export function cameraPassword(accounts: CameraAccounts): StepDriver {
  const look = async (account: CameraAccount, ref: SecretRef, context: StepContext): Promise<{ serial: string | null } | null> => accounts.holds(account, await context.secrets.reveal(ref), context);
  const set = async (account: CameraAccount, before: SecretRef, after: SecretRef, context: StepContext): Promise<void> => {
    const [old, next] = [await context.secrets.reveal(before), await context.secrets.reveal(after)];
    await accounts.setPassword(account, { before: old, after: next }, context);
  };

  return {
    kind: 'camera.password',

    async inspect(step, context) {
      const change = PasswordChange.parse(step.input);
      const account = accountOf(change, context.site);
      const seen = await look(account, change.before, context);
      if (seen !== null) {
        // Before anything is begun: most cameras that will not, say so here.
        await accounts.demandChangeable(account, await context.secrets.reveal(change.before), context);
        return { change: 'add', found: { password: change.before, serial: seen.serial } satisfies z.infer<typeof Found>, result: null };
      }
      // A second wrong one is risked only where an earlier attempt may have set it.
      if (!earlier(step, context).some((other) => isSameSecret(other.after, change.after)) || (await look(account, change.after, context)) === null) throw refused(change);
      return { change: 'none', found: null, result: { password: change.after } };
    },

    async apply(step, _found, context) {
      const change = PasswordChange.parse(step.input);
      await set(accountOf(change, context.site), change.before, change.after, context);
      return { password: change.after };
    },

    async verify(step, result, context) {
      const change = PasswordChange.parse(step.input);
      const account = accountOf(change, context.site);
      if ((await look(account, change.after, context)) !== null) return result;
      // It said yes, and did nothing.
      if ((await look(account, change.before, context)) !== null) throw new TunnelError('camera-password-refused', { address: change.address, reason: 'SetUserResponse' });
      throw refused(change);
    },

    async undo(step, foundThen, resultThen, context) {
      const change = PasswordChange.parse(step.input);
      const found = Found.safeParse(foundThen).data ?? { password: change.before, serial: null };
      const account = accountOf(change, context.site);
      for (const ref of likeliestFirst(change, found.password, resultThen, earlier(step, context))) {
        const seen = await look(account, ref, context);
        if (seen === null) continue;
        // Its address may be another camera's by now, and cameras share passwords.
        if (found.serial !== null && seen.serial !== null && seen.serial !== found.serial) throw new TunnelError('camera-answer-invalid', { address: change.address, reason: `serial number ${seen.serial}, not ${found.serial}` });
        if (isSameSecret(ref, found.password)) return [];
        await set(account, ref, found.password, context);
        if ((await look(account, found.password, context)) === null) throw refused(change);
        return [];
      }
      throw refused(change);
    },
  };
}

/** Without a result nothing was ever seen to be changed: the old one first. With one, what was seen to be right last. */
function likeliestFirst(change: PasswordChange, found: SecretRef, result: Json, others: readonly PasswordChange[]): SecretRef[] {
  const seen = Result.safeParse(result).data?.password;
  const refs = seen === undefined ? [found, change.after] : [seen, change.after, found];
  return [...refs, ...others.map(({ after }) => after)].filter((ref, index, all) => all.findIndex((other) => isSameSecret(other, ref)) === index);
}

/** What earlier attempts, and this one where it was begun, may have left. */
function earlier(step: PlannedStep, context: StepContext): PasswordChange[] {
  return context.toldBefore(step.id).flatMap((input) => PasswordChange.safeParse(input).data ?? []);
}

function accountOf({ deviceId, address, onvif, username }: PasswordChange, site: Site): CameraAccount {
  return { deviceId, address, onvif, username, allowBasic: site.cameras.find((choice) => choice.deviceId === deviceId)?.allowBasic ?? false };
}

function refused({ address }: PasswordChange): TunnelError {
  return new TunnelError('camera-login-refused', { address });
}
