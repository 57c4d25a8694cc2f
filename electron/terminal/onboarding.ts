import { parseRange, rangeSize } from '../domain/addresses';
import { chosenCameras, readyCameras } from '../domain/choice';
import { TunnelError } from '../domain/errors';
import { asksFirst } from '../domain/range-list';
import type { Stage } from '../domain/stage';
import { storageStanding } from '../domain/storage';
import type { Listener } from '../engine/engine';
import { undoSite, type OpenSite } from '../engine/open-site';
import { EXIT, type Command, type Options } from './usage';

/** On a wire of ours (`discovery/sweep-pace.ts`); ranges behind routers go a little faster. */
const ADDRESSES_PER_MINUTE = 18_000;

/** Runs the stages that a command stands for; what was done before is not done again unless asked. Returns the exit code. */
export async function runCommand(command: Command, site: OpenSite, options: Pick<Options, 'acceptHostKey' | 'fresh' | 'ranges' | 'largeRanges' | 'history' | 'record'>, signal: AbortSignal, listener: Listener): Promise<number> {
  const run = (stage: Stage, only: readonly string[] | null = null): Promise<void> => site.engine.run(stage, site.site, { only, signal }, listener);
  const wants = (...commands: Command[]): boolean => commands.includes(command);
  const state = (): OpenSite['engine']['state'] => site.engine.state;

  // A laptop that took the site over has its changes and not its cameras.
  const takenOver = wants('prove') && state().survey === null;
  if (wants('survey') || takenOver || (wants('check', 'plan', 'connect', 'router') && (options.fresh || options.ranges.length > 0 || state().survey === null))) {
    const ranges = rangesToSearch(site.site.ranges, options);
    await site.engine.run('survey', { ...site.site, ranges }, { only: null, signal }, listener);
  }
  if (wants('check', 'repair', 'plan', 'connect', 'prove', 'undo', 'adopt')) await pinHostKey(site, options.acceptHostKey, signal, listener);
  if (wants('check')) await run('check');
  if (wants('repair')) {
    if (options.fresh || state().box === null) await run('check', ['box']);
    await run('repair');
  }
  if (wants('plan', 'connect')) {
    const missing = options.fresh ? null : unchecked(site);
    if (missing === null || missing.length > 0) await run('check', missing);
    await run('plan');
  }
  if (wants('connect')) await run('connect');
  if (takenOver) await run('check', ['cameras']);
  if (wants('connect', 'prove')) await run('prove');
  if (wants('router')) {
    // Whose addresses the others are, only the server knows.
    if (options.fresh || state().services === null) await run('check', ['services']);
    await run('router');
  }
  if (wants('undo')) await undoSite(site, () => run('undo'));
  if (wants('adopt')) await run('adopt', [...(options.history === null ? [] : [options.history]), ...(options.record === null ? [] : [`record:${options.record}`])]);
  return outcome(command, site);
}

/**
 * The site file's ranges and those of the command line; none: the computer's own networks. Nobody can be asked here, so a large range
 * has to be meant. @throws TunnelError `range-asks-first`.
 */
export function rangesToSearch(ofSite: readonly string[], options: Pick<Options, 'ranges' | 'largeRanges'>): string[] {
  const ranges = [...new Set([...ofSite, ...options.ranges])];
  for (const text of options.largeRanges ? [] : ranges) {
    const range = parseRange(text);
    if (range === null || !asksFirst(range)) continue;
    const addresses = rangeSize(range);
    throw new TunnelError('range-asks-first', { range: text, addresses, minutes: Math.ceil(addresses / ADDRESSES_PER_MINUTE) });
  }
  return ranges;
}

function unchecked(site: OpenSite): string[] {
  const { state } = site.engine;
  const cameras = chosenCameras(site.site, state).filter((camera) => camera.reading?.main == null).map((camera) => camera.device.id);
  return [...cameras, ...(state.services === null || ['failed', 'outdated'].includes(storageStanding(site.site, state.services.storage)) ? ['services'] : []), ...(state.box === null || state.box.checks.some((check) => check.outcome === 'blocks') ? ['box'] : [])];
}

/**
 * Trust at first contact: only when the technician said so, only while nothing is pinned. A hub or a computer of the agents that is
 * reached over SSH is asked for like the box; a given fingerprint is that of one of them. The practice box is our own.
 */
async function pinHostKey(site: OpenSite, accept: string | null, signal: AbortSignal, listener: Listener): Promise<void> {
  const { agents, box, overlay, mode } = site.site;
  const wanted = mode === 'practice' ? 'any' : accept;
  if (wanted === null) return;
  const hub = overlay?.kind === 'wireguard' && overlay.hub.kind === 'ssh' ? overlay.hub.box : null;
  const docker = agents?.kind === 'docker' ? agents.host : null;
  const unknown = [box, hub, docker].flatMap((one) => (one === null || one.hostKey !== null || site.engine.state.pins[`${one.host}:${one.port}`] !== undefined ? [] : [{ host: one.host, port: one.port, allowLegacy: one.allowLegacy }]));
  let refused: TunnelError | null = null;
  let pinned = 0;
  for (const { host, port, allowLegacy } of unknown) {
    const key = await site.ports.boxes.hostKey({ host, port, allowLegacy }, signal);
    if (wanted !== 'any' && wanted !== key.fingerprint) {
      refused ??= new TunnelError('box-host-key-changed', { host, seen: key.fingerprint, pinned: wanted });
      continue;
    }
    await site.engine.record({ type: 'host-key-pinned', host, port, key }, listener);
    pinned++;
  }
  if (refused !== null && pinned === 0) throw refused;
}

/** Some cameras done and some not is an outcome of its own. */
function outcome(command: Command, site: OpenSite): number {
  const { state } = site.engine;
  const chosen = chosenCameras(site.site, state);
  if (command === 'check') return chosen.length === readyCameras(site.site, state).length ? EXIT.ok : EXIT.partly;
  if (command === 'repair') return state.box?.checks.every((check) => check.outcome !== 'blocks') === true ? EXIT.ok : EXIT.failed;
  if (command === 'connect' || command === 'prove') {
    const good = chosen.filter((camera) => {
      const proof = state.proofs[camera.device.id];
      return proof !== undefined && proof.layers.every((layer) => layer.outcome !== 'failed');
    }).length;
    return good === chosen.length && good > 0 ? EXIT.ok : good > 0 ? EXIT.partly : EXIT.failed;
  }
  return EXIT.ok;
}

/** The exit code that an error stands for. */
export function exitCodeOf(error: { readonly kind: string; readonly code: string }): number {
  if (error.kind === 'cancelled') return EXIT.cancelled;
  if (error.kind === 'bug') return EXIT.bug;
  if (error.code === 'input-invalid' || error.code === 'site-file-invalid' || error.code === 'range-asks-first') return EXIT.usage;
  if (error.code === 'box-host-key-unknown' || error.code === 'box-host-key-changed' || error.code === 'box-known-elsewhere' || error.code === 'secret-missing' || error.code === 'overlay-code-wanted' || error.code === 'overlay-code-wrong' || error.code === 'client-unconfirmed') return EXIT.needsPerson;
  return error.code === 'undo-incomplete' ? EXIT.undoIncomplete : EXIT.failed;
}
