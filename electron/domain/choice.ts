import { agentNames } from './agent-names';
import type { CameraReading } from './camera';
import { isCamera, type Device } from './device';
import { keptFor } from './known-device';
import type { CameraChoice, Site } from './site';
import type { SiteState } from './state';

/** A camera of the site: what was found, what the technician chose, what was read. */
export interface ChosenCamera {
  readonly device: Device;
  readonly choice: CameraChoice;
  readonly reading: CameraReading | null;
  /** Name of its cloud agent: readable, valid for Kubernetes, distinct within the site. */
  readonly agentName: string;
}

/**
 * All cameras of a site, in the order of their addresses, with a default choice for those that nobody decided about yet:
 * every device that is a camera is taken; a device that is none is taken only when the technician said so.
 */
export function allCameras(site: Site, state: SiteState): ChosenCamera[] {
  const found = state.survey?.devices ?? [];
  const choices = keptFor(found, new Map(site.cameras.map((choice) => [choice.deviceId, choice])));
  const devices = found.filter((device) => isCamera(device) || choices.has(device.id));
  const names = defaultNames(devices);
  const chosen = devices.map((device, index): { device: Device; choice: CameraChoice } => ({
    device,
    choice: choices.get(device.id) ?? { deviceId: device.id, name: names[index] ?? device.address, include: true, credentialId: null, mainToken: null, subToken: null, allowBasic: false, agent: null, runs: 'cloud' },
  }));
  const agents = agentNames(site.id, chosen, state.steps);
  return chosen.map((camera, index) => ({ ...camera, reading: state.readings[camera.device.id] ?? null, agentName: agents[index] ?? camera.device.id }));
}

export function chosenCameras(site: Site, state: SiteState): ChosenCamera[] {
  return allCameras(site, state).filter((camera) => camera.choice.include);
}

/** Cameras that can be connected: something an agent can record was received from them. */
export function readyCameras(site: Site, state: SiteState): ChosenCamera[] {
  return chosenCameras(site, state).filter((camera) => camera.reading !== null && camera.reading.main !== null && camera.reading.outcome !== 'failed');
}

/** Does its agent run on the spare box, so that none of its streams goes through the tunnel? */
export function runsAtEdge(site: Pick<Site, 'agents'>, { choice }: Pick<ChosenCamera, 'choice'>): boolean {
  return choice.runs === 'edge' || site.agents?.kind === 'edge';
}

/** Must anything of this site go through a tunnel? Not where all of its agents run on the spare box. */
export function needsTunnel(site: Site, state: SiteState): boolean {
  const chosen = chosenCameras(site, state);
  return chosen.length === 0 ? site.agents?.kind !== 'edge' : chosen.some((camera) => !runsAtEdge(site, camera));
}

/** `Camera 11` for 192.168.1.11: short, stable over surveys, and it helps to find the camera. */
function defaultNames(devices: readonly Device[]): string[] {
  const last = devices.map((device) => device.address.split('.').at(-1) ?? device.address);
  return devices.map((device, index) => `Camera ${last.filter((octet) => octet === last[index]).length > 1 ? device.address : (last[index] ?? '')}`);
}
