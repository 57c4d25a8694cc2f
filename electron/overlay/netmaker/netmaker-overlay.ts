import { TunnelError } from '../../domain/errors';
import type { Log, Overlay, ServiceManagers } from '../../engine/ports';
import { accessOf } from './access';
import { keysTagged } from './api/enrollment-keys';
import { listNetworks } from './api/networks';
import type { ClientSources } from './install/push';
import { occupied } from './occupied';
import type { KeptSecrets } from './kept-session';
import { planNetmaker } from './plan';
import { proveBox, proveEgress, proveForwarding, proveMember } from './prove';
import { routerStep } from './router/router-step';
import { routerWay } from './router/router-way';
import { Sessions } from './session';
import { clientStep } from './steps/client';
import { egressStep } from './steps/egress';
import { joinStep } from './steps/join';
import { keyRemovalStep, keyStep } from './steps/key';
import { policyStep } from './steps/policy';

export interface NetmakerDeps extends ClientSources {
  readonly kept: KeptSecrets;
  /** For one question to the server; absent: 30 s. */
  readonly deadlineMs?: number;
  readonly log: Log;
  /** Milliseconds since 1970. */
  readonly now: () => number;
  /** How each kind of box starts services. */
  readonly services: ServiceManagers;
}

/** Netmaker 0.18.4 and newer behind the overlay port; what is there is found out by asking, see `api/server.ts`. */
export function createNetmakerOverlay(deps: NetmakerDeps): Overlay {
  const sessions = new Sessions(deps);
  return {
    kind: 'netmaker',

    async probe(settings, secrets, signal) {
      if (settings.kind !== 'netmaker') throw new TunnelError('bug', {}, { detail: `asked Netmaker about ${settings.kind}` });
      const session = sessions.fresh(settings, secrets);
      const server = await session.server(signal);
      const [networks] = await Promise.all([listNetworks(session.client, signal), keysTagged(session.client, 'kerberos-tunnel-probe', signal)]);
      const variant = `${server.egressApi === 'v1' ? 'egress API v1' : 'legacy egress API'}${server.pro ? ', Pro' : ''}`;
      deps.log('info', 'netmaker probed', { version: server.version, variant, networks: networks.length });
      return { version: server.version, variant, networks };
    },

    async signIn(settings, code, secrets, signal) {
      if (settings.kind !== 'netmaker') throw new TunnelError('bug', {}, { detail: `asked Netmaker about ${settings.kind}` });
      await sessions.fresh(settings, secrets).client.signInWithCode(code, signal);
    },

    async access(settings, secrets, signal) {
      if (settings.kind !== 'netmaker') throw new TunnelError('bug', {}, { detail: `asked Netmaker about ${settings.kind}` });
      return accessOf(sessions.of(settings, secrets), settings, signal);
    },

    plan: planNetmaker,

    occupied: (question) => occupied(sessions.ofSite(question.site, question.secrets), question),

    router: routerWay(sessions),

    steps: [clientStep({ sessions, readClient: deps.readClient, shelf: deps.shelf, services: deps.services }), keyStep(sessions), joinStep(sessions), egressStep(sessions), policyStep(sessions), keyRemovalStep(sessions), routerStep(sessions)],

    proveBox: (_site, box, _secrets, signal) => proveBox(box, signal),

    proveForwarding: (_site, box, camera, signal) => proveForwarding(box, camera, signal),

    proveMember: (site, _camera, secrets, signal) => proveMember(sessions.ofSite(site, secrets), site, signal),

    proveEgress: (site, camera, secrets, signal) => proveEgress(sessions.ofSite(site, secrets), site, camera, signal),
  };
}
