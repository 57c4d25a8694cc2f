import { TunnelError } from '../../domain/errors';
import type { ClientSource } from '../../domain/site';
import type { Log, Overlay } from '../../engine/ports';
import { keysTagged } from './api/enrollment-keys';
import { listNetworks } from './api/networks';
import { planNetmaker } from './plan';
import { proveBox, proveEgress } from './prove';
import { Sessions } from './session';
import { clientStep } from './steps/client';
import { egressStep } from './steps/egress';
import { joinStep } from './steps/join';
import { keyRemovalStep, keyStep } from './steps/key';

export interface NetmakerDeps {
  readonly log: Log;
  /** Milliseconds since 1970. */
  readonly now: () => number;
  /** The client's binary as the site's settings name it; unchecked, the step compares its SHA-256. */
  readonly readClient: (source: ClientSource, signal: AbortSignal) => Promise<Uint8Array>;
}

/** Netmaker 0.18.4 and newer behind the overlay port; what is there is found out by asking, see `api/server.ts`. */
export function createNetmakerOverlay(deps: NetmakerDeps): Overlay {
  const sessions = new Sessions();
  return {
    kind: 'netmaker',

    async probe(settings, secrets, signal) {
      if (settings.kind !== 'netmaker') throw new TunnelError('bug', {}, { detail: `asked Netmaker about ${settings.kind}` });
      const session = sessions.fresh(settings, secrets);
      const server = await session.server(signal);
      const [networks] = await Promise.all([listNetworks(session.client, signal), keysTagged(session.client, 'kerberos-tunnel-probe', signal)]);
      const variant = server.egressApi === 'v1' ? 'egress API v1' : 'legacy egress API';
      deps.log('info', 'netmaker probed', { version: server.version, variant, networks: networks.length });
      return { version: server.version, variant, networks };
    },

    plan: planNetmaker,

    steps: [clientStep({ sessions, readClient: deps.readClient }), keyStep(sessions), joinStep(sessions), egressStep(sessions), keyRemovalStep(sessions)],

    proveBox: (_site, box, _secrets, signal) => proveBox(box, signal),

    proveEgress: (site, camera, secrets, signal) => proveEgress(sessions.ofSite(site, secrets), site, camera, signal),
  };
}
