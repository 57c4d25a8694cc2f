import type { Device } from './device';
import { keptFor } from './known-device';
import { agentName, distinctNames, isAgentName } from './names';
import type { CameraChoice } from './site';
import { standingAgents } from './standing-agents';
import type { StepState } from './state';

/**
 * Names of the cameras' agents, in the order of the cameras. One that was made keeps its name: as it was pinned in the settings, else as
 * the journal says, so that a camera that is given another name does not get another agent. All others are named after site and camera.
 */
export function agentNames(site: string, cameras: readonly { readonly device: Device; readonly choice: CameraChoice }[], steps: readonly StepState[]): string[] {
  const made = madeNames(cameras.map(({ device }) => device), steps);
  const own = new Map<number, string>();
  const gone = new Set<string>();
  const claim = (name: string | null | undefined, index: number): void => {
    if (name == null || gone.has(name) || own.has(index)) return;
    own.set(index, name);
    gone.add(name);
  };
  // Pinned to another camera: that one took its camera's place, and its agent with it.
  cameras.forEach(({ choice }, index) => { claim(choice.agent, index); });
  cameras.forEach(({ device }, index) => { claim(made.get(device.id), index); });
  const fresh = distinctNames(cameras.filter((_, index) => !own.has(index)).map(({ choice }) => agentName(site, choice.name)), gone);
  return cameras.map((_, index) => own.get(index) ?? fresh.shift() ?? '');
}

/** By the device that an agent was made for; of agents that were made before that was noted, by the address that its camera had. */
function madeNames(devices: readonly Device[], steps: readonly StepState[]): ReadonlyMap<string, string> {
  const agents = standingAgents(steps).filter(({ name }) => isAgentName(name));
  // The one that is certainly there wins over one that may be there.
  const surest = [...agents.filter(({ step }) => step.phase !== 'done'), ...agents.filter(({ step }) => step.phase === 'done')];
  const names = keptFor(devices, new Map(surest.flatMap(({ deviceId, name }) => (deviceId === '' ? [] : [[deviceId, name] as const]))));
  const ofBefore = new Map(surest.flatMap(({ deviceId, address, name }) => (deviceId === '' && address !== null ? [[address, name] as const] : [])));
  for (const device of devices) {
    const name = ofBefore.get(device.address);
    if (name !== undefined && !names.has(device.id)) names.set(device.id, name);
  }
  return names;
}
