import { formatRange, parseAddress, parseRange, rangeContains } from '../domain/addresses';
import type { ChosenCamera } from '../domain/choice';
import { TunnelError } from '../domain/errors';
import type { Site } from '../domain/site';
import type { SiteState } from '../domain/state';
import { camerasIn, camerasOf, compareWanted, refuseCollision } from './collisions';
import { settle } from './connect';
import type { Conduct, Ports, RouterConfig, RouterWay } from './ports';
import type { Run } from './run';

/**
 * A router in place of the box: lets it into the overlay with the ranges of the site. Nothing is changed on the router itself; a
 * person puts the configuration in. Undo is that of every step.
 */
export async function router(run: Run): Promise<void> {
  const cameras = camerasOf(run);
  if (cameras.length === 0) throw new TunnelError('stage-missing', { stage: 'survey' });
  const way = routerWay(run.ports, run.site);
  if (run.state.steps.some(({ step, phase }) => step.kind === 'netmaker.egress' && phase !== 'undone')) throw new TunnelError('router-beside-box');
  const ranges = routerRanges(run.site, run.state, cameras);
  refuseCollision(await compareWanted(run, ranges.map((range) => ({ range, cameras: camerasIn(range, cameras) })), cameras));
  await settle(run, way.plan(run.site, ranges));
}

/** The configuration as the server has it now. Never journaled: it holds the router's private key. @throws stage-missing, router-config-unusable. */
export async function routerConfig(ports: Ports, site: Site, state: SiteState, conduct: Conduct): Promise<RouterConfig> {
  const made = state.steps.some(({ step, phase }) => step.kind === 'netmaker.router' && (phase === 'done' || phase === 'kept'));
  if (!made) throw new TunnelError('stage-missing', { stage: 'router' });
  const cameras = (state.survey?.devices ?? []).map(({ address }) => address);
  return routerWay(ports, site).config(site, localRanges(state, cameras), ports.secrets, conduct.signal);
}

/** Each camera's address, or the networks that they are in: as the tunnel of a box would let through. */
function routerRanges(site: Site, state: SiteState, cameras: readonly ChosenCamera[]): string[] {
  const single = cameras.map(({ device }) => `${device.address}/32`);
  if (site.overlay?.kind !== 'netmaker' || site.overlay.egress === 'cameras') return [...new Set(single)];
  const networks = localRanges(state, cameras.map(({ device }) => device.address));
  const outside = cameras.filter(({ device }) => !networks.some((range) => contains(range, device.address))).map(({ device }) => `${device.address}/32`);
  return [...new Set([...networks, ...outside])];
}

/** The networks that were searched, or that this computer was plugged into, and that these addresses are in. */
function localRanges(state: SiteState, addresses: readonly string[]): string[] {
  const interfaces = (state.survey?.interfaces ?? []).map((one) => one.partOf ?? one.range);
  const networks = [...(state.survey?.ranges ?? []), ...interfaces].flatMap((text) => parseRange(text) ?? []).map(formatRange);
  return [...new Set(networks)].filter((range) => addresses.some((address) => contains(range, address)));
}

function contains(text: string, address: string): boolean {
  const range = parseRange(text);
  return range !== null && rangeContains(range, parseAddress(address) ?? -1);
}

function routerWay(ports: Ports, site: Site): RouterWay {
  const way = ports.overlays.find((overlay) => overlay.kind === site.overlay?.kind)?.router;
  if (way === undefined) throw new TunnelError('input-invalid', { field: 'overlay', reason: site.overlay === null ? 'missing' : 'this one makes no configuration for routers' });
  return way;
}
