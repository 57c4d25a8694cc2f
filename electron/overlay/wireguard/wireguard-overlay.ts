import type { HostKey } from '../../domain/box';
import { TunnelError } from '../../domain/errors';
import type { OverlaySettings, WireGuardSettings } from '../../domain/site';
import type { BoxConnector, Log, Overlay, ServiceManagers } from '../../engine/ports';
import { readHubState } from './hub-state';
import { Hubs } from './hubs';
import { occupiedBy } from './occupied';
import { planWireGuard } from './plan';
import { proveBox, proveEgress, proveForwarding, proveMember } from './prove';
import { checked } from './settings';
import { handoverStep } from './steps/handover';
import { keyStep } from './steps/key';
import { peerStep } from './steps/peer';
import { toolsStep } from './steps/tools';
import { tunnelStep } from './steps/tunnel';
import { demandUsable } from './usable-hub';

export interface WireGuardDeps {
  readonly log: Log;
  /** For hubs that are reached over SSH. */
  readonly boxes: BoxConnector;
  /** The SSH key of a host that a person accepted for this site; null: none yet. */
  readonly pinOf: (host: string, port: number) => HostKey | null;
  readonly services: ServiceManagers;
}

/** A hub that speaks plain WireGuard behind the overlay port: no server to ask, only the hub itself where it is reached over SSH. */
export function createWireGuardOverlay(deps: WireGuardDeps): Overlay {
  const hubs = new Hubs(deps);
  return {
    kind: 'wireguard',

    async probe(settings, secrets, signal) {
      const wanted = checked(ofKind(settings));
      const networks = [{ name: wanted.range, range: wanted.range }];
      if (wanted.hub.kind === 'file') return { version: 'WireGuard', variant: 'a hub that is not reached over SSH', networks };
      const variant = await hubs.with(wanted, secrets, signal, async (hub, name) => {
        const state = await readHubState(hub, name, 'kerberos-tunnel', signal);
        demandUsable(state, wanted, name);
        return `hub over SSH, ${name}, ${state.peers.length} peers, forwarding ${state.forwarding ? 'on' : 'off'}`;
      });
      deps.log('info', 'hub looked at', { variant });
      return { version: 'WireGuard', variant, networks };
    },

    plan: planWireGuard,

    steps: [toolsStep(), keyStep(), peerStep(hubs), tunnelStep(deps.services), handoverStep()],

    occupied: (question) => occupiedBy(hubs, question),

    proveBox: (site, box, _secrets, signal) => proveBox(site, box, signal),

    proveForwarding: (site, box, camera, signal) => proveForwarding(site, box, camera, signal),

    proveEgress: (site, camera, secrets, signal) => proveEgress(hubs, site, camera, secrets, signal),

    proveMember: (site, camera, secrets, signal) => proveMember(hubs, site, camera, secrets, signal),
  };
}

function ofKind(settings: OverlaySettings): WireGuardSettings {
  if (settings.kind !== 'wireguard') throw new TunnelError('bug', {}, { detail: `asked a WireGuard hub about ${settings.kind}` });
  return settings;
}
