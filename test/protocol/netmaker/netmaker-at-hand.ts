import { createHash } from 'node:crypto';
import { newSite, type Site } from '../../../electron/domain/site';
import type { PlannedStep } from '../../../electron/domain/plan';
import type { Box, Overlay, SiteCamera } from '../../../electron/engine/ports';
import { createNetmakerOverlay } from '../../../electron/overlay/netmaker/netmaker-overlay';
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
  anotherWalk(): StepWalk;
  close(): Promise<void>;
}

export interface WorldOptions extends Partial<Pick<NetmakerSimulatorOptions, 'version' | 'api' | 'hub' | 'nodeDelayMs' | 'publicServer'>> {
  readonly clientVersion?: string;
  readonly auth?: 'token' | 'password';
  readonly sha256?: string;
  readonly siteId?: string;
  readonly prepare?: (state: NetmakerState) => void;
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
  const boxState = stored(FRESH_BOX);
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
      client: { kind: 'file', path: '/bundle/netclient', sha256: options.sha256 ?? SHA256 },
      install: 'auto',
      egress: 'cameras',
    },
  };
  const overlay = newOverlay();
  const secrets = secretsNamed({ token: 'api-token-1', netmaker: 'right-password' });
  return {
    server, netmaker, boxState, overlay, site, box,
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
    anotherWalk: () => new StepWalk(site, newOverlay().steps, secretsNamed({ token: 'api-token-1', netmaker: 'right-password' }), () => Promise.resolve(box)),
    close: async () => {
      box.close();
      await simulated.close();
      server.close();
      await listening.close();
    },
  };
}

export function newOverlay(): Overlay {
  return createNetmakerOverlay({ log: () => undefined, now: Date.now, readClient: () => Promise.resolve(new Uint8Array(BINARY)) });
}

export function cameras(addresses: readonly string[]): SiteCamera[] {
  return addresses.map((address, index) => ({ deviceId: `d${index}`, name: `Camera ${index + 1}`, address, rtspPort: 554 }));
}

/** What box and firewall look like is the baseline step's affair; the rest of the box must be as before. */
export function withoutRuntime(box: ReturnType<World['boxNow']>): unknown {
  const { firewall: _firewall, sysctl: _sysctl, peers: _peers, ...rest } = box;
  return rest;
}

export { never };
