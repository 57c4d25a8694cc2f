import { isOwnLogin } from '../domain/camera-changes';
import { chosenCameras, needsTunnel, readyCameras, type ChosenCamera } from '../domain/choice';
import type { CheckResult } from '../domain/box';
import { TunnelError } from '../domain/errors';
import type { JournalEvent } from '../domain/journal';
import { agentsPlace, overlayNetwork, overlayPlace } from '../domain/site';
import { lookForRecords } from './adopt';
import { checkCollisions } from './collisions';
import { LoginGroup, loginGroupOf, scoutsFirst } from './login-groups';
import type { Login, RegistrarFacts } from './ports';
import { inLanes, type Run } from './run';
import { lookAtStorage, troubleOf } from './storage';

/** Cameras that are read at the same time. Each is asked one thing at a time and plays one stream at a time: 16 are at most 100 Mbit/s. */
const CAMERA_LANES = 16;

/** Media seconds that must arrive from a stream. */
const STREAM_SECONDS = 2;

/** Parts of a check, besides the ids of single cameras. */
export const CHECK_PARTS = ['cameras', 'services', 'box'] as const;

/**
 * Logs in to cameras, services and the spare box and looks; changes nothing. `only`: some of `CHECK_PARTS` or ids of
 * cameras; null is everything that has settings. What a camera did wrong stands in its reading; what failed elsewhere is thrown after the rest was done.
 */
export async function check(run: Run, only: readonly string[] | null): Promise<void> {
  const wants = (part: string): boolean => only === null || only.includes(part);
  const cameras = chosenCameras(run.site, run.state).filter((camera) => wants('cameras') || wants(camera.device.id));
  const parts: (() => Promise<void>)[] = [];
  if (cameras.length > 0) parts.push(() => readCameras(run, cameras));
  if (wants('services') && (only !== null || ((run.site.overlay !== null || !needsTunnel(run.site, run.state)) && run.site.agents !== null))) parts.push(() => checkServices(run));
  // The box asks for the cameras it must reach, so they are read before.
  const failures = await inLanes(parts, parts.length, run.signal, (part) => part());
  if (wants('box') && (only !== null || run.site.box !== null)) failures.push(...(await inLanes([() => checkBox(run)], 1, run.signal, (part) => part())));
  // Last, because it needs to know where the cameras are, which network it is and what the box is plugged into.
  if (failures.length === 0 && (wants('services') || wants('box'))) await checkCollisions(run);
  if (failures[0] !== undefined) throw failures[0].error;
}

async function readCameras(run: Run, cameras: readonly ChosenCamera[]): Promise<void> {
  const groups = new Map<string, LoginGroup>();
  const failures = await inLanes(scoutsFirst(cameras), CAMERA_LANES, run.signal, async (camera) => {
    const { choice, device } = camera;
    await run.during({ task: 'read-camera', subject: choice.name }, async () => {
      const group = groups.get(loginGroupOf(camera)) ?? new LoginGroup();
      groups.set(loginGroupOf(camera), group);
      const logins = await loginsFor(run, camera);
      const turns = group.join(device.id, logins, camera.reading?.credentialId ?? null);
      try {
        const reading = await run.ports.cameras.read(
          { device, logins, turns, allowBasic: choice.allowBasic, sharesAddressWith: sharesAddressWith(run, camera), mainToken: choice.mainToken, subToken: choice.subToken, seconds: STREAM_SECONDS },
          run,
        );
        await run.record({ type: 'camera-read', reading });
      } finally {
        turns.leave();
      }
    });
  });
  if (failures[0] !== undefined) throw failures[0].error;
}

/** Another device that answered at this camera's address, told by its MAC: the switch decides anew every minute whose picture comes. */
function sharesAddressWith(run: Run, { device }: ChosenCamera): string | null {
  const other = (run.state.survey?.devices ?? []).find((candidate) => candidate.id !== device.id && candidate.address === device.address && candidate.mac !== null && device.mac !== null && candidate.mac !== device.mac);
  return other?.mac ?? null;
}

async function loginsFor(run: Run, camera: ChosenCamera): Promise<Login[]> {
  const { credentialId } = camera.choice;
  const sets = run.site.credentials.filter((set) => (credentialId === null ? !isOwnLogin(set) : set.id === credentialId));
  return Promise.all(sets.map(async (set) => ({ credentialId: set.id, username: set.username, password: await run.ports.secrets.reveal(set.password) })));
}

async function checkServices(run: Run): Promise<void> {
  if (run.site.agents === null) throw new TunnelError('input-invalid', { field: 'agents', reason: 'not entered yet' });
  const overlay = needsTunnel(run.site, run.state) ? await checkOverlay(run) : null;
  const places = [...new Set(chosenCameras(run.site, run.state).map(({ choice }) => choice.runs))];
  const found: RegistrarFacts[] = [];
  for (const runs of places.length === 0 ? (['cloud'] as const) : places) {
    const { registrar, view } = run.agents(runs);
    // People enter the services before the box. What is on the box is looked at once it is known, by the plan at the latest.
    if (view.settings.kind === 'edge' && !run.knowsBox()) continue;
    found.push(await run.during({ task: 'sign-in-agents', subject: agentsPlace(view.settings) || (run.site.box?.host ?? '') }, () => registrar.probe(view)));
  }
  const storage = await lookAtStorage(run);
  await run.record({
    type: 'services-checked',
    overlay,
    agents: { variant: found.map(({ variant }) => variant).join('; '), count: found.reduce((sum, { agents }) => sum + agents.length, 0), given: found.flatMap(({ given }) => given.map(({ name, value }) => ({ name, value }))) },
    storage,
  });
  const trouble = troubleOf(storage);
  if (trouble !== null) throw trouble;
}

async function checkOverlay(run: Run): Promise<Extract<JournalEvent, { type: 'services-checked' }>['overlay']> {
  const settings = run.site.overlay;
  if (settings === null) throw new TunnelError('input-invalid', { field: 'Netmaker', reason: 'not entered yet' });
  const overlay = await run.during({ task: 'sign-in-overlay', subject: overlayPlace(settings) }, () => run.overlay().probe(settings, run.ports.secrets, run.signal));
  const network = overlay.networks.find((candidate) => candidate.name === overlayNetwork(settings));
  if (network === undefined) {
    throw new TunnelError('overlay-network-missing', { network: overlayNetwork(settings), networks: overlay.networks.map((candidate) => candidate.name).join(', ') });
  }
  const access = await run.overlay().access?.(settings, run.ports.secrets, run.signal);
  return { version: overlay.version, variant: overlay.variant, network: network.name, range: network.range, access: access?.access ?? 'unknown' };
}

/** Questions about a tunnel: a computer that only runs agents need not be able to open one. */
const TUNNEL_CHECKS: readonly CheckResult['check'][] = [
  'init', 'kernel-tunnel', 'firewall-tool', 'packages', 'server-reachable', 'server-trusted', 'udp-out', 'udp-ports', 'other-client', 'own-identity', 'other-vpn', 'ranges-apart', 'forwarding', 'docker-forward', 'ufw',
  'firewalld', 'nft-drops', 'firewall-mix', 'ipv6-nat',
];

export async function checkBox(run: Run): Promise<void> {
  const box = await run.box();
  await run.during({ task: 'check-box', subject: run.site.box?.host ?? '' }, async () => {
    const facts = await box.facts(run.signal);
    const ready = readyCameras(run.site, run.state);
    const cameras = (ready.length > 0 ? ready : chosenCameras(run.site, run.state)).map((camera) => ({ address: camera.device.address, port: camera.device.rtspPort ?? 554 }));
    const checks = await Promise.all(
      run.ports.boxChecks.filter(({ id }) => needsTunnel(run.site, run.state) || !TUNNEL_CHECKS.includes(id)).map((one): Promise<CheckResult> =>
        one.run({ box, facts, site: run.site, cameras, overlayRange: overlayRangeOf(run) }, run.signal).catch((error: unknown): CheckResult => {
          // One question that could not be asked must not hide the answers of the others; a lost box or a stop must.
          if (run.signal.aborted || (error instanceof TunnelError && ['cancelled', 'box-connection-lost', 'box-sudo-password-wrong'].includes(error.code))) throw error;
          return { check: one.id, outcome: 'unknown', params: {}, detail: error instanceof TunnelError ? (error.detail ?? error.code) : null, fix: 'none' };
        }),
      ),
    );
    await run.record({ type: 'box-checked', report: { facts, checks } });
    if (facts.root !== 'none') await lookForRecords(run);
  });
}

/** Netmaker tells it at the sign-in; of a hub it is a setting. */
function overlayRangeOf(run: Run): string | null {
  const { overlay } = run.site;
  if (overlay?.kind === 'wireguard') return overlay.range;
  return overlay !== null && run.state.services?.overlay?.network === overlay.network ? run.state.services.overlay.range : null;
}
