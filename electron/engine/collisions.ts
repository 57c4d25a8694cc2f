import { formatRange, parseAddress, parseRange, rangeContains } from '../domain/addresses';
import { chosenCameras, readyCameras, runsAtEdge, type ChosenCamera } from '../domain/choice';
import { blockingCollision, compareRanges, type Collision, type CollisionReport, type Occupation, type WantedRange } from '../domain/collisions';
import { TunnelError } from '../domain/errors';
import { overlayNetwork } from '../domain/site';
import type { Box } from './ports';
import type { Run } from './run';
import { siteCameras } from './site-camera';
import { stepContext } from './steps';

/** Interfaces that a client of an overlay makes on a box: its own address there is no collision. */
const CLIENT_INTERFACE = /^(netmaker|wg|kt)/;

/**
 * Compares what the site will open with all that is in use, and writes it down. Changes nothing. null: too little is known yet (no
 * cameras, or the overlay was never signed in to).
 */
export async function checkCollisions(run: Run): Promise<CollisionReport | null> {
  const { site, state } = run;
  const cameras = camerasOf(run).filter((camera) => !runsAtEdge(site, camera));
  if (site.overlay === null || state.services === null || cameras.length === 0) return null;
  return compareWanted(run, wantedRanges(run, cameras), cameras);
}

/** The same for ranges that are given: those that a router brings along. */
export async function compareWanted(run: Run, wanted: readonly WantedRange[], cameras: readonly ChosenCamera[]): Promise<CollisionReport> {
  const report = await run.during({ task: 'compare-ranges', subject: run.site.overlay === null ? '' : overlayNetwork(run.site.overlay) }, async () => {
    const occupation = await occupationOf(run);
    const box = (run.state.box?.facts.addresses ?? []).filter((one) => !CLIENT_INTERFACE.test(one.interface));
    return compareRanges({ wanted, cameras: cameras.map((camera) => camera.device.address), occupation, box });
  });
  await run.record({ type: 'collisions-checked', report });
  return report;
}

/** @throws TunnelError `overlay-range-collides` where something keeps the site from being connected. */
export function refuseCollision(report: CollisionReport | null): void {
  const collision = blockingCollision(report);
  if (collision !== null) throw new TunnelError('overlay-range-collides', { range: collision.range, owner: ownerName(collision) });
}

/** Ready ones where there are any: until the cameras were read, all that were chosen. */
export function camerasOf(run: Run): ChosenCamera[] {
  const ready = readyCameras(run.site, run.state);
  return ready.length > 0 ? ready : chosenCameras(run.site, run.state);
}

/** What the overlay's own plan opens, one or several to a step: it alone knows whether each camera is let through or their whole network. */
function wantedRanges(run: Run, cameras: readonly ChosenCamera[]): WantedRange[] {
  const steps = run.overlay().plan(run.site, siteCameras(cameras, run.state.survey));
  const texts = steps.flatMap(({ params }) => `${String(params['range'] ?? '')},${String(params['ranges'] ?? '')}`.split(',')).flatMap((text) => parseRange(text) ?? []);
  return [...new Set(texts.map(formatRange))].map((range) => ({ range, cameras: camerasIn(range, cameras) }));
}

export function camerasIn(text: string, cameras: readonly ChosenCamera[]): string[] {
  const range = parseRange(text);
  return cameras.filter(({ device }) => range !== null && rangeContains(range, parseAddress(device.address) ?? -1)).map(({ choice }) => choice.name);
}

async function occupationOf(run: Run): Promise<Occupation> {
  const overlay = run.overlay();
  const { services } = run.state;
  if (overlay.occupied !== undefined) {
    return overlay.occupied({ site: run.site, secrets: run.ports.secrets, signal: run.signal, resultOf: stepContext(run).resultOf, box: () => boxWithClient(run) });
  }
  // An overlay that cannot be asked has its own range at least.
  const { network, range } = services?.overlay ?? { network: '', range: '' };
  return { network, networks: [{ name: network, bridge: null }], ranges: range === '' ? [] : [{ range, kind: 'overlay', network, owner: { network } }], virtualNat: false, unseen: [] };
}

/** Another laptop may have connected this site: then only the box knows which member it is. */
async function boxWithClient(run: Run): Promise<Box | null> {
  if (run.site.box === null || run.state.box === null || run.state.box.facts.client.version === null) return null;
  try {
    return await run.box();
  } catch (error) {
    // The look is about the network; a box that is switched off shows where the box itself is looked at.
    if (run.signal.aborted) throw error;
    return null;
  }
}

function ownerName({ other }: Collision): string {
  return String(other.owner['name'] ?? other.owner['device'] ?? other.owner['interface'] ?? other.network);
}
