import type { Log } from '../../engine/ports';
import type { Account, DeviceCharacter } from './character';
import { unavailable } from './listening';
import type { Media } from './media';
import { startDevice, type DeviceOptions, type SimulatedDevice } from './simulated-camera';
import { startVendorResponder } from './vendor-responder';
import { startDiscoveryResponder } from './ws-discovery';

export interface FleetOptions {
  readonly devices: readonly { readonly character: DeviceCharacter; readonly interfaces: DeviceOptions['interfaces']; readonly account: Account }[];
  readonly media: Media;
  /** `loopback`: nobody but this computer. `wire`: real multicast on the wires of the devices' addresses. */
  readonly reach: 'loopback' | 'wire';
  readonly portOf?: (natural: number) => number;
  readonly log: Log;
}

export interface Fleet {
  readonly devices: readonly SimulatedDevice[];
  close(): Promise<void>;
}

/** Starts many devices and everything that answers for them. @throws TunnelError `practice-unavailable`; nothing is left running then. */
export async function startFleet(options: FleetOptions): Promise<Fleet> {
  const { media, reach, portOf, log } = options;
  const devices: SimulatedDevice[] = [];
  const responders: { close(): Promise<void> }[] = [];
  const close = async (): Promise<void> => {
    await Promise.all(responders.splice(0).map((responder) => responder.close()));
    await Promise.all(devices.splice(0).map((device) => device.close()));
  };
  try {
    for (const { character, interfaces, account } of options.devices) devices.push(await startDevice({ character, interfaces, account, media, ...(portOf === undefined ? {} : { portOf }) }));
    const subjects = devices.filter(({ character }) => character.discovery.probes !== 'none' && (character.activated || character.kind === 'other')).flatMap((device) => device.subjects);
    responders.push(await startDiscoveryResponder(subjects, log, { reach }));
    responders.push(await startVendorResponder(devices, { reach }));
    return { devices: [...devices], close };
  } catch (error) {
    await close();
    throw unavailable(error, 'simulated devices');
  }
}
