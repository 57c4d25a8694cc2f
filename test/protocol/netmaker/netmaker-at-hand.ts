import { createHash } from 'node:crypto';
import { newSite, type NetmakerSettings, type Site } from '../../../electron/domain/site';
import type { PlannedStep } from '../../../electron/domain/plan';
import { serviceManagers } from '../../../electron/box/services/services';
import { TunnelError } from '../../../electron/domain/errors';
import type { Box, ClientShelf, Overlay, Secrets, SiteCamera } from '../../../electron/engine/ports';
import type { ClientSources } from '../../../electron/overlay/netmaker/install/push';
import { Secret } from '../../../electron/domain/secret';
import type { KeptSecrets } from '../../../electron/overlay/netmaker/kept-session';
import { createNetmakerOverlay, type NetmakerDeps } from '../../../electron/overlay/netmaker/netmaker-overlay';
import { FRESH_BOX, type BoxState } from '../../../electron/practice/box/box-state';
import { startSimulatedBox } from '../../../electron/practice/box/simulated-box';
import { createNetmakerSimulator, type NetmakerSimulator, type NetmakerSimulatorOptions } from '../../../electron/practice/netmaker/simulator';
import { newNetmakerState, type NetmakerState } from '../../../electron/practice/netmaker/state';
import type { Stored } from '../../../electron/practice/world';
import { never, named, secretsNamed, serveLoopback, stored } from '../../fixtures/loopback';
import { StepWalk } from '../../fixtures/step-walk';
import { connectTo } from '../box/box-at-hand';

export const BINARY = Buffer.from('the netclient of the tests');
export const SHA256 = createHash('sha256').update(BINARY).digest('hex');

export interface World {
  readonly server: NetmakerSimulator;
  readonly netmaker: Stored<NetmakerState>;
  readonly boxState: Stored<BoxState>;
  readonly overlay: Overlay;
  /** Sessions kept for later stages, by name. */
  readonly kept: Map<string, string>;
  readonly site: Site;
  readonly walk: StepWalk;
  readonly box: Box;
  /** All steps but the engine's own. */
  steps(addresses?: readonly string[]): PlannedStep[];
  /** What the server has that a person would see. */
  objects(): Omit<NetmakerState, 'signingKey' | 'era'>;
  /** The box without its key. */
  boxNow(): Omit<BoxState, 'hostKey'>;
  /** A second laptop with the same site file and no journal. */
  anotherWalk(secrets?: Secrets): StepWalk;
  close(): Promise<void>;
}

export interface WorldOptions extends Partial<Pick<NetmakerSimulatorOptions, 'version' | 'api' | 'hub' | 'nodeDelayMs' | 'publicServer' | 'pro' | 'masterKey' | 'lists' | 'now'>> {
  readonly clientVersion?: string;
  readonly auth?: 'token' | 'password';
  readonly sha256?: string;
  readonly siteId?: string;
  readonly prepare?: (state: NetmakerState) => void;
  /** What the box is besides a fresh one. */
  readonly box?: Partial<BoxState>;
  readonly install?: NetmakerSettings['install'];
  /** null: no file was named in the settings. */
  readonly client?: NetmakerSettings['client'];
  readonly sources?: Partial<ClientSources>;
  /** Whatever else the site's overlay settings say. */
  readonly settings?: Partial<NetmakerSettings>;
  /** For one question of ours to the server. */
  readonly deadlineMs?: number;
}

/** Netmaker and a spare box, both simulated, with real HTTP and real SSH between them and the driver. */
export async function startWorld(options: WorldOptions = {}): Promise<World> {
  const initial = newNetmakerState({ networks: [{ netid: 'cams', addressrange: '100.64.8.0/24' }, { netid: 'office', addressrange: '100.64.9.0/24' }], users: [{ username: 'tech', password: 'right-password' }], apiTokens: ['api-token-1'] });
  options.prepare?.(initial);
  const netmaker = stored(initial);
  let simulator: NetmakerSimulator | null = null;
  const listening = await serveLoopback((request, response) => { simulator?.handler(request, response); });
  const server = createNetmakerSimulator({ state: netmaker, publicServer: listening.host, nodeDelayMs: 0, ...options });
  simulator = server;
  const boxState = stored({ ...FRESH_BOX, ...options.box });
  const account = { username: 'op', password: 'op-password', sudo: 'no-password' as const };
  const simulated = await startSimulatedBox({ host: '127.0.0.1', port: 0, state: boxState, account, clientVersion: options.clientVersion ?? options.version ?? (options.api === 'legacy' ? 'v0.90.0' : 'v1.5.1'), log: () => undefined });
  const box = await connectTo({ port: simulated.port, username: 'op', password: 'op-password' });
  const site: Site = {
    ...newSite({ id: options.siteId ?? 'site12', name: 'Site 12', mode: 'real', language: 'en', timeZone: 'UTC' }),
    box: { host: '127.0.0.1', port: simulated.port, username: 'op', auth: { kind: 'password', password: named('box') }, sudoPassword: null, hostKey: null, allowLegacy: false },
    overlay: {
      kind: 'netmaker',
      url: listening.url,
      auth: options.auth === 'password' ? { kind: 'password', username: 'tech', password: named('netmaker') } : { kind: 'token', token: named('token') },
      network: 'cams',
      client: options.client === undefined ? { kind: 'file', path: '/bundle/netclient', sha256: options.sha256 ?? SHA256 } : options.client,
      install: options.install ?? 'auto',
      egress: 'cameras', policy: { kind: 'ask' },
      ...options.settings,
    },
  };
  const kept = keptInMemory();
  const overlayDeps = { ...options.sources, kept, ...(options.deadlineMs === undefined ? {} : { deadlineMs: options.deadlineMs }) };
  const overlay = newOverlay(overlayDeps);
  const secrets = secretsNamed({ token: 'api-token-1', netmaker: 'right-password' });
  return {
    server, netmaker, boxState, overlay, site, box, kept: kept.values,
    walk: new StepWalk(site, overlay.steps, secrets, () => Promise.resolve(box)),
    steps: (addresses = ['192.168.50.11']) => overlay.plan(site, cameras(addresses)).filter((step) => step.kind !== 'box.baseline'),
    objects: () => {
      const { signingKey: _key, era: _era, ...rest } = netmaker.read();
      return rest;
    },
    boxNow: () => {
      const { hostKey: _key, ...rest } = boxState.read();
      return rest;
    },
    anotherWalk: (other = secretsNamed({ token: 'api-token-1', netmaker: 'right-password' })) => new StepWalk(site, newOverlay(overlayDeps).steps, other, () => Promise.resolve(box)),
    close: async () => {
      box.close();
      await simulated.close();
      server.close();
      await listening.close();
    },
  };
}

export function newOverlay(sources: Partial<NetmakerDeps> = {}): Overlay {
  return createNetmakerOverlay({ log: () => undefined, now: Date.now, kept: keptInMemory(), readClient: () => Promise.resolve(new Uint8Array(BINARY)), shelf: EMPTY_SHELF, services: serviceManagers, ...sources });
}

/** The sessions that cost a one-time code; `values` is all that is kept. */
export function keptInMemory(): KeptSecrets & { readonly values: Map<string, string> } {
  const values = new Map<string, string>();
  return {
    values,
    get: (id) => Promise.resolve(values.has(id) ? new Secret(values.get(id) ?? '') : null),
    keep: (id, value) => Promise.resolve(void values.set(id, value)),
    forget: (id) => Promise.resolve(void values.delete(id)),
  };
}

/** A laptop that holds no clients and reaches no maker. */
export const EMPTY_SHELF: ClientShelf = {
  take: () => Promise.resolve(null),
  fetch: () => Promise.reject(new TunnelError('client-download-failed', { url: 'https://example.invalid', reason: 'no internet' })),
};

export function cameras(addresses: readonly string[]): SiteCamera[] {
  return addresses.map((address, index) => ({ deviceId: `d${index}`, name: `Camera ${index + 1}`, address, rtspPort: 554 }));
}

/** What box and firewall look like is the baseline step's affair; the rest of the box must be as before. */
export function withoutRuntime(box: ReturnType<World['boxNow']>): unknown {
  const { firewall: _firewall, sysctl: _sysctl, peers: _peers, ...rest } = box;
  return rest;
}

export { never };
