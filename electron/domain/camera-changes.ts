import { z } from 'zod';
import { allCameras, type ChosenCamera } from './choice';
import type { Device } from './device';
import { TunnelError } from './errors';
import { isOnCamera } from './plan';
import { isSameSecret, SecretRef } from './secret';
import type { CameraChoice, CredentialSet, Site } from './site';
import { standingAgents } from './standing-agents';
import type { SiteState } from './state';

/*
 * What people decide about cameras that have an agent already. Only settings change here; the next connecting brings the agents up to date.
 */

/** A camera that is given another name keeps the agent that it has: pinned, so that it holds also where the journal is not known. */
export function pinRenamed(before: Site, after: Site, state: SiteState): Site {
  const made = new Set(standingAgents(state.steps).map(({ name }) => name));
  const cameras = new Map(allCameras(before, state).filter(({ agentName }) => made.has(agentName)).map((camera) => [camera.choice.deviceId, camera]));
  return {
    ...after,
    cameras: after.cameras.map((choice) => {
      const was = cameras.get(choice.deviceId);
      return was === undefined || choice.agent !== null || was.choice.name === choice.name ? choice : { ...choice, agent: was.agentName };
    }),
  };
}

/** @throws TunnelError `input-invalid` where another camera has that name. */
export function renameCamera(site: Site, state: SiteState, camera: ChosenCamera, name: string): Site {
  const wanted = name.trim();
  const taken = allCameras(site, state).some((other) => other.device.id !== camera.device.id && other.choice.name.toLowerCase() === wanted.toLowerCase());
  if (wanted === '' || wanted.length > 200 || taken) throw new TunnelError('input-invalid', { field: 'name', reason: taken ? 'another camera has it' : 'it is empty or too long' });
  return pinRenamed(site, withChoice(site, { ...camera.choice, name: wanted }), state);
}

/** Cameras that are not connected any more, until somebody chooses them again. */
export function leaveOut(site: Site, state: SiteState, agents: ReadonlySet<string>): Site {
  return allCameras(site, state).filter(({ agentName, choice }) => choice.include && agents.has(agentName)).reduce((changed, { choice }) => withChoice(changed, { ...choice, include: false }), site);
}

/** What is known of a camera whose device was replaced; it may not be found any more. */
export interface ReplacedCamera { readonly name: string; readonly agent: string; readonly deviceId: string }

/**
 * Another device takes a camera's place: its name, its agent, its login. Streams are chosen anew, because their tokens are each device's
 * own, and whether its password may be sent readable is asked anew. The old device is left out, should it still be there.
 */
export function replaceCamera(site: Site, state: SiteState, old: ReplacedCamera, device: Device): Site {
  if (device.id === old.deviceId) throw new TunnelError('input-invalid', { field: old.name, reason: 'this is the device that it has' });
  const known = allCameras(site, state);
  const standing = known.find((camera) => camera.device.id === device.id);
  if (standing !== undefined && standingAgents(state.steps).some(({ name }) => name === standing.agentName)) throw new TunnelError('input-invalid', { field: device.address, reason: `it is ${standing.choice.name}, which has an agent of its own` });
  const before = known.find((camera) => camera.agentName === old.agent);
  const choice = before?.choice ?? site.cameras.find((candidate) => candidate.deviceId === old.deviceId);
  const runs = choice?.runs ?? (standingAgents(state.steps).some(({ name, kind }) => name === old.agent && kind === 'edge') && site.agents?.kind !== 'edge' ? 'edge' : 'cloud');
  const next: CameraChoice = { deviceId: device.id, name: old.name, include: true, credentialId: choice?.credentialId ?? null, mainToken: null, subToken: null, allowBasic: false, agent: old.agent, runs };
  const ids = new Set([device.id, ...device.otherIds, ...(choice === undefined ? [] : [choice.deviceId])]);
  const rest = { ...site, cameras: site.cameras.filter(({ deviceId }) => !ids.has(deviceId)) };
  // Called by its address: its name went to the new one.
  const left = before === undefined ? rest : withChoice(rest, { ...before.choice, name: before.device.address, include: false, agent: null });
  return withChoice(left, next);
}

/** The user name at a camera: of the login that works or was chosen, else what its agent was told; null: nobody knows. */
export function usernameOf(site: Site, state: SiteState, camera: ChosenCamera): string | null {
  const set = site.credentials.find(({ id }) => id === (camera.choice.credentialId ?? camera.reading?.credentialId));
  const told = standingAgents(state.steps).find(({ name }) => name === camera.agentName)?.username;
  return set?.username ?? told ?? (site.credentials.length === 1 ? (site.credentials[0]?.username ?? null) : null);
}

/** Where the password is that works at a camera, as far as the settings know, or its agent was told; null: nobody knows. */
export function passwordOf(site: Site, state: SiteState, camera: ChosenCamera): SecretRef | null {
  const set = site.credentials.find(({ id }) => id === (camera.choice.credentialId ?? camera.reading?.credentialId));
  const agent = standingAgents(state.steps).find(({ name }) => name === camera.agentName);
  const told = z.object({ login: z.object({ password: SecretRef }) }).safeParse(agent?.step.step.input).data?.login.password;
  return set?.password ?? told ?? (site.credentials.length === 1 ? (site.credentials[0]?.password ?? null) : null);
}

/** Cameras whose password was taken back have the one of before: settings that still named the other would spend a wrong login there. */
export function takeBackLogins(site: Site, state: SiteState): Site {
  const back = state.steps.flatMap(({ step, phase, found }) => {
    const [then, now] = [z.object({ password: SecretRef }).safeParse(found).data, z.object({ after: SecretRef }).safeParse(step.input).data];
    return isOnCamera(step) && phase === 'undone' && then !== undefined && now !== undefined ? [{ before: then.password, after: now.after }] : [];
  });
  const credentials = site.credentials.map((set) => {
    const change = isOwnLogin(set) ? back.find(({ after }) => isSameSecret(after, set.password)) : undefined;
    return change === undefined ? set : { ...set, password: change.before };
  });
  return credentials.some((set, index) => set !== site.credentials[index]) ? { ...site, credentials } : site;
}

/** A camera's password was changed on it: a login of its own from now on, which is the only one that is tried there, and tried nowhere else. */
export function giveLogin(site: Site, camera: ChosenCamera, login: { readonly username: string; readonly password: SecretRef }): Site {
  const id = ownLoginOf(camera.agentName);
  const set = { id, name: camera.choice.name.slice(0, 200), ...login };
  return withChoice({ ...site, credentials: [...site.credentials.filter((other) => other.id !== id), set] }, { ...camera.choice, credentialId: id });
}

export function ownLoginOf(agentName: string): string {
  return `own:${agentName}`;
}

/** A login of one camera: never guessed at others, whose wrong logins are few. */
export function isOwnLogin(set: CredentialSet): boolean {
  return set.id.startsWith('own:');
}

function withChoice(site: Site, choice: CameraChoice): Site {
  return { ...site, cameras: [...site.cameras.filter(({ deviceId }) => deviceId !== choice.deviceId), choice] };
}
