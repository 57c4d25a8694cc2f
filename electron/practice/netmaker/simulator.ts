import type { IncomingMessage, ServerResponse } from 'node:http';
import { serve, type Call } from '../http/exchange';
import { Faults } from '../http/faults';
import { readToken } from '../http/session-token';
import type { Stored } from '../world';
import { approvalRoutes } from './approval-routes';
import { egressRoutes, legacyEgressRoutes } from './egress-routes';
import { extClientRoutes } from './ext-client-routes';
import { hostRoutes } from './host-routes';
import { addNode, type Hub } from './membership';
import { since, type Model } from './model';
import { inForm, type ListForm } from './list-form';
import { policyRoutes } from './policy-routes';
import { route, type Caller, type Route } from './router';
import { MASTER, signInRoutes } from './sign-in-routes';
import type { NetmakerState } from './state';
import { userRoutes } from './user-routes';

export interface NetmakerSimulatorOptions {
  readonly state: Stored<NetmakerState>;
  /** `host[:port]` that is put into enrolment tokens and told to clients: where the box reaches this server. */
  readonly publicServer: string;
  /** Default: `v1.5.1`, or `v0.90.0` with the old API. */
  readonly version?: string;
  readonly api?: 'v1' | 'legacy';
  readonly pro?: boolean;
  /** Default: none that anybody knows. */
  readonly masterKey?: string;
  /** How lists come: as they are, in the envelope of newer routes, or in pages because the old routes are gone. */
  readonly lists?: ListForm;
  /** Called after every change of the state: keys of hosts, addresses of nodes, ranges. */
  readonly onChange?: (state: NetmakerState) => void;
  readonly hub?: Hub;
  /** How long after the registration the node appears. Default 300 ms. */
  readonly nodeDelayMs?: number;
  readonly sessionMs?: number;
  readonly now?: () => number;
}

export interface NetmakerSimulator {
  readonly handler: (request: IncomingMessage, response: ServerResponse) => void;
  readonly faults: Faults;
  /** Calls that arrived, by `METHOD /path`. */
  readonly calls: Map<string, number>;
  /** From now on no session token of before is accepted; API tokens are. */
  readonly expireSessions: () => void;
  readonly close: () => void;
}

/** Netmaker's documented API in both generations, with its quirks (envelopes or not, 200 that does nothing, 401 and 404 as they come). */
export function createNetmakerSimulator(options: NetmakerSimulatorOptions): NetmakerSimulator {
  const api = options.api ?? 'v1';
  const faults = new Faults();
  const now = options.now ?? Date.now;
  let timer: NodeJS.Timeout | null = null;

  function change<T>(work: (state: NetmakerState) => T): T {
    const next = options.state.read();
    const result = work(next);
    options.state.write(next);
    options.onChange?.(next);
    return result;
  }

  function nodesSoon(): void {
    timer ??= setTimeout(() => {
      timer = null;
      if (options.state.read().joining.length === 0) return;
      change((state) => {
        for (const { hostid, network } of state.joining) addNode(state, hostid, network, model.hub);
        state.joining = [];
      });
    }, options.nodeDelayMs ?? 300);
  }

  const model: Model = {
    api,
    version: options.version ?? (api === 'v1' ? 'v1.5.1' : 'v0.90.0'),
    publicServer: options.publicServer,
    pro: options.pro ?? false,
    masterKey: options.masterKey ?? '',
    hub: options.hub ?? null,
    state: options.state,
    change,
    nodesSoon,
    now,
    checkIns: new Map(),
    // The real default: 12 hours.
    sessionMs: options.sessionMs ?? 12 * 3600 * 1000,
  };
  const routes: Route[] = [...signInRoutes(model), ...inForm(userRoutes(model), options.lists ?? 'whole'), ...approvalRoutes(model), ...policyRoutes(model), ...hostRoutes(model), ...legacyEgressRoutes(model), ...extClientRoutes(model), ...(api === 'v1' && since(model, '0.99.0') ? egressRoutes(model) : [])];
  // Killed between a registration and its node: it comes now.
  if (options.state.read().joining.length > 0) nodesSoon();

  return {
    handler: serve(faults, (call) => route(routes, call, callerOf(model, call))),
    faults,
    calls: faults.calls,
    expireSessions: () => {
      change((state) => { state.era++; });
    },
    close: () => {
      if (timer !== null) clearTimeout(timer);
      faults.clear();
    },
  };
}

function callerOf(model: Model, call: Call): Caller | null {
  if (call.bearer === null) return null;
  const state = model.state.read();
  if (model.masterKey !== '' && call.bearer === model.masterKey) return { kind: 'user', name: MASTER };
  if (state.apiTokens.includes(call.bearer)) return { kind: 'user', name: 'api' };
  const claims = readToken(state.signingKey, call.bearer, model.now());
  if (claims === null || claims.era !== state.era) return null;
  // Between password and one-time code nothing else may be asked.
  if (claims.kind !== 'host' && claims.kind !== 'user') return null;
  // A device that was deleted is nobody any more: netclient forgets its server when it is told so.
  if (claims.kind === 'host' && !state.hosts.some((host) => host.id === claims.subject)) return null;
  return { kind: claims.kind, name: claims.subject };
}
